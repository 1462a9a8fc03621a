/* SPDX-License-Identifier: ISC */
/* What the base layer promises and no program shows by itself. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/in.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/out.h"
#include "base/proc.h"
#include "base/random.h"
#include "base/spool.h"
#include "base/str.h"
#include "base/vis.h"
#include "check.h"

static void
test_num(void)
{
	uint64_t n = 7;

	CHECK(num_parse(STR("18446744073709551615"), UINT64_MAX, &n) == 0);
	CHECK(n == UINT64_MAX);
	CHECK(num_parse(STR("18446744073709551616"), UINT64_MAX, &n) < 0);
	CHECK(num_parse(STR("99999999999999999999"), UINT64_MAX, &n) < 0);
	CHECK(num_parse_size(STR("20"), &n) == 0 && n == 20);
	CHECK(num_parse_size(STR("5M"), &n) == 0 && n == 5242880);
	CHECK(num_parse_size(STR("17179869183G"), &n) == 0);
	CHECK(num_parse_size(STR("17179869184G"), &n) < 0);
	CHECK(num_parse_size(STR("G"), &n) < 0);
	CHECK(num_parse_size(STR("5T"), &n) < 0);
	CHECK(num_parse_size(STR(""), &n) < 0);
	CHECK(num_parse(STR("256"), 255, &n) < 0);
	CHECK(num_parse(STR("255"), 255, &n) == 0 && n == 255);
	CHECK(num_parse(STR("3"), 2, &n) < 0 && n == 255);
	CHECK(num_parse(STR(""), 10, &n) < 0);
	CHECK(num_parse(STR("-1"), 10, &n) < 0);
	CHECK(num_parse(STR("+1"), 10, &n) < 0);
	CHECK(num_parse(STR(" 1"), 10, &n) < 0);
	CHECK(num_parse(STR("0x1"), 10, &n) < 0);
	CHECK(num_parse(STR("007"), 10, &n) == 0 && n == 7);
}

static void
check_vis(struct str from, const char *text, const char *field)
{
	struct buf b = BUF_INIT;
	int fd[2];
	struct out out;
	struct err e = ERR_INIT;
	char got[256];
	ssize_t n;

	vis_buf(&b, from, VIS_LINE);
	CHECK(str_is(buf_str(&b), text));
	buf_free(&b);
	CHECK(proc_pipe(fd, &e) == 0);
	out_init(&out, fd[1], "pipe");
	vis_field(&out, from);
	CHECK(out_close(&out, &e) == 0);
	n = read(fd[0], got, sizeof(got));
	CHECK(n >= 0 && str_is(str_of(got, (size_t)n), field));
	close(fd[0]);
	CHECK(vis_undo(&b, str_from(field)) == 0);
	CHECK(str_equal(buf_str(&b), from));
	buf_free(&b);
}

static void
test_vis(void)
{
	check_vis(STR("plain"), "plain", "plain");
	check_vis(STR("a\tb\n"), "a\tb\\x0A", "a\\tb\\n");
	check_vis(STR("\\"), "\\", "\\\\");
	check_vis(STR("\x1b[31m"), "\\x1B[31m", "\\x1B[31m");
	check_vis(STR("\0"), "\\x00", "\\x00");
	check_vis(STR("\xe6\x8a\xa5"), "\xe6\x8a\xa5", "\xe6\x8a\xa5");
	check_vis(STR("\xc2\x9b"), "\\xC2\\x9B", "\\xC2\\x9B");
	check_vis(STR("\xe2\x80\xae"), "\\xE2\\x80\\xAE",
	    "\\xE2\\x80\\xAE");
	check_vis(STR("\xc0\xaf"), "\\xC0\\xAF", "\\xC0\\xAF");
	check_vis(STR("\xed\xa0\x80"), "\\xED\\xA0\\x80",
	    "\\xED\\xA0\\x80");
	check_vis(STR("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80",
	    "\\xF4\\x90\\x80\\x80");
	check_vis(STR("\xe6\x8a"), "\\xE6\\x8A", "\\xE6\\x8A");
}

/* Every byte at every place in a word, in a text of ASCII. */
static void
test_vis_places(void)
{
	char text[] = "abcdefghijklmnopqrs";
	struct buf got = BUF_INIT, want = BUF_INIT;
	size_t at;
	int byte, how;

	for (at = 0; at < sizeof(text) - 1; at++)
		for (byte = 0; byte < 256; byte++)
			for (how = VIS_LINE; how <= VIS_FIELD; how++) {
				strcpy(text, "abcdefghijklmnopqrs");
				text[at] = (char)byte;
				got.len = want.len = 0;
				vis_buf(&got, str_of(text, sizeof(text) - 1),
				    (enum vis)how);
				buf_add(&want, text, at);
				vis_buf(&want, str_of(text + at, 1),
				    (enum vis)how);
				buf_add_string(&want, text + at + 1);
				CHECK(str_equal(buf_str(&got),
				    buf_str(&want)));
			}
	buf_free(&got);
	buf_free(&want);
}

