/* SPDX-License-Identifier: ISC */
/* Connections through tunnels that are shell commands, and TLS by helpers
   that are scripts: no port, no package. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "check.h"
#include "net/account.h"
#include "net/conn.h"
#include "net/dial.h"
#include "net/tls.h"

static struct account account;
static struct conn conn;
static struct err e;
static struct buf said; /* the trace */

static void
hear(void *arg, enum conn_side side, struct str text)
{
	struct buf *b = arg;

	buf_add_string(b, side == CONN_CLIENT ? "C:"
	    : side == CONN_SERVER ? "S:" : "*:");
	buf_add_str(b, text);
	buf_add_char(b, '|');
}

/* An account whose server is a command; helper may be NULL. */
static void
set_up(const char *url, const char *tunnel, const char *helper)
{
	struct buf t = BUF_INIT, h = BUF_INIT;
	struct account_query q = {URL_SMTP, url, NULL, 0, NULL};
	char *overrides[2];

	buf_printf(&t, "tunnel=%s", tunnel);
	overrides[q.n++] = buf_string(&t);
	buf_printf(&h, "tls_cmd=%s", helper != NULL ? helper : "");
	overrides[q.n] = buf_string(&h);
	if (helper != NULL)
		q.n++;
	q.overrides = overrides;
	e.status = 0;
	CHECK(account_find(&account, &q, &e) == 0);
	conn_init(&conn, &account, "/nowhere/program");
	buf_free(&said);
	conn.trace = hear;
	conn.trace_arg = &said;
	buf_free(&t);
	buf_free(&h);
}

static void
open_clear(const char *tunnel)
{
	set_up("smtp+plain://u@peer.example", tunnel, NULL);
	CHECK(conn_open(&conn, &e) == 0);
}

/* Closes, and looks whether every child was waited for. */
static void
tear_down(void)
{
	conn_close(&conn);
	conn_close(&conn);
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	account_free(&account);
}

static void
expect_line(const char *text)
{
	struct str line = STR_INIT;

	CHECK(conn_line(&conn, &line, &e) == 0);
	CHECK(str_is(line, text));
}

static void
expect_error(int status, const char *text)
{
	struct str line;

	e.status = 0;
	CHECK(conn_line(&conn, &line, &e) < 0);
	CHECK(e.status == status && strstr(e.text, text) != NULL);
	if (strstr(e.text, text) == NULL)
		fprintf(stderr, "%s: not %s\n", e.text, text);
}

static void
test_talk(void)
{
	open_clear("printf '220 hi\\r\\n'; read -r a; read -r b; "
	    "printf '%s\\r\\n' \"$a\" \"$b\"");
	expect_line("220 hi");
	CHECK(conn_command(&conn, &e, NULL, "EHLO %s", "me") == 0);
	CHECK(conn_command(&conn, &e, "AUTH PLAIN *", "AUTH PLAIN %d", 7) ==
	    0);
	CHECK(conn_flush(&conn, &e) == 0);
	/* The shell's read leaves our CR where it is. */
	expect_line("EHLO me\r");
	expect_line("AUTH PLAIN 7\r");
	CHECK(strstr(buf_string(&said), "|C:EHLO me|C:AUTH PLAIN *|S:") !=
	    NULL);
	expect_error(STATUS_TEMPFAIL, "peer.example: connection lost");
	expect_error(STATUS_TEMPFAIL, "connection lost");
	tear_down();
}

static void
test_bad_replies(void)
{
	struct str line;

	open_clear("printf '250 a\\n250 b\\r\\n'");
	expect_error(STATUS_PROTOCOL, "bare LF");
	tear_down();
	open_clear("printf '\\n'");
	expect_error(STATUS_PROTOCOL, "bare LF");
	tear_down();
	open_clear("printf '250 a\\r'; printf '\\n\\r\\n250'; exit 9");
	expect_line("250 a");
	expect_line("");
	expect_error(STATUS_TEMPFAIL, "command ended with 9");
	tear_down();
	open_clear("printf 'a\\000b\\rc\\r\\n'");
	CHECK(conn_line(&conn, &line, &e) == 0);
	CHECK(str_equal(line, STR("a\0b\rc")));
	tear_down();
}

