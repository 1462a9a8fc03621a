/* SPDX-License-Identifier: ISC */
/* The URLs of servers: what each means, and what is refused. */
#include <string.h>

#include "base/buf.h"
#include "check.h"
#include "net/url.h"

static int
is(const char *got, const char *want)
{
	if (got == NULL || want == NULL)
		return got == want;
	return strcmp(got, want) == 0;
}

static void
check_url(const char *text, enum url_protocol protocol,
    enum url_security security, const char *user, const char *host,
    unsigned int port, const char *path)
{
	struct err e = ERR_INIT;
	struct url u;

	if (url_parse(&u, str_from(text), &e) < 0) {
		fprintf(stderr, "%s: %s\n", text, e.text);
		check_failures++;
		return;
	}
	if (u.protocol != protocol || u.security != security ||
	    !is(u.user, user) || !is(u.host, host) || u.port != port ||
	    !is(u.path, path)) {
		fprintf(stderr, "%s: read as %s security %d user %s host %s "
		    "port %u path %s\n", text,
		    url_protocol_name(u.protocol), (int)u.security,
		    u.user != NULL ? u.user : "-", u.host, u.port,
		    u.path != NULL ? u.path : "-");
		check_failures++;
	}
	url_free(&u);
}

static void
check_refused(struct str text, const char *why)
{
	struct err e = ERR_INIT;
	struct url u;

	if (url_parse(&u, text, &e) == 0) {
		fprintf(stderr, "%.*s: taken\n", (int)text.n, text.p);
		check_failures++;
		url_free(&u);
		return;
	}
	CHECK(e.status == STATUS_USAGE);
	CHECK(u.user == NULL && u.host == NULL && u.path == NULL);
	if (strstr(e.text, why) == NULL) {
		fprintf(stderr, "%.*s: refused, but for: %s\n", (int)text.n,
		    text.p, e.text);
		check_failures++;
	}
	CHECK(strstr(e.text, "secret") == NULL);
}

static void
test_ports(void)
{
	check_url("smtp://h", URL_SMTP, URL_STARTTLS, NULL, "h", 25, NULL);
	check_url("smtp://u@h", URL_SMTP, URL_STARTTLS, "u", "h", 587, NULL);
	check_url("smtps://h", URL_SMTP, URL_TLS, NULL, "h", 465, NULL);
	check_url("smtps://u@h", URL_SMTP, URL_TLS, "u", "h", 465, NULL);
	check_url("lmtp://h", URL_LMTP, URL_STARTTLS, NULL, "h", 24, NULL);
	check_url("pop3://h", URL_POP3, URL_STARTTLS, NULL, "h", 110, NULL);
	check_url("pop3s://h", URL_POP3, URL_TLS, NULL, "h", 995, NULL);
	check_url("imap://h", URL_IMAP, URL_STARTTLS, NULL, "h", 143, NULL);
	check_url("imaps://h", URL_IMAP, URL_TLS, NULL, "h", 993, NULL);
	check_url("smtps://h:1", URL_SMTP, URL_TLS, NULL, "h", 1, NULL);
	check_url("smtp://h:65535/", URL_SMTP, URL_STARTTLS, NULL, "h",
	    65535, NULL);
	check_url("IMAPS://H", URL_IMAP, URL_TLS, NULL, "H", 993, NULL);
}

