/* SPDX-License-Identifier: ISC */
/* The lines that a POP3 server answers. */
#include "check.h"
#include "net/pop3_reply.h"

static void
check_word(struct str line, int word, const char *text, const char *code)
{
	struct pop3_status s;
	struct err e = ERR_INIT;
	int got = pop3_status_read(line, &s, &e);

	if (word < 0) {
		CHECK(got < 0 && e.status == STATUS_PROTOCOL);
		return;
	}
	CHECK(got == 0 && (int)s.word == word);
	CHECK(str_is(s.text, text) && str_is(s.code, code));
}

static void
test_status(void)
{
	check_word(STR("+OK"), POP3_OK, "", "");
	check_word(STR("+OK "), POP3_OK, "", "");
	check_word(STR("+OK  two  words "), POP3_OK, "two  words", "");
	check_word(STR("-ERR"), POP3_ERR, "", "");
	check_word(STR("-ERR [IN-USE] locked"), POP3_ERR, "[IN-USE] locked",
	    "IN-USE");
	check_word(STR("-ERR x [IN-USE]"), POP3_ERR, "x [IN-USE]", "");
	check_word(STR("-ERR [IN-USE"), POP3_ERR, "[IN-USE", "");
	check_word(STR("+"), POP3_MORE, "", "");
	check_word(STR("+ cGFzcw=="), POP3_MORE, "cGFzcw==", "");
	check_word(STR("+OKAY not really"), -1, "", "");
	check_word(STR("+ok"), -1, "", "");
	check_word(STR("-err no"), -1, "", "");
	check_word(STR("-ERROR"), -1, "", "");
	check_word(STR("OK"), -1, "", "");
	check_word(STR(""), -1, "", "");
	check_word(STR(" +OK"), -1, "", "");
	check_word(STR("+OK\0"), -1, "", "");
	check_word(STR("+OK\r"), -1, "", "");
	check_word(STR("* OK"), -1, "", "");
	check_word(STR("220 ready"), -1, "", "");
}

static int
exit_of(struct str line)
{
	struct pop3_status s;
	struct err e = ERR_INIT;

	CHECK(pop3_status_read(line, &s, &e) == 0);
	return pop3_status_exit(&s, 99);
}

static void
test_exit(void)
{
	CHECK(exit_of(STR("-ERR no")) == 99);
	CHECK(exit_of(STR("-ERR [IN-USE] x")) == 75);
	CHECK(exit_of(STR("-ERR [in-use] x")) == 75);
	CHECK(exit_of(STR("-ERR [LOGIN-DELAY] x")) == 75);
	CHECK(exit_of(STR("-ERR [SYS/TEMP] x")) == 75);
	CHECK(exit_of(STR("-ERR [SYS/TEMP/DISK] x")) == 75);
	CHECK(exit_of(STR("-ERR [SYS/PERM] x")) == 69);
	CHECK(exit_of(STR("-ERR [AUTH] x")) == 77);
	CHECK(exit_of(STR("-ERR [AUTH/EXPIRED] x")) == 77);
	CHECK(exit_of(STR("-ERR [AUTHOR] x")) == 99);
	CHECK(exit_of(STR("-ERR [] x")) == 99);
}

static void
check_row(struct str line, uint64_t number, const char *value)
{
	struct pop3_row row;
	struct err e = ERR_INIT;
	int got = pop3_row_read(line, &row, &e);

	if (number == 0) {
		CHECK(got < 0 && e.status == STATUS_PROTOCOL);
		return;
	}
	CHECK(got == 0 && row.number == number);
	CHECK(str_is(row.value, value));
}

static void
test_rows(void)
{
	uint64_t n;
	struct str octets;
	struct err e = ERR_INIT;

	check_row(STR("1 120"), 1, "120");
	check_row(STR("1   a b "), 1, "a b");
	check_row(STR(" 7\tx"), 7, "x");
	check_row(STR("18446744073709551615 \xff"), UINT64_MAX, "\xff");
	check_row(STR("18446744073709551616 x"), 0, "");
	check_row(STR("3"), 3, "");
	check_row(STR("0 x"), 0, "");
	check_row(STR("-1 x"), 0, "");
	check_row(STR("0x1 x"), 0, "");
	check_row(STR(""), 0, "");
	CHECK(pop3_octets_read(STR("120"), &n) && n == 120);
	CHECK(pop3_octets_read(STR("120 more"), &n) && n == 120);
	CHECK(!pop3_octets_read(STR("-1"), &n) && n == 0);
	CHECK(!pop3_octets_read(STR("0x10"), &n));
	CHECK(!pop3_octets_read(STR("99999999999999999999"), &n));
	CHECK(!pop3_octets_read(STR(""), &n));
	CHECK(pop3_stat_read(STR("2 320"), &n, &octets, &e) == 0);
	CHECK(n == 2 && str_is(octets, "320"));
	CHECK(pop3_stat_read(STR("2 -1 x"), &n, &octets, &e) == 0);
	CHECK(str_is(octets, "-1"));
	CHECK(pop3_stat_read(STR("x 1"), &n, &octets, &e) < 0);
	CHECK(pop3_stat_read(STR(""), &n, &octets, &e) < 0);
}

static void
test_capa(void)
{
	struct str args;

	CHECK(pop3_capa_is(STR("SASL PLAIN LOGIN"), "SASL", &args));
	CHECK(str_is(args, "PLAIN LOGIN"));
	CHECK(pop3_capa_is(STR("stls "), "STLS", &args) && args.n == 0);
	CHECK(!pop3_capa_is(STR("STLSX"), "STLS", &args));
	CHECK(!pop3_capa_is(STR(""), "STLS", &args));
}

int
main(void)
{
	test_status();
	test_exit();
	test_rows();
	test_capa();
	return check_failures > 0;
}