static void
test_long_replies(void)
{
	struct str line = STR_INIT;

	open_clear("printf '%016384d\\r\\n%016385d\\r\\n' 1 1");
	CHECK(conn_line(&conn, &line, &e) == 0);
	CHECK(line.n == CONN_LINE_MAX);
	expect_error(STATUS_PROTOCOL, "too long");
	tear_down();
	open_clear("cat /dev/zero 2>/dev/null");
	expect_error(STATUS_PROTOCOL, "without end");
	tear_down();
}

static void
test_commands_refused(void)
{
	open_clear("cat >conn.sent");
	CHECK(conn_command(&conn, &e, NULL, "A%s", "\r\nQUIT") < 0);
	CHECK(e.status == STATUS_DATA);
	CHECK(conn_command(&conn, &e, NULL, "A%s", "\n") < 0);
	CHECK(conn_command(&conn, &e, "*", "A%s", "\r") < 0);
	CHECK(conn_command_str(&conn, &e, NULL, STR("A\0B")) < 0);
	CHECK(e.status == STATUS_DATA);
	CHECK(conn_command_str(&conn, &e, NULL, STR("NOOP")) == 0);
	CHECK(conn_flush(&conn, &e) == 0);
	tear_down();
	buf_free(&said);
	CHECK(file_read("conn.sent", &said, 100, &e) == 0);
	CHECK(str_is(buf_str(&said), "NOOP\r\n"));
	unlink("conn.sent");
}

/* No secret leaves where TLS was demanded and is not there. */
static void
test_secret_in_the_clear(void)
{
	set_up("smtp://u@peer.example", "cat", "/bin/cat");
	CHECK(conn_open(&conn, &e) == 0);
	CHECK(conn_command(&conn, &e, "PASS *", "PASS x") < 0);
	CHECK(e.status == STATUS_SOFTWARE);
	CHECK(conn.out.len == 0);
	tear_down();
	open_clear("cat");
	CHECK(conn_command(&conn, &e, "PASS *", "PASS xyzzy") == 0);
	CHECK(conn_flush(&conn, &e) == 0);
	/* Nor does it stay in the buffer. */
	CHECK(memcmp(conn.out.data, "\0\0\0\0\0\0\0\0\0", 10) == 0);
	tear_down();
}

/* The peer echoes, and does not read on until its echo is taken. */
static void
test_both_pipes_full(void)
{
	size_t i, sent = 0, got = 0;
	char want[64];

	open_clear("cat");
	while (!in_is_full(&conn.in)) {
		for (i = 0; i < 800; i++, sent++)
			CHECK(conn_command(&conn, &e, NULL, "%040zu", sent) ==
			    0);
		CHECK(conn_flush(&conn, &e) == 0);
	}
	CHECK(sent > IN_SIZE / 42);
	for (; got < sent; got++) {
		snprintf(want, sizeof(want), "%040zu", got);
		expect_line(want);
	}
	CHECK(conn.out.len == 0);
	tear_down();
}

static void
test_silence(void)
{
	open_clear("exec cat >/dev/null");
	conn.timeout = 1;
	expect_error(STATUS_TEMPFAIL, "no answer");
	tear_down();
}

/* The lines of one reply share their time. */
static void
test_reply_time(void)
{
	struct str line;

	open_clear("printf '220-a\\r\\n'; exec cat >/dev/null");
	expect_line("220-a");
	conn.in.deadline = clock_ms() - 1;
	CHECK(conn_next_line(&conn, &line, &e) < 0);
	CHECK(e.status == STATUS_TEMPFAIL);
	CHECK(strstr(e.text, "no answer") != NULL);
	tear_down();
}

