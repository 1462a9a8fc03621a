/* SPDX-License-Identifier: ISC */
#include "net/imap_status.h"

#include "base/num.h"
#include "base/status.h"

static const char *const words[] = {
	[IMAP_OK] = "OK",
	[IMAP_NO] = "NO",
	[IMAP_BAD] = "BAD",
	[IMAP_BYE] = "BYE",
	[IMAP_PREAUTH] = "PREAUTH",
};

/* RFC 5530 3, and RFC 3501 7.1, RFC 4469 5, RFC 7889 4 for some. */
static const struct {
	const char *code;
	int status;
} codes[] = {
	{"UNAVAILABLE", STATUS_TEMPFAIL},
	{"INUSE", STATUS_TEMPFAIL},
	{"LIMIT", STATUS_TEMPFAIL},
	{"SERVERBUG", STATUS_TEMPFAIL},
	{"EXPUNGEISSUED", STATUS_TEMPFAIL},
	{"AUTHENTICATIONFAILED", STATUS_NOPERM},
	{"AUTHORIZATIONFAILED", STATUS_NOPERM},
	{"EXPIRED", STATUS_NOPERM},
	{"PRIVACYREQUIRED", STATUS_NOPERM},
	{"NOPERM", STATUS_UNAVAILABLE},
	{"CONTACTADMIN", STATUS_UNAVAILABLE},
	{"OVERQUOTA", STATUS_UNAVAILABLE},
	{"CANNOT", STATUS_UNAVAILABLE},
	{"CLIENTBUG", STATUS_UNAVAILABLE},
	{"CORRUPTION", STATUS_UNAVAILABLE},
	{"ALREADYEXISTS", STATUS_UNAVAILABLE},
	{"TOOBIG", STATUS_UNAVAILABLE},
	{"BADCHARSET", STATUS_UNAVAILABLE},
	{"NONEXISTENT", STATUS_PARTIAL},
	{"TRYCREATE", STATUS_PARTIAL},
};

int
imap_status_word(struct str word)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_case_is(word, words[i]))
			return (int)i;
	return -1;
}

/* A "]" in a quoted string of the code would end it too early; no code that
   means anything here has one. */
void
imap_status_read(struct imap_status *s, enum imap_word word, struct str line)
{
	size_t end = str_find(line, ']');
	struct str none = STR_INIT;

	s->word = word;
	s->code = s->args = none;
	s->text = line;
	if (line.n == 0 || line.p[0] != '[' || end == line.n)
		return;
	s->args = str_of(line.p + 1, end - 1);
	s->code = str_cut(&s->args, ' ');
	s->args = str_trim(s->args);
	s->text = str_trim(str_skip(line, end + 1));
}

int
imap_status_exit(const struct imap_status *s, int fallback)
{
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (str_case_is(s->code, codes[i].code))
			return codes[i].status;
	return fallback;
}

uint64_t
imap_status_number(const struct imap_status *s)
{
	uint64_t n;

	return num_parse(s->args, UINT64_MAX, &n) == 0 ? n : 0;
}
