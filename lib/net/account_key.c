/* SPDX-License-Identifier: ISC */
#include "net/account_key.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/num.h"
#include "mime/addr.h"
#include "mime/addrcheck.h"
#include "net/sasl.h"

static int
fail(struct err *e, const char *why)
{
	return err_set(e, STATUS_USAGE, "%s", why);
}

static int
is_any(struct str value, struct err *e)
{
	(void)value;
	(void)e;
	return 0;
}

/* One address, bare or as "Name <address>", and no other form of RFC 5322,
   so that account_key_address need not be a parser. */
static int
is_from(struct str value, struct err *e)
{
	struct addr_list list;
	bool good;

	addr_init(&list, value);
	good = addr_next(&list) == ADDR_MAILBOX && list.defect == NULL &&
	    list.address.len > 0 &&
	    str_equal(buf_str(&list.address), account_key_address(value)) &&
	    addr_next(&list) == ADDR_END && list.defect == NULL;
	addr_free(&list);
	return good ? 0 : fail(e, "is neither address nor Name <address>");
}

static int
check_url(struct str value, enum url_protocol protocol, struct err *e)
{
	static const char *const words[] = {
		[URL_SMTP] = "is not the URL of an SMTP server",
		[URL_POP3] = "is not the URL of a POP3 server",
		[URL_IMAP] = "is not the URL of an IMAP server",
	};
	enum url_protocol got;
	struct url u;

	if (url_parse(&u, value, e) < 0)
		return -1;
	got = u.protocol == URL_LMTP ? URL_SMTP : u.protocol;
	url_free(&u);
	if (got != protocol)
		return fail(e, words[protocol]);
	return 0;
}

static int
is_smtp(struct str value, struct err *e)
{
	return check_url(value, URL_SMTP, e);
}

static int
is_pop3(struct str value, struct err *e)
{
	return check_url(value, URL_POP3, e);
}

static int
is_imap(struct str value, struct err *e)
{
	return check_url(value, URL_IMAP, e);
}

static int
is_one_of(struct str value, const char *const words[], const char *why,
    struct err *e)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (str_case_is(value, words[i]))
			return 0;
	return fail(e, why);
}

static int
is_mechanism(struct str value, struct err *e)
{
	if (str_case_is(value, "user") || str_case_is(value, "apop") ||
	    sasl_is_mechanism(value))
		return 0;
	return fail(e, "is no login mechanism that is known here");
}

static int
is_family(struct str value, struct err *e)
{
	static const char *const words[] = {"4", "6", "any", NULL};

	return is_one_of(value, words, "is 4, 6 or any", e);
}

static int
is_flag(struct str value, struct err *e)
{
	static const char *const words[] = {"yes", "no", NULL};

	return is_one_of(value, words, "is yes or no", e);
}

static int
is_truncated(struct str value, struct err *e)
{
	static const char *const words[] = {"refuse", "send", NULL};

	return is_one_of(value, words, "is refuse or send", e);
}

/* More than a day is a slip of the pen. */
static int
is_timeout(struct str value, struct err *e)
{
	uint64_t n;

	if (num_parse(value, 86400, &n) == 0 && n > 0)
		return 0;
	return fail(e, "is a number of seconds from 1 to 86400");
}

static int
is_address(struct str value, struct err *e)
{
	char *text = mem_copy(value.p, value.n);
	unsigned char bytes[16];
	bool yes = inet_pton(AF_INET, text, bytes) == 1 ||
	    inet_pton(AF_INET6, text, bytes) == 1;

	free(text);
	return yes ? 0 : fail(e, "is an IPv4 or IPv6 address");
}

/* What may stand behind the @ of an address. */
static int
is_domain(struct str value, struct err *e)
{
	struct buf address = BUF_INIT;
	struct err unused = ERR_INIT;
	struct str s;
	int done;

	buf_add_string(&address, "a@");
	buf_add_str(&address, value);
	s = buf_str(&address);
	done = str_has(value, '@') ? -1 : addr_check_envelope(&s, &unused);
	buf_free(&address);
	return done < 0 ? fail(e, "is no domain") : 0;
}

/* What follows EHLO is one word (RFC 5321 4.1.1.1). */
static int
is_word(struct str value, struct err *e)
{
	size_t i;

	for (i = 0; i < value.n; i++)
		if (!ascii_is_graph(value.p[i]))
			return fail(e, "is a host name or an [address]");
	return 0;
}

/* The base64 of a SHA-256 has 43 digits and a "=". */
static bool
is_pin(struct str pin)
{
	struct str digits = str_skip(pin, 7);
	size_t i = 0;

	while (i < digits.n && (ascii_is_alnum(digits.p[i]) ||
	    digits.p[i] == '+' || digits.p[i] == '/'))
		i++;
	return str_starts(pin, "sha256:") && i == 43 &&
	    str_is(str_skip(digits, i), "=");
}

/* Some pins, between blanks: a server's next key may be known before. */
static int
are_pins(struct str value, struct err *e)
{
	struct str pin;

	while (value.n > 0) {
		pin = str_cut(&value, ' ');
		if (pin.n > 0 && !is_pin(pin))
			return fail(e, "is sha256: and 44 characters of "
			    "base64, or several of these between blanks");
	}
	return 0;
}