/* Only a host that is written as a loopback one goes in the clear. */
static void
test_security(void)
{
	check_url("smtp://localhost", URL_SMTP, URL_CLEAR, NULL,
	    "localhost", 25, NULL);
	check_url("pop3://LocalHost", URL_POP3, URL_CLEAR, NULL,
	    "LocalHost", 110, NULL);
	check_url("smtp://127.0.0.1", URL_SMTP, URL_CLEAR, NULL,
	    "127.0.0.1", 25, NULL);
	check_url("imap://127.255.3.4", URL_IMAP, URL_CLEAR, NULL,
	    "127.255.3.4", 143, NULL);
	check_url("pop3://[::1]:1100", URL_POP3, URL_CLEAR, NULL, "::1",
	    1100, NULL);
	check_url("pop3://[0:0::0:1]", URL_POP3, URL_CLEAR, NULL,
	    "0:0::0:1", 110, NULL);
	check_url("smtps://localhost", URL_SMTP, URL_TLS, NULL,
	    "localhost", 465, NULL);
	check_url("smtp+starttls://localhost", URL_SMTP, URL_STARTTLS, NULL,
	    "localhost", 25, NULL);
	check_url("pop3+STARTTLS://127.0.0.1", URL_POP3, URL_STARTTLS, NULL,
	    "127.0.0.1", 110, NULL);
	check_url("imap+plain://h", URL_IMAP, URL_CLEAR, NULL, "h", 143,
	    NULL);
	check_url("smtp+plain://u@h", URL_SMTP, URL_CLEAR, "u", "h", 587,
	    NULL);
	check_url("smtp://localhost.example", URL_SMTP, URL_STARTTLS, NULL,
	    "localhost.example", 25, NULL);
	check_url("smtp://127.0.0.1.example", URL_SMTP, URL_STARTTLS, NULL,
	    "127.0.0.1.example", 25, NULL);
	check_url("smtp://127.1", URL_SMTP, URL_STARTTLS, NULL, "127.1", 25,
	    NULL);
	check_url("smtp://128.0.0.1", URL_SMTP, URL_STARTTLS, NULL,
	    "128.0.0.1", 25, NULL);
	check_url("smtp://[::2]", URL_SMTP, URL_STARTTLS, NULL, "::2", 25,
	    NULL);
	check_url("smtp://localhost@h", URL_SMTP, URL_STARTTLS, "localhost",
	    "h", 587, NULL);
}

static void
test_users(void)
{
	check_url("smtps://a@qq.com@smtp.qq.com", URL_SMTP, URL_TLS,
	    "a@qq.com", "smtp.qq.com", 465, NULL);
	check_url("pop3s://a%40b%3Ac%25@h", URL_POP3, URL_TLS, "a@b:c%",
	    "h", 995, NULL);
	check_url("imaps://a b@h", URL_IMAP, URL_TLS, "a b", "h", 993, NULL);
	check_url("imaps://\xe5\xbc\xa0@h", URL_IMAP, URL_TLS,
	    "\xe5\xbc\xa0", "h", 993, NULL);
	check_url("imaps://a%2fb@h/c@d", URL_IMAP, URL_TLS, "a/b", "h", 993,
	    "c@d");
	check_refused(STR("smtps://@h"), "empty");
	check_refused(STR("smtps://u:secret@h"), "does not belong");
	check_refused(STR("smtps://u:@h"), "does not belong");
	check_refused(STR("smtps://u:secret@h:99999"), "does not belong");
	check_refused(STR("smtps://u@q.com:secret@h"), "does not belong");
	check_refused(STR("secret"), "begins with");
	check_refused(STR("secret://u:secret@h"), "begins with");
	check_refused(STR("smtps://u:secret"), "port");
	check_refused(STR("pop3s://u:sec/ret@h"), "mailbox");
}

static void
test_paths(void)
{
	check_url("imaps://h/", URL_IMAP, URL_TLS, NULL, "h", 993, NULL);
	check_url("imaps://u@h:9/a/b%20c", URL_IMAP, URL_TLS, "u", "h", 9,
	    "a/b c");
	check_url("imaps://h/#shared?", URL_IMAP, URL_TLS, NULL, "h", 993,
	    "#shared?");
	check_url("lmtp:///run/lmtp", URL_LMTP, URL_CLEAR, NULL, "", 0,
	    "/run/lmtp");
	check_url("lmtp:///a%20b@c", URL_LMTP, URL_CLEAR, NULL, "", 0,
	    "/a b@c");
	check_refused(STR("lmtp:///"), "host");
	check_refused(STR("lmtp+starttls:///x"), "socket");
	check_refused(STR("lmtp://u@/x"), "socket");
	check_refused(STR("smtp:///x"), "mailbox");
	check_refused(STR("smtps://h/x"), "mailbox");
	check_refused(STR("pop3://h/INBOX"), "mailbox");
	check_refused(STR("lmtp://h/x"), "mailbox");
}

