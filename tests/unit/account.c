/* SPDX-License-Identifier: ISC */
/* Accounts files: how they are read, who is believed, which is chosen. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "check.h"
#include "net/account.h"
#include "net/account_file.h"

static char dir[] = "/tmp/mailpipe.test.XXXXXX";
static char path[sizeof(dir) + 16], aside[sizeof(dir) + 16];

static void
write_file(struct str text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	CHECK(fwrite(text.p, 1, text.n, f) == text.n);
	CHECK(fclose(f) == 0);
	CHECK(chmod(path, mode) == 0);
}

static void
check_file_refused(struct str text, mode_t mode, const char *why)
{
	struct account_file f;
	struct err e = ERR_INIT;

	write_file(text, mode);
	if (account_file_read(&f, path, &e) >= 0) {
		fprintf(stderr, "taken: %.*s\n", (int)text.n, text.p);
		check_failures++;
	} else if (strstr(e.text, why) == NULL || e.status != STATUS_CONFIG) {
		fprintf(stderr, "refused for: %d %s, not %s\n", e.status,
		    e.text, why);
		check_failures++;
	}
	CHECK(strstr(e.text, "hunter2") == NULL);
	account_file_free(&f);
}

static void
check_taken(struct str text, mode_t mode)
{
	struct account_file f;
	struct err e = ERR_INIT;

	write_file(text, mode);
	if (account_file_read(&f, path, &e) != 1) {
		fprintf(stderr, "refused: %.*s: %s\n", (int)text.n, text.p,
		    e.text);
		check_failures++;
	}
	account_file_free(&f);
}

static void
test_forms(void)
{
	struct account_file f;
	struct err e = ERR_INIT;

	write_file(STR("\xef\xbb\xbf# c\r\n\r\n [ a b ] \r\nuser=x = #y\r\n"
	    "\tpass_cmd =  echo [z]  \r\n[c]\r\npass=hunter2 \"'"), 0600);
	CHECK(account_file_read(&f, path, &e) == 1);
	CHECK(f.n == 2 && str_is(f.sections[0].name, "a b"));
	CHECK(str_is(f.sections[0].values[ACCOUNT_USER], "x = #y"));
	CHECK(str_is(f.sections[0].values[ACCOUNT_PASS_CMD], "echo [z]"));
	CHECK(f.sections[0].values[ACCOUNT_PASS].p == NULL);
	CHECK(str_is(f.sections[1].values[ACCOUNT_PASS], "hunter2 \"'"));
	account_file_free(&f);
	check_taken(STR(""), 0666);
	check_taken(STR("#"), 0666);
	check_taken(STR("[a]"), 0666);
	check_taken(STR("[a]\ntimeout = 1\nauth = LOGIN\nfamily = 6\n"
	    "bind = ::1\nehlo = [127.0.0.1]\npipelining = no\n"
	    "truncated = send\nfrom = A B <a@b>\n"
	    "smtp = lmtp://h\npop3 = pop3s://h\nimap = imap://h/x\n"
	    "tls_pin = sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
	    " sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	    ), 0666);
}

static void
test_wrong_lines(void)
{
	check_file_refused(STR("user = x\n"), 0600, ":1: a [name] must");
	check_file_refused(STR("[a]\n\nusr = x\n"), 0600,
	    ":3: unknown key usr");
	check_file_refused(STR("[a]\nUser = x\n"), 0600, ":2: unknown key");
	check_file_refused(STR("[a]\n= x\n"), 0600, ":2: unknown key");
	check_file_refused(STR("[a]\nuser\n"), 0600, ":2: neither");
	check_file_refused(STR("[a]\nuser =\n"), 0600, ":2: user has no");
	check_file_refused(STR("[a]\nuser = x\nuser = y\n"), 0600,
	    ":3: user is there twice");
	check_file_refused(STR("[a]\n[b]\n[ a ]\n"), 0600,
	    ":3: a section of this name");
	check_file_refused(STR("[]\n"), 0600, ":1: this is no name");
	check_file_refused(STR("[ ]\n"), 0600, ":1: this is no name");
	check_file_refused(STR("[\n"), 0600, ":1: a section begins");
	check_file_refused(STR("[a] # b\n"), 0600, ":1: a section begins");
	check_file_refused(STR("[smtp://h]\n"), 0600, ":1: this is no name");
	check_file_refused(STR("[a]\npass = hunter2\0x\n"), 0600, ":2: a NUL");
	check_file_refused(STR("[a]\rpass = hunter2\n"), 0600, ":1: a NUL");
	check_file_refused(STR("[a]\npass = hunter2\nx\n"), 0600,
	    ":3: neither");
}

static void
test_wrong_values(void)
{
	static const char *const wrong[] = {"timeout = 0", "timeout = -1",
		"timeout = 1s", "timeout = 86401", "family = 5",
		"auth = magic", "bind = localhost", "ehlo = a b",
		"pipelining = on", "truncated = yes",
		"from = a b@c", "from = <>", "from = a <b", "from = a, b",
		"from = a@b (c)", "from = A, B <a@b>", "from = g: a@b;",
		"from = <a@b> c", "from = a@b\x7f <", "from = A <a@b", "tls_pin = sha256:x",
		"tls_pin = sha1:AAAA",
		"tls_pin = sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= x",
		"tls_pin = sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"smtp = h", "smtp = pop3://h", "pop3 = imap://h",
		"imap = imaps://u:hunter2@h", "smtp = smtps://u:hunter2@h",
		"queue = x", "recode = x", "from_rewrite = x",
		"to_rewrite = x", "requiretls = x"};
	struct buf text = BUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		text.len = 0;
		buf_printf(&text, "[a]\n%s\n", wrong[i]);
		check_file_refused(buf_str(&text), 0600, ":2: ");
	}
	buf_free(&text);
}

/* Who may read a password and who may write a command. */
static void
test_access(void)
{
	struct str pass = STR("[a]\npass = hunter2\n");
	struct str cmd = STR("[a]\n[b]\ntunnel = x\n");
	mode_t mode;

	for (mode = 0600; mode <= 0677; mode++) {
		if ((mode & 044) != 0)
			check_file_refused(pass, mode, "others can read it");
		else if ((mode & 022) != 0)
			check_file_refused(pass, mode, "others can write it");
		else
			check_taken(pass, mode);
		if ((mode & 022) != 0)
			check_file_refused(cmd, mode, "others can write it");
		else
			check_taken(cmd, mode);
	}
	check_file_refused(STR("[a]\ntls_cmd = x\n"), 0620, "write it");
	check_file_refused(STR("[a]\npass_cmd = x\n"), 0602, "write it");
	if (geteuid() == 0) {
		write_file(pass, 0600);
		CHECK(chown(path, 12345, (gid_t)-1) == 0);
		check_file_refused(pass, 0600, "somebody else");
		check_file_refused(cmd, 0600, "somebody else");
		check_taken(STR("[a]\nuser = x\n"), 0600);
		CHECK(unlink(path) == 0);
	}
}

