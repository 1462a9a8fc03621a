/* SPDX-License-Identifier: ISC */
/* Which account is chosen, and what it says then. */
#include "account_check.h"
#include "net/account.h"

/* Finds an account and puts "name user host port" into got. */
static const char *
found(struct account_query *q, char *override, struct buf *got)
{
	char *overrides[] = {override};
	struct account a;
	struct err e = ERR_INIT;

	q->overrides = overrides;
	q->n = override != NULL;
	got->len = 0;
	if (account_find(&a, q, &e) < 0)
		buf_printf(got, "%d %s", e.status, e.text);
	else
		buf_printf(got, "%s %s %s %u", a.name != NULL ? a.name : "-",
		    a.url.user != NULL ? a.url.user : "-", a.url.host,
		    a.url.port);
	account_free(&a);
	return buf_string(got);
}

static void
check_found(enum url_protocol protocol, const char *which, const char *from,
    const char *override, const char *want)
{
	struct account_query q = {protocol, which, NULL, 0, from};
	struct buf got = BUF_INIT, text = BUF_INIT;

	if (override != NULL)
		buf_add_string(&text, override);
	found(&q, override != NULL ? buf_string(&text) : NULL, &got);
	if (strncmp(buf_string(&got), want, strlen(want)) != 0) {
		fprintf(stderr, "-A %s -f %s -o %s: %s, not %s\n",
		    which != NULL ? which : "", from != NULL ? from : "",
		    override != NULL ? override : "", buf_string(&got), want);
		check_failures++;
	}
	buf_free(&got);
	buf_free(&text);
}

static void
test_choice(void)
{
	write_file(STR("[only]\nfrom = c@d\npop3 = pop3s://me@p\n"
	    "[one]\nfrom = A <a@b>\nsmtp = smtps://s1\nuser = u1\n"
	    "[two]\nfrom = c@d\nsmtp = smtp://u2@s2\nuser = no\n"
	    "imap = imaps://i2\n"), 0600);
	check_found(URL_SMTP, NULL, NULL, NULL, "one u1 s1 465");
	check_found(URL_SMTP, NULL, "x@y", NULL, "one u1 s1 465");
	check_found(URL_SMTP, NULL, "C@d", NULL, "two u2 s2 587");
	check_found(URL_SMTP, "one", "c@d", NULL, "one u1 s1 465");
	check_found(URL_SMTP, "two", NULL, NULL, "two u2 s2 587");
	check_found(URL_SMTP, "only", NULL, NULL, "78 account only has no");
	check_found(URL_SMTP, "Two", NULL, NULL, "78 Two: no account");
	check_found(URL_POP3, NULL, NULL, NULL, "only me p 995");
	check_found(URL_IMAP, NULL, NULL, NULL, "two no i2 993");
	check_found(URL_SMTP, "smtp://h", NULL, NULL, "- - h 25");
	check_found(URL_SMTP, "lmtp://localhost", NULL, NULL,
	    "- - localhost 24");
	check_found(URL_SMTP, "pop3://h", NULL, NULL, "64 -A: is not");
	check_found(URL_IMAP, "pop3://h", NULL, NULL, "64 -A: is not");
	check_found(URL_SMTP, "smtp://u:p@h", NULL, NULL, "64 -A: a password");
}

static void
test_overrides(void)
{
	check_found(URL_SMTP, NULL, NULL, "user=z", "one z s1 465");
	check_found(URL_SMTP, "two", NULL, "user=z", "two z s2 587");
	check_found(URL_SMTP, "two", NULL, "user=", "two - s2 25");
	check_found(URL_SMTP, "one", NULL, "user=", "one - s1 465");
	check_found(URL_SMTP, "smtp://u@h", NULL, "user=", "- - h 25");
	check_found(URL_SMTP, "smtp://h", NULL, "user=u", "- u h 587");
	check_found(URL_SMTP, "one", NULL, "smtp=smtp://o", "one u1 o 587");
	check_found(URL_SMTP, "one", NULL, "timeout=x", "64 -o timeout: is");
	check_found(URL_SMTP, "one", NULL, "user=a\nb", "64 -o user: must");
	check_found(URL_SMTP, "one", NULL, "usr=x", "64 -o: unknown key usr");
	check_found(URL_SMTP, "one", NULL, "i", "64 -o wants key=value");
	check_found(URL_SMTP, "one", NULL, "pass=hunter2", "64 -o pass: oth");
	check_found(URL_SMTP, "one", NULL, "pass", "64 -o pass: others");
	check_found(URL_SMTP, "one", NULL, "tls_key=x", "78 tls_key without");
}

