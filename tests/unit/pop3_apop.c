/* SPDX-License-Identifier: ISC */
/* What a timestamp is, and its answer. */
#include "check.h"
#include "net/pop3_apop.h"

int
main(void)
{
	static const char *const none[] = {"", "ready", "<", "<>", "<@>",
	    "<a@>", "<@b>", "<a b@c>", "<a@b", "<a@\x80>", "<a@b@c>", "<a<@b>",
	    "<ab>", "<a@b\x01>"};
	struct str stamp = pop3_apop_stamp(STR("POP3 server ready "
	    "<1896.697170952@dbc.mtview.ca.us> or so"));
	struct buf line = BUF_INIT;
	size_t i;

	/* RFC 1939 7. */
	CHECK(str_is(stamp, "<1896.697170952@dbc.mtview.ca.us>"));
	pop3_apop_add(&line, stamp, "mrose", STR("tanstaaf"));
	CHECK(str_is(buf_str(&line),
	    "APOP mrose c4c9334bac560ecc979e58001b3e22fb"));
	CHECK(str_is(pop3_apop_stamp(STR("<a@b>")), "<a@b>"));
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(pop3_apop_stamp(str_from(none[i])).p == NULL);
	buf_free(&line);
	return check_failures > 0;
}