static void
test_data(void)
{
	size_t got = 0;

	open_clear("printf '+OK\\r\\n'; head -c 1000000 /dev/zero");
	expect_line("+OK");
	while (got < 1000000) {
		if (in_window(&conn.in).n == 0 && conn_fill(&conn, &e) != 1)
			break;
		got += in_window(&conn.in).n;
		in_take(&conn.in, in_window(&conn.in).n);
	}
	CHECK(got == 1000000);
	CHECK(conn_fill(&conn, &e) < 0 && e.status == STATUS_TEMPFAIL);
	tear_down();
}

/* What a server said before it hung up can be read. */
static void
test_last_words(void)
{
	size_t i;
	int result = 0;

	open_clear("printf '421 bye\\r\\n'; exec <&-; exec >&-");
	for (i = 0; i < 100000 && result == 0; i++) {
		result = conn_command(&conn, &e, NULL, "NOOP");
		if (result == 0)
			result = conn_flush(&conn, &e);
	}
	CHECK(result < 0 && e.status == STATUS_TEMPFAIL);
	expect_line("421 bye");
	expect_error(STATUS_TEMPFAIL, "connection lost");
	tear_down();
}

/* A helper: a script named tls.sh. */
static void
write_helper(const char *body)
{
	FILE *f = fopen("tls.sh", "w");

	CHECK(f != NULL && fprintf(f, "#!/bin/sh\n%s\n", body) > 0 &&
	    fclose(f) == 0 && chmod("tls.sh", 0700) == 0);
}

#define RELAY "exec 3>&-; cat <&6 & cat >&7; kill $!"

static void
test_start_tls(void)
{
	struct buf pin = BUF_INIT;

	write_helper("echo \"ok T1.3 C pin=a\\\\x20b args=$*\" >&3;" RELAY);
	set_up("smtp://u@peer.example", "printf '220 go\\r\\n'; cat",
	    "./tls.sh");
	CHECK(conn_open(&conn, &e) == 0 && !conn_is_tls(&conn));
	expect_line("220 go");
	CHECK(conn_start_tls(&conn, &e) == 0 && conn_is_tls(&conn));
	CHECK(conn_start_tls(&conn, &e) < 0 && e.status == STATUS_SOFTWARE);
	CHECK(conn_command(&conn, &e, "*", "PASS x") == 0);
	CHECK(conn_flush(&conn, &e) == 0);
	expect_line("PASS x");
	CHECK(tls_field(buf_str(&conn.tls_status), "pin", &pin) == 0);
	CHECK(str_is(buf_str(&pin), "a b"));
	CHECK(strstr(buf_string(&said), "*:TLS ok T1.3 C pin=a") != NULL);
	CHECK(strstr(buf_string(&said), "args=-s peer.example") != NULL);
	CHECK(strstr(buf_string(&said), "|C:*|") != NULL);
	buf_free(&pin);
	tear_down();
}

/* Bytes behind the go-ahead: nothing is started, nothing is sent. */
static void
test_injection(void)
{
	static const char *const tunnel[] = {
	    "printf '220 go\\r\\n250 more\\r\\n'; cat >conn.sent",
	    "printf '220 go\\r\\n'; read x; printf x; read y; cat >conn.sent"};
	struct buf sent = BUF_INIT;
	size_t i;

	write_helper("touch conn.started; echo ok >&3;" RELAY);
	for (i = 0; i < 2; i++) {
		set_up("smtp://u@peer.example", tunnel[i], "./tls.sh");
		CHECK(conn_open(&conn, &e) == 0);
		expect_line("220 go");
		/* The second peer's byte comes in a write of its own. */
		if (i == 1) {
			CHECK(write(conn.fd, "\n", 1) == 1);
			CHECK(conn_fill(&conn, &e) == 1);
			CHECK(write(conn.fd, "\n", 1) == 1);
		}
		CHECK(conn_start_tls(&conn, &e) < 0);
		CHECK(e.status == STATUS_PROTOCOL);
		tear_down();
		CHECK(file_read("conn.sent", &sent, 100, &e) == 0);
		CHECK(sent.len == 0 && access("conn.started", F_OK) < 0);
		unlink("conn.sent");
	}
	buf_free(&sent);
}