static void
test_vis_undo(void)
{
	static const char *const bad[] = {"\\", "a\\", "\\x", "\\x4", "\\xg0",
	    "\\x0g", "\\y", "\\X41"};
	struct buf b = BUF_INIT;
	size_t i;

	buf_add_char(&b, '=');
	CHECK(vis_undo(&b, STR("a\\x4a\\x4A\\\\x")) == 0);
	CHECK(str_is(buf_str(&b), "=aJJ\\x"));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(vis_undo(&b, str_from(bad[i])) < 0);
		CHECK(str_is(buf_str(&b), "=aJJ\\x"));
	}
	buf_free(&b);
}

/* Lines at every length around the buffer's size. */
static void
test_line(void)
{
	static const char text[] = "one\r\ntwo\n\nfour";
	struct buf line = BUF_INIT;
	struct err e = ERR_INIT;
	struct in in;
	size_t cap;
	int fd[2];

	for (cap = 1; cap < sizeof(text) + 1; cap++) {
		CHECK(proc_pipe(fd, &e) == 0);
		CHECK(write(fd[1], text, sizeof(text) - 1) > 0);
		close(fd[1]);
		in_init(&in, fd[0], "pipe", cap);
		CHECK(line_read(&in, &line, 4, &e) == 1);
		CHECK(str_is(buf_str(&line), "one"));
		CHECK(line_read(&in, &line, 3, &e) == 1);
		CHECK(str_is(buf_str(&line), "two"));
		CHECK(line_read(&in, &line, 4, &e) == 1 && line.len == 0);
		CHECK(line_read(&in, &line, 4, &e) == 1);
		CHECK(str_is(buf_str(&line), "four"));
		CHECK(line_read(&in, &line, 4, &e) == 0);
		in_free(&in);
		close(fd[0]);
	}
	CHECK(proc_pipe(fd, &e) == 0);
	CHECK(write(fd[1], text, sizeof(text) - 1) > 0);
	in_init(&in, fd[0], "pipe", 5);
	CHECK(line_read(&in, &line, 2, &e) < 0 && e.status == STATUS_DATA);
	in_free(&in);
	close(fd[0]);
	close(fd[1]);
	buf_free(&line);
}

static void
test_deadline(void)
{
	struct err e = ERR_INIT;
	struct in in;
	int fd[2];

	CHECK(proc_pipe(fd, &e) == 0);
	in_init(&in, fd[0], "peer", 16);
	in.deadline = clock_ms() + 1;
	CHECK(in_fill(&in, &e) < 0 && e.status == STATUS_TEMPFAIL);
	in_free(&in);
	close(fd[0]);
	close(fd[1]);
}

static void
test_out_sticks(void)
{
	struct err e = ERR_INIT;
	struct out out;

	out_init(&out, -1, "nowhere");
	out_add_string(&out, "x");
	CHECK(!out_failed(&out));
	CHECK(out_flush(&out, &e) < 0 && e.status == STATUS_IOERR);
	out_add_string(&out, "y");
	CHECK(out_flush(&out, &e) < 0);
	out_free(&out);
}

static void
check_spool(size_t size)
{
	struct spool s;
	struct err e = ERR_INIT;
	char block[1000], back[1000];
	size_t done, i;
	ssize_t n;

	spool_init(&s);
	for (done = 0; done < size; done += sizeof(block)) {
		memset(block, (int)(done / sizeof(block) % 251),
		    sizeof(block));
		CHECK(spool_add(&s, block, sizeof(block), &e) == 0);
	}
	for (i = 0; i < 2; i++) {
		spool_rewind(&s);
		for (done = 0;; done += (size_t)n) {
			n = spool_read(&s, back, sizeof(back), &e);
			if (n <= 0)
				break;
			CHECK((unsigned char)back[0] ==
			    done / sizeof(block) % 251);
		}
		CHECK(n == 0 && done == s.size && done >= size);
	}
	spool_free(&s);
}