static void
check_read(int want, const char *why)
{
	struct account_file f;
	struct err e = ERR_INIT;

	CHECK(account_file_read(&f, path, &e) == want);
	CHECK(strstr(e.text, why) != NULL);
	account_file_free(&f);
}

/* What is no plain file does not hold the program up. */
static void
test_kinds(void)
{
	struct buf big = BUF_INIT;
	int i;

	unlink(path);
	check_read(0, "");
	CHECK(mkfifo(path, 0600) == 0);
	check_read(-1, "not a regular file");
	CHECK(unlink(path) == 0 && mkdir(path, 0700) == 0);
	check_read(-1, "not a regular file");
	CHECK(rmdir(path) == 0 && symlink(path, path) == 0);
	check_read(-1, path);
	CHECK(unlink(path) == 0);

	/* A link is what it points to, and so are its permissions. */
	write_file(STR("[a]\npass = hunter2\n"), 0644);
	CHECK(rename(path, aside) == 0 && symlink(aside, path) == 0);
	check_read(-1, "others can read it");
	CHECK(chmod(aside, 0600) == 0);
	check_read(1, "");
	CHECK(unlink(path) == 0 && unlink(aside) == 0);

	memset(buf_reserve(&big, 10000000), 'x', 10000000);
	big.len = 10000000;
	check_file_refused(buf_str(&big), 0600, "larger than 1 MiB");
	big.len = 1000000;
	check_file_refused(buf_str(&big), 0600, ":1: neither");
	big.len = 0;
	for (i = 0; i <= ACCOUNT_SECTIONS_MAX; i++)
		buf_printf(&big, "[%d]\n", i);
	check_file_refused(buf_str(&big), 0600, ":1001: more sections");
	buf_free(&big);
}

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
	check_found(URL_SMTP, "pop3://h", NULL, NULL, "64 -A: is the URL of");
	check_found(URL_IMAP, "pop3://h", NULL, NULL, "64 -A: is the URL of");
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
	check_found(URL_POP3, NULL, NULL, NULL, "78 $MAILPIPE_POP3: is the");
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
	CHECK(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/accounts", dir);
	snprintf(aside, sizeof(aside), "%s/aside", dir);
	setenv("MAILPIPE_CONFIG", path, 1);
	test_forms();
	test_wrong_lines();
	test_wrong_values();
	test_access();
	test_kinds();
	test_choice();
	test_overrides();
	test_variables();
	test_places();
	test_values();
	unlink(path);
	rmdir(dir);
	return check_failures > 0;
}
