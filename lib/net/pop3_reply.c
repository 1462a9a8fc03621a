/* SPDX-License-Identifier: ISC */
#include "net/pop3_reply.h"

#include "base/ascii.h"
#include "base/num.h"

/* How much of a line that makes no sense an error quotes. */
#define QUOTE_MAX 80

static struct str
trim_blanks(struct str s)
{
	while (s.n > 0 && ascii_is_blank(s.p[0]))
		s = str_skip(s, 1);
	while (s.n > 0 && ascii_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Takes the word before the first blank off *s, and the blanks behind it. */
static struct str
cut_word(struct str *s)
{
	struct str word = str_of(s->p, 0);

	while (word.n < s->n && !ascii_is_blank(s->p[word.n]))
		word.n++;
	*s = trim_blanks(str_skip(*s, word.n));
	return word;
}

static int
unreadable(const char *what, struct str line, struct err *e)
{
	struct str quote = line;

	if (quote.n > QUOTE_MAX)
		quote.n = QUOTE_MAX;
	return err_set(e, STATUS_PROTOCOL, "%s cannot be read: \"%.*s\"%s",
	    what, (int)quote.n, quote.n > 0 ? quote.p : "",
	    line.n > quote.n ? "..." : "");
}

/* The response code, in brackets right behind the word (RFC 2449 8). */
static struct str
response_code(struct str text)
{
	size_t end = str_find(text, ']');

	if (text.n == 0 || text.p[0] != '[' || end == text.n)
		return str_of(NULL, 0);
	return str_of(text.p + 1, end - 1);
}

int
pop3_status_read(struct str line, struct pop3_status *s, struct err *e)
{
	struct str rest = line, word = cut_word(&rest);

	if (str_is(word, "+OK"))
		s->word = POP3_OK;
	else if (str_is(word, "-ERR"))
		s->word = POP3_ERR;
	else if (str_is(word, "+"))
		s->word = POP3_MORE;
	else
		return unreadable("a reply", line, e);
	s->text = rest;
	s->code = response_code(rest);
	return 0;
}

/* A code may be finer than we know: AUTH/EXPIRED is an AUTH. */
static bool
code_is(struct str code, const char *name)
{
	struct str rest = str_skip(code, str_from(name).n);

	return str_case_starts(code, name) && (rest.n == 0 || rest.p[0] == '/');
}

int
pop3_status_exit(const struct pop3_status *s, int fallback)
{
	if (code_is(s->code, "IN-USE") || code_is(s->code, "LOGIN-DELAY") ||
	    code_is(s->code, "SYS/TEMP"))
		return STATUS_TEMPFAIL;
	if (code_is(s->code, "SYS/PERM"))
		return STATUS_UNAVAILABLE;
	if (code_is(s->code, "AUTH"))
		return STATUS_NOPERM;
	return fallback;
}

int
pop3_row_read(struct str line, struct pop3_row *row, struct err *e)
{
	struct str rest = trim_blanks(line), number = cut_word(&rest);

	if (num_parse(number, UINT64_MAX, &row->number) < 0 ||
	    row->number == 0)
		return unreadable("a line of the listing", line, e);
	row->value = rest;
	return 0;
}

bool
pop3_octets_read(struct str value, uint64_t *octets)
{
	*octets = 0;
	return num_parse(cut_word(&value), UINT64_MAX, octets) == 0;
}

int
pop3_stat_read(struct str text, uint64_t *messages, struct str *octets,
    struct err *e)
{
	struct str rest = text, number = cut_word(&rest);

	if (num_parse(number, UINT64_MAX, messages) < 0)
		return unreadable("the reply to STAT", text, e);
	*octets = cut_word(&rest);
	return 0;
}

bool
pop3_capa_is(struct str line, const char *name, struct str *args)
{
	struct str rest = trim_blanks(line);

	if (!str_case_is(cut_word(&rest), name))
		return false;
	*args = rest;
	return true;
}
