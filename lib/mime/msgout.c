/* SPDX-License-Identifier: ISC */
#include "mime/msgout.h"

#include <string.h>

void
msgout_init(struct msgout *m, struct out *out, bool single, int64_t when)
{
	memset(m, 0, sizeof(*m));
	m->out = out;
	m->single = single;
	m->when = when;
}

void
msgout_free(struct msgout *m)
{
	buf_free(&m->held);
}

void
msgout_begin(struct msgout *m)
{
	m->held.len = 0;
	m->begun = m->in_mbox = false;
}

/* The sender that the last host put in front of the message (RFC 5321 4.4),
   without its brackets; empty if there is none. */
static struct str
return_path(struct str message)
{
	struct str line = str_cut(&message, '\n');

	if (!str_case_starts(line, "Return-Path:"))
		return str_of(NULL, 0);
	line = str_trim(str_skip(line, strlen("Return-Path:")));
	if (line.n < 2 || line.p[0] != '<' || line.p[line.n - 1] != '>')
		return str_of(NULL, 0);
	return str_of(line.p + 1, line.n - 2);
}

static void
write_piece(struct msgout *m, struct str piece)
{
	if (m->in_mbox)
		mbox_add(&m->mbox, piece.p, piece.n);
	else
		out_add_str(m->out, piece);
}

/* Writes what is held; from here on nothing is held. */
static void
write_held(struct msgout *m)
{
	struct str held = buf_str(&m->held);

	m->begun = true;
	m->in_mbox = !m->single || str_starts(held, "From ");
	if (m->in_mbox)
		mbox_begin(&m->mbox, m->out, return_path(held), m->when);
	write_piece(m, held);
	m->held.len = 0;
}

void
msgout_add(struct msgout *m, struct str piece)
{
	if (m->begun) {
		write_piece(m, piece);
		return;
	}
	buf_add_str(&m->held, piece);
	if (m->held.len > MSGOUT_HOLD)
		write_held(m);
}

bool
msgout_end(struct msgout *m)
{
	if (!m->begun && m->held.len == 0)
		return false;
	if (!m->begun)
		write_held(m);
	if (m->in_mbox)
		mbox_end(&m->mbox);
	return true;
}
