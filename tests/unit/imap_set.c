/* SPDX-License-Identifier: ISC */
/* Sets of UIDs, and the operands that name them. */
#include <string.h>

#include "check.h"
#include "net/imap_selector.h"
#include "net/imap_set.h"

static struct imap_set
set(const char *text)
{
	struct imap_set s = IMAP_SET_INIT;

	if (*text != '\0')
		CHECK(imap_set_read(&s, str_from(text)) == 0);
	imap_set_sort(&s);
	return s;
}

static void
check_set(struct imap_set *s, const char *want)
{
	struct buf b = BUF_INIT;
	size_t at = 0;

	CHECK(imap_set_write(s, &at, &b, IMAP_SET_OCTETS) == (*want != '\0'));
	CHECK(at == s->n && str_is(buf_str(&b), want));
	imap_set_free(s);
	buf_free(&b);
}

static void
check_read(const char *text, const char *want)
{
	struct imap_set s = set(text);

	check_set(&s, want);
}

static void
test_read(void)
{
	static const char *const bad[] = {"", "0", "1,", ",1", "1:", ":1",
	    "1:0", "*", "1:*", "-1", "1 2", "4294967296", "1::2", "1:2:3"};
	struct imap_set s = IMAP_SET_INIT;
	size_t i;

	check_read("1", "1");
	check_read("3,1,2", "1:3");
	check_read("9:7,1,3", "1,3,7:9");
	check_read("1:10,5:6,10:12,14", "1:12,14");
	check_read("1:4294967295,7", "1:4294967295");
	check_read("4294967295,4294967294", "4294967294:4294967295");
	check_read("5,5,5", "5");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(imap_set_read(&s, str_from(bad[i])) < 0);
	imap_set_free(&s);
}

static void
check_pair(const char *a, const char *b, const char *both, const char *rest)
{
	struct imap_set x = set(a), y = set(b), got = IMAP_SET_INIT;

	imap_set_intersect(&x, &y, &got);
	check_set(&got, both);
	imap_set_subtract(&x, &y, &got);
	check_set(&got, rest);
	imap_set_free(&x);
	imap_set_free(&y);
}

static void
test_pairs(void)
{
	struct imap_set s = set("2:3,7,4294967295");

	check_pair("1:10", "3:4,9", "3:4,9", "1:2,5:8,10");
	check_pair("1:3,5", "4,6", "", "1:3,5");
	check_pair("1:4294967295", "1,4294967295", "1,4294967295",
	    "2:4294967294");
	check_pair("5", "1:4294967295", "5", "");
	check_pair("", "1", "", "");
	check_pair("1", "", "", "1");
	CHECK(imap_set_has(&s, 2) && imap_set_has(&s, 4294967295u));
	CHECK(!imap_set_has(&s, 1) && !imap_set_has(&s, 4));
	CHECK(imap_set_meets(&s, 4, 7) && !imap_set_meets(&s, 4, 6));
	CHECK(imap_set_count(&s) == 4);
	imap_set_free(&s);
}

/* Pieces that are not too long, which together are the set. */
static void
test_write(void)
{
	struct imap_set s = IMAP_SET_INIT, again = IMAP_SET_INIT;
	struct buf b = BUF_INIT;
	uint32_t i;
	size_t at = 0, pieces = 0;

	for (i = 1; i <= 5000; i++)
		imap_set_add(&s, i * 1000003u, i * 1000003u);
	imap_set_sort(&s);
	while (imap_set_write(&s, &at, &b, 900)) {
		CHECK(b.len <= 900);
		CHECK(imap_set_read(&again, buf_str(&b)) == 0);
		b.len = 0;
		pieces++;
	}
	CHECK(pieces > 40 && pieces < 70 && at == s.n);
	imap_set_sort(&again);
	CHECK(again.n == s.n &&
	    memcmp(again.v, s.v, s.n * sizeof(*s.v)) == 0);
	at = 0;
	CHECK(imap_set_write(&s, &at, &b, 1) && at == 1);
	buf_free(&b);
	imap_set_free(&s);
	imap_set_free(&again);
}

/* COPYUID keeps its own order. */
/* One by one, in no order, some twice. */
static void
test_insert(void)
{
	static const uint32_t numbers[] = {7, 3, 9, 8, 7, 1, UINT32_MAX, 2,
	    UINT32_MAX - 1, 5, 4, 4, 20};
	struct imap_set s = IMAP_SET_INIT, all = IMAP_SET_INIT;
	uint32_t n;
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		imap_set_insert(&s, numbers[i]);
	check_set(&s, "1:5,7:9,20,4294967294:4294967295");
	for (n = 0, i = 0; i < 5000; i++) {
		n = (n * 1103515245u + 12345u) & 0xfff;
		if (n % 3 == 0)
			continue;
		imap_set_insert(&s, n);
		imap_set_add(&all, n, n);
	}
	imap_set_sort(&all);
	CHECK(s.n == all.n &&
	    memcmp(s.v, all.v, s.n * sizeof(*s.v)) == 0);
	imap_set_free(&s);
	imap_set_free(&all);
}

