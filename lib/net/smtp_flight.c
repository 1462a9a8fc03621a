/* SPDX-License-Identifier: ISC */
#include "net/smtp_flight.h"

#include <string.h>

#include "net/smtp_fit.h"
#include "net/smtp_start.h"
#include "net/smtp_text.h"

/* Recipients in one flight of commands: their replies fit any buffer. */
#define FLIGHT 100

/* The longest message that is sent before it is known who gets it. */
#define CHUNK_MAX ((uint64_t)64 * 1024)

bool
smtp_flight_needs_utf8(const struct smtp_mail *m)
{
	return m->message->has_8bit_header || envelope_has_8bit(m->envelope);
}

static int
queue_mail(struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	const struct smtp_start start = {buf_str(&m->envelope->sender),
	    outgoing_size(m->message), smtp_flight_needs_utf8(m), m->dsn};

	return smtp_start_mail(s, &start, e);
}

/* A reply of any class but 3, which only DATA has; 421 ends it all. */
static int
read_plain(struct smtp *s, const char *what, struct err *e)
{
	if (smtp_read_reply(s, e) < 0)
		return -1;
	if (s->reply.code == 421 || smtp_reply_class(&s->reply) == 3)
		return smtp_refused(s, e, STATUS_UNAVAILABLE, what);
	return 0;
}

static int
read_mail(struct smtp *s, struct smtp_mail *m, struct smtp_flight *f,
    struct err *e)
{
	if (read_plain(s, "sender refused", e) < 0)
		return -1;
	if (smtp_reply_class(&s->reply) == 2)
		return 0;
	f->mail_refused = true;
	smtp_refused(s, &f->why, STATUS_UNAVAILABLE, "sender refused");
	smtp_decide_rest(m->results, m->n, &s->reply);
	return 0;
}

/* What is said to RCPT when MAIL was refused means nothing. */
static int
read_rcpts(struct smtp *s, struct smtp_mail *m, struct smtp_flight *f,
    size_t end, struct err *e)
{
	for (; f->asked < end; f->asked++) {
		if (read_plain(s, "recipient refused", e) < 0)
			return -1;
		if (!f->mail_refused)
			smtp_decide(&m->results[f->asked], &s->reply,
			    true);
	}
	return 0;
}

static int
read_data(struct smtp *s, struct smtp_flight *f, struct err *e)
{
	if (smtp_read_reply(s, e) < 0)
		return -1;
	f->data_accepted = s->reply.code == 354;
	if (s->reply.code == 421 ||
	    (!f->data_accepted && smtp_reply_class(&s->reply) < 4))
		return smtp_refused(s, e, STATUS_UNAVAILABLE, "DATA refused");
	return 0;
}

/* One flight less than with DATA: the server must take the octets of a BDAT
   whether it takes the message or not (RFC 3030 2), so they need not wait.
   What is large does, for nobody may want it; and so does what follows RSET,
   without which it would go to the recipients of another message. */
static bool
takes_text(const struct smtp *s, const struct smtp_mail *m, bool resets)
{
	return smtp_pipelines(s) && smtp_chunks(s) && !resets &&
	    m->n <= FLIGHT && outgoing_size(m->message) <= CHUNK_MAX;
}

static int
queue_text(struct smtp *s, const struct smtp_mail *m,
    const struct smtp_flight *f, struct err *e)
{
	if (f->has_text)
		return smtp_text_chunk(s, m, e);
	return conn_command(&s->conn, e, NULL, "DATA");
}

/* MAIL, behind the RSET that ends what an earlier message has begun. */
static int
queue_start(struct smtp *s, const struct smtp_mail *m, bool resets,
    struct err *e)
{
	if (resets && conn_command(&s->conn, e, NULL, "RSET") < 0)
		return -1;
	return queue_mail(s, m, e);
}

/* Nothing can be said where RSET is refused: the recipients of another
   message may still stand. */
static int
read_reset(struct smtp *s, struct err *e)
{
	if (smtp_read_reply(s, e) < 0)
		return -1;
	if (smtp_reply_class(&s->reply) != 2)
		return smtp_refused(s, e, STATUS_UNAVAILABLE, "RSET refused");
	return 0;
}

