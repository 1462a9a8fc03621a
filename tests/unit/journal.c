/* SPDX-License-Identifier: ISC */
/* What a journal remembers, forgets, and makes of a file that is torn. */
#define _XOPEN_SOURCE 700 /* setenv, mkdtemp */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "store/journal.h"

static const char identity[] = "pop3 u@host";

static char *path; /* of the journal */

static void
start(struct journal *j)
{
	struct err e = ERR_INIT;

	CHECK(journal_open(j, identity, 1000, &e) == 0);
	if (e.status != 0)
		fprintf(stderr, "%s\n", e.text);
}

/* Opens it, as new. */
static void
start_new(struct journal *j)
{
	struct err e = ERR_INIT;

	start(j);
	free(path);
	path = strdup(j->path);
	journal_close(j);
	unlink(path);
	CHECK(journal_open(j, identity, 1000, &e) == 0);
}

/* Lists messages whose ids are the letters; "N" for each that is new, "T" for
   one that was taken, "D" if it may be deleted too, "I" for an intent. */
static const char *
list(struct journal *j, const char *ids, bool complete)
{
	static char got[64];
	struct err e = ERR_INIT;
	size_t entry[64], i, n = strlen(ids);

	journal_list_begin(j);
	for (i = 0; i < n; i++)
		entry[i] = journal_list(j, str_of(&ids[i], 1), 10);
	if (journal_list_end(j, complete, false, &e) < 0) {
		CHECK(e.status == STATUS_PROTOCOL);
		return "reset";
	}
	for (i = 0; i < n; i++)
		got[i] = journal_may_delete(j, entry[i]) ? 'D' :
		    journal_is_taken(j, entry[i]) ? 'T' :
		    journal_get(j, entry[i])->word == JOURNAL_INTENT ? 'I' :
		    'N';
	got[n] = '\0';
	return got;
}

/* Of what list() has listed. */
static void
note(struct journal *j, const char *ids, enum journal_word word)
{
	struct err e = ERR_INIT;
	size_t i, k;

	for (i = 0; i < j->n; i++)
		for (k = 0; ids[k] != '\0'; k++)
			if (j->v[i].listing == j->listing &&
			    str_equal(journal_id(j, i), str_of(&ids[k], 1)))
				journal_note(j, i, word, word ==
				    JOURNAL_INTENT ? "the name" : NULL);
	CHECK(journal_sync(j, &e) == 0);
}

static void
again(struct journal *j)
{
	journal_close(j);
	start(j);
}

#define LISTS(ids, want) CHECK(strcmp(list(&j, ids, true), want) == 0)

static void
test_states(void)
{
	struct journal j;

	start_new(&j);
	LISTS("abc", "NNN");
	note(&j, "a", JOURNAL_TAKEN);
	note(&j, "b", JOURNAL_DELETE);
	note(&j, "c", JOURNAL_INTENT);
	again(&j);
	LISTS("xabc", "NDDI");
	CHECK(str_is(journal_name(&j, 2), "the name"));
	CHECK(!j.v[0].fresh && j.v[0].time == 1000);
	note(&j, "b", JOURNAL_DELETED);
	again(&j);
	LISTS("abc", "DNI");
	CHECK(strcmp(list(&j, "b", false), "N") == 0);
	LISTS("abc", "DNI");
	/* What is not listed is forgotten. */
	LISTS("bc", "NI");
	again(&j);
	LISTS("abc", "NNI");
	journal_close(&j);
}

static void
test_copies(void)
{
	struct journal j;
	size_t first;

	start_new(&j);
	LISTS("aba", "NNN");
	journal_list_begin(&j);
	first = journal_list(&j, STR("a"), 10);
	journal_note(&j, first, JOURNAL_DELETE, NULL);
	LISTS("aba", "TNN");
	note(&j, "a", JOURNAL_DELETE);
	LISTS("aba", "DND");
	/* One is left: which of them it was does not matter. */
	LISTS("ba", "ND");
	LISTS("baa", "NTN");
	journal_close(&j);
}

/* An id of a message that was to be deleted, on another one. */
static void
test_other_size(void)
{
	struct journal j;
	struct err e = ERR_INIT;
	size_t a, b;

	start_new(&j);
	LISTS("ab", "NN");
	note(&j, "a", JOURNAL_DELETE);
	note(&j, "b", JOURNAL_TAKEN);
	journal_list_begin(&j);
	a = journal_list(&j, STR("a"), 11);
	b = journal_list(&j, STR("b"), 11);
	CHECK(journal_list_end(&j, true, false, &e) == 0);
	CHECK(!journal_is_taken(&j, a));
	CHECK(journal_is_taken(&j, b) && !journal_may_delete(&j, b));
	journal_close(&j);
}

