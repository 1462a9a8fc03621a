/* SPDX-License-Identifier: ISC */
#include "net/smtp_text.h"

#include <string.h>

#include "mime/wire.h"

/* Message text that is encoded at once: it fits conn.out. */
#define BLOCK ((size_t)16 * 1024)

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

/* Sends the text and the final dot.  If that fails, the dot was not sent: not
   to a server either that has spoken or hung up before it, for what it said
   would pass for its answer. */
static int
send_text(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	struct out *out = &s->conn.out;
	struct wire wire = WIRE_INIT;
	char block[BLOCK];
	ssize_t n;

	trace_message(s, m);
	outgoing_rewind(m->message);
	s->broken = true; /* what is said now is text */
	while ((n = outgoing_text(m->message, block, BLOCK, e)) > 0) {
		conn_wake(&s->conn);
		out_commit(out, wire_encode(&wire,
		    str_of(block, (size_t)n),
		    out_reserve(out, WIRE_ROOM(BLOCK))));
		if (m->progress != NULL)
			progress_add(m->progress, (size_t)n);
		if (out_failed(out))
			return conn_flush(&s->conn, e);
	}
	if (n < 0 || conn_has_more(&s->conn, e) != 0)
		return -1;
	out_commit(out, wire_end(&wire, out_reserve(out, WIRE_END_ROOM)));
	s->quit_sent = m->last && smtp_pipelines(s); /* RFC 2920 3.1 */
	if (s->quit_sent && conn_command(&s->conn, e, NULL, "QUIT") < 0)
		return -1;
	if (conn_flush(&s->conn, e) == 0)
		return 0;
	/* If no more than QUIT is left, the dot was sent. */
	return s->quit_sent && out->len <= strlen("QUIT\r\n") ? 0 : -1;
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

static int
finish(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	static const char uncertain[] = "uncertain whether it was delivered";
	int64_t timeout = s->conn.timeout;
	int done;

	/* RFC 5321 4.5.3.2.6 has twice the time of other replies for this. */
	s->conn.timeout *= 2;
	done = smtp_read_reply(s, e);
	s->conn.timeout = timeout;
	if (done < 0)
		return err_prefix(e, "%s", uncertain);
	if (smtp_reply_class(&s->reply) == 3)
		return smtp_refused(s, e, STATUS_UNAVAILABLE, uncertain);
	s->in_mail = false;
	smtp_decide_rest(m->results, m->n, &s->reply);
	if (smtp_reply_class(&s->reply) != 2)
		return smtp_refused(s, e, STATUS_UNAVAILABLE,
		    "message refused");
	return 0;
}

int
smtp_text_send(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	if (send_text(s, m, e) < 0)
		return explain(s, m, e);
	return finish(s, m, e);
}
