/* SPDX-License-Identifier: ISC */
/* Accounts files: how they are read, and who is believed. */
#include "account_check.h"
#include "net/account_file.h"

static char aside[sizeof(path)];

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

int
main(void)
{
	set_up();
	snprintf(aside, sizeof(aside), "%s/aside", dir);
	test_forms();
	test_wrong_lines();
	test_wrong_values();
	test_access();
	test_kinds();
	tear_down();
	return check_failures > 0;
}
