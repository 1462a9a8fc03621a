/* SPDX-License-Identifier: ISC */
#include "base/str.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

/* The high bit of each byte. */
#define HIGH UINT64_C(0x8080808080808080)

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

/* Eight bytes. */
static uint64_t
word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

bool
str_has_8bit(struct str s)
{
	uint64_t all;
	size_t i = 0;

	for (; s.n - i >= 32; i += 32) {
		all = word_at(s.p + i) | word_at(s.p + i + 8) |
		    word_at(s.p + i + 16) | word_at(s.p + i + 24);
		if ((all & HIGH) != 0)
			return true;
	}
	for (all = 0; s.n - i >= 8; i += 8)
		all |= word_at(s.p + i);
	if (i < s.n && s.n >= 8) /* the last ones once more */
		all |= word_at(s.p + s.n - 8);
	else
		for (; i < s.n; i++)
			all |= (unsigned char)s.p[i] > 0x7f ? HIGH : 0;
	return (all & HIGH) != 0;
}
