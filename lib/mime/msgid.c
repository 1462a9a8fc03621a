/* SPDX-License-Identifier: ISC */
#include "mime/msgid.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/ascii.h"
#include "base/random.h"

/* Whether it is a dot-atom of RFC 5322, of a host name's characters. */
static bool
is_domain(struct str s)
{
	size_t i;

	if (s.n == 0 || s.p[0] == '.' || s.p[s.n - 1] == '.')
		return false;
	for (i = 0; i < s.n; i++) {
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
			return false;
		if (s.p[i] == '.' && s.p[i - 1] == '.')
			return false;
	}
	return true;
}

static void
add_time(struct buf *b, time_t when)
{
	struct tm tm;

	memset(&tm, 0, sizeof(tm));
	gmtime_r(&when, &tm);
	buf_printf(b, "%04ld%02d%02d%02d%02d%02d", 1900L + tm.tm_year,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void
add_id(struct buf *b, struct str domain, time_t when,
    const unsigned char bytes[MSGID_BYTES])
{
	size_t i;

	buf_add_char(b, '<');
	add_time(b, when);
	buf_add_char(b, '.');
	for (i = 0; i < MSGID_BYTES; i++)
		buf_printf(b, "%02x", (unsigned int)bytes[i]);
	buf_add_char(b, '@');
	buf_add_str(b, domain);
	buf_add_char(b, '>');
}

int
msgid_new(struct buf *b, struct str domain, struct err *e)
{
	unsigned char bytes[MSGID_BYTES];
	struct utsname host;

	if (random_fill(bytes, sizeof(bytes), e) < 0)
		return -1;
	if (!is_domain(domain) && uname(&host) >= 0)
		domain = str_from(host.nodename);
	if (!is_domain(domain))
		domain = STR("localhost");
	add_id(b, domain, time(NULL), bytes);
	return 0;
}

void
msgid_fixed(struct buf *b, struct str domain, time_t when,
    const unsigned char bytes[MSGID_BYTES])
{
	if (!is_domain(domain))
		domain = STR("localhost");
	add_id(b, domain, when, bytes);
}
