/* SPDX-License-Identifier: ISC */
/* Address lists and envelope addresses, well-formed and not. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"
#include "mime/addr.h"
#include "mime/addrcheck.h"

/* A list as one line for each item, "name|address", "group{" and "}", with
   " !" where something is malformed. */
static char *
walk(struct str value)
{
	struct buf text = BUF_INIT;
	struct addr_list list;
	enum addr_item item;

	addr_init(&list, value);
	do {
		item = addr_next(&list);
		if (item == ADDR_GROUP || item == ADDR_MAILBOX)
			buf_add_str(&text, buf_str(&list.name));
		if (item == ADDR_MAILBOX) {
			buf_add_char(&text, '|');
			buf_add_str(&text, buf_str(&list.address));
		} else if (item != ADDR_END) {
			buf_add_char(&text, item == ADDR_GROUP ? '{' : '}');
		}
		if (list.defect != NULL)
			buf_add_string(&text, " !");
		if (item != ADDR_END)
			buf_add_char(&text, '\n');
	} while (item != ADDR_END);
	addr_free(&list);
	return buf_string(&text);
}

static int
reads(const char *value, const char *expected)
{
	char *text = walk(str_from(value));
	int same = strcmp(text, expected) == 0;

	if (!same)
		fprintf(stderr, "%s\ngives\n%s\nand not\n%s\n", value, text,
		    expected);
	free(text);
	return same;
}

static void
test_well_formed(void)
{
	CHECK(reads("", ""));
	CHECK(reads(" , ,\r\n ,", ""));
	CHECK(reads("a@b", "|a@b\n"));
	CHECK(reads("<a@b>", "|a@b\n"));
	CHECK(reads("root", "|root\n"));
	CHECK(reads("Joe Q. Public <a@b>, c@d", "Joe Q. Public|a@b\n|c@d\n"));
	CHECK(reads("\"Joe \\\"Q\\\", \\\\Public\" <a@b>",
	    "Joe \"Q\", \\Public|a@b\n"));
	CHECK(reads("\"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
	    "Giant; \"Big\" Box|sysservices@example.net\n"));
	CHECK(reads("=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= <a@b>",
	    "=?utf-8?Q?a?= =?utf-8?Q?b?=|a@b\n"));
	CHECK(reads("\"a b\"@c", "|\"a b\"@c\n"));
	CHECK(reads("\"a\\\"<>,b\"@c.d", "|\"a\\\"<>,b\"@c.d\n"));
	CHECK(reads("a@[127.0.0.1], <b@[IPv6:::1]>",
	    "|a@[127.0.0.1]\n|b@[IPv6:::1]\n"));
	CHECK(reads("张三 <用户@例子.中国>", "张三|用户@例子.中国\n"));
	CHECK(reads(".a..b.@c", "|.a..b.@c\n"));
}

static void
test_comments(void)
{
	CHECK(reads("a@b (Joe (the \\) man))", "Joe (the ) man)|a@b\n"));
	CHECK(reads("Pete(A nice \\) chap) <pete(his account)@silly.test("
	    "his host)>", "Pete|pete@silly.test\n"));
	CHECK(reads("A Group(Some people)\r\n     :Chris Jones "
	    "<c@(Chris's host.)public.example>,\r\n"
	    "         joe@example.org,\r\n  John <jdoe@one.test> (my dear "
	    "friend); (the end of the group)",
	    "A Group{\nChris Jones|c@public.example\n|joe@example.org\n"
	    "John|jdoe@one.test\n}\n"));
	CHECK(reads("(Empty list)(start)Undisclosed recipients  :"
	    "(nobody(that I know))  ;", "Undisclosed recipients{\n}\n"));
	CHECK(reads("john . doe @ example . org", "|john.doe@example.org\n"));
}

static void
test_obsolete(void)
{
	CHECK(reads("Mary Smith <@node.test,@b:mary@example.net>, , "
	    "jdoe@test   . example",
	    "Mary Smith|mary@example.net\n|jdoe@test.example\n"));
	CHECK(reads("a:;,b:c@d,,e@f;,g@h",
	    "a{\n}\nb{\n|c@d\n|e@f\n}\n|g@h\n"));
}