/* What cannot be had ends the program, which says so in one line. */
static void
test_no_memory(void)
{
	struct err e = ERR_INIT;
	char got[64];
	int fd[2];
	pid_t pid;
	ssize_t n;

	CHECK(proc_pipe(fd, &e) == 0);
	pid = fork();
	if (pid == 0) {
		dup2(fd[1], STDERR_FILENO);
		mem_resize(NULL, SIZE_MAX, 2);
		_exit(0);
	}
	close(fd[1]);
	n = read(fd[0], got, sizeof(got));
	CHECK(n >= 0 &&
	    str_is(str_of(got, (size_t)n), "mailpipe: out of memory\n"));
	CHECK(proc_wait(pid) == STATUS_OSERR);
	close(fd[0]);
}

static void
test_proc(void)
{
	char absent[] = "/nonexistent/program", *argv[] = {absent, NULL};
	struct proc_fd map[2];
	struct err e = ERR_INIT;
	char got[16];
	int fd[2];
	pid_t pid;
	ssize_t n;

	CHECK(proc_run(argv, NULL, 0, &e) < 0);
	CHECK(e.status == STATUS_UNAVAILABLE);
	CHECK(proc_pipe(fd, &e) == 0);
	map[0].child = 9;
	map[0].ours = fd[1];
	pid = proc_shell("printf hello >&9; exit 3", map, 1, &e);
	CHECK(pid > 0);
	close(fd[1]);
	n = read(fd[0], got, sizeof(got));
	CHECK(n == 5 && memcmp(got, "hello", 5) == 0);
	CHECK(read(fd[0], got, 1) == 0);
	CHECK(proc_wait(pid) == 3);
	close(fd[0]);
}

/* A child that cannot have its descriptors is one that did not start. */
static void
test_proc_limit(void)
{
	char sh[] = "/bin/sh", *argv[] = {sh, NULL};
	struct proc_fd map[1] = {{9, STDIN_FILENO}};
	struct rlimit before, low;
	struct err e;

	getrlimit(RLIMIT_NOFILE, &before);
	low = before;
	low.rlim_cur = 10;
	setrlimit(RLIMIT_NOFILE, &low);
	CHECK(proc_run(argv, map, 1, &e) < 0);
	CHECK(e.status == STATUS_OSERR);
	setrlimit(RLIMIT_NOFILE, &before);
}

static void
test_proc_end(void)
{
	struct err e = ERR_INIT;
	pid_t pid = proc_shell("exit 5", NULL, 0, &e);

	CHECK(proc_end(pid, 60000) == 5);
	pid = proc_shell("exec sleep 600", NULL, 0, &e);
	CHECK(proc_end(pid, 0) == 128 + SIGTERM);
	CHECK(proc_end(pid, 0) == 127);
}

/* However long what is there: the advice is seen. */
static void
test_hint(void)
{
	struct err e = ERR_INIT;
	char text[ERR_TEXT_MAX];

	err_set(&e, STATUS_CONFIG, "no");
	CHECK(err_hint(&e, "see %s", "x") == -1 && e.status == STATUS_CONFIG);
	CHECK(strcmp(e.text, "no (see x)") == 0);
	memset(text, 'x', sizeof(text));
	err_set(&e, STATUS_CONFIG, "%.*s", (int)sizeof(text), text);
	err_hint(&e, "see me");
	CHECK(strlen(e.text) == ERR_TEXT_MAX - 1);
	CHECK(strcmp(e.text + ERR_TEXT_MAX - 11, "x (see me)") == 0);
	err_hint(&e, "%.*s", (int)sizeof(text), text);
	CHECK(strlen(e.text) == ERR_TEXT_MAX - 1);
	CHECK(strcmp(e.text + ERR_TEXT_MAX - 4, "xx)") == 0);
}

static void
test_random(void)
{
	char a[32] = "", b[32] = "";
	struct err e = ERR_INIT;

	CHECK(random_fill(a, sizeof(a), &e) == 0);
	CHECK(random_fill(b, sizeof(b), &e) == 0);
	CHECK(memcmp(a, b, sizeof(a)) != 0);
}

int
main(void)
{
	test_hint();
	test_random();
	test_num();
	test_vis();
	test_vis_places();
	test_vis_undo();
	test_line();
	test_deadline();
	test_out_sticks();
	check_spool(0);
	check_spool(SPOOL_MEMORY);
	check_spool(SPOOL_MEMORY + 5000);
	test_no_memory();
	test_proc();
	test_proc_limit();
	test_proc_end();
	return check_failures > 0;
}
