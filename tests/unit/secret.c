/* SPDX-License-Identifier: ISC */
/* Where passwords come from, in which order, and which are refused. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "net/netrc.h"
#include "net/secret.h"

static char dir[] = "/tmp/mailpipe.test.XXXXXX";
static char accounts[sizeof(dir) + 16], netrc[sizeof(dir) + 16];

static void
write_file(const char *path, struct str text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	CHECK(fwrite(text.p, 1, text.n, f) == text.n);
	CHECK(fclose(f) == 0);
	CHECK(chmod(path, mode) == 0);
}

/* The secret of the account, or "status text". */
static void
check_secret(const char *url, const char *pass_cmd, const char *want)
{
	struct buf text = BUF_INIT, secret = BUF_INIT;
	char *overrides[1];
	struct account_query q = {URL_SMTP, url, overrides, 0, NULL};
	struct account a;
	struct err e = ERR_INIT;

	if (pass_cmd != NULL) {
		buf_printf(&text, "pass_cmd=%s", pass_cmd);
		overrides[q.n++] = buf_string(&text);
	}
	CHECK(account_find(&a, &q, &e) == 0);
	if (secret_find(&secret, &a, &e) < 0) {
		CHECK(secret.data == NULL);
		CHECK(strstr(e.text, "hunter2") == NULL);
		buf_printf(&secret, "%d %s", e.status, e.text);
	}
	if (strncmp(buf_string(&secret), want, strlen(want)) != 0 ||
	    (strncmp(want, "78 ", 3) != 0 && secret.len != strlen(want))) {
		fprintf(stderr, "%s, pass_cmd %s: got %s, not %s\n",
		    url != NULL ? url : "-",
		    pass_cmd != NULL ? pass_cmd : "-", secret.data, want);
		check_failures++;
	}
	account_free(&a);
	buf_wipe(&secret);
	buf_free(&text);
}

static void
check_order(void)
{
	write_file(accounts, STR("[a]\nsmtp = smtps://me@h\npass = from pass\n"
	    "[b]\nsmtp = smtps://me@h\n"), 0600);
	write_file(netrc, STR("machine h login me password from-netrc"), 0600);
	setenv("MAILPIPE_PASSWORD", "from env", 1);
	check_secret("a", "echo from cmd", "from env");
	CHECK(getenv("MAILPIPE_PASSWORD") == NULL);
	check_secret("a", "echo from cmd", "from cmd");
	check_secret("a", NULL, "from pass");
	check_secret("b", NULL, "from-netrc");
	unlink(netrc);
}

static void
check_commands(void)
{
	check_secret("b", "printf 'one\\r\\ntwo\\n'", "one");
	check_secret("b", "printf ' a b '", " a b ");
	check_secret("b", "echo $MAIL_HOST,$MAIL_USER,$MAIL_PROTOCOL",
	    "h,me,smtp");
	CHECK(getenv("MAIL_HOST") == NULL && getenv("MAIL_USER") == NULL);
	check_secret("b", "cat; echo end", "end");
	check_secret("b", "echo x; exit 3",
	    "78 pass_cmd: failed with status 3");
	check_secret("b", "echo x; kill -9 $$",
	    "78 pass_cmd: failed with status 137");
	check_secret("b", "exec 2>&-; /nonexistent/program",
	    "78 pass_cmd: failed with status 127");
	check_secret("b", "true", "78 pass_cmd: the password is empty");
	check_secret("b", "echo; echo x", "78 pass_cmd: the password is empty");
	check_secret("b", "printf 'a\\rb\\n'", "78 pass_cmd: CR, LF or NUL");
	check_secret("b", "printf 'hunter2\\000b\\n'", "78 pass_cmd: CR, LF");
	check_secret("b", "exec yes", "78 pass_cmd: prints too much");
	check_secret("b", "echo hunter2; exec tr '\\000' x </dev/zero",
	    "78 pass_cmd: prints too much");
}

