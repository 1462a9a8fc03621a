/* SPDX-License-Identifier: ISC */
#include "mime/addrcheck.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "mime/chars.h"

/* How much of a bad address an error repeats. */
#define SHOWN_MAX 200

/* The length of an atext character (RFC 5322 3.2.3, RFC 6531 3.3), or 0. */
static size_t
atext_length(struct str s)
{
	if (s.n == 0)
		return 0;
	if ((unsigned char)s.p[0] > 0x7f)
		return utf8_length(s);
	return chars_is_atext(s.p[0]);
}

/* The length of the local part at the front of s; *why if it is bad. */
static size_t
quoted_local_length(struct str s, const char **why)
{
	size_t i = 1, n;

	while (i < s.n && s.p[i] != '"') {
		if (s.p[i] == '\\')
			i++;
		n = utf8_length(str_skip(s, i));
		if (n == 0 || ascii_is_control(s.p[i])) {
			*why = "bad character in quotes";
			return 0;
		}
		i += n;
	}
	if (i >= s.n || i == 1)
		*why = i == 1 ? "empty quotes" : "quote without its end";
	return i + 1;
}

static size_t
dotted_length(struct str s)
{
	size_t i = 0, n = 1;

	while (i < s.n && n > 0) {
		n = s.p[i] == '.' ? 1 : atext_length(str_skip(s, i));
		i += n;
	}
	return i;
}

static const char *
check_domain(struct str s)
{
	size_t i, n;

	if (s.n == 0)
		return "no domain";
	if (s.p[0] == '[') {
		for (i = 1; i < s.n && ascii_is_graph(s.p[i]) &&
		     strchr("[]\\", s.p[i]) == NULL; i++)
			;
		return i > 1 && i + 1 == s.n && s.p[i] == ']' ? NULL :
		    "bad address literal";
	}
	for (i = 0; i < s.n; i += n) {
		n = 1;
		if ((unsigned char)s.p[i] > 0x7f)
			n = utf8_length(str_skip(s, i));
		else if (!ascii_is_alnum(s.p[i]) &&
		    strchr("-._", s.p[i]) == NULL)
			n = 0;
		if (n == 0 || s.p[i] == '\0')
			return "bad character in the domain";
	}
	return NULL;
}

static const char *
check_mailbox(struct str s)
{
	const char *why = NULL;
	size_t n;

	if (s.n == 0)
		return "empty address";
	if (s.p[0] == '"')
		n = quoted_local_length(s, &why);
	else
		n = dotted_length(s);
	if (why != NULL || n == s.n)
		return why;
	if (s.p[n] != '@')
		return "bad character in the address";
	if (n == 0)
		return "no local part";
	return check_domain(str_skip(s, n + 1));
}

int
addr_check_envelope(struct str *address, struct err *e)
{
	struct str s = *address, shown = *address;
	const char *why;

	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		s = str_of(s.p + 1, s.n - 2);
	why = check_mailbox(s);
	if (shown.n == 0)
		return err_set(e, STATUS_DATA, "%s", why);
	if (why != NULL) {
		if (shown.n > SHOWN_MAX)
			shown.n = SHOWN_MAX;
		return err_set(e, STATUS_DATA, "%.*s: %s", (int)shown.n,
		    shown.p, why);
	}
	*address = s;
	return 0;
}
