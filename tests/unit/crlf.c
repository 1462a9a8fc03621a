/* SPDX-License-Identifier: ISC */
/* Runs of lines that end in CRLF are those that are found byte by byte. */
#include <string.h>

#include "check.h"
#include "mime/crlf.h"

static size_t
plain_run(struct str s)
{
	size_t end = 0, i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
			return end;
		else if (s.p[i] == '\n')
			end = i + 1;
		else if (i > 0 && s.p[i - 1] == '\r')
			return end;
	return end;
}

/* A CR, a LF, both or neither at every two places of a text of lines. */
static void
test_runs(void)
{
	static const char *const put[] = {"\r", "\n", "\r\n", "\r\r", "\n\r"};
	char text[210];
	size_t i, at, n;

	for (i = 0; i < sizeof(put) / sizeof(put[0]); i++)
		for (at = 0; at < 150; at++)
			for (n = at; n < at + 20; n++) {
				memset(text, 'x', sizeof(text));
				memcpy(text + 9, "\r\n", 2);
				memcpy(text + 198, "\r\n", 2);
				memcpy(text + at, put[i], strlen(put[i]));
				memcpy(text + n, "\r\n", 2);
				CHECK(crlf_run(str_of(text, sizeof(text))) ==
				    plain_run(str_of(text, sizeof(text))));
				CHECK(crlf_run(str_of(text, n)) ==
				    plain_run(str_of(text, n)));
			}
	CHECK(crlf_run(STR("")) == 0);
}

static void
test_strip(void)
{
	char text[] = "\ra\r\n\r\r\nb\r";

	CHECK(str_equal(str_of(text, crlf_strip(text, sizeof(text) - 1)),
	    STR("a\n\nb")));
	CHECK(crlf_strip(text, 0) == 0);
}

int
main(void)
{
	test_runs();
	test_strip();
	return check_failures > 0;
}
