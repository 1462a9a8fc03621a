/* SPDX-License-Identifier: ISC */
/* The queue's files: what comes back is what was put there, whatever was
   cut off it. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "store/queue_file.h"

static const char message[] =
    "From: me@a.example\nSubject: x\n\nFrom here\n\n.\n1763673620 1 no\n";

static void
fill(struct queue_entry *x, struct outgoing *text)
{
	struct err e = ERR_INIT;

	queue_entry_init(x);
	x->queued = 1763673600;
	queue_entry_set(x, "account", "work");
	queue_entry_set(x, "option", "tunnel=a\tb\\c \xff");
	queue_entry_set(x, "envid", NULL);
	CHECK(envelope_set_sender(&x->envelope, STR("me@a.example"), &e) == 0);
	CHECK(queue_entry_add(x, STR("x@y.example"), &e) == 0);
	CHECK(queue_entry_add(x, STR("\"a b\"@y.example"), &e) == 0);
	CHECK(queue_entry_add(x, STR("z@y.example"), &e) == 0);
	CHECK(queue_entry_add(x, STR("no address"), &e) < 0);
	outgoing_init(text);
	CHECK(outgoing_feed(text, STR(message), true, &e) ==
	    (ssize_t)strlen(message));
	CHECK(outgoing_end(text, &e) == 0);
}

static void
check_text(const struct queue_file *f)
{
	struct err e = ERR_INIT;
	struct outgoing text;
	char got[sizeof(message) + 10];
	size_t n = 0;
	ssize_t more;

	outgoing_init(&text);
	CHECK(queue_file_read(f, &text, &e) == 0);
	outgoing_rewind(&text);
	while ((more = outgoing_text(&text, got + n, sizeof(got) - n,
	    &e)) > 0)
		n += (size_t)more;
	CHECK(str_is(str_of(got, n), message));
	outgoing_free(&text);
}

static void
check_entry(const struct queue_entry *x)
{
	CHECK(x->queued == 1763673600 && x->envelope.n == 3);
	CHECK(x->tries == 0 && x->last == 0 && !x->is_open);
	CHECK(strcmp(queue_entry_get(x, "account"), "work") == 0);
	CHECK(strcmp(queue_entry_get(x, "option"),
	    "tunnel=a\tb\\c \xff") == 0);
	CHECK(queue_entry_get(x, "envid") == NULL);
	CHECK(str_is(buf_str(&x->envelope.sender), "me@a.example"));
	CHECK(strcmp(x->envelope.rcpts[1], "\"a b\"@y.example") == 0);
	CHECK(queue_entry_count(x, QUEUE_WAITS) == 3);
}

static int
add_note(const struct queue_file *f, size_t i, struct str text)
{
	struct buf note = BUF_INIT;
	struct err e = ERR_INIT;
	int done;

	queue_entry_note(&note, 1763673620, i, text);
	done = queue_file_note(f, buf_str(&note), &e);
	buf_free(&note);
	return done;
}

static void
check_change(const struct queue *q, const char *id)
{
	struct err e = ERR_INIT;
	struct queue_file f;

	CHECK(queue_file_take(&f, q, QUEUE_WAITING, id, &e) == 1);
	f.entry.tries = 7;
	f.entry.last = 1763673620;
	f.entry.is_open = true;
	f.entry.fates[1] = QUEUE_SENT;
	f.entry.fates[2] = QUEUE_REFUSED;
	CHECK(queue_file_save(&f, true, &e) == 0);
	CHECK(add_note(&f, 3, STR("550 no\n3 1 x")) == 0);
	CHECK(add_note(&f, 0, STR("one")) == 0);
	CHECK(add_note(&f, 0, STR("two")) == 0);
	queue_file_close(&f);
	CHECK(queue_file_open(&f, q, QUEUE_WAITING, id, &e) == 1);
	CHECK(f.entry.tries == 7 && f.entry.last == 1763673620);
	CHECK(f.entry.is_open && memcmp(f.entry.fates, "-+!", 3) == 0);
	CHECK(str_is(queue_entry_last_note(&f.entry, 3), "550 no\\n3 1 x"));
	CHECK(str_is(queue_entry_last_note(&f.entry, 0), "two"));
	CHECK(queue_entry_last_note(&f.entry, 1).p == NULL);
	check_text(&f);
	queue_file_close(&f);
}

/* Cut anywhere before the end of its text it is damaged, and behind that it
   is whole but for its last note. */
static void
check_cuts(const struct queue *q, const char *id)
{
	struct err e = ERR_INIT;
	struct queue_file f;
	off_t size, text_end;
	int fd = openat(q->dirs[QUEUE_WAITING], id, O_RDWR), got;

	size = lseek(fd, 0, SEEK_END);
	CHECK(queue_file_open(&f, q, QUEUE_WAITING, id, &e) == 1);
	text_end = (off_t)(f.text + f.entry.size);
	queue_file_close(&f);
	while (size-- > 0) {
		CHECK(ftruncate(fd, size) == 0);
		e.status = STATUS_OK;
		got = queue_file_open(&f, q, QUEUE_WAITING, id, &e);
		CHECK(got == (size >= text_end ? 1 : -1));
		CHECK(got == 1 || e.status == STATUS_DATA);
		queue_file_close(&f);
	}
	close(fd);
}

static void
check_ids(void)
{
	char id[QUEUE_ID_SIZE];
	struct err e = ERR_INIT;

	CHECK(queue_new_id(id, &e) == 0 && queue_is_id(id));
	CHECK(!queue_is_id("") && !queue_is_id("failed"));
	CHECK(!queue_is_id("../20261120T214501-0123456789abc"));
	CHECK(!queue_is_id("20261120T214501-0123456789abcde/"));
	CHECK(!queue_is_id("20261120T214501-0123456789abcdef0"));
}

int
main(void)
{
	char dir[] = "/tmp/queue.XXXXXX", id[QUEUE_ID_SIZE];
	struct queue_ids ids = {NULL, 0};
	struct err e = ERR_INIT;
	struct queue_entry x;
	struct queue_file f;
	struct outgoing text;
	struct queue q;

	CHECK(mkdtemp(dir) != NULL);
	CHECK(queue_open(&q, dir, false, &e) == 1);
	fill(&x, &text);
	CHECK(queue_add(&q, &x, &text, id, &e) == 0);
	CHECK(queue_list(&q, QUEUE_WAITING, &ids, &e) == 0);
	CHECK(ids.n == 1 && strcmp(ids.v[0], id) == 0);
	CHECK(queue_file_open(&f, &q, QUEUE_WAITING, id, &e) == 1);
	check_entry(&f.entry);
	check_text(&f);
	queue_file_close(&f);
	check_change(&q, id);
	CHECK(queue_move(&q, QUEUE_WAITING, id, &e) == 0);
	CHECK(queue_file_open(&f, &q, QUEUE_WAITING, id, &e) == 0);
	queue_file_close(&f);
	CHECK(queue_move(&q, QUEUE_FAILED, id, &e) == 0);
	check_cuts(&q, id);
	CHECK(queue_remove(&q, QUEUE_WAITING, id, &e) == 1);
	CHECK(queue_remove(&q, QUEUE_WAITING, id, &e) == 0);
	CHECK(unlinkat(q.dirs[QUEUE_WAITING], "failed", AT_REMOVEDIR) == 0);
	CHECK(rmdir(dir) == 0);
	check_ids();
	queue_ids_free(&ids);
	queue_close(&q);
	queue_entry_free(&x);
	outgoing_free(&text);
	return check_failures > 0;
}
