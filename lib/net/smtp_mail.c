/* SPDX-License-Identifier: ISC */
#include "net/smtp_mail.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mime/recode.h"
#include "net/smtp_text.h"

/* Recipients in one flight of commands: their replies fit any buffer. */
#define FLIGHT 100

/* The longest message that is sent before it is known who gets it. */
#define CHUNK_MAX ((uint64_t)64 * 1024)

void
smtp_mail_init(struct smtp_mail *m, const struct envelope *envelope,
    struct outgoing *message)
{
	memset(m, 0, sizeof(*m));
	m->envelope = envelope;
	m->message = message;
	m->n = envelope->n;
	m->results = mem_alloc(m->n * sizeof(*m->results));
}

void
smtp_mail_free(struct smtp_mail *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		smtp_reply_free(&m->results[i].reply);
	free(m->results);
	m->results = NULL;
}

static bool
needs_utf8(const struct smtp_mail *m)
{
	return m->message->has_8bit_header || envelope_has_8bit(m->envelope);
}

/* 8-bit text in a body that may be changed, for a server that cannot take
   it. */
static int
recode(const struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	if (!m->recode || !m->message->has_8bit_body ||
	    smtp_offers(s, SMTP_8BITMIME) || !recode_is_possible(m->message))
		return 0;
	return recode_body(m->message, e);
}

/* What the server does not take is not tried. */
static int
check(const struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	const char *host = url_server(&s->account->url);
	uint64_t size = outgoing_size(m->message);

	if (m->message->has_8bit_header && !smtp_offers(s, SMTP_UTF8))
		return err_set(e, STATUS_UNAVAILABLE, "%s: the header holds "
		    "8-bit text and the server has no SMTPUTF8", host);
	if (needs_utf8(m) && !smtp_offers(s, SMTP_UTF8))
		return err_set(e, STATUS_UNAVAILABLE, "%s: an address holds "
		    "8-bit text and the server has no SMTPUTF8", host);
	if (m->message->has_8bit_body && !smtp_offers(s, SMTP_8BITMIME))
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message holds "
		    "8-bit text and the server has no 8BITMIME", host);
	if (s->size_max > 0 && size > s->size_max)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message has "
		    "%llu bytes and the server takes %llu", host,
		    (unsigned long long)size,
		    (unsigned long long)s->size_max);
	return 0;
}

static int
queue_mail(struct smtp *s, const struct smtp_mail *m, struct err *e)
{
	struct buf line = BUF_INIT;
	int done;

	buf_add_string(&line, "MAIL FROM:<");
	buf_add_str(&line, buf_str(&m->envelope->sender));
	buf_add_char(&line, '>');
	if (smtp_offers(s, SMTP_SIZE))
		buf_printf(&line, " SIZE=%llu",
		    (unsigned long long)outgoing_size(m->message));
	if (smtp_offers(s, SMTP_8BITMIME))
		buf_add_string(&line, " BODY=8BITMIME");
	if (needs_utf8(m))
		buf_add_string(&line, " SMTPUTF8");
	if (m->dsn != NULL && smtp_offers(s, SMTP_DSN))
		smtp_dsn_mail(m->dsn, &line);
	done = conn_command_str(&s->conn, e, NULL, buf_str(&line));
	buf_free(&line);
	return done;
}

static int
queue_rcpt(struct smtp *s, const struct smtp_mail *m, const char *address,
    struct err *e)
{
	struct buf line = BUF_INIT;
	int done;