/* It is given as long as a server is. */
static void
check_endless(void)
{
	char fifo[sizeof(dir) + 16], text[sizeof(dir) + 64];
	char timeout[] = "timeout=1", *overrides[] = {timeout, text};
	struct account_query q = {URL_SMTP, "b", overrides, 2, NULL};
	struct buf secret = BUF_INIT;
	struct account a;
	struct err e = ERR_INIT;

	/* A FIFO that nobody writes keeps it waiting. */
	snprintf(fifo, sizeof(fifo), "%s/fifo", dir);
	CHECK(mkfifo(fifo, 0600) == 0);
	snprintf(text, sizeof(text), "pass_cmd=exec cat %s", fifo);
	CHECK(account_find(&a, &q, &e) == 0);
	CHECK(secret_find(&secret, &a, &e) < 0);
	CHECK(strcmp(e.text, "pass_cmd: did not end in time") == 0);
	CHECK(e.status == STATUS_CONFIG && secret.data == NULL);
	account_free(&a);
	unlink(fifo);
}

static void
check_environment(void)
{
	setenv("MAILPIPE_PASSWORD", "", 1);
	check_secret("a", NULL, "78 $MAILPIPE_PASSWORD: the password is empty");
	setenv("MAILPIPE_PASSWORD", "hunter2\n", 1);
	check_secret("a", NULL, "78 $MAILPIPE_PASSWORD: CR, LF or NUL");
	setenv("MAILPIPE_PASSWORD", "secret", 1);
	check_secret("a", "echo ${MAILPIPE_PASSWORD-none}", "secret");
}

/* The bytes are gone from where other processes could read them, and no
   core file will hold them. */
static void
check_traces(void)
{
	struct buf text = BUF_INIT;
	struct rlimit limit;
	struct err e = ERR_INIT;

	if (file_read("/proc/self/environ", &text, 1000000, &e) < 0)
		return;
	CHECK(str_find_str(buf_str(&text), STR("hunter2")) < text.len);
	text.len = 0;
	check_secret("smtps://me@h", NULL, "hunter2");
	CHECK(file_read("/proc/self/environ", &text, 1000000, &e) == 0);
	CHECK(str_find_str(buf_str(&text), STR("hunter2")) == text.len);
	CHECK(getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0);
	buf_free(&text);
}

static void
check_netrc(const char *text, const char *want)
{
	struct buf password = BUF_INIT;
	struct err e = ERR_INIT;
	int found = netrc_find(str_from(text), "mail.example", "me",
	    &password, &e);

	if (found < 0) {
		CHECK(password.len == 0 && e.status == STATUS_CONFIG);
		buf_add_string(&password, e.text);
		password.len = str_find(buf_str(&password), '(') - 1;
	}
	if ((found != 0) != (want != NULL) ||
	    (found != 0 && !str_is(buf_str(&password), want))) {
		fprintf(stderr, "%s: got %s\n", text,
		    found ? buf_string(&password) : "nothing");
		check_failures++;
	}
	buf_wipe(&password);
}

#define MACHINE "machine mail.example "
#define QUOTE(line) "line " line ": a quote is not closed"

