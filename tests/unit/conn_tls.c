/* SPDX-License-Identifier: ISC */
/* TLS by helpers that are scripts: no package. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "conn_check.h"
#include "net/conn.h"
#include "net/tls.h"

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

int
main(void)
{
	enter();
	test_start_tls();
	test_injection();
	test_bad_helpers();
	test_descriptors();
	test_where_helpers_are();
	test_truncation();
	test_tls_status();
	return leave();
}
