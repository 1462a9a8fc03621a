/* SPDX-License-Identifier: ISC */
/* SCRAM: RFC 5802, RFC 7677. */
#include "sasl_check.h"

#define TLS13 "ok TLSv1.3 X exporter=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka" \
	"GxwdHh8= endpoint=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8= pin=x"
#define TLS12 "ok TLSv1.2 X " \
	"endpoint=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8= pin=x"

/* A whole exchange, and the same with another signature at its end. */
static void
expect_scram(struct sasl_login login, const char *name,
    const char *const lines[4])
{
	struct buf wrong = BUF_INIT;
	struct sasl s;

	begin(&s, &login, name);
	expect(&s, NULL, lines[0]);
	CHECK(sasl_finish(&s, &e) < 0 && !sasl_has_proved(&s));
	expect(&s, "", lines[0]);
	expect(&s, lines[1], lines[2]);
	CHECK(sasl_has_proved(&s));
	CHECK(sasl_finish(&s, &e) < 0 && e.status == STATUS_PROTOCOL);
	expect(&s, lines[3], "");
	CHECK(sasl_finish(&s, &e) == 0);
	expect_senseless(&s, lines[3], STATUS_PROTOCOL);
	sasl_free(&s);

	buf_add_string(&wrong, lines[3]);
	wrong.data[wrong.len - 3] ^= 1;
	begin(&s, &login, name);
	expect(&s, NULL, lines[0]);
	expect(&s, lines[1], lines[2]);
	expect_senseless(&s, buf_string(&wrong), STATUS_PROTOCOL);
	CHECK(sasl_finish(&s, &e) < 0);
	sasl_free(&s);
	buf_free(&wrong);
}

/* RFC 5802 5, RFC 7677 3, and two with channel binding, which have none
   there: computed with Python's hashlib. */
static void
test_scram(void)
{
	static const char *const sha1[] = {
	    "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
	    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	    "s=QSXCR+Q6sek8bf92,i=4096",
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	    "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="};
	static const char *const sha256[] = {
	    "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
	    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	    "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
	    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="};
	static const char *const exporter[] = {
	    "p=tls-exporter,,n=u=2Cs=3Der,r=abc",
	    "r=abcdef,s=c2FsdA==,i=4096",
	    ("c=cD10bHMtZXhwb3J0ZXIsLAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhsc"
	    "HR4f,r=abcdef,p=UsUMzNVxIx3XoOTMzSK5x2uGOVq3L/jthaGrGvA5+7E="),
	    "v=Ph57NLq9EpBI5uPTxFN0B7ru6JjaRGkJ195eKwQlcfo="};
	static const char *const endpoint[] = {
	    "p=tls-server-end-point,,n=user,r=abc",
	    "r=abcdef,s=c2FsdA==,i=5000",
	    ("c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsICEiIyQlJicoKSorLC0uLzAxMjM0"
	    "NTY3ODk6Ozw9Pj8=,r=abcdef,p=Wra4an9enfpMqOyzQVhUy5gYCbY="),
	    "v=RWYZ8J1BdWxB4qtXwfuBowvykY0="};
	struct sasl_login login = login_of("user", "pencil");

	login.nonce = "fyko+d2lbbFgONRv9qkxdawL";
	expect_scram(login, "SCRAM-SHA-1", sha1);
	login.nonce = "rOprNGfwEbeRWgbNEkqO";
	expect_scram(login, "SCRAM-SHA-256", sha256);
	login.nonce = "abc";
	login.tls = STR(TLS12);
	expect_scram(login, "SCRAM-SHA-1-PLUS", endpoint);
	login = login_of("u,s=er", "p,=\xe5\xaf\x86");
	login.nonce = "abc";
	login.tls = STR(TLS13);
	expect_scram(login, "SCRAM-SHA-256-PLUS", exporter);
}

/* What a server may not say. */
static void
test_scram_senseless(void)
{
	static const char *const first[] = {"x", "r=", "r=abc",
	    "r=abcdef", "r=abcdef,s=c2FsdA==", "r=abc,s=c2FsdA==,i=4096",
	    "r=abddef,s=c2FsdA==,i=4096", "r=ab,s=c2FsdA==,i=4096",
	    "r=xabcdef,s=c2FsdA==,i=4096", "s=c2FsdA==,r=abcdef,i=4096",
	    "m=new,r=abcdef,s=c2FsdA==,i=4096", "r=abcdef,s=,i=4096",
	    "r=abcdef,s=!,i=4096", "r=abcdef,s=c2FsdA==,i=",
	    "r=abcdef,s=c2FsdA==,i=0", "r=abcdef,s=c2FsdA==,i=1",
	    "r=abcdef,s=c2FsdA==,i=4095", "r=abcdef,s=c2FsdA==,i=2000001",
	    "r=abcdef,s=c2FsdA==,i=2147483648", "r=abcdef,s=c2FsdA==,i=-4096",
	    "r=abcdef,s=c2FsdA==,i=18446744073709555712",
	    "r=abcdef,s=c2FsdA==,i=4096x", "e=unknown-user", "v=AAAA"};
	static const char *const final[] = {"x", "v=", "v=!", "v=AAAA",
	    "r=abcdef,s=c2FsdA==,i=4096", "xv=RWYZ8J1BdWxB4qtXwfuBowvykY0="};
	struct sasl_login login = login_of("user", "pencil");
	struct buf b = BUF_INIT;
	struct sasl s;
	size_t i;

	login.nonce = "abc";
	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		begin(&s, &login, "SCRAM-SHA-1");
		expect(&s, NULL, "n,,n=user,r=abc");
		expect_senseless(&s, first[i], STATUS_PROTOCOL);
		CHECK(!sasl_has_proved(&s));
		sasl_free(&s);
	}
	for (i = 0; i < sizeof(final) / sizeof(final[0]); i++) {
		begin(&s, &login, "SCRAM-SHA-1");
		expect(&s, NULL, "n,,n=user,r=abc");
		/* An extension behind is passed over. */
		CHECK(sasl_respond(&s, STR("cj1hYmNkZWYscz1jMkZzZEE9PSxpPTQw"
		    "OTYseD15"), &b, &e) == 0);
		expect_senseless(&s, final[i], STATUS_PROTOCOL);
		CHECK(sasl_finish(&s, &e) < 0);
		sasl_free(&s);
	}
	buf_wipe(&b);
}

