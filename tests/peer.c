/* SPDX-License-Identifier: ISC */
/*
 * usage: peer script
 *
 * Plays a server, byte by byte, on stdin and stdout: what a client finds
 * behind `tunnel`.  The script has one step a line; empty lines and those
 * that begin with # are passed over.  In a text \r \n \t \0 \\ \xHH stand
 * for bytes.
 *
 *	S: text		send text and CRLF
 *	s: text		send these bytes and nothing else
 *	send file	send the bytes of a file
 *	flood: text	send text and CRLF again and again till the client goes
 *	C: text		the client sends exactly this line, ended by CRLF
 *	C* text		it sends a line that begins so
 *	C?		it sends any line
 *	C.		it sends a message up to its final dot
 *	C= n		it sends n bytes
 *	idle		it sends nothing before it has the next reply
 *	eof		it goes, and has sent nothing more
 *	silent		wait till it goes, whatever it sends, without reading
 *	slow, fast	from here each byte travels alone; no longer so
 *	cut n		close the connection when n bytes in all have been sent
 *	close		close the connection, whatever the client does
 *
 * What is sent between two reads goes out in one write.  At the end of the
 * script the sending side is closed, and the client must go in silence.
 * $PEER_LOG gets both sides' lines, and at last "= ok" or "= line 7: why";
 * $PEER_OUT gets what C. and C= read, as it came.  Both are added to.  The
 * exit status is 1 if the client did not keep to the script.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vis.h"

/* Seconds for a step; then SIGALRM ends it, without a verdict in the log. */
#define PATIENCE 60

static struct buf received = BUF_INIT, unsent = BUF_INIT;
static int line_number;
static bool slow, gone;
static long left = -1; /* bytes to send before the cut; -1: no cut */
static FILE *log_file, *message_file;

static void
record(char mark, struct str text)
{
	struct buf line = BUF_INIT;

	if (log_file == NULL)
		return;
	buf_printf(&line, mark == '=' ? "%c " : "%c: ", mark);
	vis_buf(&line, text, VIS_LINE);
	fprintf(log_file, "%s\n", buf_string(&line));
	fflush(log_file);
	buf_free(&line);
}

static void
fail(const char *why, struct str what)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "line %d: %s", line_number, why);
	buf_add_str(&text, what);
	record('=', buf_str(&text));
	fprintf(stderr, "peer: %s\n", buf_string(&text));
	exit(1);
}

static void
finish(void)
{
	record('=', STR("ok"));
	exit(0);
}

/* Ends our side of the conversation; the other one may go on. */
static void
hang_up(void)
{
	shutdown(STDOUT_FILENO, SHUT_WR);
	close(STDOUT_FILENO);
	gone = true;
}

/* A client that has gone is no failure here, but where it should speak. */
static void
put(const char *p, size_t n)
{
	static const struct timespec pause = {0, 200000};
	ssize_t done;

	for (; n > 0 && !gone; p += done, n -= (size_t)done) {
		do
			done = write(STDOUT_FILENO, p, slow ? 1 : n);
		while (done < 0 && errno == EINTR);
		gone = done < 0;
		if (slow)
			nanosleep(&pause, NULL);
	}
}

static void
send_all(void)
{
	size_t n = unsent.len;
	bool last = left >= 0 && n >= (size_t)left;

	if (last)
		n = (size_t)left;
	if (left >= 0)
		left -= (long)n;
	put(unsent.data, n);
	buf_drop(&unsent, unsent.len);
	if (last && !gone)
		hang_up();
}

static bool
receive(void)
{
	char *room = buf_reserve(&received, 65536);
	ssize_t n;

	do
		n = read(STDIN_FILENO, room, 65536);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	received.len += (size_t)n;
	return true;
}

/* The next line of the client, with its LF; what it ends with if it goes. */
static struct str
next_line(void)
{
	size_t n;

	while ((n = str_find(buf_str(&received), '\n')) == received.len)
		if (!receive())
			return buf_str(&received);
	return str_of(received.data, n + 1);
}

static void
record_line(struct str line)
{
	bool crlf = line.n >= 2 && line.p[line.n - 2] == '\r';

	record('C', str_of(line.p, crlf ? line.n - 2 : line.n));
}

/* After a cut the client may stop at any point of the script. */
static void
went_early(void)
{
	if (left == 0)
		finish();
	fail("the client went away", STR(""));
}

static void
expect_line(char how, struct str want)
{
	struct str line = next_line();
	bool same;

	if (line.n == 0)
		went_early();
	record_line(line);
	same = line.n >= want.n && str_equal(str_of(line.p, want.n), want);
	if (how == ':' && !(same && str_is(str_skip(line, want.n), "\r\n")))
		fail("not what was expected: ", want);
	if (how == '*' && !same)
		fail("does not begin as expected: ", want);
	buf_drop(&received, line.n);
}

static void
keep(size_t n)
{
	if (message_file != NULL) {
		fwrite(received.data, 1, n, message_file);
		fflush(message_file);
	}
	buf_drop(&received, n);
}

/* The end of a message is CRLF.CRLF, or .CRLF first (RFC 5321 4.1.1.4). */
static void
expect_message(void)
{
	struct str line;
	bool crlf = true, end = false;

	while (!end) {
		line = next_line();
		if (line.n == 0)
			went_early();
		end = crlf && str_equal(line, STR(".\r\n"));
		crlf = line.n >= 2 && line.p[line.n - 2] == '\r';
		keep(line.n);
	}
	record('C', STR("(a message)"));
}

