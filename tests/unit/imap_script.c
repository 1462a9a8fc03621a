/* SPDX-License-Identifier: ISC */
/* Words of a line, and what a line of imapsh becomes on the wire. */
#include <string.h>

#include "check.h"
#include "net/imap_script.h"

static void
check_words(const char *line, const char *want, const char *want_rest)
{
	struct words w = WORDS_INIT;
	struct buf got = BUF_INIT;
	struct err e = ERR_INIT;
	struct str rest;
	size_t i;

	CHECK(words_read(&w, str_from(line), ";>|", &rest, &e) == 0);
	for (i = 0; i < w.n; i++)
		buf_printf(&got, "[%s]", w.v[i]);
	CHECK(str_is(buf_str(&got), want) && str_is(rest, want_rest));
	CHECK(w.v[w.n] == NULL);
	buf_free(&got);
	words_free(&w);
}

static void
test_words(void)
{
	static const char *const bad[] = {"'", "\"", "a 'b", "a\\", "\"\\\""};
	struct words w = WORDS_INIT;
	struct err e = ERR_INIT;
	struct str rest;
	size_t i;

	check_words("", "", "");
	check_words(" a\tb ", "[a][b]", "");
	check_words("'a b' \"c d\" e\\ f", "[a b][c d][e f]", "");
	check_words("a'b'\"c\"\\d ''", "[abcd][]", "");
	check_words("'\\' \"\\\"\\\\\\x\"", "[\\][\"\\\\x]", "");
	check_words("a;b", "[a]", ";b");
	check_words("a ';' > b", "[a][;]", "> b");
	check_words("|", "", "|");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(words_read(&w, str_from(bad[i]), ";", &rest, &e) < 0 &&
		    e.status == STATUS_USAGE && w.n == 0);
	CHECK(words_read(&w, str_of("a\0b", 3), ";", &rest, &e) < 0);
	words_free(&w);
}

static void
check_command(const char *text, const char *want)
{
	struct imap_script s;
	struct str line = str_from(text);
	struct err e = ERR_INIT;

	imap_script_init(&s);
	CHECK(imap_script_read(&s, &line, &e) == 0);
	if (!str_is(buf_str(&s.command), want))
		fprintf(stderr, "%s: %s\n", text, buf_string(&s.command));
	CHECK(str_is(buf_str(&s.command), want));
	imap_script_free(&s);
}

static void
test_commands(void)
{
	check_command("CREATE 'a b'", "CREATE \"a b\"");
	check_command("rename a \xc3\xbc", "RENAME a {5&}\r\n&APw-");
	check_command("list", "LIST \"\" \"*\"");
	check_command("lsub 'x*'", "LSUB \"\" \"x*\"");
	check_command("quota", "GETQUOTAROOT INBOX");
	check_command("fetch v7.3 1.2", "UID FETCH 3 (UID BODY.PEEK[1.2])");
	check_command("fetch 3 'header.fields (from)' | cat",
	    "UID FETCH 3 (UID BODY.PEEK[header.fields (from)])");
	check_command("store 1:9,all +seen +$x",
	    "UID STORE 1:4294967295 +FLAGS.SILENT (\\Seen $x)");
	check_command("store 1 =", "UID STORE 1 FLAGS.SILENT ()");
	check_command("copy 3 a\\ b", "UID COPY 3 \"a b\"");
	check_command("expunge", "EXPUNGE");
	check_command("expunge 4", "UID EXPUNGE 4");
	check_command("search from 'a b' ; quit",
	    "UID SEARCH FROM \"a b\"");
	check_command("raw  UID FETCH 1 (FLAGS); x",
	    "UID FETCH 1 (FLAGS); x");
	check_command("# nothing", "");
}

static void
test_lines(void)
{
	struct imap_script s;
	struct str line = STR("-fetch 3 > 'a b' ; noop;quit");
	struct err e = ERR_INIT;

	imap_script_init(&s);
	CHECK(imap_script_read(&s, &line, &e) == 0);
	CHECK(s.deed == IMAP_DO_FETCH && s.may_fail && s.uid == 3);
	CHECK(s.to.kind == REDIRECT_FILE && str_is(s.to.target, "a b"));
	CHECK(imap_script_read(&s, &line, &e) == 0);
	CHECK(s.deed == IMAP_DO_COMMAND && !s.may_fail &&
	    s.to.kind == REDIRECT_NONE);
	CHECK(imap_script_shows(&s, STR("EXISTS")));
	CHECK(imap_script_read(&s, &line, &e) == 0);
	CHECK(s.deed == IMAP_DO_QUIT && line.n == 0);
	line = STR("fetch 3 | a; b > c");
	CHECK(imap_script_read(&s, &line, &e) == 0);
	CHECK(str_is(s.to.target, "a; b > c") && line.n == 0);
	line = STR("status a");
	CHECK(imap_script_read(&s, &line, &e) == 0);
	CHECK(imap_script_shows(&s, STR("status")));
	CHECK(!imap_script_shows(&s, STR("EXISTS")));
	CHECK(!imap_script_shows(&s, STR("")));
	imap_script_free(&s);
}

static void
test_refused(void)
{
	static const char *const bad[] = {"what", "create", "create a b",
	    "rename a", "fetch", "fetch 1:2", "fetch all", "fetch last:1",
	    "fetch 1 a]b", "fetch 1 {3}", "store 1 seen", "store 1 +a -b",
	    "store 1 +a(b", "store 1", "noop > x", "fetch 1 >",
	    "fetch 1 >> x", "fetch 1 > a b", "| x", "> x", "search fron x",
	    "raw", "raw IDLE", "raw login a b",
	    "raw login\ta b", "raw ENABLE UTF8=ACCEPT", "fetch 1 > ''", "raw x {3}", "raw x {3+}",
	    "select ''", "select \xff", "create 'a", "expunge 1 2"};
	struct imap_script s;
	struct err e = ERR_INIT;
	struct str line;
	size_t i;

	imap_script_init(&s);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		line = str_from(bad[i]);
		if (imap_script_read(&s, &line, &e) == 0)
			fprintf(stderr, "taken: %s\n", bad[i]);
		CHECK(e.status == STATUS_USAGE && line.n == 0);
		e.status = 0;
	}
	imap_script_free(&s);
}

int
main(void)
{
	test_words();
	test_commands();
	test_lines();
	test_refused();
	return check_failures > 0;
}
