/* SPDX-License-Identifier: ISC */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * A slice of bytes that somebody else owns.  It has no NUL at its end and
 * may hold some inside; p may be NULL when n is 0.
 */
struct str {
	const char *p;
	size_t n;
};

#define STR_INIT {NULL, 0}

/* The slice of a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* The slices of p[0..n) and of a NUL-terminated string. */
static inline struct str
str_of(const char *p, size_t n)
{
	struct str s = {p, n};

	return s;
}

static inline struct str
str_from(const char *s)
{
	return str_of(s, strlen(s));
}

/* Whether two slices are the same; str_is compares with a string; the
   forms with case_ take ASCII letters of both cases for the same. */
static inline bool
str_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_case_same(const char *a, const char *b, size_t n);

/* Most names that are not the same begin otherwise, which is told here. */
static inline bool
str_case_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 ||
	    (((a.p[0] ^ b.p[0]) & ~0x20) == 0 &&
	    str_case_same(a.p, b.p, a.n)));
}

static inline bool
str_is(struct str a, const char *s)
{
	return str_equal(a, str_from(s));
}

static inline bool
str_case_is(struct str a, const char *s)
{
	return str_case_equal(a, str_from(s));
}

/* Whether s begins with the string prefix; _case_ as above. */
static inline bool
str_starts(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && str_is(str_of(s.p, n), prefix);
}

static inline bool
str_case_starts(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && str_case_is(str_of(s.p, n), prefix);
}

/* Where c, or the needle, stands first in s; s.n if nowhere. */
static inline size_t
str_find(struct str s, char c)
{
	const char *at = s.n > 0 ? memchr(s.p, c, s.n) : NULL;

	return at != NULL ? (size_t)(at - s.p) : s.n;
}

size_t str_find_str(struct str s, struct str needle);

/* s without its first n bytes (all of them if it is shorter). */
static inline struct str
str_skip(struct str s, size_t n)
{
	if (n >= s.n)
		return str_of(s.n > 0 ? s.p + s.n : s.p, 0);
	return str_of(s.p + n, s.n - n);
}

/* s without the blanks, TABs, CRs and LFs around it. */
struct str str_trim(struct str s);

/* Takes what stands before the first c off *s, and the c too; what is left
   of *s is empty, with p NULL, when there was no c. */
struct str str_cut(struct str *s, char c);

/* Whether the word, in letters of any case, is one of those in list, between
   which blanks stand. */
bool str_has_word(struct str list, const char *word);

/* Whether s holds c; CR, LF or NUL; a byte over 0x7f. */
bool str_has(struct str s, char c);
bool str_has_line_end_or_nul(struct str s);
bool str_has_8bit(struct str s);

#endif
