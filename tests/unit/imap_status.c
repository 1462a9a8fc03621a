/* SPDX-License-Identifier: ISC */
/* Status responses of IMAP: codes, and what they mean to the shell. */
#include "check.h"
#include "base/status.h"
#include "net/imap_status.h"

static void
check_parts(struct str line, const char *code, const char *args,
    const char *text)
{
	struct imap_status s;

	imap_status_read(&s, IMAP_OK, line);
	CHECK(s.word == IMAP_OK);
	CHECK(str_is(s.code, code));
	CHECK(str_is(s.args, args));
	CHECK(str_is(s.text, text));
}

static int
exit_of(struct str line)
{
	struct imap_status s;

	imap_status_read(&s, IMAP_NO, line);
	return imap_status_exit(&s, 99);
}

int
main(void)
{
	struct imap_status s;

	check_parts(STR(""), "", "", "");
	check_parts(STR("done"), "", "", "done");
	check_parts(STR("[UIDNEXT 42] next"), "UIDNEXT", "42", "next");
	check_parts(STR("[READ-ONLY]"), "READ-ONLY", "", "");
	check_parts(STR("[COPYUID 1 2:3 4:5] ok"), "COPYUID", "1 2:3 4:5", "ok");
	check_parts(STR("[UIDNEXT 42"), "", "", "[UIDNEXT 42");
	check_parts(STR("x [UIDNEXT 42]"), "", "", "x [UIDNEXT 42]");
	check_parts(STR("[] x"), "", "", "x");
	CHECK(imap_status_word(STR("ok")) == IMAP_OK);
	CHECK(imap_status_word(STR("PREAUTH")) == IMAP_PREAUTH);
	CHECK(imap_status_word(STR("OKAY")) < 0);
	CHECK(exit_of(STR("no")) == 99);
	CHECK(exit_of(STR("[UNAVAILABLE] later")) == STATUS_TEMPFAIL);
	CHECK(exit_of(STR("[inuse] later")) == STATUS_TEMPFAIL);
	CHECK(exit_of(STR("[AUTHENTICATIONFAILED]")) == STATUS_NOPERM);
	CHECK(exit_of(STR("[OVERQUOTA] full")) == STATUS_UNAVAILABLE);
	CHECK(exit_of(STR("[NONEXISTENT] none")) == STATUS_PARTIAL);
	CHECK(exit_of(STR("[X-LIMIT] none")) == 99);
	imap_status_read(&s, IMAP_OK, STR("[UIDVALIDITY 4294967295]"));
	CHECK(imap_status_number(&s) == 4294967295u);
	imap_status_read(&s, IMAP_OK, STR("[UIDVALIDITY -1]"));
	CHECK(imap_status_number(&s) == 0);
	return check_failures > 0;
}
