/* SPDX-License-Identifier: ISC */
/* Which messages the operands of the POP3 programs name. */
#include <string.h>

#include "check.h"
#include "net/pop3_selector.h"

static void
test_refused(void)
{
	static const char *const bad[] = {"", "0", "-1", "1-", "-", "x", "3x",
	    "0x3", "9-2", "0-2", "1-2-3", "1,2", "NEW", "last:", "last:0",
	    "last:x", "last", "u:", "ALL", " 1", "1 ", "*",
	    "18446744073709551616"};
	struct pop3_selectors s = POP3_SELECTORS_INIT;
	struct err e = ERR_INIT;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(pop3_selectors_add(&s, str_from(bad[i]), &e) < 0);
		CHECK(e.status == STATUS_USAGE && s.n == 0);
	}
	pop3_selectors_free(&s);
}

/* The messages 2 to 11, whose UIDLs are "b" to "k", in this order. */
static void
check_match(const char *operands, const char *want)
{
	struct pop3_box box = POP3_BOX_INIT;
	struct pop3_selectors s = POP3_SELECTORS_INIT;
	struct str rest = str_from(operands), one;
	struct err e = ERR_INIT;
	struct buf got = BUF_INIT;
	uint64_t n;
	char uidl;

	while (rest.n > 0) {
		one = str_cut(&rest, ' ');
		CHECK(pop3_selectors_add(&s, one, &e) == 0);
	}
	for (n = 2; n <= 11; n++)
		pop3_box_add(&box, n, 10 * n);
	pop3_selectors_bind(&s, &box);
	for (n = 2; n <= 11; n++) {
		uidl = (char)('a' - 1 + (char)n);
		buf_printf(&got, "%zu",
		    pop3_selectors_match(&s, n, str_of(&uidl, 1),
		    n % 2 == 0));
	}
	buf_add_char(&got, ' ');
	for (n = 0; n < s.n; n++)
		buf_add_char(&got, s.v[n].hit ? '+' : '-');
	CHECK(str_is(buf_str(&got), want));
	buf_free(&got);
	pop3_selectors_free(&s);
	pop3_box_free(&box);
}

static void
test_match(void)
{
	check_match("3", "1011111111 +");
	check_match("1", "1111111111 -");
	check_match("10-99", "1111111100 +");
	check_match("all", "0000000000 +");
	check_match("last:3", "1111111000 +");
	check_match("last:99", "0000000000 +");
	check_match("last:18446744073709551615", "0000000000 +");
	check_match("new", "0101010101 +");
	check_match("3 new", "1012121212 ++");
	check_match("u:c", "1011111111 +");
	check_match("u:a", "1111111111 -");
	check_match("u:k 3-4 u:c u:k", "4114444440 ++++");
	check_match("4 4 5-6 4-5", "4402244444 ++++");
	check_match("u:\\x63", "1011111111 +");
}

static void
test_empty_box(void)
{
	struct pop3_box box = POP3_BOX_INIT;
	struct pop3_selectors s = POP3_SELECTORS_INIT;
	struct err e = ERR_INIT;

	CHECK(pop3_selectors_add(&s, STR("last:2"), &e) == 0);
	CHECK(pop3_selectors_add(&s, STR("all"), &e) == 0);
	CHECK(!s.v[0].must_hit && !s.v[1].must_hit);
	pop3_selectors_bind(&s, &box);
	CHECK(pop3_selectors_match(&s, 1, STR("x"), false) == 1);
	CHECK(!s.v[0].hit);
	pop3_selectors_free(&s);
}

static void
test_questions(void)
{
	struct pop3_selectors s = POP3_SELECTORS_INIT;
	struct err e = ERR_INIT;

	CHECK(pop3_selectors_add(&s, STR("3"), &e) == 0);
	CHECK(pop3_selectors_is_single(&s) && pop3_selectors_are_numbers(&s));
	CHECK(pop3_selectors_add(&s, STR("4"), &e) == 0);
	CHECK(!pop3_selectors_is_single(&s) && pop3_selectors_are_numbers(&s));
	CHECK(pop3_selectors_add(&s, STR("4-4"), &e) == 0);
	CHECK(!pop3_selectors_are_numbers(&s) && !pop3_selectors_need_uidl(&s));
	CHECK(pop3_selectors_add(&s, STR("u:x"), &e) == 0);
	CHECK(pop3_selectors_need_uidl(&s));
	pop3_selectors_free(&s);
	CHECK(pop3_selectors_add(&s, STR("4-4"), &e) == 0);
	CHECK(!pop3_selectors_is_single(&s));
	pop3_selectors_free(&s);
}

static void
test_rows(void)
{
	struct pop3_selectors s = POP3_SELECTORS_INIT;
	struct err e = ERR_INIT;
	struct buf name = BUF_INIT;

	CHECK(pop3_selectors_add_row(&s, STR("1\t2\tx\\ty\tmore"), &e) == 0);
	CHECK(pop3_selectors_add_row(&s, STR("2\t\tz"), &e) == 0);
	CHECK(s.n == 2 && str_is(buf_str(&s.v[0].uidl), "x\ty"));
	pop3_selector_name(&s.v[1], &name);
	CHECK(str_is(buf_str(&name), "u:z"));
	CHECK(pop3_selectors_add_row(&s, STR("1\t2\t"), &e) < 0);
	CHECK(pop3_selectors_add_row(&s, STR("1"), &e) < 0);
	CHECK(pop3_selectors_add_row(&s, STR(""), &e) < 0);
	CHECK(e.status == STATUS_DATA && s.n == 2);
	buf_free(&name);
	pop3_selectors_free(&s);
}

/* A listing out of order, with numbers twice. */
static void
test_box(void)
{
	struct pop3_box box = POP3_BOX_INIT;

	CHECK(pop3_box_find(&box, 1) == NULL);
	pop3_box_add(&box, 3, 30);
	pop3_box_add(&box, 1, 10);
	pop3_box_add(&box, 3, 30);
	pop3_box_add(&box, UINT64_MAX, 99);
	pop3_box_sort(&box);
	CHECK(box.n == 3 && pop3_box_find(&box, 2) == NULL);
	CHECK(pop3_box_find(&box, 3)->octets == 30);
	CHECK(pop3_box_find(&box, 1)->octets == 10);
	CHECK(pop3_box_find(&box, UINT64_MAX)->octets == 99);
	pop3_box_free(&box);
}

int
main(void)
{
	test_refused();
	test_match();
	test_empty_box();
	test_questions();
	test_rows();
	test_box();
	return check_failures > 0;
}