static void
test_hosts(void)
{
	char longest[300];

	check_url("imaps://[fe80::1%25eth0]:9/x", URL_IMAP, URL_TLS, NULL,
	    "fe80::1%eth0", 9, "x");
	check_url("smtp://under_score.a-b.example.", URL_SMTP, URL_STARTTLS,
	    NULL, "under_score.a-b.example.", 25, NULL);
	check_refused(STR("smtp://"), "host");
	check_refused(STR("smtp://u@"), "host");
	check_refused(STR("smtp://:25"), "host");
	check_refused(STR("smtp://-oProxyCommand=x"), "host");
	check_refused(STR("smtp://.h"), "host");
	check_refused(STR("smtp://h%41"), "host");
	check_refused(STR("smtp://h h"), "host");
	check_refused(STR("smtp://h?x"), "host");
	check_refused(STR("smtp://\xe4\xbe\x8b.cn"), "xn--");
	check_refused(STR("smtp://::1"), "brackets");
	check_refused(STR("smtp://[::1"), "brackets");
	check_refused(STR("smtp://[::1]x"), "brackets");
	check_refused(STR("smtp://[127.0.0.1]"), "brackets");
	check_refused(STR("smtp://[h]"), "brackets");
	check_refused(STR("smtp://[]"), "brackets");
	check_refused(STR("smtp://[::1%25]"), "brackets");
	check_refused(STR("smtp://[::1%25-x]"), "brackets");
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "smtp://", 7);
	check_refused(str_of(longest, 7 + 256), "host");
	longest[7 + 255] = '\0';
	check_url(longest, URL_SMTP, URL_STARTTLS, NULL, longest + 7, 25,
	    NULL);
}

static void
test_refused(void)
{
	check_refused(STR(""), "begins with");
	check_refused(STR("://"), "begins with");
	check_refused(STR("smtp:/h"), "begins with");
	check_refused(STR("http://h"), "begins with");
	check_refused(STR("lmtps://h"), "begins with");
	check_refused(STR("smtp+://h"), "+starttls or +plain");
	check_refused(STR("smtp+tls://h"), "+starttls or +plain");
	check_refused(STR("smtp+plain+starttls://h"), "+starttls or +plain");
	check_refused(STR("smtps+plain://h"), "takes no +");
	check_refused(STR("pop3s+starttls://h"), "takes no +");
	check_refused(STR("smtp://h:"), "port");
	check_refused(STR("smtp://h:0"), "port");
	check_refused(STR("smtp://h:65536"), "port");
	check_refused(STR("smtp://h:+25"), "port");
	check_refused(STR("smtp://h:25x"), "port");
	check_refused(STR("smtp://[::1]:"), "port");
	check_refused(STR("smtp://u%0d@h"), "CR, LF or NUL");
	check_refused(STR("smtp://u%0A@h"), "CR, LF or NUL");
	check_refused(STR("smtp://u%00@h"), "CR, LF or NUL");
	check_refused(STR("smtp://u\r\n@h"), "CR, LF or NUL");
	check_refused(STR("smtp://u\0@h"), "CR, LF or NUL");
	check_refused(STR("imaps://h/a%0ab"), "CR, LF or NUL");
	check_refused(STR("smtp://u%@h"), "hexadecimal");
	check_refused(STR("smtp://u%4@h"), "hexadecimal");
	check_refused(STR("smtp://u%zz@h"), "hexadecimal");
	check_refused(STR("imaps://h/a%4"), "hexadecimal");
}

static void
test_set_user(void)
{
	struct err e = ERR_INIT;
	struct url u;

	CHECK(url_parse(&u, STR("smtp://h"), &e) == 0);
	url_set_user(&u, "me");
	CHECK(is(u.user, "me") && u.port == 587);
	url_set_user(&u, u.user);
	CHECK(is(u.user, "me"));
	url_set_user(&u, NULL);
	CHECK(u.user == NULL && u.port == 25);
	url_free(&u);
	CHECK(url_parse(&u, STR("smtp://h:25"), &e) == 0);
	url_set_user(&u, "me");
	CHECK(u.port == 25);
	url_free(&u);
	CHECK(url_parse(&u, STR("lmtp:///s"), &e) == 0);
	url_set_user(&u, "me");
	CHECK(u.port == 0);
	url_free(&u);
}

int
main(void)
{
	test_ports();
	test_security();
	test_users();
	test_paths();
	test_hosts();
	test_refused();
	test_set_user();
	return check_failures > 0;
}
