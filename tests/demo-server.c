/* SPDX-License-Identifier: ISC */
/*
 * usage: demo-server
 *
 * A mail server of one mailbox, for the demonstration: what comes in by SMTP
 * is kept in memory and given out by POP3.  It listens on 127.0.0.1 alone,
 * on two free ports that it prints, and serves one connection at a time, in
 * the clear.  The user is `demo` and so is the password.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/in.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/out.h"
#include "mime/base64.h"

#define LINE_MAX_BYTES ((size_t)65536)
#define MAIL_MAX_BYTES ((size_t)64 * 1024 * 1024)

struct mail {
	struct buf wire; /* its lines with CRLF, dots still stuffed */
	size_t size;     /* octets, the stuffing not counted */
	bool deleted;
};

struct session {
	struct in in;
	struct out out;
	struct buf line;
	bool logged_in, over;
};

static struct mail *mails;
static size_t mail_count;

static void
say(struct session *s, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	out_add_string(&s->out, line);
	out_add_string(&s->out, "\r\n");
}

/* The client's next line; what we said travels before we wait. */
static bool
hear(struct session *s)
{
	struct err e;

	if (in_window(&s->in).n == 0 && out_flush(&s->out, &e) < 0)
		return false;
	return line_read(&s->in, &s->line, LINE_MAX_BYTES, &e) > 0;
}

/* SMTP (RFC 5321) */

/* Whether the user and the password are right; "" asks for the response. */
static bool
login_plain(struct session *s, struct str response)
{
	struct buf text = BUF_INIT;
	bool right;

	if (response.n == 0) {
		say(s, "334 ");
		if (!hear(s))
			return false;
		response = buf_str(&s->line);
	}
	right = base64_get(&text, response) == 0 &&
	    str_equal(buf_str(&text), STR("\0demo\0demo"));
	buf_free(&text);
	return right;
}

static bool
login_login(struct session *s)
{
	bool right = true;

	say(s, "334 VXNlcm5hbWU6");
	right = hear(s) && str_is(buf_str(&s->line), "ZGVtbw==");
	say(s, "334 UGFzc3dvcmQ6");
	return hear(s) && str_is(buf_str(&s->line), "ZGVtbw==") && right;
}

static void
authenticate(struct session *s, struct str how)
{
	struct str mechanism = str_cut(&how, ' ');

	if (str_case_is(mechanism, "PLAIN"))
		s->logged_in = login_plain(s, how);
	else if (str_case_is(mechanism, "LOGIN"))
		s->logged_in = login_login(s);
	say(s, s->logged_in ? "235 2.7.0 welcome" : "535 5.7.8 no");
}

static void
add_line(struct mail *m, struct str line)
{
	buf_add_str(&m->wire, line);
	buf_add(&m->wire, "\r\n", 2);
	m->size += line.n + 2 - (line.n > 0 && *line.p == '.');
}

static void
take_mail(struct session *s)
{
	struct mail m = {BUF_INIT, 0, false};
	bool whole = false;

	say(s, "354 go on");
	while (hear(s) && !(whole = str_is(buf_str(&s->line), ".")))
		if (m.size < MAIL_MAX_BYTES)
			add_line(&m, buf_str(&s->line));
	if (!whole || m.size >= MAIL_MAX_BYTES) {
		say(s, "552 5.3.4 too much");
		buf_free(&m.wire);
		return;
	}
	mails = mem_resize(mails, mail_count + 1, sizeof(*mails));
	mails[mail_count++] = m;
	say(s, "250 2.0.0 taken, as message %zu", mail_count);
}

static void
smtp_command(struct session *s, struct str verb, struct str rest)
{
	if (str_case_is(verb, "EHLO")) {
		say(s, "250-demo.example");
		say(s, "250-PIPELINING");
		say(s, "250-8BITMIME");
		say(s, "250 AUTH PLAIN LOGIN");
	} else if (str_case_is(verb, "AUTH")) {
		authenticate(s, rest);
	} else if (str_case_is(verb, "QUIT")) {
		say(s, "221 2.0.0 bye");
		s->over = true;
	} else if (str_case_is(verb, "DATA") && s->logged_in) {
		take_mail(s);
	} else if (str_case_is(verb, "MAIL") || str_case_is(verb, "RCPT")) {
		say(s, s->logged_in ? "250 2.1.0 ok" : "530 5.7.0 log in");
	} else if (str_case_is(verb, "NOOP") || str_case_is(verb, "RSET") ||
	    str_case_is(verb, "HELO")) {
		say(s, "250 2.0.0 ok");
	} else {
		say(s, "502 5.5.1 what?");
	}
}

/* POP3 (RFC 1939) */

/* The message that the text names, or NULL. */
static struct mail *
mail_named(struct str text)
{
	uint64_t n;

	if (num_parse(text, mail_count, &n) < 0 || n == 0 ||
	    mails[n - 1].deleted)
		return NULL;
	return &mails[n - 1];
}

static void
stat_box(struct session *s)
{
	size_t i, n = 0, size = 0;

	for (i = 0; i < mail_count; i++)
		if (!mails[i].deleted) {
			n++;
			size += mails[i].size;
		}
	say(s, "+OK %zu %zu", n, size);
}