/* A word that is neither would be a directory nobody finds again. */
static int
is_queue(struct str value, struct err *e)
{
	static const char *const words[] = {"yes", "no", NULL};

	if (str_has(value, '/'))
		return 0;
	return is_one_of(value, words, "is yes, no or a directory, with a / "
	    "in its name", e);
}

static int
are_days(struct str value, struct err *e)
{
	uint64_t n;

	if (num_parse(value, 1000, &n) == 0 && n > 0)
		return 0;
	return fail(e, "is a number of days from 1 to 1000");
}

static const struct {
	const char *name;
	int (*check)(struct str value, struct err *e);
	bool is_command;
} keys[ACCOUNT_KEYS] = {
	[ACCOUNT_FROM] = {"from", is_from, false},
	[ACCOUNT_SMTP] = {"smtp", is_smtp, false},
	[ACCOUNT_POP3] = {"pop3", is_pop3, false},
	[ACCOUNT_IMAP] = {"imap", is_imap, false},
	[ACCOUNT_USER] = {"user", is_any, false},
	[ACCOUNT_PASS] = {"pass", is_any, false},
	[ACCOUNT_PASS_CMD] = {"pass_cmd", is_any, true},
	[ACCOUNT_TOKEN_CMD] = {"token_cmd", is_any, true},
	[ACCOUNT_AUTH] = {"auth", is_mechanism, false},
	[ACCOUNT_TLS_CA] = {"tls_ca", is_any, false},
	[ACCOUNT_TLS_CERT] = {"tls_cert", is_any, false},
	[ACCOUNT_TLS_KEY] = {"tls_key", is_any, false},
	[ACCOUNT_TLS_PIN] = {"tls_pin", are_pins, false},
	[ACCOUNT_TLS_CMD] = {"tls_cmd", is_any, true},
	[ACCOUNT_TIMEOUT] = {"timeout", is_timeout, false},
	[ACCOUNT_TUNNEL] = {"tunnel", is_any, true},
	[ACCOUNT_BIND] = {"bind", is_address, false},
	[ACCOUNT_FAMILY] = {"family", is_family, false},
	[ACCOUNT_EHLO] = {"ehlo", is_word, false},
	[ACCOUNT_PIPELINING] = {"pipelining", is_flag, false},
	[ACCOUNT_CHUNKING] = {"chunking", is_flag, false},
	[ACCOUNT_TRUNCATED] = {"truncated", is_truncated, false},
	[ACCOUNT_RECODE] = {"recode", is_flag, false},
	[ACCOUNT_ALIASES] = {"aliases", is_any, false},
	[ACCOUNT_MAILDOMAIN] = {"maildomain", is_domain, false},
	[ACCOUNT_FROM_REWRITE] = {"from_rewrite", is_flag, false},
	[ACCOUNT_TO_REWRITE] = {"to_rewrite", is_flag, false},
	[ACCOUNT_REQUIRETLS] = {"requiretls", is_flag, false},
	[ACCOUNT_LOG] = {"log", is_any, false},
	[ACCOUNT_QUEUE] = {"queue", is_queue, false},
	[ACCOUNT_QUEUE_DAYS] = {"queue_days", are_days, false},
	[ACCOUNT_UTF8] = {"utf8", is_flag, false},
};

const char *
account_key_name(enum account_key key)
{
	return keys[key].name;
}

enum account_key
account_key_find(struct str name)
{
	enum account_key key;

	for (key = 0; key < ACCOUNT_KEYS; key++)
		if (str_is(name, keys[key].name))
			break;
	return key;
}

enum account_key
account_key_of(enum url_protocol protocol)
{
	return protocol == URL_POP3 ? ACCOUNT_POP3 :
	    protocol == URL_IMAP ? ACCOUNT_IMAP : ACCOUNT_SMTP;
}

struct str
account_key_address(struct str from)
{
	size_t begin = from.n;

	if (from.n == 0 || from.p[from.n - 1] != '>')
		return from;
	while (begin > 0 && from.p[begin - 1] != '<')
		begin--;
	return str_of(from.p + begin, from.n - 1 - begin);
}

bool
account_key_is_command(enum account_key key)
{
	return keys[key].is_command;
}

/* No shell sees the names of files, so the ~ is ours to replace. */
char *
account_key_copy(enum account_key key, struct str value)
{
	bool is_file = key == ACCOUNT_ALIASES || key == ACCOUNT_LOG ||
	    key == ACCOUNT_QUEUE || key == ACCOUNT_TLS_CA ||
	    key == ACCOUNT_TLS_CERT || key == ACCOUNT_TLS_KEY;
	const char *home = getenv("HOME");
	struct buf path = BUF_INIT;

	if (!is_file || !str_starts(value, "~/") || home == NULL)
		return mem_copy(value.p, value.n);
	buf_add_string(&path, home);
	buf_add_str(&path, str_skip(value, 1));
	return buf_string(&path);
}

int
account_key_check(enum account_key key, struct str value, struct err *e)
{
	if (str_has_line_end_or_nul(value))
		return fail(e, "must not hold CR, LF or NUL");
	return keys[key].check(value, e);
}