static void
check_helper(const char *body, int status, const char *text)
{
	write_helper(body);
	set_up("smtps://u@peer.example", "cat", "./tls.sh");
	CHECK(conn_open(&conn, &e) < 0);
	CHECK(e.status == status && strstr(e.text, text) != NULL);
	if (strstr(e.text, text) == NULL)
		fprintf(stderr, "%s: not %s\n", e.text, text);
	tear_down();
}

static void
test_bad_helpers(void)
{
	check_helper("echo 'fail 77 expired \\x41' >&3", STATUS_NOPERM,
	    "peer.example: expired A");
	check_helper("exit 0", STATUS_PROTOCOL, "reported nothing");
	check_helper("exit 200", STATUS_PROTOCOL, "ended with 200");
	check_helper("exec 3>&-; exec sleep 600", STATUS_PROTOCOL,
	    "the TLS helper reported nothing");
	check_helper("kill -9 $$", STATUS_TEMPFAIL, "signal 9 (");
	check_helper("kill -TERM $$", STATUS_TEMPFAIL, "signal 15 (");
	check_helper("exit 126", STATUS_UNAVAILABLE, "cannot start: ./tls.sh");
	check_helper("exit 127", STATUS_UNAVAILABLE, "ended with 127");
	check_helper("printf ok >&3", STATUS_PROTOCOL, "reported nothing");
	check_helper("echo okay >&3", STATUS_PROTOCOL, "nonsense");
	check_helper("echo 'fail 0 x' >&3", STATUS_PROTOCOL, "nonsense");
	check_helper("echo 'fail 79 x' >&3", STATUS_PROTOCOL, "nonsense");
	check_helper("cat /dev/zero >&3", STATUS_PROTOCOL, "too much");
	unlink("tls.sh");
	set_up("smtps://u@peer.example", "cat", "./tls.sh");
	CHECK(conn_open(&conn, &e) < 0 && e.status == STATUS_UNAVAILABLE);
	CHECK(strstr(e.text, "tls_cmd") != NULL &&
	    strstr(e.text, "OpenSSL") == NULL);
	tear_down();
	write_helper("exec sleep 600");
	set_up("smtps://u@peer.example", "cat", "./tls.sh");
	conn.timeout = 1;
	CHECK(conn_open(&conn, &e) < 0 && e.status == STATUS_TEMPFAIL);
	tear_down();
}

/* The helper gets the descriptors of the contract and no others; 4 is the
   listing's own. */
static void
test_descriptors(void)
{
	int extra = open("/dev/null", O_RDONLY);

	check_helper("echo fail 70 $(ls /proc/self/fd) >&3", STATUS_SOFTWARE,
	    "peer.example: 0 1 2 3 4 6 7");
	CHECK(strlen(e.text) == strlen("peer.example: 0 1 2 3 4 6 7"));
	close(extra);
}

/* tlspipe is looked for beside the program and nowhere else. */
static void
test_where_helpers_are(void)
{
	const char *old = getenv("PATH");
	struct buf path = BUF_INIT;
	const char *const argv0[] = {"/nowhere/program", "program", NULL};
	size_t i;

	write_helper("touch conn.started");
	CHECK(rename("tls.sh", "tlspipe") == 0);
	buf_printf(&path, ".:%s", old);
	CHECK(setenv("PATH", buf_string(&path), 1) == 0);
	for (i = 0; i < 3; i++) {
		set_up("smtps://u@peer.example", "cat", NULL);
		conn.argv0 = argv0[i];
		CHECK(conn_open(&conn, &e) < 0);
		CHECK(strstr(e.text, "OpenSSL") != NULL);
		CHECK(i > 0 || strstr(e.text, "/nowhere/tlspipe") != NULL);
		tear_down();
	}
	CHECK(access("conn.started", F_OK) < 0);
	CHECK(setenv("PATH", old, 1) == 0);
	unlink("tlspipe");
	buf_free(&path);
}

