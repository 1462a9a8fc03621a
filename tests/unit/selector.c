/* SPDX-License-Identifier: ISC */
/* What the selectors of POP3 and IMAP share: the words, and lists. */
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/proc.h"
#include "check.h"
#include "net/selector.h"

static void
check_word(const char *text, int want, enum selector_kind kind, uint64_t n)
{
	enum selector_kind got = SELECTOR_UIDL;
	uint64_t count = 0;
	struct err e = ERR_INIT;

	CHECK(selector_read_word(str_from(text), 100, &got, &count, &e) ==
	    want);
	CHECK(e.status == (want < 0 ? STATUS_USAGE : STATUS_OK));
	CHECK(want <= 0 || (got == kind && count == n));
}

static void
test_words(void)
{
	check_word("all", 1, SELECTOR_ALL, 0);
	check_word("new", 1, SELECTOR_NEW, 0);
	check_word("last:1", 1, SELECTOR_LAST, 1);
	check_word("last:100", 1, SELECTOR_LAST, 100);
	check_word("last:101", -1, SELECTOR_LAST, 0);
	check_word("last:0", -1, SELECTOR_LAST, 0);
	check_word("last:", -1, SELECTOR_LAST, 0);
	check_word("last", 0, SELECTOR_LAST, 0);
	check_word("ALL", 0, SELECTOR_ALL, 0);
	check_word("", 0, SELECTOR_ALL, 0);
}

/* Rows are gathered, each with a ";" behind it; "bad" is none. */
static int
gather(void *arg, struct str row, struct err *e)
{
	if (str_is(row, "bad"))
		return err_set(e, STATUS_USAGE, "no row");
	buf_add_str(arg, row);
	buf_add_char(arg, ';');
	return 0;
}

static int
read_list(const char *text, struct buf *rows, struct err *e)
{
	const struct selector_reader reader = {gather, gather, "uid", rows};
	struct in in;
	int fd[2], got;

	rows->len = 0;
	CHECK(proc_pipe(fd, e) == 0);
	CHECK(write(fd[1], text, strlen(text)) == (ssize_t)strlen(text));
	close(fd[1]);
	in_init(&in, fd[0], "stdin", IN_SIZE);
	got = selector_read_list(&reader, &in, e);
	in_free(&in);
	close(fd[0]);
	return got;
}

static void
test_list(void)
{
	struct buf rows = BUF_INIT;
	struct err e = ERR_INIT;

	CHECK(read_list("uid\tdate\n1\tx\r\n2", &rows, &e) == 0);
	CHECK(str_is(buf_str(&rows), "1\tx;2;"));
	CHECK(read_list("uid\nuid\n", &rows, &e) == 0);
	CHECK(str_is(buf_str(&rows), "uid;"));
	CHECK(read_list("uidl\n", &rows, &e) == 0 && rows.len == 5);
	CHECK(read_list("", &rows, &e) == 0 && rows.len == 0);
	CHECK(read_list("\n", &rows, &e) == 0 && rows.len == 1);
	CHECK(read_list("1\nbad\n2\n", &rows, &e) < 0);
	CHECK(e.status == STATUS_DATA);
	CHECK(strcmp(e.text, "stdin: line 2: no row") == 0);
	CHECK(str_is(buf_str(&rows), "1;"));
	buf_free(&rows);
}

static void
test_operands(void)
{
	struct buf rows = BUF_INIT;
	const struct selector_reader reader = {gather, gather, "uid", &rows};
	char one[] = "1", two[] = "uid", bad[] = "bad";
	char *good[] = {one, two, NULL}, *wrong[] = {one, bad, two, NULL};
	struct err e = ERR_INIT;

	CHECK(selector_read_operands(&reader, good, &e) == 0);
	CHECK(selector_read_operands(&reader, wrong, &e) < 0);
	CHECK(e.status == STATUS_USAGE);
	CHECK(str_is(buf_str(&rows), "1;uid;1;"));
	buf_free(&rows);
}

int
main(void)
{
	test_words();
	test_list();
	test_operands();
	return check_failures > 0;
}