static void
test_order(void)
{
	static const uint32_t want[] = {9, 3, 4, 5, 1};
	struct imap_numbers n;
	uint32_t number;
	size_t i;

	imap_numbers_init(&n, STR("9,5:3,1"));
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		CHECK(imap_numbers_next(&n, &number) == 1 &&
		    number == want[i]);
	CHECK(imap_numbers_next(&n, &number) == 0);
	imap_numbers_init(&n, STR("4294967294:4294967295,x"));
	CHECK(imap_numbers_next(&n, &number) == 1);
	CHECK(imap_numbers_next(&n, &number) == 1);
	CHECK(number == 4294967295u);
	CHECK(imap_numbers_next(&n, &number) < 0);
}

static void
add_operands(struct imap_selectors *s, const char *operands)
{
	struct str rest = str_from(operands), one;
	struct err e = ERR_INIT;

	while (rest.n > 0) {
		one = str_cut(&rest, ' ');
		CHECK(imap_selectors_add(s, one, &e) == 0);
	}
}

/* In a box of 5:8,10,20:30, where 21 is the first new one. */
static void
check_choice(const char *operands, const char *asked, const char *chosen,
    const char *missed)
{
	struct imap_selectors s = IMAP_SELECTORS_INIT;
	struct imap_set box = set("5:8,10,20:30"), got = IMAP_SET_INIT;
	struct buf names = BUF_INIT;
	struct err e = ERR_INIT;
	size_t at = 0;

	add_operands(&s, operands);
	imap_selectors_ask(&s, 21, &got);
	check_set(&got, asked);
	imap_selectors_choose(&s, 21, &box, &got);
	check_set(&got, chosen);
	while (imap_selectors_missed(&s, &at, &e)) {
		buf_add_string(&names, e.text);
		buf_add_char(&names, '\n');
	}
	CHECK(str_is(buf_str(&names), missed));
	buf_free(&names);
	imap_set_free(&box);
	imap_selectors_free(&s);
}

static void
test_choice(void)
{
	check_choice("7", "7", "7", "");
	check_choice("7 9", "7,9", "7", "9: no such message\n");
	check_choice("9:6,11:19", "6:9,11:19", "6:8",
	    "11:19: no such message\n");
	check_choice("25:*", "25:4294967295", "25:30", "");
	check_choice("31:*", "31:4294967295", "",
	    "31:*: no such message\n");
	check_choice("last:3", "1:4294967295", "28:30", "");
	check_choice("last:12", "1:4294967295", "10,20:30", "");
	check_choice("last:999", "1:4294967295", "5:8,10,20:30", "");
	check_choice("all", "1:4294967295", "5:8,10,20:30", "");
	check_choice("new", "21:4294967295", "21:30", "");
	check_choice("v5.7 30,last:1 10", "1:4294967295", "7,10,30", "");
}

static void
test_refused(void)
{
	static const char *const bad[] = {"", "0", "-1", "1-2", "x", "3x",
	    "1:", ":1", "*", "1,", ",1", "last:", "last:0", "last", "ALL",
	    "v1", "v1.", "v.1", "v0.1", "v7.all", "v4294967296.1", " 1",
	    "1:2:3", "4294967296", "u:1", "v1.2,v3.4"};
	struct imap_selectors s = IMAP_SELECTORS_INIT;
	struct err e = ERR_INIT;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(imap_selectors_add(&s, str_from(bad[i]), &e) < 0);
		CHECK(e.status == STATUS_USAGE);
		CHECK(s.n == 0 && s.validity == 0);
	}
	add_operands(&s, "v8.1 2 v8.3:4");
	CHECK(s.n == 3 && s.validity == 8 && !imap_selectors_is_single(&s));
	CHECK(imap_selectors_add(&s, STR("v9.1"), &e) < 0);
	CHECK(imap_selectors_check(&s, 8, &e) == 0);
	CHECK(imap_selectors_check(&s, 9, &e) < 0);
	CHECK(e.status == STATUS_PARTIAL);
	CHECK(imap_selectors_check(&s, 0, &e) < 0);
	imap_selectors_free(&s);
	add_operands(&s, "4");
	CHECK(imap_selectors_is_single(&s));
	CHECK(imap_selectors_check(&s, 9, &e) == 0);
	CHECK(!imap_selectors_have(&s, SELECTOR_NEW));
	imap_selectors_free(&s);
}

static void
test_rows(void)
{
	struct imap_selectors s = IMAP_SELECTORS_INIT;
	struct err e = ERR_INIT;

	CHECK(imap_selectors_add_row(&s, STR("v7.12\tx"), &e) == 0);
	CHECK(imap_selectors_add_row(&s, STR("13"), &e) == 0);
	CHECK(s.n == 2 && s.validity == 7 && s.v[1].first == 13);
	CHECK(imap_selectors_add_row(&s, STR(""), &e) < 0);
	CHECK(imap_selectors_add_row(&s, STR("uid"), &e) < 0);
	CHECK(imap_selectors_add_row(&s, STR("v8.1"), &e) < 0 && s.n == 2);
	imap_selectors_free(&s);
}

int
main(void)
{
	test_read();
	test_pairs();
	test_write();
	test_insert();
	test_order();
	test_choice();
	test_refused();
	test_rows();
	return check_failures > 0;
}
