/* SPDX-License-Identifier: ISC */
/* Which mechanism is tried when, and the bytes that it sends. */
#include "sasl_check.h"

#define TLS13 "ok TLSv1.3 X exporter=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka" \
	"GxwdHh8= endpoint=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8= pin=x"
#define TLS12 "ok TLSv1.2 X " \
	"endpoint=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8= pin=x"

static void
test_plain(void)
{
	struct sasl_login login = login_of("tim", "tanstaaftanstaaf");
	struct buf b = BUF_INIT;
	struct sasl s;

	sasl_init(&s, &login);
	expect_name(&s, "XOAUTH2 LOGIN plain", "PLAIN");
	CHECK(sasl_is_client_first(&s) && sasl_needs_secret(&s));
	CHECK(sasl_finish(&s, &e) < 0 && e.status == STATUS_PROTOCOL);
	CHECK(!sasl_has_proved(&s));
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &b, &e) == 0);
	/* RFC 4616 4, without the authorization identity. */
	CHECK(str_is(buf_str(&b), "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"));
	CHECK(sasl_finish(&s, &e) == 0 && sasl_has_proved(&s));
	/* The server did not see it; but not twice. */
	b.len = 0;
	CHECK(sasl_respond(&s, STR(""), &b, &e) == 0);
	CHECK(str_is(buf_str(&b), "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"));
	b.len = 0;
	CHECK(sasl_respond(&s, STR(""), &b, &e) < 0);
	CHECK(e.status == STATUS_PROTOCOL && b.len == 0);
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
	struct sasl_login login = login_of("a@b", "\xc3\xa4 ,=");
	struct buf b = BUF_INIT;
	struct sasl s;
	size_t i;

	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		begin(&s, &login, "LOGIN");
		CHECK(!sasl_is_client_first(&s));
		CHECK(sasl_respond(&s, str_from(first[i]), &b, &e) == 0);
		CHECK(str_is(buf_str(&b), "YUBi") && !sasl_has_proved(&s));
		CHECK(sasl_finish(&s, &e) < 0);
		b.len = 0;
		CHECK(sasl_respond(&s, str_from(first[i]), &b, &e) == 0);
		CHECK(str_is(buf_str(&b), "w6QgLD0=") && sasl_has_proved(&s));
		CHECK(sasl_finish(&s, &e) == 0);
		b.len = 0;
		CHECK(sasl_respond(&s, STR(""), &b, &e) < 0);
		CHECK(e.status == STATUS_PROTOCOL && b.len == 0);
		sasl_free(&s);
	}
	buf_free(&b);
}

/* RFC 2195 2, and a password that is longer than a block. */
static void
test_cram(void)
{
	const char *challenge =
	    "<1896.697170952@postoffice.reston.mci.net>";
	struct sasl_login login = login_of("tim", "tanstaaftanstaaf");
	struct buf b = BUF_INIT;
	char aa[81];
	struct sasl s;

	begin(&s, &login, "CRAM-MD5");
	CHECK(!sasl_is_client_first(&s));
	expect(&s, challenge, "tim b913a602c7eda7a495b4e6e7334d3890");
	CHECK(sasl_finish(&s, &e) == 0 && sasl_has_proved(&s));
	expect_senseless(&s, challenge, STATUS_PROTOCOL);
	sasl_free(&s);
	memset(aa, '\xaa', 80);
	aa[80] = '\0';
	login = login_of("a b", aa);
	begin(&s, &login, "CRAM-MD5");
	/* RFC 2202 2, case 6. */
	expect(&s, "Test Using Larger Than Block-Size Key - Hash Key First",
	    "a b 6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
	sasl_free(&s);
	begin(&s, &login, "CRAM-MD5");
	expect_senseless(&s, "", STATUS_PROTOCOL);
	CHECK(sasl_respond(&s, STR("<not@base64>"), &b, &e) < 0);
	CHECK(e.status == STATUS_PROTOCOL && b.len == 0);
	CHECK(sasl_finish(&s, &e) < 0);
	sasl_free(&s);
}

/* RFC 7628 4.1 and 4.3; XOAUTH2 as Google's manual has it. */
static void
test_oauth(void)
{
	const char *error = "{\"status\":\"invalid_token\"}";
	struct sasl_login login = login_of("user@example.com",
	    "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
	struct buf b = BUF_INIT;
	struct sasl s;

	login.is_token = true;
	begin(&s, &login, "OAUTHBEARER");
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &b, &e) == 0);
	CHECK(str_is(buf_str(&b), "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2Vydm"
	    "VyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk"
	    "52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"));
	buf_wipe(&b);
	CHECK(sasl_finish(&s, &e) == 0 && sasl_has_proved(&s));
	expect(&s, error, "\001");
	CHECK(str_is(buf_str(&s.reason), error));
	CHECK(sasl_finish(&s, &e) < 0 && sasl_has_proved(&s));
	expect_senseless(&s, error, STATUS_PROTOCOL);
	sasl_free(&s);

	begin(&s, &login, "XOAUTH2");
	expect(&s, NULL, "user=user@example.com\001auth=Bearer vF9dft4qmTc2Nvb"
	    "3RlckBhbHRhdmlzdGEuY29tCg==\001\001");
	CHECK(sasl_finish(&s, &e) == 0);
	expect(&s, error, "");
	CHECK(str_is(buf_str(&s.reason), error));
	CHECK(sasl_finish(&s, &e) < 0);
	sasl_free(&s);

	login.secret = STR("two words");
	begin(&s, &login, "XOAUTH2");
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &b, &e) < 0);
	CHECK(e.status == STATUS_CONFIG && b.len == 0);
	sasl_free(&s);
}

