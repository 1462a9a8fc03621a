/* SPDX-License-Identifier: ISC */
/* Which mechanism is tried when, and the bytes that it sends. */
#include <string.h>

#include "check.h"
#include "mime/base64.h"
#include "net/sasl.h"

static struct err e;

/* The next response, decoded, is text. */
static void
expect(struct sasl *s, struct str challenge, struct str text)
{
	struct buf response = BUF_INIT, raw = BUF_INIT;

	CHECK(sasl_respond(s, challenge, &response, &e) == 0);
	CHECK(base64_get(&raw, buf_str(&response)) == 0);
	CHECK(str_equal(buf_str(&raw), text));
	buf_wipe(&response);
	buf_wipe(&raw);
}

static void
expect_name(struct sasl *s, const char *offered, const char *name)
{
	const char *got = sasl_next(s, str_from(offered), &e);

	CHECK(name == NULL ? got == NULL
	    : got != NULL && strcmp(got, name) == 0);
}

static void
test_plain(void)
{
	struct sasl_login login = {"tim", STR("tanstaaftanstaaf"), NULL,
	    true};
	struct buf b = BUF_INIT;
	struct sasl s;

	sasl_init(&s, &login);
	expect_name(&s, "XOAUTH2 LOGIN plain", "PLAIN");
	CHECK(sasl_is_client_first(&s));
	CHECK(sasl_finish(&s, &e) < 0 && e.status == STATUS_PROTOCOL);
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &b, &e) == 0);
	/* RFC 4616 4, without the authorization identity. */
	CHECK(str_is(buf_str(&b), "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"));
	CHECK(sasl_finish(&s, &e) == 0);
	CHECK(sasl_respond(&s, STR(""), &b, &e) < 0);
	CHECK(e.status == STATUS_PROTOCOL);
	buf_wipe(&b);
	expect_name(&s, "XOAUTH2 LOGIN plain", "LOGIN");
	expect_name(&s, "XOAUTH2 LOGIN plain", NULL);
	CHECK(e.status == STATUS_UNAVAILABLE);
	sasl_free(&s);
}

/* Its challenges are answered in order, whatever they say. */
static void
test_login(void)
{
	static const char *const first[] = {"VXNlcm5hbWU6", "dXNlcm5hbWU6",
	    "UGFzc3dvcmQ6", "User Name", "", "!"};
	struct sasl_login login = {"a@b", STR("\xc3\xa4 ,="), NULL, true};
	struct buf b = BUF_INIT;
	struct sasl s;
	size_t i;

	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		sasl_init(&s, &login);
		expect_name(&s, "LOGIN", "LOGIN");
		CHECK(!sasl_is_client_first(&s));
		expect(&s, str_from(first[i]), STR("a@b"));
		expect(&s, str_from(first[i]), STR("\xc3\xa4 ,="));
		CHECK(sasl_finish(&s, &e) == 0);
		CHECK(sasl_respond(&s, STR(""), &b, &e) < 0);
		CHECK(e.status == STATUS_PROTOCOL && b.len == 0);
		sasl_free(&s);
	}
}

static void
test_choice(void)
{
	struct sasl_login login = {"u", STR("p"), NULL, true};
	struct sasl s;

	sasl_init(&s, &login);
	expect_name(&s, "", NULL);
	CHECK(e.status == STATUS_UNAVAILABLE);
	expect_name(&s, "PLAINER XPLAIN PLAI GSSAPI", NULL);
	expect_name(&s, "  LOGIN  ", "LOGIN");
	expect_name(&s, "LOGIN", NULL);
	expect_name(&s, "LOGIN PLAIN", "PLAIN");
	sasl_free(&s);
	sasl_init(&s, &login);
	CHECK(sasl_next(&s, (struct str)STR_INIT, &e) == NULL);
	sasl_free(&s);

	login.force = "login";
	sasl_init(&s, &login);
	expect_name(&s, "PLAIN", "LOGIN");
	expect_name(&s, "PLAIN", NULL);
	CHECK(e.status == STATUS_UNAVAILABLE);
	login.force = "kerberos";
	sasl_init(&s, &login);
	expect_name(&s, "PLAIN", NULL);
	CHECK(e.status == STATUS_CONFIG);
}

static void
test_bad_login(void)
{
	struct sasl_login login[] = {{NULL, STR("p"), NULL, true},
	    {"", STR("p"), NULL, true}, {"u\n", STR("p"), NULL, true},
	    {"u", STR("p\0q"), NULL, true}};
	struct buf b = BUF_INIT;
	struct sasl s;
	size_t i;

	for (i = 0; i < sizeof(login) / sizeof(login[0]); i++) {
		sasl_init(&s, &login[i]);
		expect_name(&s, "PLAIN", "PLAIN");
		CHECK(sasl_respond(&s, STR(""), &b, &e) < 0);
		CHECK(e.status == STATUS_CONFIG && b.len == 0);
	}
}

int
main(void)
{
	test_plain();
	test_login();
	test_choice();
	test_bad_login();
	return check_failures > 0;
}