static void
expect_bytes(size_t n)
{
	while (received.len < n)
		if (!receive())
			went_early();
	keep(n);
	record('C', STR("(bytes)"));
}

static void
expect_end(void)
{
	struct str line = next_line();

	if (line.n == 0)
		return;
	record_line(line);
	fail("the client sends more", STR(""));
}

/* Time can only prove that it did not wait: this never fails wrongly. */
static void
expect_nothing(void)
{
	struct pollfd p = {STDIN_FILENO, POLLIN, 0};

	if (received.len > 0 || (poll(&p, 1, 100) > 0 && receive())) {
		record_line(next_line());
		fail("the client did not wait for the reply", STR(""));
	}
}

static void
wait_till_gone(void)
{
	struct pollfd p[2] = {{STDIN_FILENO, 0, 0}, {STDOUT_FILENO, 0, 0}};

	while (poll(p, 2, -1) < 0 && errno == EINTR)
		continue;
}

static void
add_file(const char *name)
{
	char data[65536];
	size_t n;
	FILE *f = fopen(name, "rb");

	if (f == NULL)
		fail("cannot read ", str_from(name));
	while ((n = fread(data, 1, sizeof(data), f)) > 0)
		buf_add(&unsent, data, n);
	fclose(f);
}

static void
flood(struct str text)
{
	struct buf block = BUF_INIT;

	while (block.len < 65536) {
		buf_add_str(&block, text);
		buf_add(&block, "\r\n", 2);
	}
	while (!gone)
		put(block.data, block.len);
	buf_free(&block);
}

/* Undoes the escapes of a script's text. */
static void
unescape(struct buf *text, const char *s)
{
	static const char names[] = "rnt0\\", bytes[] = "\r\n\t\0\\";
	const char *name;

	for (; *s != '\0'; s++) {
		if (*s != '\\') {
			buf_add_char(text, *s);
		} else if (s[1] == 'x' && ascii_hex(s[2]) >= 0 &&
		    ascii_hex(s[3]) >= 0) {
			buf_add_char(text, (char)(ascii_hex(s[2]) << 4 |
			    ascii_hex(s[3])));
			s += 3;
		} else if (s[1] != '\0' &&
		    (name = strchr(names, s[1])) != NULL) {
			buf_add_char(text, bytes[name - names]);
			s++;
		} else {
			fail("unknown escape: ", str_from(s));
		}
	}
}

/* The steps that read: what was to be sent before them is sent first. */
static bool
read_step(const char *step, struct str text, const char *word)
{
	send_all();
	if (strcmp(step, "C:") == 0 || strcmp(step, "C*") == 0 ||
	    strcmp(step, "C?") == 0)
		expect_line(step[1], text);
	else if (strcmp(step, "C.") == 0)
		expect_message();
	else if (strcmp(step, "C=") == 0)
		expect_bytes(strtoul(word, NULL, 10));
	else if (strcmp(step, "idle") == 0)
		expect_nothing();
	else if (strcmp(step, "eof") == 0)
		expect_end();
	else if (strcmp(step, "silent") == 0)
		wait_till_gone();
	else if (strcmp(step, "flood:") == 0)
		flood(text);
	else if (strcmp(step, "slow") == 0 || strcmp(step, "fast") == 0)
		slow = *step == 's';
	else if (strcmp(step, "cut") == 0)
		left = strtol(word, NULL, 10);
	else if (strcmp(step, "close") == 0)
		finish();
	else
		return false;
	return true;
}

static void
run_step(char *line)
{
	struct buf text = BUF_INIT;
	char *rest = strchr(line, ' ');

	if (rest != NULL)
		*rest++ = '\0';
	else
		rest = line + strlen(line);
	unescape(&text, rest);
	if (strcmp(line, "S:") == 0 || strcmp(line, "s:") == 0) {
		buf_add_str(&unsent, buf_str(&text));
		if (*line == 'S')
			buf_add(&unsent, "\r\n", 2);
		record(*line, buf_str(&text));
	} else if (strcmp(line, "send") == 0) {
		add_file(rest);
	} else if (!read_step(line, buf_str(&text), rest)) {
		fail("no such step: ", str_from(line));
	}
	buf_free(&text);
}

int
main(int argc, char **argv)
{
	FILE *script;
	const char *name;
	char line[65536];

	if (argc != 2 || (script = fopen(argv[1], "r")) == NULL) {
		fprintf(stderr, "usage: peer script\n");
		return 64;
	}
	if ((name = getenv("PEER_LOG")) != NULL)
		log_file = fopen(name, "ab");
	if ((name = getenv("PEER_OUT")) != NULL)
		message_file = fopen(name, "ab");
	signal(SIGPIPE, SIG_IGN);
	while (fgets(line, sizeof(line), script) != NULL) {
		line_number++;
		line[strcspn(line, "\n")] = '\0';
		alarm(PATIENCE);
		if (*line != '\0' && *line != '#')
			run_step(line);
	}
	alarm(PATIENCE);
	send_all();
	hang_up();
	expect_end();
	finish();
	return 0;
}
