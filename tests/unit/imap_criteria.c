/* SPDX-License-Identifier: ISC */
/* What SEARCH looks for, from the words of a command line. */
#include <string.h>

#include "check.h"
#include "net/imap_criteria.h"

#define WORDS_MAX 64

/* The words are cut at blanks; a + in one is a blank. */
static int
read_words(struct buf *b, const char *line, struct err *e)
{
	struct str rest = str_from(line), one;
	struct buf copies[WORDS_MAX] = {BUF_INIT};
	char *words[WORDS_MAX], *at;
	size_t n = 0, i;
	int result;

	while (rest.n > 0) {
		one = str_cut(&rest, ' ');
		buf_add_str(&copies[n], one);
		words[n] = buf_string(&copies[n]);
		for (at = words[n]; (at = strchr(at, '+')) != NULL; )
			*at = ' ';
		n++;
	}
	result = imap_criteria_add(b, words, n, e);
	for (i = 0; i < n; i++)
		buf_free(&copies[i]);
	return result;
}

static void
check_words(const char *line, const char *want)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	CHECK(read_words(&b, line, &e) == 0);
	if (!str_is(buf_str(&b), want))
		fprintf(stderr, "got %s\n", buf_string(&b));
	CHECK(str_is(buf_str(&b), want));
	buf_free(&b);
}

static void
test_words(void)
{
	check_words("", "ALL");
	check_words("unseen", "UNSEEN");
	check_words("from alice since 2026-01-31 unseen",
	    "FROM \"alice\" SINCE 31-Jan-2026 UNSEEN");
	check_words("OR From a+b to \"c\\",
	    "OR FROM \"a b\" TO \"\\\"c\\\\\"");
	check_words("before 1-feb-1999 on 09-DEC-2024 sentsince 2024-02-29",
	    "BEFORE 1-Feb-1999 ON 9-Dec-2024 SENTSINCE 29-Feb-2024");
	check_words("larger 10k smaller 5M larger 2g smaller 0",
	    "LARGER 10240 SMALLER 5242880 LARGER 2147483648 SMALLER 0");
	check_words("older 90m younger 3d", "OLDER 5400 YOUNGER 259200");
	check_words("keyword $Junk unkeyword work",
	    "KEYWORD $Junk UNKEYWORD work");
	check_words("header List-Id x header Subject+2 y",
	    "HEADER \"List-Id\" \"x\" HEADER \"Subject 2\" \"y\"");
	check_words("uid 1:5,9 uid 7:*", "UID 1:5,9 UID 7:*");
	check_words("( seen or not ( flagged draft ) text x ) all",
	    "(SEEN OR NOT (FLAGGED DRAFT) TEXT \"x\") ALL");
	check_words("not not not seen", "NOT NOT NOT SEEN");
	check_words("or or seen draft or new old",
	    "OR OR SEEN DRAFT OR NEW OLD");
	check_words("subject \xe4\xb8\xad from x",
	    "{14?}\r\nCHARSET UTF-8 SUBJECT {3}\r\n\xe4\xb8\xad FROM \"x\"");
	check_words("text {5} body *", "TEXT \"{5}\" BODY \"*\"");
	check_words("x-gm-raw has:attachment",
	    "X-GM-RAW \"has:attachment\"");
}

static void
test_refused(void)
{
	static const char *const bad[][2] = {
		{"fron alice", "\"fron\""},
		{"1:5", "\"1:5\""},
		{"from", "\"FROM\""},
		{"header x", "\"HEADER\""},
		{"since 2026-02-29", "2026-02-29"},
		{"since 1900-02-29", "1900-02-29"},
		{"since 2026-13-01", "2026-13-01"},
		{"since 2026-00-01", "2026-00-01"},
		{"since 2026-01-00", "2026-01-00"},
		{"since 31-Foo-2026", "Foo"},
		{"since 31-Jan-26", "31-Jan-26"},
		{"since 2026-01", "2026-01"},
		{"since 2026-01-01-01", "2026-01-01-01"},
		{"since yesterday", "yesterday"},
		{"larger x", "\"x\""},
		{"larger 1kk", "1kk"},
		{"larger -1", "-1"},
		{"larger 99999999999999999999", "99999999999999999999"},
		{"larger 9223372036854775807k", "9223372036854775807k"},
		{"older 0", "\"0\""},
		{"older 5y", "5y"},
		{"keyword a)b", "a)b"},
		{"keyword a+b", "a b"},
		{"uid 0", "\"0\""},
		{"uid 1:", "\"1:\""},
		{"uid 1+ALL", "1 ALL"},
		{"from a\rb", "line end"},
		{"from a\nb", "line end"},
		{"from \xff", "UTF-8"},
		{"not", "not"},
		{"or seen", "or"},
		{"(", "\"(\""},
		{"( seen", "\"(\""},
		{"( )", "empty"},
		{"( not )", "\")\""},
		{")", "\")\""},
		{"seen )", "\")\""},
	};
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(read_words(&b, bad[i][0], &e) < 0);
		CHECK(e.status == STATUS_USAGE && b.len == 0);
		if (strstr(e.text, bad[i][1]) == NULL)
			fprintf(stderr, "%s\n", e.text);
		CHECK(strstr(e.text, bad[i][1]) != NULL);
	}
	buf_free(&b);
}

int
main(void)
{
	test_words();
	test_refused();
	return check_failures > 0;
}