/* The server's error is answered; some are about the mechanism alone. */
static void
test_scram_error(void)
{
	static const struct { const char *text; bool password; } errors[] = {
	    {"e=invalid-proof", true}, {"e=other-error", true},
	    {"e=channel-bindings-dont-match", true},
	    {"e=unsupported-channel-binding-type", false}};
	struct sasl_login login = login_of("user", "pencil");
	struct buf b = BUF_INIT;
	struct sasl s;
	size_t i;

	login.nonce = "abc";
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		begin(&s, &login, "SCRAM-SHA-1");
		expect(&s, NULL, "n,,n=user,r=abc");
		CHECK(sasl_respond(&s, STR("cj1hYmNkZWYscz1jMkZzZEE9PSxpPTQw"
		    "OTY="), &b, &e) == 0);
		expect(&s, errors[i].text, "");
		CHECK(str_is(buf_str(&s.reason), errors[i].text + 2));
		CHECK(sasl_has_proved(&s) == errors[i].password);
		CHECK(sasl_finish(&s, &e) < 0);
		sasl_free(&s);
	}
	buf_wipe(&b);
	login = login_of("user", "pen\tcil");
	begin(&s, &login, "SCRAM-SHA-1");
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &b, &e) < 0);
	CHECK(e.status == STATUS_CONFIG && b.len == 0);
	sasl_free(&s);
}

/* y: we would bind, and the server seems not to; else n (RFC 5802 6). */
static void
test_scram_flag(void)
{
	struct sasl_login login = login_of("u", "p");
	struct sasl s;

	login.nonce = "abc";
	login.tls = STR(TLS13);
	sasl_init(&s, &login);
	expect_name(&s, "SCRAM-SHA-256 SCRAM-SHA-1", "SCRAM-SHA-256");
	expect(&s, NULL, "y,,n=u,r=abc");
	expect_name(&s, "SCRAM-SHA-256 SCRAM-SHA-1", "SCRAM-SHA-1");
	expect(&s, NULL, "y,,n=u,r=abc");
	sasl_free(&s);
	sasl_init(&s, &login);
	expect_name(&s, "SCRAM-SHA-256 SCRAM-SHA-256-PLUS",
	    "SCRAM-SHA-256-PLUS");
	expect(&s, NULL, "p=tls-exporter,,n=u,r=abc");
	expect_name(&s, "SCRAM-SHA-256 SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
	expect(&s, NULL, "n,,n=u,r=abc");
	sasl_free(&s);
	login.force = "scram-sha-1";
	sasl_init(&s, &login);
	expect_name(&s, "", "SCRAM-SHA-1");
	expect(&s, NULL, "y,,n=u,r=abc");
	sasl_free(&s);
}

/* A nonce of its own for each login. */
static void
test_nonce(void)
{
	struct sasl_login login = login_of("u", "p");
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct sasl s;

	begin(&s, &login, "SCRAM-SHA-256");
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &a, &e) == 0);
	sasl_free(&s);
	begin(&s, &login, "SCRAM-SHA-256");
	CHECK(sasl_respond(&s, (struct str)STR_INIT, &b, &e) == 0);
	sasl_free(&s);
	CHECK(a.len == b.len && a.len >= 40);
	CHECK(!str_equal(buf_str(&a), buf_str(&b)));
	buf_free(&a);
	buf_free(&b);
}

int
main(void)
{
	test_scram();
	test_scram_senseless();
	test_scram_error();
	test_scram_flag();
	test_nonce();
	return check_failures > 0;
}