static void
check_netrcs(void)
{
	check_netrc("", NULL);
	check_netrc(MACHINE "login me password x", "x");
	check_netrc(MACHINE "password x login me", "x");
	check_netrc("machine Mail.EXAMPLE\n\tlogin me\r\n\tpassword x\r\n", "x");
	check_netrc(MACHINE "login Me password x", NULL);
	check_netrc(MACHINE "password x", NULL);
	check_netrc(MACHINE "login me", NULL);
	check_netrc(MACHINE "login me password", NULL);
	check_netrc("machine", NULL);
	check_netrc("login me password x", NULL);
	check_netrc("default login me password x", NULL);
	check_netrc(MACHINE "login me default password x", NULL);
	check_netrc(MACHINE "login you password y " MACHINE
	    "login me password x", "x");
	check_netrc("machine a login me password y " MACHINE
	    "login me password x", "x");
	check_netrc(MACHINE "login me machine a password y", NULL);
	check_netrc(MACHINE "login me account z password x", "x");
	check_netrc(MACHINE "port 465 login me password x", "x");
	check_netrc(MACHINE "login \"me\" password \"a b\\\"c\\\\\"", "a b\"c\\");
	check_netrc(MACHINE "login me password a\\ b", "a b");
	check_netrc(MACHINE "login me password \"\"", "");
	check_netrc(MACHINE "login me password machine", "machine");
	check_netrc(MACHINE "login me password #x", "#x");
	check_netrc("# " MACHINE "login me password y\n" MACHINE
	    "login me password x", "x");
	check_netrc("#\n" MACHINE "login me password x", "x");
	check_netrc("macdef init\n" MACHINE "login me password y\n\n" MACHINE
	    "login me password x", "x");
	check_netrc("macdef init\r\n" MACHINE "login me password y\r\n\r\n"
	    MACHINE "login me password x", "x");
	check_netrc("macdef init\n" MACHINE "login me password y\n", NULL);
	check_netrc(MACHINE "login me password \"x", QUOTE("1"));
	check_netrc(MACHINE "\nlogin me\npassword \"x\nmachine b login \"c\"",
	    QUOTE("3"));
	check_netrc("machine b login \"c\nd\"\n" MACHINE
	    "login me password x", QUOTE("1"));
	check_netrc(MACHINE "login me password \"a\\\nb\"", QUOTE("1"));
	check_netrc(MACHINE "login me password \"", QUOTE("1"));
	check_netrc(MACHINE "login me password x\nmachine b \"", "x");
	check_netrc(MACHINE "login me password \\", "\\");
}

static void
check_netrc_file(void)
{
	struct str text = STR(MACHINE "login me password hunter2\n"
	    "machine h login you password x\n");

	write_file(netrc, text, 0600);
	check_secret("smtps://me@mail.example", NULL, "hunter2");
	check_secret("smtps://you@h", NULL, "x");
	check_secret("smtps://he@h", NULL, "78 no password for he at h: put");
	write_file(netrc, text, 0640);
	check_secret("smtps://me@mail.example", NULL, "78 ");
	check_secret("smtps://he@h", NULL, "78 no password for he at h: put");
	write_file(netrc, STR(MACHINE "login me password \"\""), 0600);
	check_secret("smtps://me@mail.example", NULL,
	    "78 ~/.netrc: the password is empty");
	write_file(netrc, STR(MACHINE "login me password \"hunter2\n"), 0600);
	check_secret("smtps://me@mail.example", NULL, "78 /");
	unlink(netrc);
	unsetenv("HOME");
	check_secret("smtps://me@mail.example", NULL, "78 no password for me");
}

int
main(int argc, char **argv)
{
	/* A variable that was there at the start stands where /proc looks. */
	if (argc == 1) {
		setenv("MAILPIPE_PASSWORD", "hunter2", 1);
		execl(argv[0], argv[0], "again", (char *)NULL);
	}
	unsetenv("MAILPIPE_ACCOUNT");
	unsetenv("MAILPIPE_SMTP");
	CHECK(mkdtemp(dir) != NULL);
	snprintf(accounts, sizeof(accounts), "%s/accounts", dir);
	snprintf(netrc, sizeof(netrc), "%s/.netrc", dir);
	setenv("HOME", dir, 1);
	setenv("MAILPIPE_CONFIG", accounts, 1);
	setsid(); /* no terminal: nobody is asked */
	check_traces();
	check_order();
	check_commands();
	check_endless();
	check_environment();
	check_netrcs();
	check_netrc_file();
	unlink(accounts);
	rmdir(dir);
	return check_failures > 0;
}
