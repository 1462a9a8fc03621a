/* SPDX-License-Identifier: ISC */
#include "net/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"

/* A domain name has at most 255 octets (RFC 5321 4.5.3.1.2); no text that
   getaddrinfo(3) takes is longer. */
#define HOST_MAX 255

struct scheme {
	const char *name;
	enum url_protocol protocol;
	bool tls;
	unsigned int port;
};

static const struct scheme schemes[] = {
	{"smtp", URL_SMTP, false, 25},
	{"smtps", URL_SMTP, true, 465},
	{"lmtp", URL_LMTP, false, 24},
	{"pop3", URL_POP3, false, 110},
	{"pop3s", URL_POP3, true, 995},
	{"imap", URL_IMAP, false, 143},
	{"imaps", URL_IMAP, true, 993},
};

/* Mail is submitted by those who log in (RFC 6409 3.1), relayed by others. */
#define SUBMISSION_PORT 587

bool
url_is_one(struct str text)
{
	return str_find_str(text, STR("://")) < text.n;
}

const char *
url_server(const struct url *u)
{
	return *u->host != '\0' ? u->host : u->path;
}

const char *
url_protocol_name(enum url_protocol protocol)
{
	static const char *const names[] = {"smtp", "lmtp", "pop3", "imap"};

	return names[protocol];
}

static const struct scheme *
find_scheme(struct str name)
{
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (str_case_is(name, schemes[i].name))
			return &schemes[i];
	return NULL;
}

static unsigned int
default_port(const struct url *u)
{
	size_t i;

	if (u->protocol == URL_SMTP && u->security != URL_TLS &&
	    u->user != NULL)
		return SUBMISSION_PORT;
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (schemes[i].protocol == u->protocol &&
		    schemes[i].tls == (u->security == URL_TLS))
			return schemes[i].port;
	return 0;
}

bool
url_is_at_tls_port(const struct url *u)
{
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (schemes[i].protocol == u->protocol && schemes[i].tls &&
		    schemes[i].port == u->port)
			return u->security != URL_TLS;
	return false;
}

/* Undoes %HH (RFC 3986 2.1) into a string of its own; NULL and an error for
   a % that is none, and for what could end a line or a string. */