static void
test_malformed(void)
{
	CHECK(reads("a@b@c", "|a@b@c !\n"));
	CHECK(reads("a b@c, d@e", "a|b@c !\n|d@e\n"));
	CHECK(reads("John Smith", "John Smith| !\n"));
	CHECK(reads("Spoof <a@b> <c@d>, e@f", "Spoof|a@b !\n|e@f\n"));
	CHECK(reads("a@b <c@d>", "a@b|c@d !\n"));
	CHECK(reads("<a@b, c@d", "|a@b !\n|c@d\n"));
	CHECK(reads("<a b@c>", "|a b@c !\n"));
	CHECK(reads("<>", "| !\n"));
	CHECK(reads("@b", "|@b !\n"));
	CHECK(reads("a@", "|a@ !\n"));
	CHECK(reads("\"abc", "|\"abc !\n"));
	CHECK(reads("(abc", " !"));
	CHECK(reads("a@[1.2", "|a@[1.2 !\n"));
	CHECK(reads("a:b@c", "a{\n|b@c\n} !\n"));
	CHECK(reads("a:b:c@d;", "a{\nb:|c@d !\n}\n"));
	CHECK(reads("a@b; c@d", "|a@b !\n|c@d\n"));
	CHECK(reads(":a@b;", "{ !\n|a@b\n}\n"));
	CHECK(reads("a\033b <a@b>", "a\033b|a@b !\n"));
	CHECK(reads("\"x\r\nBcc: e@f\" <a@b>", "xBcc: e@f|a@b\n"));
	/* The mail goes to the address, never to what its name says. */
	CHECK(reads("\"attacker@evil.example x\"@good.example",
	    "|\"attacker@evil.example x\"@good.example\n"));
}

/* A second for what is linear, hours for what is not; and no recursion. */
static void
test_long(void)
{
	static const char *const unit[] = {"(", "\"", "<", "a:", "a ", ",",
	    "a@", "<a@b> ", "\\", "[", "@a,", "(a)", ";", "\"a\" ", "."};
	size_t i, n = 500000, k;

	for (i = 0; i < sizeof(unit) / sizeof(unit[0]); i++) {
		size_t len = strlen(unit[i]);
		char *text = mem_alloc(n * len);

		for (k = 0; k < n; k++)
			memcpy(text + k * len, unit[i], len);
		free(walk(str_of(text, n * len)));
		free(text);
	}
}

static int
fits(const char *address)
{
	struct str s = str_from(address);
	struct err e = ERR_INIT;

	return addr_check_envelope(&s, &e) == 0;
}

static void
test_envelope(void)
{
	struct str s = STR("<a@b>"), nul = STR("a\0@b");
	struct err e = ERR_INIT;

	CHECK(addr_check_envelope(&s, &e) == 0 && str_is(s, "a@b"));
	CHECK(addr_check_envelope(&nul, &e) < 0 && e.status == STATUS_DATA);
	CHECK(fits("a@b") && fits("root") && fits("<postmaster>"));
	CHECK(fits("a..b@c") && fits(".a@b") && fits("a.@b"));
	CHECK(fits("\"a b\"@c") && fits("\"a\\\"b<>@\"@c") && fits("\"a\"@c"));
	CHECK(fits("a@[127.0.0.1]") && fits("a@[IPv6:fe80::1]"));
	CHECK(fits("!#$%&'*+-/=?^_`{|}~@b-c.d_e"));
	CHECK(fits("用户@例子.中国") && fits("-a@b"));
	CHECK(!fits("") && !fits("<>") && !fits("<") && !fits(">"));
	CHECK(!fits("a b@c") && !fits(" a@b") && !fits("a@b ") &&
	    !fits("a@b c"));
	CHECK(!fits("<a@b") && !fits("a@b>") && !fits("<<a@b>>"));
	CHECK(!fits("a@b>\r\nRCPT TO:<e@f") && !fits("a@b\n") &&
	    !fits("\"x\r\n\"@d") && !fits("\"x\n"));
	CHECK(!fits("a@b> SIZE=1") && !fits("a,b@c") && !fits("a@b,c@d"));
	CHECK(!fits("@b") && !fits("a@") && !fits("a@b@c") && !fits("\""));
	CHECK(!fits("\"\"@c") && !fits("\"a\"b@c") && !fits("\"a\\"));
	CHECK(!fits("a@[") && !fits("a@[]") && !fits("a@[1]2") &&
	    !fits("a@[1 2]"));
	CHECK(!fits("a\xff@b") && !fits("a@b\xc3") && !fits("a\tb@c"));
	CHECK(!fits("a(c)@b") && !fits("N <a@b>") && !fits("a:b@c"));
}

int
main(void)
{
	test_well_formed();
	test_comments();
	test_obsolete();
	test_malformed();
	test_long();
	test_envelope();
	return check_failures > 0;
}
