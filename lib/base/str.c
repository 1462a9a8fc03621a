/* SPDX-License-Identifier: ISC */
#include "base/str.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

bool
str_case_same(const char *a, const char *b, size_t n)
{
	size_t i;

	if (memcmp(a, b, n) == 0)
		return true;
	for (i = 0; i < n; i++)
		if (a[i] != b[i] && ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

size_t
str_find_str(struct str s, struct str needle)
{
	size_t i = 0;

	if (needle.n == 0)
		return 0;
	while (s.n - i >= needle.n) {
		i += str_find(str_skip(s, i), needle.p[0]);
		if (s.n - i < needle.n)
			break;
		if (memcmp(s.p + i, needle.p, needle.n) == 0)
			return i;
		i++;
	}
	return s.n;
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && ascii_is_space(s.p[0]))
		s = str_skip(s, 1);
	while (s.n > 0 && ascii_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_cut(struct str *s, char c)
{
	size_t at = str_find(*s, c);
	struct str head = str_of(s->p, at);

	*s = at < s->n ? str_skip(*s, at + 1) : str_of(NULL, 0);
	return head;
}

bool
str_has_word(struct str list, const char *word)
{
	while (list.n > 0)
		if (str_case_is(str_cut(&list, ' '), word))
			return true;
	return false;
}

bool
str_has(struct str s, char c)
{
	return str_find(s, c) < s.n;
}

bool
str_has_line_end_or_nul(struct str s)
{
	return str_has(s, '\r') || str_has(s, '\n') || str_has(s, '\0');
}

bool
str_has_8bit(struct str s)
{
	uint64_t eight;
	size_t i = 0;

	for (; s.n - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s.p + i, sizeof(eight));
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			return true;
	}
	for (; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7f)
			return true;
	return false;
}