static char *
decoded(struct str s, const char *what, struct err *e)
{
	char *text = mem_copy(s.p, s.n);
	size_t i, n = 0;
	int high, low;

	for (i = 0; i < s.n; i++) {
		text[n] = s.p[i];
		if (s.p[i] == '%') {
			high = i + 2 < s.n ? ascii_hex(s.p[i + 1]) : -1;
			low = i + 2 < s.n ? ascii_hex(s.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				break;
			text[n] = (char)(high * 16 + low);
			i += 2;
		}
		n++;
	}
	text[n] = '\0';
	if (i == s.n && !str_has_line_end_or_nul(str_of(text, n)))
		return text;
	free(text);
	err_set(e, STATUS_USAGE, i < s.n ? "%s: a %% in a URL must have two "
	    "hexadecimal digits behind it (%%25 is a %%)"
	    : "%s: a URL must not hold CR, LF or NUL", what);
	return NULL;
}

/* The scheme and what follows its +. */
static int
parse_scheme(struct url *u, struct str text, struct err *e)
{
	struct str name = str_cut(&text, '+');
	const struct scheme *scheme = find_scheme(name);

	if (scheme == NULL)
		return err_set(e, STATUS_USAGE, "a server's URL begins with "
		    "smtps, smtp, lmtp, pop3s, pop3, imaps or imap and ://");
	u->protocol = scheme->protocol;
	u->security = scheme->tls ? URL_TLS : URL_STARTTLS;
	if (text.p == NULL)
		return 0;
	u->security = str_case_is(text, "plain") ? URL_CLEAR : URL_STARTTLS;
	if (scheme->tls)
		return err_set(e, STATUS_USAGE, "%s is TLS from the start and "
		    "takes no +", scheme->name);
	if (!str_case_is(text, "plain") && !str_case_is(text, "starttls"))
		return err_set(e, STATUS_USAGE, "behind %s, a URL may have "
		    "+starttls or +plain", scheme->name);
	return 0;
}

/* What stands before the last @. */
static int
parse_user(struct url *u, struct str user, struct err *e)
{
	if (str_has(user, ':'))
		return err_set(e, STATUS_USAGE, "a password does not belong "
		    "into a URL, where others see it: put it in "
		    "$MAILPIPE_PASSWORD, in pass_cmd or pass of the accounts "
		    "file, or in ~/.netrc (a : of the user is %%3A)");
	if (user.n == 0)
		return err_set(e, STATUS_USAGE, "the user of a URL is empty");
	u->user = decoded(user, "user", e);
	return u->user != NULL ? 0 : -1;
}

static int
parse_port(struct url *u, struct str port, struct err *e)
{
	uint64_t n;

	if (num_parse(port, 65535, &n) < 0 || n == 0)
		return err_set(e, STATUS_USAGE,
		    "the port of a URL is a number from 1 to 65535");
	u->port = (unsigned int)n;
	u->port_written = true;
	return 0;
}

static bool
is_name(struct str host)
{
	size_t i;

	for (i = 0; i < host.n; i++)
		if (!ascii_is_alnum(host.p[i]) && host.p[i] != '-' &&
		    host.p[i] != '.' && host.p[i] != '_')
			return false;
	/* A "-" in front would be an option to whom the name is given. */
	return host.n > 0 && host.n <= HOST_MAX &&
	    ascii_is_alnum(host.p[0]);
}

/* What stood in brackets, decoded: an IPv6 address, maybe with a zone
   (RFC 6874). */
static bool
is_ipv6(const char *host)
{
	unsigned char bytes[16];
	struct str zone = str_from(host), address = str_cut(&zone, '%');
	char *text = mem_copy(address.p, address.n);
	bool yes = inet_pton(AF_INET6, text, bytes) == 1 &&
	    (zone.p == NULL || is_name(zone));

	free(text);
	return yes;
}

static int
parse_literal(struct url *u, struct str *rest, struct err *e)
{
	*rest = str_skip(*rest, 1);
	u->host = decoded(str_cut(rest, ']'), "host", e);
	if (u->host == NULL)
		return -1;
	if (rest->p == NULL || (rest->n > 0 && rest->p[0] != ':') ||
	    !is_ipv6(u->host))
		return err_set(e, STATUS_USAGE,
		    "brackets in a URL hold an IPv6 address: imaps://[::1]");
	if (rest->n == 0)
		rest->p = NULL;
	*rest = str_skip(*rest, 1);
	return 0;
}

/* host[:port] */
static int
parse_host(struct url *u, struct str rest, struct err *e)
{
	struct str host;

	if (rest.n > 0 && rest.p[0] == '[') {
		if (parse_literal(u, &rest, e) < 0)
			return -1;
		return rest.p != NULL ? parse_port(u, rest, e) : 0;
	}
	host = str_cut(&rest, ':');
	if (rest.p != NULL && str_has(rest, ':'))
		return err_set(e, STATUS_USAGE, "the host of a URL: an IPv6 "
		    "address stands in brackets");
	if (str_has_8bit(host))
		return err_set(e, STATUS_USAGE, "the host of a URL is written "
		    "in ASCII: xn--...");
	if (!is_name(host))
		return err_set(e, STATUS_USAGE, host.n == 0 ?
		    "a URL must name a host" :
		    "the host of a URL is not a host's name");
	u->host = mem_copy(host.p, host.n);
	return rest.p != NULL ? parse_port(u, rest, e) : 0;
}

bool
url_is_loopback(const char *host)
{
	unsigned char bytes[16];
	static const unsigned char one[16] = {[15] = 1};

	if (str_case_is(str_from(host), "localhost"))
		return true;
	if (inet_pton(AF_INET, host, bytes) == 1)
		return bytes[0] == 127;
	return inet_pton(AF_INET6, host, bytes) == 1 &&
	    memcmp(bytes, one, sizeof(one)) == 0;
}

/* lmtp:///path */
static int
parse_socket(struct url *u, bool starttls, struct err *e)
{
	if (u->user != NULL || starttls)
		return err_set(e, STATUS_USAGE,
		    "a unix socket knows neither a user nor TLS");
	u->security = URL_CLEAR;
	u->host = mem_string("");
	return 0;
}

static int
parse_path(struct url *u, struct str path, bool is_socket, struct err *e)
{
	if (path.n == 0)
		return 0;
	if (u->protocol != URL_IMAP && !is_socket)
		return err_set(e, STATUS_USAGE, "only an IMAP URL may name a "
		    "mailbox behind the host, and lmtp:///path a socket");
	u->path = decoded(path, "path", e);
	return u->path != NULL ? 0 : -1;
}

/* What follows the "://". */
static int
parse_rest(struct url *u, struct str rest, bool plus, struct err *e)
{
	size_t end = str_find(rest, '/'), at = end;
	struct str path = str_skip(rest, end), authority = str_of(rest.p, end);
	bool is_socket;

	while (at > 0 && authority.p[at - 1] != '@')
		at--;
	if (at > 0 && parse_user(u, str_of(authority.p, at - 1), e) < 0)
		return -1;
	authority = str_skip(authority, at);
	is_socket = u->protocol == URL_LMTP && authority.n == 0 && path.n > 1;
	if (parse_path(u, is_socket ? path : str_skip(path, 1), is_socket,
	    e) < 0)
		return -1;
	if (is_socket)
		return parse_socket(u, plus && u->security != URL_CLEAR, e);
	if (parse_host(u, authority, e) < 0)
		return -1;
	if (!plus && u->security == URL_STARTTLS &&
	    url_is_loopback(u->host))
		u->security = URL_CLEAR;
	if (!u->port_written)
		u->port = default_port(u);
	return 0;
}

int
url_parse(struct url *u, struct str text, struct err *e)
{
	size_t colon = str_find_str(text, STR("://"));
	struct str scheme = str_of(text.p, colon);

	memset(u, 0, sizeof(*u));
	if (colon == text.n)
		scheme.n = 0;
	if (str_has_line_end_or_nul(text))
		return err_set(e, STATUS_USAGE,
		    "a URL must not hold CR, LF or NUL");
	if (parse_scheme(u, scheme, e) == 0 &&
	    parse_rest(u, str_skip(text, colon + 3),
	    str_has(scheme, '+'), e) == 0)
		return 0;
	url_free(u);
	return -1;
}

void
url_free(struct url *u)
{
	free(u->user);
	free(u->host);
	free(u->path);
	memset(u, 0, sizeof(*u));
}

void
url_set_user(struct url *u, const char *user)
{
	char *copy = user != NULL ? mem_string(user) : NULL;

	free(u->user);
	u->user = copy;
	if (!u->port_written && *u->host != '\0')
		u->port = default_port(u);
}
