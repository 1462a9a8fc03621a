/* SPDX-License-Identifier: ISC */
/* Connections through tunnels that are shell commands: no port. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "conn_check.h"
#include "net/conn.h"
#include "net/dial.h"

static void
open_clear(const char *tunnel)
{
	set_up("smtp+plain://u@peer.example", tunnel, NULL);
	CHECK(conn_open(&conn, &e) == 0);
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

/* At a port where TLS comes first nobody waits long for another greeting. */
static void
test_tls_port(void)
{
	set_up("smtp+plain://peer.example:465", "printf 'hi\\r\\n'; read -r a",
	    NULL);
	CHECK(conn_open(&conn, &e) == 0);
	CHECK(conn.timeout == CONN_GREETING_MS);
	expect_line("hi");
	CHECK(conn.timeout == (int64_t)account.timeout * 1000);
	CHECK(conn.in.deadline - clock_ms() > CONN_GREETING_MS);
	tear_down();
	open_clear("read -r a");
	CHECK(conn.timeout == (int64_t)account.timeout * 1000);
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
	enter();
	test_talk();
	test_tls_port();
	test_bad_replies();
	test_long_replies();
	test_commands_refused();
	test_secret_in_the_clear();
	test_both_pipes_full();
	test_silence();
	test_reply_time();
	test_data();
	test_last_words();
	test_dial();
	return leave();
}