/* How the helper ended is told when the connection ends too early. */
static void
test_truncation(void)
{
	write_helper("echo ok >&3; printf '220 a\\r\\n250'; exit 76");
	set_up("smtps://u@peer.example", "cat", "./tls.sh");
	CHECK(conn_open(&conn, &e) == 0);
	expect_line("220 a");
	expect_error(STATUS_TEMPFAIL, "not ended as TLS demands");
	tear_down();
	write_helper("echo ok >&3; exit 75");
	set_up("smtps://u@peer.example", "cat", "./tls.sh");
	CHECK(conn_open(&conn, &e) == 0);
	expect_error(STATUS_TEMPFAIL, "peer.example: connection lost");
	CHECK(strstr(e.text, "helper") == NULL);
	tear_down();
	write_helper("echo ok >&3; kill -9 $$");
	set_up("smtps://u@peer.example", "cat", "./tls.sh");
	CHECK(conn_open(&conn, &e) == 0);
	expect_error(STATUS_TEMPFAIL, "the TLS helper ended with 137");
	tear_down();
	unlink("tls.sh");
}

static void
test_tls_status(void)
{
	struct buf b = BUF_INIT;
	struct str line = STR("ok TLSv1.3 X pin=sha256:A= subject=CN=\\x20");

	CHECK(tls_status(STR("ok"), &e) == 0);
	CHECK(tls_status(STR(""), &e) < 0 && e.status == STATUS_PROTOCOL);
	CHECK(tls_status(STR("fail"), &e) < 0 && e.status == STATUS_PROTOCOL);
	CHECK(tls_status(STR("fail 69"), &e) < 0 && e.status == 69);
	CHECK(tls_status(STR("fail 77 \\x"), &e) < 0 && e.status == 76);
	CHECK(tls_field(line, "version", &b) == 0);
	CHECK(tls_field(line, "cipher", &b) == 0);
	CHECK(tls_field(line, "pin", &b) == 0);
	CHECK(tls_field(line, "subject", &b) == 0);
	CHECK(tls_field(line, "none", &b) < 0);
	CHECK(tls_field(STR("ok"), "version", &b) < 0);
	CHECK(str_is(buf_str(&b), "TLSv1.3Xsha256:A=CN= "));
	buf_free(&b);
}

/* Port 1 of loopback is nobody's; .invalid is no host (RFC 6761 6.4). */
static void
test_dial(void)
{
	struct dial d = {"127.0.0.1", 1, NULL, NULL, 0};
	struct buf reached = BUF_INIT;

	CHECK(dial_tcp(&d, &reached, &e) < 0);
	CHECK(e.status == STATUS_TEMPFAIL);
	CHECK(strstr(e.text, "127.0.0.1 port 1: 127.0.0.1: Conn") != NULL);
	d.bind = "::1";
	CHECK(dial_tcp(&d, &reached, &e) < 0);
	CHECK(strstr(e.text, "family") != NULL);
	d.bind = "nonsense";
	CHECK(dial_tcp(&d, &reached, &e) < 0 && e.status == STATUS_CONFIG);
	d.bind = NULL;
	d.family = "6";
	CHECK(dial_tcp(&d, &reached, &e) < 0 && e.status == STATUS_NOHOST);
	CHECK(dial_unix("/nonexistent/socket", &e) < 0);
	CHECK(e.status == STATUS_TEMPFAIL);
	CHECK(reached.len == 0);
}

int
main(void)
{
	char dir[] = "/tmp/unit-conn-XXXXXX";

	signal(SIGPIPE, SIG_IGN);
	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		return 1;
	test_talk();
	test_bad_replies();
	test_long_replies();
	test_commands_refused();
	test_secret_in_the_clear();
	test_both_pipes_full();
	test_silence();
	test_reply_time();
	test_data();
	test_last_words();
	test_start_tls();
	test_injection();
	test_bad_helpers();
	test_descriptors();
	test_where_helpers_are();
	test_truncation();
	test_tls_status();
	test_dial();
	buf_free(&said);
	return chdir("/") < 0 || rmdir(dir) < 0 || check_failures > 0;
}