/* The commands up to DATA in as few flights as there can be (RFC 2920). */
static int
fly(struct smtp *s, struct smtp_mail *m, struct smtp_flight *f, bool resets,
    struct err *e)
{
	size_t n = m->n, end, i;

	do {
		end = n - f->asked > FLIGHT ? f->asked + FLIGHT : n;
		if (f->asked == 0 && queue_start(s, m, resets, e) < 0)
			return -1;
		for (i = f->asked; i < end; i++)
			if (smtp_start_rcpt(s, m->envelope->rcpts[i],
			    m->dsn, e) < 0)
				return -1;
		if (end == n && queue_text(s, m, f, e) < 0)
			return -1;
		if (conn_flush(&s->conn, e) < 0 && !smtp_text_is_out(s))
			return -1;
		f->is_out = f->has_text;
		if (f->asked == 0 && ((resets && read_reset(s, e) < 0) ||
		    read_mail(s, m, f, e) < 0))
			return -1;
		if (read_rcpts(s, m, f, end, e) < 0)
			return -1;
	} while (end < n && !f->mail_refused);
	return end == n && !f->has_text ? read_data(s, f, e) : 0;
}

/* The same, each command behind the reply to the one before. */
static int
walk(struct smtp *s, struct smtp_mail *m, struct smtp_flight *f, bool resets,
    struct err *e)
{
	if (resets && (conn_command(&s->conn, e, NULL, "RSET") < 0 ||
	    conn_flush(&s->conn, e) < 0 || read_reset(s, e) < 0))
		return -1;
	if (!m->begun && (queue_mail(s, m, e) < 0 ||
	    conn_flush(&s->conn, e) < 0 || read_mail(s, m, f, e) < 0))
		return -1;
	while (!f->mail_refused && f->asked < m->n)
		if (smtp_start_rcpt(s, m->envelope->rcpts[f->asked], m->dsn,
		    e) < 0 || conn_flush(&s->conn, e) < 0 ||
		    read_rcpts(s, m, f, f->asked + 1, e) < 0)
			return -1;
	if (f->mail_refused || !smtp_has_accepted(m->results, m->n))
		return 0;
	if (conn_command(&s->conn, e, NULL, "DATA") < 0 ||
	    conn_flush(&s->conn, e) < 0)
		return -1;
	return read_data(s, f, e);
}

int
smtp_flight_ahead(struct smtp *s, struct smtp_mail *next, struct err *e)
{
	struct err unused = ERR_INIT;
	size_t i;

	if (!smtp_pipelines(s) || next->n > FLIGHT ||
	    (s->rcpt_max > 0 && next->n > s->rcpt_max) ||
	    smtp_fit(s, next, &unused) < 0)
		return 0;
	s->ahead = next;
	if (queue_mail(s, next, e) < 0)
		return -1;
	for (i = 0; i < next->n; i++)
		if (smtp_start_rcpt(s, next->envelope->rcpts[i], next->dsn,
		    e) < 0)
			return -1;
	return conn_command(&s->conn, e, NULL, "DATA");
}

/* The answers to what smtp_flight_ahead has said. */
static int
arrive(struct smtp *s, struct smtp_mail *m, struct smtp_flight *f,
    struct err *e)
{
	s->ahead = NULL;
	if (read_mail(s, m, f, e) < 0 || read_rcpts(s, m, f, m->n, e) < 0)
		return -1;
	return read_data(s, f, e);
}

int
smtp_flight_fly(struct smtp *s, struct smtp_mail *m, struct smtp_flight *f,
    struct err *e)
{
	bool resets = s->in_mail && !m->begun;

	memset(f, 0, sizeof(*f));
	s->behind = 0;
	s->in_mail = true;
	if (s->ahead == m->whole && s->ahead != NULL)
		return arrive(s, m, f, e);
	if (m->begun)
		f->asked = m->n;
	f->has_text = takes_text(s, m, resets);
	return smtp_pipelines(s) ? fly(s, m, f, resets, e)
	                         : walk(s, m, f, resets, e);
}