static void
list_one(struct session *s, const char *lead, const struct mail *m,
    bool uidl)
{
	size_t number = (size_t)(m - mails) + 1;

	if (uidl)
		say(s, "%s%zu demo-%zu-%zu", lead, number, number, m->size);
	else
		say(s, "%s%zu %zu", lead, number, m->size);
}

static void
list(struct session *s, struct str which, bool uidl)
{
	const struct mail *m = mail_named(which);
	size_t i;

	if (which.n > 0 && m == NULL) {
		say(s, "-ERR no such message");
	} else if (m != NULL) {
		list_one(s, "+OK ", m, uidl);
	} else {
		say(s, "+OK");
		for (i = 0; i < mail_count; i++)
			if (!mails[i].deleted)
				list_one(s, "", &mails[i], uidl);
		say(s, ".");
	}
}

/* All of it, or its header and so many lines. */
static void
give(struct session *s, struct str which, bool top)
{
	struct mail *m = mail_named(str_cut(&which, ' '));
	struct str rest, line;
	uint64_t lines = UINT64_MAX;
	bool body = false;

	if (m == NULL || (top && num_parse(which, SIZE_MAX, &lines) < 0)) {
		say(s, "-ERR no such message");
		return;
	}
	say(s, "+OK %zu octets", m->size);
	rest = buf_str(&m->wire);
	while (rest.n > 0 && (!body || lines > 0)) {
		line = str_cut(&rest, '\n');
		out_add_str(&s->out, line);
		out_add_char(&s->out, '\n');
		lines -= body && top;
		body = body || line.n == 1;
	}
	say(s, ".");
}

static void
delete_one(struct session *s, struct str which)
{
	struct mail *m = mail_named(which);

	if (m != NULL)
		m->deleted = true;
	say(s, m != NULL ? "+OK" : "-ERR no such message");
}

static void
log_in(struct session *s, struct str password)
{
	s->logged_in = str_is(password, "demo");
	say(s, s->logged_in ? "+OK" : "-ERR [AUTH] no");
}

static void
pop3_command(struct session *s, struct str verb, struct str rest)
{
	s->over = str_case_is(verb, "QUIT");
	if (s->over)
		say(s, "+OK bye");
	else if (str_case_is(verb, "CAPA"))
		say(s, "+OK\r\nUSER\r\nUIDL\r\nTOP\r\nPIPELINING\r\n.");
	else if (str_case_is(verb, "USER") || str_case_is(verb, "NOOP"))
		say(s, "+OK");
	else if (str_case_is(verb, "PASS"))
		log_in(s, rest);
	else if (!s->logged_in)
		say(s, "-ERR log in");
	else if (str_case_is(verb, "STAT"))
		stat_box(s);
	else if (str_case_is(verb, "LIST") || str_case_is(verb, "UIDL"))
		list(s, rest, str_case_is(verb, "UIDL"));
	else if (str_case_is(verb, "RETR") || str_case_is(verb, "TOP"))
		give(s, rest, str_case_is(verb, "TOP"));
	else if (str_case_is(verb, "DELE"))
		delete_one(s, rest);
	else
		say(s, "-ERR what?");
}

/* One connection, to its end. */
static void
serve(int fd, const char *greeting,
    void (*command)(struct session *, struct str, struct str))
{
	struct session s = {.line = BUF_INIT};
	struct str rest, verb;
	struct err e;

	in_init(&s.in, fd, "client", IN_SIZE);
	out_init(&s.out, fd, "client");
	say(&s, "%s", greeting);
	while (!s.over && hear(&s)) {
		rest = buf_str(&s.line);
		verb = str_cut(&rest, ' ');
		command(&s, verb, rest);
	}
	(void)out_flush(&s.out, &e);
	in_free(&s.in);
	out_free(&s.out);
	buf_free(&s.line);
	close(fd);
}

/* A socket that listens on the loopback interface, on a free port. */
static int
listen_local(unsigned int *port)
{
	struct sockaddr_in at;
	socklen_t length = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(&at, 0, sizeof(at));
	at.sin_family = AF_INET;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, 16) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &length) < 0) {
		perror("demo-server");
		exit(STATUS_OSERR);
	}
	*port = ntohs(at.sin_port);
	return fd;
}

int
main(void)
{
	unsigned int smtp, pop3;
	struct pollfd p[2] = {{0, POLLIN, 0}, {0, POLLIN, 0}};

	signal(SIGPIPE, SIG_IGN);
	p[0].fd = listen_local(&smtp);
	p[1].fd = listen_local(&pop3);
	printf("SMTP=%u POP3=%u\n", smtp, pop3);
	if (fflush(stdout) != 0)
		return STATUS_IOERR;
	while (poll(p, 2, -1) > 0) {
		if (p[0].revents != 0)
			serve(accept(p[0].fd, NULL, NULL),
			    "220 demo.example ESMTP", smtp_command);
		if (p[1].revents != 0)
			serve(accept(p[1].fd, NULL, NULL), "+OK demo",
			    pop3_command);
	}
	return STATUS_OSERR;
}
