/* SPDX-License-Identifier: ISC */
#include "net/smtpd.h"

#include <string.h>
#include <unistd.h>

#include "base/in.h"
#include "net/dottext.h"
#include "net/hostname.h"
#include "net/smtpd_command.h"
#include "net/smtpd_rcpt.h"
#include "net/smtpd_relay.h"
#include "net/smtpd_reply.h"

struct smtpd {
	struct in in;
	struct out *out;
	struct smtpd_relay relay;
	struct smtpd_reply reply;
	struct buf name;    /* of this host */
	bool is_greeted;    /* EHLO or HELO was said */
	bool in_mail;       /* MAIL was, and accepted */
	size_t rcpts;       /* RCPT, accepted */
	bool data_refused;  /* and no command came since */
	bool has_quit;
};

static int
say(struct smtpd *d, int code, const char *enhanced, const char *text)
{
	return smtpd_reply_set(&d->reply, code, enhanced, "%s", text);
}

static void
reset(struct smtpd *d)
{
	smtpd_relay_reset(&d->relay);
	d->in_mail = false;
	d->rcpts = 0;
}

/* Waits for more input, once all that was said is out.  As in_fill. */
static int
fill(struct smtpd *d, struct err *e)
{
	return out_flush(d->out, e) < 0 ? -1 : in_fill(&d->in, e);
}

/* Passes over a line that is too long.  0, or -1. */
static int
skip_line(struct smtpd *d, struct err *e)
{
	struct str window = in_window(&d->in);
	size_t n = str_find(window, '\n');

	while (n == window.n) {
		in_take(&d->in, n);
		if (fill(d, e) < 0)
			return -1;
		window = in_window(&d->in);
		if (window.n == 0)
			return 0;
		n = str_find(window, '\n');
	}
	in_take(&d->in, n + 1);
	return 0;
}

/* The next command: 1 if *line is one, 2 if it is none, and the reply says
   why, 0 at the end of the input, -1. */
static int
next_line(struct smtpd *d, struct str *line, struct err *e)
{
	struct str window = in_window(&d->in);
	size_t n;
	int got;

	while ((n = str_find(window, '\n')) == window.n &&
	    n <= SMTPD_LINE_MAX + 1) {
		got = fill(d, e);
		if (got <= 0)
			return got;
		window = in_window(&d->in);
	}
	if (n > SMTPD_LINE_MAX + 1) {
		say(d, 500, "5.5.2", "the line is too long");
		return skip_line(d, e) < 0 ? -1 : 2;
	}
	*line = str_of(window.p, n);
	in_take(&d->in, n + 1);
	if (n > 0 && line->p[--line->n] == '\r')
		return 1;
	say(d, 500, "5.5.2", "the line ends in LF alone, not in CR LF");
	return 2;
}

static int
greet(struct smtpd *d, bool extended)
{
	reset(d);
	d->is_greeted = true;
	/* RFC 2034 4: no enhanced code in the answer to EHLO. */
	return smtpd_reply_set(&d->reply, 250, "", extended ?
	    "%s\nPIPELINING\n8BITMIME\nSIZE\nSMTPUTF8\nDSN\n"
	    "ENHANCEDSTATUSCODES\nHELP" : "%s", buf_string(&d->name));
}

static int
take_mail(struct smtpd *d, const struct smtpd_command *c)
{
	if (!d->is_greeted)
		return say(d, 503, "5.5.1", "EHLO comes first");
	if (d->in_mail)
		return say(d, 503, "5.5.1", "there is a sender already");
	d->in_mail = smtpd_relay_mail(&d->relay, c, &d->reply) == 0;
	return d->in_mail ? 0 : -1;
}

/* The next line, if it is a command for sure and is here already. */
static bool
peek_line(struct str *rest, struct str *line)
{
	size_t n = str_find(*rest, '\n');

	if (n == rest->n || n > SMTPD_LINE_MAX + 1 || n == 0 ||
	    rest->p[n - 1] != '\r')
		return false;
	*line = str_of(rest->p, n - 1);
	*rest = str_skip(*rest, n + 1);
	return true;
}

/* A client that does not wait for each answer does not make us wait for each
   of the server: all are asked for in one flight. */
static void
ask_ahead(struct smtpd *d, const struct smtpd_command *c)
{
	struct str rest = in_window(&d->in), line;
	struct smtpd_reply unused = SMTPD_REPLY_INIT;
	struct smtpd_command next = *c;

	while (smtpd_rcpt_ahead(&d->relay, &next) && peek_line(&rest, &line) &&
	    smtpd_command_read(&next, line, &unused) == 0 &&
	    next.verb == SMTPD_RCPT)
		;
	smtpd_reply_free(&unused);
}

static int
take_rcpt(struct smtpd *d, const struct smtpd_command *c)
{
	if (!d->in_mail)
		return say(d, 503, "5.5.1", "MAIL comes first");
	if (d->relay.ahead == 0)
		ask_ahead(d, c);
	if (smtpd_relay_rcpt(&d->relay, c, &d->reply) < 0)
		return -1;
	d->rcpts++;
	return 0;
}

