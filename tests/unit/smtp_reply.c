/* SPDX-License-Identifier: ISC */
#include "net/smtp_reply.h"

#include <string.h>

#include "check.h"

static struct smtp_reply reply;
static struct err error;

/* Reads a whole reply, given as lines; what the last line gave. */
static int
read_reply(const char *lines)
{
	struct str rest = str_from(lines);
	int more = 1;

	smtp_reply_clear(&reply);
	while (more == 1 && rest.n > 0)
		more = smtp_reply_add(&reply, str_cut(&rest, '\n'), &error);
	return rest.n == 0 ? more : 2;
}

static int
shows(const char *lines, const char *text)
{
	struct buf line = BUF_INIT;
	int same;

	if (read_reply(lines) != 0)
		return 0;
	smtp_reply_line(&reply, &line);
	same = strcmp(buf_string(&line), text) == 0;
	buf_free(&line);
	return same;
}

static void
test_good(void)
{
	CHECK(shows("250 ok", "250 ok"));
	CHECK(shows("250", "250"));
	CHECK(shows("250 ", "250"));
	CHECK(shows("550 5.1.1 no such user", "550 5.1.1 no such user"));
	CHECK(shows("550-5.1.1 no\n550-5.1.1  such \n550 5.1.1 user",
	    "550 5.1.1 no such user"));
	CHECK(shows("550-5.1.1\n550 5.1.1", "550 5.1.1"));
	CHECK(shows("571 5.7.100", "571 5.7.100"));
	CHECK(smtp_reply_class(&reply) == 5);
	CHECK(str_is(smtp_reply_enhanced(&reply), "5.7.100"));
}

static void
test_not_enhanced(void)
{
	static const char *const texts[] = {"550 4.1.1 x", "550 5.1 x",
	    "550 5.1.1234 x", "550 5.1234.1 x", "550 5.1.1x", "550 5..1",
	    "550 5.1.", "550 5", "550"};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK(shows(texts[i], texts[i]));
		CHECK(smtp_reply_enhanced(&reply).n == 0);
	}
}

static void
test_bad(void)
{
	static const char *const lines[] = {"", "25", "25x ok", "-250 ok",
	    "2500 ok", "250\tok", "250_ok", " 250 ok", "199 ok", "600 ok",
	    "250-a\n251 b", "250-a\n25", "250 a\r", "\xff\xff\xff x"};
	size_t i;

	for (i = 1; i < sizeof(lines) / sizeof(lines[0]); i++)
		CHECK(read_reply(lines[i]) == -1 &&
		    error.status == STATUS_PROTOCOL);
	smtp_reply_clear(&reply);
	CHECK(smtp_reply_add(&reply, str_of("", 0), &error) == -1);
	CHECK(smtp_reply_add(&reply, str_of("250 a\0b", 7), &error) == -1);
}

static void
test_limits(void)
{
	struct buf line = BUF_INIT;
	int i, more = 1;

	smtp_reply_clear(&reply);
	for (i = 0; i < 100000 && more == 1; i++)
		more = smtp_reply_add(&reply, STR("250-"), &error);
	CHECK(more == -1 && i == SMTP_REPLY_LINES + 1);
	smtp_reply_clear(&reply);
	buf_add_string(&line, "250-");
	for (i = 0; i < 1000; i++)
		buf_add_char(&line, 'x');
	for (i = 0, more = 1; i < 1000 && more == 1; i++)
		more = smtp_reply_add(&reply, buf_str(&line), &error);
	CHECK(more == -1 && reply.text.len <= SMTP_REPLY_MAX + 1);
	buf_free(&line);
}

int
main(void)
{
	smtp_reply_init(&reply);
	test_good();
	test_not_enhanced();
	test_bad();
	test_limits();
	smtp_reply_free(&reply);
	return check_failures > 0;
}