static void
test_external(void)
{
	struct sasl_login login = login_of("user", "");
	struct sasl s;

	login.has_certificate = true;
	sasl_init(&s, &login);
	expect_name(&s, "PLAIN EXTERNAL", "EXTERNAL");
	CHECK(!sasl_needs_secret(&s));
	expect(&s, NULL, "user");
	CHECK(sasl_finish(&s, &e) == 0 && !sasl_has_proved(&s));
	expect_name(&s, "PLAIN EXTERNAL", "PLAIN");
	sasl_free(&s);
}

/* names, one after the other, are what comes of an offer. */
static void
expect_order(struct sasl_login login, const char *names)
{
	const char *all = "LOGIN NTLM PLAIN CRAM-MD5 scram-sha-1 "
	    "SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS XOAUTH2 "
	    "OAUTHBEARER EXTERNAL";
	struct buf got = BUF_INIT;
	const char *name;
	struct sasl s;

	sasl_init(&s, &login);
	while ((name = sasl_next(&s, str_from(all), &e)) != NULL)
		buf_printf(&got, "%s ", name);
	CHECK(e.status == STATUS_UNAVAILABLE);
	CHECK(str_is(buf_str(&got), names));
	sasl_free(&s);
	buf_free(&got);
}

static void
test_order(void)
{
	struct sasl_login login = login_of("u", "p");

	expect_order(login, "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN "
	    "CRAM-MD5 ");
	login.tls = STR(TLS12);
	expect_order(login, "SCRAM-SHA-256-PLUS SCRAM-SHA-256 "
	    "SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 ");
	login.is_token = true;
	expect_order(login, "OAUTHBEARER XOAUTH2 ");
	login.has_certificate = true;
	expect_order(login, "EXTERNAL OAUTHBEARER XOAUTH2 ");
	login.encrypted = login.is_token = false;
	expect_order(login, "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN "
	    "LOGIN ");
}

static void
test_choice(void)
{
	struct sasl_login login = login_of("u", "p");
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
	CHECK(sasl_is_mechanism(STR("scram-sha-256-PLUS")));
	CHECK(!sasl_is_mechanism(STR("SCRAM")));
}

static void
test_forced(void)
{
	static const struct { const char *name; bool is_token; int status; }
	    refused[] = {{"kerberos", false, STATUS_CONFIG},
	    {"xoauth2", false, STATUS_CONFIG}, {"plain", true, STATUS_CONFIG},
	    {"external", false, STATUS_CONFIG},
	    {"scram-sha-1-plus", false, STATUS_UNAVAILABLE}};
	struct sasl_login login = login_of("u", "p");
	struct sasl s;
	size_t i;

	login.force = "login";
	sasl_init(&s, &login);
	expect_name(&s, "PLAIN", "LOGIN");
	expect_name(&s, "PLAIN", NULL);
	CHECK(e.status == STATUS_UNAVAILABLE);
	sasl_free(&s);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		login.force = refused[i].name;
		login.is_token = refused[i].is_token;
		sasl_init(&s, &login);
		expect_name(&s, refused[i].name, NULL);
		CHECK(e.status == refused[i].status);
		sasl_free(&s);
	}
}

static void
test_bad_login(void)
{
	struct sasl_login login[] = {login_of(NULL, "p"), login_of("", "p"),
	    login_of("u\n", "p"), login_of("u\001", "p"),
	    login_of("u", "p\n"), login_of("u", "p")};
	struct buf b = BUF_INIT;
	struct sasl s;
	size_t i;

	login[5].secret = STR("p\0q");
	for (i = 0; i < sizeof(login) / sizeof(login[0]); i++) {
		begin(&s, &login[i], "PLAIN");
		CHECK(sasl_respond(&s, STR(""), &b, &e) < 0);
		CHECK(e.status == STATUS_CONFIG && b.len == 0);
		sasl_free(&s);
	}
}

int
main(void)
{
	test_plain();
	test_login();
	test_cram();
	test_oauth();
	test_external();
	test_order();
	test_choice();
	test_forced();
	test_bad_login();
	return check_failures > 0;
}
