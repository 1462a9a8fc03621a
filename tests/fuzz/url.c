/* SPDX-License-Identifier: ISC */
/* URLs: one that is taken, written anew from its parts, means the same; and
   none goes in the clear that does not say so. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "net/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
add_encoded(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		must(*text != '\r' && *text != '\n');
		buf_printf(b, "%%%02x", (unsigned char)*text);
	}
}

static void
write_anew(struct buf *b, const struct url *u)
{
	int is_socket = *u->host == '\0';

	buf_printf(b, "%s%s://", url_protocol_name(u->protocol),
	    u->security == URL_TLS ? "s" :
	    u->security == URL_STARTTLS ? "+starttls" : "+plain");
	if (u->user != NULL) {
		add_encoded(b, u->user);
		buf_add_char(b, '@');
	}
	if (strchr(u->host, ':') != NULL) {
		buf_add_char(b, '[');
		add_encoded(b, u->host);
		buf_add_char(b, ']');
	} else {
		buf_add_string(b, u->host);
	}
	if (u->port_written)
		buf_printf(b, ":%u", u->port);
	if (u->path != NULL) {
		buf_add_char(b, '/');
		add_encoded(b, u->path + is_socket);
	}
}

static int
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
check_clear(const struct url *u, struct str text)
{
	struct str scheme = str_cut(&text, ':');

	if (u->security == URL_CLEAR)
		must(str_case_is(str_skip(scheme, 4), "+plain") ||
		    *u->host == '\0' || str_starts(str_from(u->host), "127.")
		    || str_case_is(str_from(u->host), "localhost") ||
		    strchr(u->host, ':') != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct err e = ERR_INIT;
	struct buf anew = BUF_INIT;
	struct url u, v;

	if (url_parse(&u, text, &e) < 0) {
		must(e.status == STATUS_USAGE && u.host == NULL);
		return 0;
	}
	must(u.port <= 65535 && (u.port > 0 || *u.host == '\0'));
	must(u.user == NULL || *u.user != '\0');
	must(*u.host != '-');
	check_clear(&u, text);
	write_anew(&anew, &u);
	must(url_parse(&v, buf_str(&anew), &e) == 0);
	must(u.protocol == v.protocol && u.security == v.security);
	must(same(u.user, v.user) && same(u.host, v.host));
	must(same(u.path, v.path) && u.port == v.port);
	url_free(&u);
	url_free(&v);
	buf_free(&anew);
	return 0;
}
