/* SPDX-License-Identifier: ISC */
#include "net/smtpd_command.h"

#include <string.h>

#include "base/ascii.h"
#include "base/num.h"
#include "net/smtp_dsn.h"

#define ORCPT_MAX 500 /* RFC 3461 4.2 */

static const struct {
	const char *name;
	enum smtpd_verb verb;
} verbs[] = {
	{"HELO", SMTPD_HELO}, {"EHLO", SMTPD_EHLO}, {"MAIL", SMTPD_MAIL},
	{"RCPT", SMTPD_RCPT}, {"DATA", SMTPD_DATA}, {"RSET", SMTPD_RSET},
	{"NOOP", SMTPD_NOOP}, {"QUIT", SMTPD_QUIT}, {"VRFY", SMTPD_VRFY},
	{"HELP", SMTPD_HELP},
};

static const char *const not_offered[] = {
	"AUTH", "BDAT", "ETRN", "EXPN", "STARTTLS", "TURN",
};

static int
find_verb(struct smtpd_command *c, struct str name,
    struct smtpd_reply *reply)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_case_is(name, verbs[i].name)) {
			c->verb = verbs[i].verb;
			return 0;
		}
	for (i = 0; i < sizeof(not_offered) / sizeof(not_offered[0]); i++)
		if (str_case_is(name, not_offered[i]))
			return smtpd_reply_set(reply, 502, "5.5.1",
			    "not implemented");
	return smtpd_reply_set(reply, 500, "5.5.1", "unknown command");
}

/* The length of <address>, in which a quoted > is no end; 0: it is none. */
static size_t
path_length(struct str s)
{
	bool quoted = false;
	size_t i;

	if (s.n == 0 || s.p[0] != '<')
		return 0;
	for (i = 1; i < s.n; i++)
		if (s.p[i] == '\\' && quoted)
			i++;
		else if (s.p[i] == '"')
			quoted = !quoted;
		else if (s.p[i] == '>' && !quoted)
			return i + 1;
	return 0;
}

/* Takes "FROM:<address>" or "TO:<address>" off *rest.  A blank behind the
   colon is a common slip. */
static int
take_path(struct smtpd_command *c, const char *word, struct str *rest,
    struct smtpd_reply *reply)
{
	size_t n;

	if (!str_case_starts(*rest, word))
		return smtpd_reply_set(reply, 501, "5.5.4",
		    "%s<address> is missing", word);
	*rest = str_trim(str_skip(*rest, strlen(word)));
	n = path_length(*rest);
	if (n == 0 || (n < rest->n && !ascii_is_blank(rest->p[n])))
		return smtpd_reply_set(reply, 501, "5.1.3",
		    "the address is not in <>");
	c->address = str_of(rest->p + 1, n - 2);
	*rest = str_trim(str_skip(*rest, n));
	/* A route is read and passed over (RFC 5321 4.1.2, A-d-l). */
	if (c->address.n > 0 && c->address.p[0] == '@' &&
	    str_has(c->address, ':'))
		str_cut(&c->address, ':');
	return 0;
}

/* A value that is said once. */
static bool
keep(struct str *place, struct str value, bool is_right)
{
	if (place->n > 0 || value.n == 0 || !is_right)
		return false;
	*place = value;
	return true;
}

/* "rfc822;" and xtext, or another type of address (RFC 3461 4.2). */
static bool
is_orcpt(struct str s)
{
	struct str address = s, type = str_cut(&address, ';');

	return s.n <= ORCPT_MAX && type.n > 0 && address.n > 0 &&
	    smtp_dsn_is_xtext(type) && smtp_dsn_is_xtext(address);
}

static bool
is_envid(struct str s)
{
	struct buf text = BUF_INIT;
	struct smtp_dsn d = {NULL, NULL, NULL, NULL};
	struct err unused = ERR_INIT;
	bool yes;

	smtp_dsn_undo_xtext(s, &text);
	d.envid = buf_string(&text);
	yes = smtp_dsn_is_xtext(s) && strlen(d.envid) == text.len &&
	    smtp_dsn_check(&d, &unused) == 0;
	buf_free(&text);
	return yes;
}

static bool
take_mail_parameter(struct smtpd_command *c, struct str name,
    struct str value)
{
	if (str_case_is(name, "SIZE"))
		return num_parse(value, UINT64_MAX, &c->size) == 0;
	if (str_case_is(name, "BODY"))
		return str_case_is(value, "7BIT") ||
		    str_case_is(value, "8BITMIME");
	if (str_case_is(name, "RET"))
		return keep(&c->ret, value, str_case_is(value, "FULL") ||
		    str_case_is(value, "HDRS"));
	if (str_case_is(name, "ENVID"))
		return keep(&c->envid, value, is_envid(value));
	c->utf8 = str_case_is(name, "SMTPUTF8") && value.p == NULL;
	return c->utf8;
}

static bool
take_rcpt_parameter(struct smtpd_command *c, struct str name,
    struct str value)
{
	if (str_case_is(name, "NOTIFY"))
		return keep(&c->notify, value, smtp_dsn_is_notify(value));
	if (str_case_is(name, "ORCPT"))
		return keep(&c->orcpt, value, is_orcpt(value));
	return false;
}

static int
take_parameter(struct smtpd_command *c, struct str text,
    struct smtpd_reply *reply)
{
	struct str value = text, name = str_cut(&value, '=');

	if ((c->verb == SMTPD_MAIL ? take_mail_parameter
	    : take_rcpt_parameter)(c, name, value))
		return 0;
	return smtpd_reply_set(reply, 555, "5.5.4", "parameter %.*s",
	    (int)(text.n < 80 ? text.n : 80), text.p);
}

static int
take_envelope(struct smtpd_command *c, struct str rest,
    struct smtpd_reply *reply)
{
	bool is_mail = c->verb == SMTPD_MAIL;
	struct str word;

	if (take_path(c, is_mail ? "FROM:" : "TO:", &rest, reply) < 0)
		return -1;
	while (rest.n > 0) {
		word = str_cut(&rest, ' ');
		rest = str_trim(rest);
		if (take_parameter(c, word, reply) < 0)
			return -1;
	}
	if (!is_mail && c->address.n == 0)
		return smtpd_reply_set(reply, 501, "5.1.3",
		    "the address is empty");
	return 0;
}

int
smtpd_command_read(struct smtpd_command *c, struct str line,
    struct smtpd_reply *reply)
{
	struct str rest = line, name;

	memset(c, 0, sizeof(*c));
	if (str_has_line_end_or_nul(line))
		return smtpd_reply_set(reply, 500, "5.5.2",
		    "CR, LF or NUL in a command");
	name = str_cut(&rest, ' ');
	rest = str_trim(rest);
	if (find_verb(c, name, reply) < 0)
		return -1;
	if (c->verb == SMTPD_MAIL || c->verb == SMTPD_RCPT)
		return take_envelope(c, rest, reply);
	if ((c->verb == SMTPD_HELO || c->verb == SMTPD_EHLO ||
	    c->verb == SMTPD_VRFY) && rest.n == 0)
		return smtpd_reply_set(reply, 501, "5.5.4",
		    "the argument is missing");
	if ((c->verb == SMTPD_DATA || c->verb == SMTPD_RSET ||
	    c->verb == SMTPD_QUIT) && rest.n > 0)
		return smtpd_reply_set(reply, 501, "5.5.4",
		    "there is no argument");
	return 0;
}