static void
test_variables(void)
{
	setenv("MAILPIPE_SMTP", "smtp://v@h", 1);
	setenv("MAILPIPE_POP3", "smtp://v@h", 1);
	check_found(URL_SMTP, NULL, "c@d", NULL, "- v h 587");
	check_found(URL_SMTP, "two", NULL, NULL, "two u2 s2 587");
	check_found(URL_POP3, NULL, NULL, NULL, "78 $MAILPIPE_POP3: is not");
	check_found(URL_IMAP, NULL, NULL, NULL, "two no i2 993");
	setenv("MAILPIPE_ACCOUNT", "two", 1);
	check_found(URL_SMTP, NULL, NULL, NULL, "two u2 s2 587");
	check_found(URL_SMTP, "one", NULL, NULL, "one u1 s1 465");
	setenv("MAILPIPE_ACCOUNT", "smtps://w@h", 1);
	check_found(URL_SMTP, NULL, NULL, NULL, "- w h 465");
	check_found(URL_POP3, NULL, NULL, NULL, "78 $MAILPIPE_ACCOUNT: is");
	setenv("MAILPIPE_ACCOUNT", "", 1);
	setenv("MAILPIPE_SMTP", "", 1);
	check_found(URL_SMTP, NULL, NULL, NULL, "one u1 s1 465");
	unsetenv("MAILPIPE_ACCOUNT");
	unsetenv("MAILPIPE_SMTP");
	unsetenv("MAILPIPE_POP3");
}

/* Where the file is looked for. */
static void
test_places(void)
{
	char own[sizeof(dir) + 32];

	setenv("MAILPIPE_CONFIG", "/dev/null", 1);
	check_found(URL_SMTP, NULL, NULL, NULL, "78 no smtp server");
	check_found(URL_SMTP, NULL, NULL, "smtp=smtp://o", "- - o 25");
	setenv("MAILPIPE_CONFIG", "/nonexistent/file", 1);
	check_found(URL_SMTP, NULL, NULL, NULL, "78 /nonexistent/file: ");
	check_found(URL_SMTP, "smtp://h", NULL, NULL, "- - h 25");
	unsetenv("MAILPIPE_CONFIG");
	snprintf(own, sizeof(own), "%s/mailpipe", dir);
	CHECK(mkdir(own, 0700) == 0);
	snprintf(own, sizeof(own), "%s/mailpipe/accounts", dir);
	CHECK(rename(path, own) == 0);
	setenv("XDG_CONFIG_HOME", dir, 1);
	check_found(URL_SMTP, "two", NULL, NULL, "two u2 s2 587");
	CHECK(rename(own, path) == 0);
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", dir, 1);
	snprintf(own, sizeof(own), "%s/mailpipe", dir);
	CHECK(rmdir(own) == 0);
	snprintf(own, sizeof(own), "%s/.config", dir);
	CHECK(mkdir(own, 0700) == 0);
	snprintf(own, sizeof(own), "%s/.config/mailpipe", dir);
	CHECK(mkdir(own, 0700) == 0);
	snprintf(own, sizeof(own), "%s/.config/mailpipe/accounts", dir);
	CHECK(rename(path, own) == 0);
	check_found(URL_SMTP, "two", NULL, NULL, "two u2 s2 587");
	CHECK(rename(own, path) == 0);
	snprintf(own, sizeof(own), "%s/.config/mailpipe", dir);
	CHECK(rmdir(own) == 0);
	snprintf(own, sizeof(own), "%s/.config", dir);
	CHECK(rmdir(own) == 0);
}

static void
test_values(void)
{
	char cert[] = "tls_cert=~/c", key[] = "tls_key=~x", user[] = "user=";
	char *overrides[] = {user, cert, key};
	struct account_query q = {URL_SMTP, "one", overrides, 3, NULL};
	struct account a;
	struct err e = ERR_INIT;
	char want[sizeof(dir) + 8];

	setenv("MAILPIPE_CONFIG", path, 1);
	setenv("HOME", dir, 1);
	CHECK(account_find(&a, &q, &e) == 0);
	snprintf(want, sizeof(want), "%s/c", dir);
	CHECK(strcmp(account_get(&a, ACCOUNT_TLS_CERT), want) == 0);
	CHECK(strcmp(account_get(&a, ACCOUNT_TLS_KEY), "~x") == 0);
	CHECK(strcmp(account_get(&a, ACCOUNT_FROM), "A <a@b>") == 0);
	CHECK(str_is(account_from(&a), "a@b"));
	CHECK(a.timeout == 300);
	CHECK(account_get(&a, ACCOUNT_TUNNEL) == NULL);
	CHECK(account_flag(&a, ACCOUNT_PIPELINING, true));
	CHECK(!account_flag(&a, ACCOUNT_PIPELINING, false));
	account_free(&a);
}

int
main(void)
{
	unsetenv("MAILPIPE_ACCOUNT");
	unsetenv("MAILPIPE_SMTP");
	unsetenv("MAILPIPE_POP3");
	unsetenv("MAILPIPE_IMAP");
	set_up();
	setenv("MAILPIPE_CONFIG", path, 1);
	test_choice();
	test_overrides();
	test_variables();
	test_places();
	test_values();
	tear_down();
	return check_failures > 0;
}