/* Adds a piece of text to the message, unless *bad says that it is unfit. */
static void
add_text(struct smtpd *d, struct buf *text, bool final, struct err *bad)
{
	struct outgoing *m = &d->relay.letter.message;
	ssize_t taken = 0;

	if (bad->status == STATUS_OK)
		taken = outgoing_feed(m, buf_str(text), final, bad);
	if (bad->status != STATUS_OK)
		taken = (ssize_t)text->len;
	buf_drop(text, (size_t)taken);
}

/* Reads the message up to its dot.  0, or -1. */
static int
read_text(struct smtpd *d, struct err *bad, struct err *e)
{
	struct dottext dots = DOTTEXT_INIT;
	struct buf text = BUF_INIT;
	struct in *in = &d->in;
	size_t used, made;
	int got = 1;

	while (got > 0) {
		used = dottext_undo(&dots, in->data + in->pos,
		    in->end - in->pos, &made);
		buf_add(&text, in->data + in->pos, made);
		in_take(in, used);
		add_text(d, &text, dots.ended, bad);
		if (dots.ended)
			break;
		got = fill(d, e);
	}
	buf_free(&text);
	if (bad->status == STATUS_OK && got > 0)
		(void)outgoing_end(&d->relay.letter.message, bad);
	if (got == 0)
		return err_set(e, STATUS_DATA, "stdin: it ends within a "
		    "message, of which nothing was sent");
	return got;
}

static void
refuse_data(struct smtpd *d)
{
	d->data_refused = true;
	if (d->in_mail)
		say(d, 554, "5.5.1", "no recipient was accepted");
	else
		say(d, 503, "5.5.1", "MAIL comes first");
}

/* Reads a message and hands it on.  0 or -1. */
static int
take_data(struct smtpd *d, struct err *e)
{
	struct err bad = ERR_INIT;

	say(d, 354, "", "the message, and a line with a dot alone");
	smtpd_reply_write(&d->reply, d->out);
	if (read_text(d, &bad, e) < 0)
		return -1;
	if (bad.status != STATUS_OK)
		smtpd_reply_err(&d->reply, &bad);
	else
		smtpd_relay_send(&d->relay, &d->reply);
	reset(d);
	return 0;
}

/* A text that comes behind a DATA that was refused, from a client that does
   not look, must not be read as commands: it may be anybody's.  0 or -1. */
static int
refuse_line(struct smtpd *d, struct err *e)
{
	if (!d->data_refused)
		return 0;
	say(d, 421, "4.7.0", "DATA was refused, and this is no command");
	smtpd_reply_write(&d->reply, d->out);
	return out_flush(d->out, e) < 0 ? -1 : err_set(e, STATUS_DATA,
	    "stdin: a text follows a DATA that was refused");
}

/* Does what a line says, and has the reply.  0 or -1. */
static int
obey(struct smtpd *d, const struct smtpd_command *c, struct err *e)
{
	d->data_refused = false;
	switch (c->verb) {
	case SMTPD_HELO:
	case SMTPD_EHLO:
		greet(d, c->verb == SMTPD_EHLO);
		break;
	case SMTPD_MAIL:
		take_mail(d, c);
		break;
	case SMTPD_RCPT:
		take_rcpt(d, c);
		break;
	case SMTPD_DATA:
		if (d->in_mail && d->rcpts > 0)
			return take_data(d, e);
		refuse_data(d);
		break;
	case SMTPD_RSET:
		reset(d);
		say(d, 250, "2.0.0", "ok");
		break;
	case SMTPD_NOOP:
		say(d, 250, "2.0.0", "ok");
		break;
	case SMTPD_QUIT:
		d->has_quit = true;
		say(d, 221, "2.0.0", "bye");
		break;
	case SMTPD_VRFY:
		say(d, 252, "2.5.0", "only the server of a message knows");
		break;
	case SMTPD_HELP:
		say(d, 214, "2.0.0", "EHLO HELO MAIL RCPT DATA RSET NOOP "
		    "QUIT VRFY HELP\nsee the manual, smtpsend(1)");
		break;
	}
	return 0;
}

static int
converse(struct smtpd *d, struct err *e)
{
	struct smtpd_command c;
	struct str line;
	int got, done = 0;

	smtpd_reply_set(&d->reply, 220, "", "%s ESMTP",
	    buf_string(&d->name));
	smtpd_reply_write(&d->reply, d->out);
	while (done == 0 && !d->has_quit &&
	    (got = next_line(d, &line, e)) != 0) {
		if (got < 0)
			return -1;
		if (got == 1 && smtpd_command_read(&c, line, &d->reply) == 0)
			done = obey(d, &c, e);
		else
			done = refuse_line(d, e);
		if (done == 0)
			smtpd_reply_write(&d->reply, d->out);
	}
	return done < 0 ? -1 : out_flush(d->out, e);
}

int
smtpd_serve(const struct send_options *o, struct out *out,
    void (*tell)(const struct err *e), struct err *e)
{
	struct smtpd d;
	int done;

	memset(&d, 0, sizeof(d));
	in_init(&d.in, STDIN_FILENO, "stdin", IN_SIZE);
	d.out = out;
	hostname_own(&d.name);
	smtpd_relay_init(&d.relay, o, tell);
	done = converse(&d, e);
	smtpd_relay_free(&d.relay);
	smtpd_reply_free(&d.reply);
	buf_free(&d.name);
	in_free(&d.in);
	return done;
}