	buf_printf(&line, "RCPT TO:<%s>", address);
	if (m->dsn != NULL && smtp_offers(s, SMTP_DSN))
		smtp_dsn_rcpt(m->dsn, address, &line);
	done = conn_command_str(&s->conn, e, NULL, buf_str(&line));
	buf_free(&line);
	return done;
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

/* How far the replies to the commands before the message have come. */
struct flight {
	bool mail_refused;
	struct err why; /* MAIL was refused */
	size_t asked;   /* recipients, with their replies */
	bool data_asked, data_accepted;
	bool has_text;  /* by BDAT, instead of DATA */
	bool is_out;    /* all of it was sent */
};

static int
read_mail(struct smtp *s, struct smtp_mail *m, struct flight *f,
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
read_rcpts(struct smtp *s, struct smtp_mail *m, struct flight *f,
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
read_data(struct smtp *s, struct flight *f, struct err *e)
{
	if (smtp_read_reply(s, e) < 0)
		return -1;
	f->data_asked = true;
	f->data_accepted = s->reply.code == 354;
	if (s->reply.code == 421 ||
	    (!f->data_accepted && smtp_reply_class(&s->reply) < 4))
		return smtp_refused(s, e, STATUS_UNAVAILABLE, "DATA refused");
	return 0;
}

/* One flight less than with DATA: the server must take the octets of a BDAT
   whether it takes the message or not (RFC 3030 2), so they need not wait.
   What is large does, for nobody may want it. */
static bool
takes_text(const struct smtp *s, const struct smtp_mail *m)
{
	return smtp_pipelines(s) && smtp_chunks(s) && m->n <= FLIGHT &&
	    outgoing_size(m->message) <= CHUNK_MAX;
}

static int
queue_text(struct smtp *s, const struct smtp_mail *m,
    const struct flight *f, struct err *e)
{
	if (f->has_text)
		return smtp_text_chunk(s, m, e);
	return conn_command(&s->conn, e, NULL, "DATA");
}

/* The commands up to DATA in as few flights as there can be (RFC 2920). */
static int
fly(struct smtp *s, struct smtp_mail *m, struct flight *f, struct err *e)
{
	size_t n = m->n, end, i;

	do {
		end = n - f->asked > FLIGHT ? f->asked + FLIGHT : n;
		if (f->asked == 0 && queue_mail(s, m, e) < 0)
			return -1;
		for (i = f->asked; i < end; i++)
			if (queue_rcpt(s, m, m->envelope->rcpts[i], e) < 0)
				return -1;
		if (end == n && queue_text(s, m, f, e) < 0)
			return -1;
		if (conn_flush(&s->conn, e) < 0 && !smtp_text_is_out(s))
			return -1;
		f->is_out = f->has_text;
		if (f->asked == 0 && read_mail(s, m, f, e) < 0)
			return -1;
		if (read_rcpts(s, m, f, end, e) < 0)
			return -1;
	} while (end < n && !f->mail_refused);
	return end == n && !f->has_text ? read_data(s, f, e) : 0;
}

/* The same, each command behind the reply to the one before. */
static int
walk(struct smtp *s, struct smtp_mail *m, struct flight *f, struct err *e)
{
	if (queue_mail(s, m, e) < 0 || conn_flush(&s->conn, e) < 0 ||
	    read_mail(s, m, f, e) < 0)
		return -1;
	while (!f->mail_refused && f->asked < m->n)
		if (queue_rcpt(s, m, m->envelope->rcpts[f->asked], e) < 0 ||
		    conn_flush(&s->conn, e) < 0 ||
		    read_rcpts(s, m, f, f->asked + 1, e) < 0)
			return -1;
	if (f->mail_refused || !smtp_has_accepted(m->results, m->n))
		return 0;
	if (conn_command(&s->conn, e, NULL, "DATA") < 0 ||
	    conn_flush(&s->conn, e) < 0)
		return -1;
	return read_data(s, f, e);
}

/* DATA was accepted though nobody is to get it: a lone dot ends that (RFC
   2920 3.1), and what is said to it is of no interest.  It would be a
   message if recipients of a refused sender stood, so there we hang up, and
   with LMTP, which has no reply to a dot for nobody (RFC 2033 4.2). */
static void
take_back_data(struct smtp *s, const struct flight *f)
{
	struct err unused = ERR_INIT;

	if (!f->mail_refused && !smtp_is_lmtp(s)) {
		(void)smtp_ask(s, &unused, ".");
		return;
	}
	s->broken = true;
	conn_close(&s->conn);
}

/* The session broke before the message.  Who refuses and then hangs up has
   refused, even if replies to what was pipelined are missing. */
static void
cut_off(const struct smtp *s, const struct smtp_mail *m,
    const struct flight *f, struct err *e)
{
	if (f->mail_refused)
		*e = f->why;
	else if (f->asked == m->n && !smtp_has_accepted(m->results, m->n))
		smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	else if (f->is_out && s->reply.code != 421)
		err_prefix(e, SMTP_UNCERTAIN);
}

/* Ends a transaction in which there is nothing to send.  -1. */
static int
give_up(struct smtp *s, struct smtp_mail *m, const struct flight *f,
    struct err *e)
{
	if (f->mail_refused) {
		*e = f->why;
	} else if (!smtp_has_accepted(m->results, m->n)) {
		smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	} else {
		smtp_refused(s, e, STATUS_UNAVAILABLE, "DATA refused");
		smtp_decide_rest(m->results, m->n, &s->reply);
	}
	if (f->data_accepted)
		take_back_data(s, f);
	return -1;
}

/* Ends what an earlier message has begun. */
static int
reset(struct smtp *s, struct err *e)
{
	if (!s->in_mail)
		return 0;
	if (smtp_ask(s, e, "RSET") < 0)
		return -1;
	if (smtp_reply_class(&s->reply) != 2)
		return smtp_refused(s, e, STATUS_UNAVAILABLE, "RSET refused");
	return 0;
}

/* RFC 5321 4.2.2: whatever is wrong, it is with the command. */
static bool
refuses_command(const struct smtp_reply *r)
{
	return r->code >= 500 && r->code <= 504;
}

/* Reads what is said to a text that came with the commands.  1 if the server
   does not know BDAT after all, else as smtp_mail_send. */
static int
land(struct smtp *s, struct smtp_mail *m, const struct flight *f,
    struct err *e)
{
	bool is_wanted = !f->mail_refused &&
	    smtp_has_accepted(m->results, m->n);

	if (smtp_text_reply(s, e) < 0) {
		cut_off(s, m, f, e);
		return -1;
	}
	if (is_wanted && refuses_command(&s->reply))
		return 1;
	if (is_wanted)
		return smtp_text_judge(s, m, e);
	if (f->mail_refused && smtp_reply_class(&s->reply) == 2) {
		s->broken = true;
		return err_set(e, STATUS_PROTOCOL, "%s: " SMTP_UNCERTAIN
		    ": the sender was refused, and the message was not",
		    url_server(&s->account->url));
	}
	return give_up(s, m, f, e);
}

/* As land. */
static int
try_once(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	struct flight f;
	int done;

	memset(&f, 0, sizeof(f));
	f.has_text = takes_text(s, m);
	s->in_mail = true;
	done = smtp_pipelines(s) ? fly(s, m, &f, e) : walk(s, m, &f, e);
	s->broken = s->broken || done < 0;
	if (done < 0) {
		cut_off(s, m, &f, e);
		return -1;
	}
	if (f.has_text)
		return land(s, m, &f, e);
	if (!f.data_accepted || f.mail_refused ||
	    !smtp_has_accepted(m->results, m->n))
		return give_up(s, m, &f, e);
	return smtp_text_send(s, m, e);
}

/* Whoever knows no BDAT may take the text for commands, so nothing more is
   said there: it all begins again on a new connection, with DATA. */
static int
retreat(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		smtp_reply_free(&m->results[i].reply);
	memset(m->results, 0, m->n * sizeof(*m->results));
	s->no_chunking = true;
	return smtp_reopen(s, e) < 0 ? -1 : try_once(s, m, e);
}

int
smtp_mail_send(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	int done;

	if (recode(s, m, e) < 0 || check(s, m, e) < 0 || reset(s, e) < 0)
		return -1;
	done = try_once(s, m, e);
	if (done > 0)
		done = retreat(s, m, e);
	if (done < 0 && !m->is_told)
		smtp_withdraw(m->results, m->n);
	return done;
}
