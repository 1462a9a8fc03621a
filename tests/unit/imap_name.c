/* SPDX-License-Identifier: ISC */
/* Names of IMAP mailboxes, and strings in commands. */
#include <string.h>

#include "check.h"
#include "net/imap_name.h"
#include "net/imap_string.h"

static void
check_pair(const char *people, const char *server)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	CHECK(imap_name_encode(&b, str_from(people), &e) == 0);
	CHECK(str_is(buf_str(&b), server));
	b.len = 0;
	imap_name_decode(&b, str_from(server));
	CHECK(str_is(buf_str(&b), people));
	buf_free(&b);
}

static void
test_pairs(void)
{
	check_pair("INBOX", "INBOX");
	/* RFC 3501 5.1.3 */
	check_pair("~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/"
	    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
	    "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
	check_pair("a&b", "a&-b");
	check_pair("&", "&-");
	check_pair("&&", "&-&-");
	check_pair("Entw\xc3\xbcrfe", "Entw&APw-rfe");
	check_pair("\xc3\xbc&-", "&APw-&--");
	check_pair("\xf0\x9f\x93\xac", "&2D3c7A-");
	check_pair("x\xf0\x9f\x93\xac\xc3\xbcy", "x&2D3c7AD8-y");
	check_pair("a \"b\\c", "a \"b\\c");
	check_pair("\xe6\x94\xb6\xe4\xbb\xb6\xe7\xae\xb1", "&ZTZO9nux-");
}

static void
test_raw(void)
{
	check_pair("raw:a&b", "a&b");
	check_pair("raw:&AGE-", "&AGE-");           /* needs no encoding */
	check_pair("raw:&APw", "&APw");             /* no end */
	check_pair("raw:&AP-", "&AP-");             /* half a unit */
	check_pair("raw:&APx-", "&APx-");           /* bits left over */
	check_pair("raw:&APw-&APw-", "&APw-&APw-"); /* two shifts */
	check_pair("raw:&2D0-", "&2D0-");           /* half a pair */
	check_pair("raw:&3Kw-", "&3Kw-");
	check_pair("raw:&AP/-", "&AP/-");
	check_pair("raw:&AAA-", "&AAA-");           /* NUL */
	check_pair("raw:&IC4-", "&IC4-");           /* bidi override */
	check_pair("raw:&AAo-", "&AAo-");           /* LF */
	check_pair("raw:a%09%25", "a\t%");
	check_pair("raw:Entw%C3%BCrfe", "Entw\xc3\xbcrfe");
	check_pair("raw:raw:x", "raw:x");
	check_pair("a%", "a%");
}

static void
check_utf8(struct str utf8, const char *name)
{
	struct buf b = BUF_INIT, back = BUF_INIT;

	imap_name_from_utf8(&b, utf8);
	CHECK(str_is(buf_str(&b), name));
	imap_name_to_utf8(&back, buf_str(&b));
	CHECK(str_equal(buf_str(&back), utf8));
	buf_free(&b);
	buf_free(&back);
}

static void
test_utf8(void)
{
	struct buf b = BUF_INIT;

	check_utf8(STR("INBOX"), "INBOX");
	check_utf8(STR("a & b"), "a &- b");
	check_utf8(STR("&APw-"), "&-APw-");
	check_utf8(STR("\xc3\xbc&-"), "&APw-&--");
	check_utf8(STR("\xf0\x9f\x93\xac"), "&2D3c7A-");
	check_utf8(STR("a\tb\r\n"), "a&AAk-b&AA0ACg-");
	check_utf8(STR("\xe2\x80\xae"), "&IC4-");
	check_utf8(STR("\xff\xc3\xbc&"), "\xff\xc3\xbc&");
	check_utf8(STR("\xed\xa0\x80"), "\xed\xa0\x80");
	/* What is not in its one right form can only be meant as it stands. */
	imap_name_to_utf8(&b, STR("a&b &APw-&APw- &AP"));
	CHECK(str_is(buf_str(&b), "a&b &APw-&APw- &AP"));
	b.len = 0;
	imap_name_from_utf8(&b, STR("a\0b"));
	CHECK(str_equal(buf_str(&b), STR("a\0b")));
	buf_free(&b);
}

static void
test_refused(void)
{
	static const char *const bad[] = {"", "a\rb", "a\nb", "\xff",
	    "raw:", "raw:%", "raw:%0", "raw:%0g", "raw:%0D", "raw:a%00"};
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(imap_name_encode(&b, str_from(bad[i]), &e) < 0);
		CHECK(e.status == STATUS_USAGE && b.len == 0);
	}
	CHECK(imap_name_encode(&b, str_of("a\0b", 3), &e) < 0);
	CHECK(imap_name_equal(STR("inBox"), STR("INBOX")));
	CHECK(!imap_name_equal(STR("inbox/a"), STR("INBOX/a")));
	CHECK(!imap_name_equal(STR("Sent"), STR("sent")));
	buf_free(&b);
}

static void
check_string(struct str s, const char *astring, const char *string)
{
	struct buf b = BUF_INIT;

	CHECK(imap_add_astring(&b, s) && str_is(buf_str(&b), astring));
	b.len = 0;
	CHECK(imap_add_string(&b, s) && str_is(buf_str(&b), string));
	buf_free(&b);
}

static void
test_strings(void)
{
	struct buf b = BUF_INIT, text = BUF_INIT;

	check_string(STR("INBOX"), "INBOX", "\"INBOX\"");
	check_string(STR("nil"), "\"nil\"", "\"nil\"");
	check_string(STR(""), "\"\"", "\"\"");
	check_string(STR("a b"), "\"a b\"", "\"a b\"");
	check_string(STR("*"), "\"*\"", "\"*\"");
	check_string(STR("{5}"), "\"{5}\"", "\"{5}\"");
	check_string(STR("a\"\\"), "\"a\\\"\\\\\"", "\"a\\\"\\\\\"");
	check_string(STR("\xc3\xbc"), "{2}\r\n\xc3\xbc", "{2}\r\n\xc3\xbc");
	check_string(STR("\r\n"), "{2}\r\n\r\n", "{2}\r\n\r\n");
	CHECK(!imap_add_astring(&b, str_of("a\0", 2)) && b.len == 0);
	while (text.len <= 500)
		buf_add_char(&text, 'x');
	CHECK(imap_add_astring(&b, buf_str(&text)));
	CHECK(str_starts(buf_str(&b), "{501}\r\nxxx"));
	buf_free(&text);
	buf_free(&b);
}

int
main(void)
{
	test_pairs();
	test_raw();
	test_utf8();
	test_refused();
	test_strings();
	return check_failures > 0;
}
