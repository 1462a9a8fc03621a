/* SPDX-License-Identifier: ISC */
#include "net/smtp_text.h"

#include <string.h>

#include "mime/wire.h"
#include "net/smtp_flight.h"

/* Message text that is encoded at once: it fits conn.out. */
#define BLOCK ((size_t)32 * 1024)

/* The trace has the message's size instead of its text. */
static void
trace_message(const struct smtp *s, const struct smtp_mail *m)
{
	struct buf text = BUF_INIT;

	if (s->conn.trace == NULL)
		return;
	buf_printf(&text, "the message: %llu bytes",
	    (unsigned long long)outgoing_size(m->message));
	s->conn.trace(s->conn.trace_arg, CONN_NOTE, buf_str(&text));
	buf_free(&text);
}

static int
wrong_size(struct err *e)
{
	return err_set(e, STATUS_SOFTWARE, "the message has another size than "
	    "it should");
}

/* Adds the text to what is queued, which goes out whenever that is much: no
   more than max bytes of it. */
static int
add_text(struct smtp *s, const struct smtp_mail *m, struct wire *wire,
    uint64_t max, struct err *e)
{
	struct out *out = &s->conn.out;
	char block[BLOCK];
	size_t made;
	ssize_t n;

	trace_message(s, m);
	outgoing_rewind(m->message);
	while ((n = outgoing_raw(m->message, block, BLOCK, e)) > 0) {
		conn_wake(&s->conn);
		made = wire_encode(wire, str_of(block, (size_t)n),
		    out_reserve(out, WIRE_ROOM((size_t)n)));
		if (made > max)
			return wrong_size(e);
		max -= made;
		out_commit(out, made);
		if (m->progress != NULL)
			progress_add(m->progress, (size_t)n);
		if (out_failed(out))
			return conn_flush(&s->conn, e);
	}
	return (int)n;
}

/* What may travel with the end of the text (RFC 2920 3.1), unless others
   are still to get it. */
static int
queue_behind(struct smtp *s, const struct smtp_mail *m, bool is_chunk,
    struct err *e)
{
	if (smtp_has_too_many(m->results, m->n))
		return 0;
	s->quit_sent = m->last && smtp_pipelines(s);
	if (s->quit_sent)
		return conn_command(&s->conn, e, NULL, "QUIT");
	/* RFC 3030 2: behind a BDAT that fails only RSET is of use. */
	if (m->next != NULL && !is_chunk)
		return smtp_flight_ahead(s, m->next, e);
	return 0;
}

static int
end_text(struct smtp *s, const struct smtp_mail *m, struct wire *wire,
    struct err *e)
{
	struct out *out = &s->conn.out;
	bool is_chunk = wire->is_chunk;
	uint64_t start;
	int done;

	out_commit(out, wire_end(wire, out_reserve(out, WIRE_END_ROOM)));
	start = out->total;
	done = queue_behind(s, m, is_chunk, e);
	s->behind = (size_t)(out->total - start);
	return done;
}

int
smtp_text_uncertain(struct smtp_mail *m, struct err *e)
{
	m->is_uncertain = true;
	return err_prefix(e, SMTP_UNCERTAIN);
}

bool
smtp_text_is_out(const struct smtp *s)
{
	return s->behind > 0 && s->conn.out.len <= s->behind;
}

/* Sends the text and the final dot.  If that fails, the dot was not sent: not
   to a server either that has spoken or hung up before it, for what it said
   would pass for its answer. */
static int
send_text(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	struct wire wire = WIRE_INIT;

	s->broken = true; /* what is said now is text */
	if (add_text(s, m, &wire, UINT64_MAX, e) < 0 ||
	    conn_has_more(&s->conn, e) != 0)
		return -1;
	if (end_text(s, m, &wire, e) == 0 && conn_flush(&s->conn, e) == 0)
		return 0;
	return smtp_text_is_out(s) ? 0 : -1;
}

int
smtp_text_chunk(struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	const uint64_t size = outgoing_size(m->message);
	struct wire wire = WIRE_INIT;
	uint64_t start;

	wire.is_chunk = true;
	if (conn_command(&s->conn, e, NULL, "BDAT %llu LAST",
	    (unsigned long long)size) < 0)
		return -1;
	start = s->conn.out.total;
	if (add_text(s, m, &wire, size, e) < 0)
		return -1;
	if (s->conn.out.total - start != size)
		return wrong_size(e);
	return end_text(s, m, &wire, e);
}

/* The text was not sent to its end: perhaps the server said why. */
static int
explain(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	bool lost = out_failed(&s->conn.out);
	struct err unused = ERR_INIT;

	if ((!lost && in_window(&s->conn.in).n == 0) ||
	    smtp_read_reply(s, lost ? &unused : e) < 0 ||
	    (lost && smtp_reply_class(&s->reply) < 4))
		return -1;
	smtp_refused(s, e, STATUS_UNAVAILABLE, "message refused");
	if (smtp_reply_class(&s->reply) >= 4 && s->reply.code != 421)
		smtp_decide_rest(m->results, m->n, &s->reply);
	s->broken = true;
	return -1;
}

int
smtp_text_reply(struct smtp *s, struct err *e)
{
	int64_t timeout = s->conn.timeout;
	int done;

	/* RFC 5321 4.5.3.2.6 has twice the time of other replies for this. */
	s->conn.timeout *= 2;
	done = smtp_read_reply(s, e);
	s->conn.timeout = timeout;
	return done;
}

int
smtp_text_judge(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	if (smtp_reply_class(&s->reply) == 3) {
		smtp_refused(s, e, STATUS_UNAVAILABLE, "DATA");
		return smtp_text_uncertain(m, e);
	}
	s->in_mail = false;
	smtp_decide_rest(m->results, m->n, &s->reply);
	if (smtp_reply_class(&s->reply) != 2)
		return smtp_refused(s, e, STATUS_UNAVAILABLE,
		    "message refused");
	return 0;
}

/* What is said to one recipient is known before what is said to the next. */
static void
settle_each(const struct smtp_mail *m, size_t i)
{
	struct smtp_mail *whole = m->whole;

	smtp_decide_told(&whole->results[m->places[i]],
	    &m->results[i].reply);
	if (whole->settled != NULL && i + 1 < m->n)
		whole->settled(whole->settled_arg);
}

/* LMTP has a reply for each recipient that was accepted (RFC 2033 4.2). */
static int
judge_each(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	int done = 0;
	size_t i;

	m->is_told = true;
	for (i = 0; done == 0 && i < m->n; i++) {
		if (m->results[i].fate != SMTP_ACCEPTED)
			continue;
		if (smtp_text_reply(s, e) < 0)
			done = -1;
		else if (smtp_reply_class(&s->reply) == 3)
			done = smtp_refused(s, e, STATUS_UNAVAILABLE, "DATA");
		else
			smtp_decide_told(&m->results[i], &s->reply);
		if (done < 0)
			smtp_withdraw(m->results + i, m->n - i);
		else
			settle_each(m, i);
	}
	s->in_mail = done < 0;
	if (done < 0)
		return smtp_text_uncertain(m, e);
	if (!smtp_has_accepted(m->results, m->n))
		return smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	return 0;
}

int
smtp_text_send(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	if (send_text(s, m, e) < 0)
		return explain(s, m, e);
	if (smtp_is_lmtp(s))
		return judge_each(s, m, e);
	if (smtp_text_reply(s, e) < 0)
		return smtp_text_uncertain(m, e);
	return smtp_text_judge(s, m, e);
}