static void
test_reset(void)
{
	struct journal j;
	struct err e = ERR_INIT;

	start_new(&j);
	LISTS("abcd", "NNNN");
	note(&j, "abcd", JOURNAL_TAKEN);
	again(&j);
	LISTS("wxyz", "reset");
	CHECK(strcmp(list(&j, "wxyz", false), "NNNN") == 0);
	LISTS("abcd", "DDDD");
	LISTS("wxyzd", "NNNND");
	LISTS("abcd", "NNND");
	note(&j, "abcd", JOURNAL_TAKEN);
	/* Far fewer ones are new mail; so are all behind an empty box. */
	LISTS("w", "N");
	LISTS("abcd", "NNNN");
	note(&j, "abcd", JOURNAL_TAKEN);
	LISTS("", "");
	again(&j);
	LISTS("abcd", "DDDD");
	LISTS("", "");
	again(&j);
	LISTS("", "");
	LISTS("wxyz", "NNNN");
	note(&j, "wxyz", JOURNAL_TAKEN);
	LISTS("abcd", "reset");
	journal_list_begin(&j);
	CHECK(journal_list(&j, STR("a"), 0) != JOURNAL_NONE);
	CHECK(journal_list(&j, STR("b"), 0) != JOURNAL_NONE);
	CHECK(journal_list_end(&j, true, true, &e) == 0);
	LISTS("abcd", "NNNN");
	journal_close(&j);
}

static void
put(const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL && fwrite(p, 1, n, f) == n && fclose(f) == 0);
}

static void
get(struct buf *b)
{
	struct err e = ERR_INIT;

	b->len = 0;
	CHECK(file_read(path, b, 1 << 20, &e) == 0);
}

/* Whatever is cut off, what is left is the state of then, and the file can
   be gone on with. */
static void
test_torn(void)
{
	struct journal j;
	static const char *const state[] = {"NNNN", "DNNN", "DDNN", "DDDN",
	    "DDDD"};
	struct buf whole = BUF_INIT, now = BUF_INIT;
	size_t n, lines;

	start_new(&j);
	LISTS("abcdefgh", "NNNNNNNN");
	note(&j, "abcd", JOURNAL_DELETE);
	journal_close(&j);
	get(&whole);
	for (n = 0; n <= whole.len; n++) {
		put(whole.data, n);
		start(&j);
		lines = j.lines;
		LISTS("abcd", state[lines]);
		note(&j, "d", JOURNAL_TAKEN);
		again(&j);
		CHECK(j.lines == lines + 1);
		LISTS("d", "D");
		journal_close(&j);
	}
	/* Zeros, as some file systems leave them, with and without a line
	   behind them. */
	put(whole.data, whole.len);
	buf_add_str(&now, buf_str(&whole));
	buf_add(&now, "\0\0\0\0aken\t1\n", 11);
	put(now.data, now.len);
	again(&j);
	LISTS("abcd", "DDDD");
	note(&j, "a", JOURNAL_DELETED);
	again(&j);
	LISTS("abcd", "NDDD");
	journal_close(&j);
	buf_free(&whole);
	buf_free(&now);
}

static void
test_damaged(void)
{
	static const char *const bad[] = {"x\n", "mailpipe journal 1\n",
	    "mailpipe journal 1\tpop3 v@host\n",
	    "mailpipe journal 2\tpop3 u@host\n", "mailpipe journal x\n",
	    "mailpipe journal 1\tpop3 u@host\nx\ntaken\t1\t0\t0\ta\n",
	    "From x"};
	struct journal j;
	struct err e = ERR_INIT;
	struct buf now = BUF_INIT;
	size_t i;

	start_new(&j);
	journal_close(&j);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put(bad[i], strlen(bad[i]));
		CHECK(journal_open(&j, identity, 0, &e) < 0);
		CHECK(e.status == STATUS_CONFIG);
		CHECK(strstr(e.text, path) != NULL);
		get(&now);
		CHECK(str_is(buf_str(&now), bad[i]));
	}
	unlink(path);
	buf_free(&now);
}

static void
test_compaction(void)
{
	struct journal j;
	struct stat st;
	off_t largest = 0;
	int i;

	start_new(&j);
	LISTS("d", "N");
	note(&j, "d", JOURNAL_TAKEN);
	for (i = 0; i < 200; i++) {
		LISTS("abcd", "NNND");
		note(&j, "abc", JOURNAL_TAKEN);
		CHECK(stat(path, &st) == 0);
		largest = st.st_size > largest ? st.st_size : largest;
		if (i % 10 == 0)
			again(&j);
		LISTS("d", "D");
	}
	CHECK(largest < 4096);
	again(&j);
	LISTS("abcd", "NNND");
	journal_close(&j);
}

/* A second run, which another process is, does not get it. */
static void
test_lock(void)
{
	struct journal j, other;
	struct err e = ERR_INIT;
	int status = 0;
	pid_t pid;

	start_new(&j);
	pid = fork();
	if (pid == 0)
		_exit(journal_open(&other, identity, 0, &e) < 0 ?
		    e.status : 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == STATUS_TEMPFAIL);
	journal_close(&j);
	pid = fork();
	if (pid == 0)
		_exit(journal_open(&other, identity, 0, &e) < 0 ?
		    e.status : 0);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

int
main(void)
{
	char dir[] = "/tmp/journal.XXXXXX";
	struct buf clean = BUF_INIT;

	CHECK(mkdtemp(dir) != NULL);
	setenv("XDG_STATE_HOME", dir, 1);
	test_states();
	test_copies();
	test_other_size();
	test_reset();
	test_torn();
	test_damaged();
	test_compaction();
	test_lock();
	buf_printf(&clean, "rm -r %s", dir);
	CHECK(system(buf_string(&clean)) == 0);
	buf_free(&clean);
	free(path);
	return check_failures > 0;
}
