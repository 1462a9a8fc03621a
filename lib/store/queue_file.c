/* SPDX-License-Identifier: ISC */
#include "store/queue_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/in.h"
#include "base/mem.h"
#include "base/out.h"
#include "store/lock.h"

/* What is read of a head at once: most are shorter. */
#define HEAD_STEP ((size_t)8192)

static int
write_text(struct out *out, struct outgoing *text, uint64_t *size,
    struct err *e)
{
	char *block = mem_alloc(OUT_SIZE);
	ssize_t got = 0;

	*size = 0;
	outgoing_rewind(text);
	while (!out_failed(out) &&
	    (got = outgoing_text(text, block, OUT_SIZE, e)) > 0) {
		out_add(out, block, (size_t)got);
		*size += (uint64_t)got;
	}
	free(block);
	return !out_failed(out) && got < 0 ? -1 : 0;
}

/* As many of them as are kept. */
static struct str
fit_notes(struct str notes)
{
	size_t n = notes.n;

	if (n <= QUEUE_NOTES_MAX)
		return notes;
	for (n = QUEUE_NOTES_MAX; n > 0 && notes.p[n - 1] != '\n'; n--)
		;
	return str_of(notes.p, n);
}

static int
write_entry(int fd, const char *name, const struct queue_entry *x,
    struct outgoing *text, struct err *e)
{
	struct buf head = BUF_INIT;
	struct out out;
	uint64_t size = 0;
	int done;

	queue_entry_head(x, &head);
	out_init(&out, fd, name);
	out_add_str(&out, buf_str(&head));
	if (x->property_count > QUEUE_PROPERTIES_MAX) /* nobody would ... */
		done = err_set(e, STATUS_CANTCREAT, "%s: too many options",
		    name);
	else if (head.len > QUEUE_HEAD_MAX) /* ... read it */
		done = err_set(e, STATUS_CANTCREAT, "%s: too many recipients",
		    name);
	else
		done = write_text(&out, text, &size, e);
	out_add_str(&out, fit_notes(buf_str(&x->notes)));
	if (done == 0)
		done = out_flush(&out, e);
	if (done == 0 && size != x->size)
		done = err_set(e, STATUS_SOFTWARE, "%s: the message has "
		    "another size than it should", name);
	if (done == 0 && fsync(fd) < 0)
		done = err_sys(e, STATUS_IOERR, "%s", name);
	out_free(&out);
	buf_free(&head);
	return done;
}

/* Under its name there are only entries that are whole. */
static int
add(const struct queue *q, const struct queue_entry *x,
    struct outgoing *text, const char *temporary, const char *id,
    struct err *e)
{
	int dir = q->dirs[QUEUE_WAITING], done;
	int fd = openat(dir, temporary, O_RDWR | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s/%s", q->path,
		    temporary);
	done = lock_file(fd, q->path, 0, e); /* we live: see queue_clean */
	if (done == 0)
		done = write_entry(fd, q->path, x, text, e);
	if (close(fd) < 0 && done == 0)
		done = err_sys(e, STATUS_IOERR, "%s", q->path);
	if (done == 0 && renameat(dir, temporary, dir, id) < 0)
		done = err_sys(e, STATUS_CANTCREAT, "%s/%s", q->path, id);
	if (done < 0)
		unlinkat(dir, temporary, 0);
	else if ((done = queue_sync(q, QUEUE_WAITING, e)) < 0)
		unlinkat(dir, id, 0);
	return done;
}

int
queue_add(const struct queue *q, struct queue_entry *x,
    struct outgoing *text, char id[], struct err *e)
{
	struct buf temporary = BUF_INIT;
	int done;

	x->size = outgoing_length(text);
	if (queue_new_id(id, e) < 0)
		return -1;
	buf_printf(&temporary, "%s.tmp", id);
	done = add(q, x, text, buf_string(&temporary), id, e);
	buf_free(&temporary);
	return done;
}

/* Reads n bytes at a place, or up to the end.  How many, or -1: 74. */
static ssize_t
read_at(int fd, char *p, size_t n, uint64_t at, struct err *e)
{
	size_t got = 0;
	ssize_t now;

	while (got < n) {
		now = pread(fd, p + got, n - got, (off_t)(at + got));
		if (now < 0 && errno == EINTR)
			continue;
		if (now < 0)
			return err_sys(e, STATUS_IOERR, "read");
		if (now == 0)
			break;
		got += (size_t)now;
	}
	return (ssize_t)got;
}

/* Reads up to the empty line, and finds where the text begins. */
static int
read_head(struct queue_file *f, struct err *e)
{
	struct buf head = BUF_INIT;
	size_t end = 0, step = HEAD_STEP;
	ssize_t got = 1;
	int done;

	while (got > 0 && end == head.len && head.len < QUEUE_HEAD_MAX) {
		got = read_at(f->fd, buf_reserve(&head, step), step,
		    head.len, e);
		if (got > 0)
			head.len += (size_t)got;
		end = str_find_str(buf_str(&head), STR("\n\n"));
		step = head.len;
	}
	if (got < 0)
		done = -1;
	else if (end == head.len)
		done = err_set(e, STATUS_DATA, "the entry is damaged: its "
		    "head has no end");
	else
		done = queue_entry_parse(&f->entry,
		    str_of(head.data, end + 2), e);
	f->text = end + 2;
	buf_free(&head);
	return done;
}

/* The last ones, if somebody has put more there. */
static int
read_notes(struct queue_file *f, uint64_t size, struct err *e)
{
	uint64_t end = f->text + f->entry.size;
	struct buf notes = BUF_INIT;
	struct str whole;
	ssize_t got;
	size_t left;

	if (f->entry.size > size || end > size)
		return err_set(e, STATUS_DATA, "the entry is damaged: its "
		    "text is cut");
	left = size - end < QUEUE_NOTES_MAX ? (size_t)(size - end)
	                                    : QUEUE_NOTES_MAX;
	got = read_at(f->fd, buf_reserve(&notes, left + 1), left,
	    size - left, e);
	if (got > 0)
		notes.len = (size_t)got;
	whole = buf_str(&notes);
	if (size - left > end)
		str_cut(&whole, '\n');
	if (got >= 0)
		queue_entry_parse_notes(&f->entry, whole);
	buf_free(&notes);
	return got < 0 ? -1 : 0;
}

/* 1, 0 when it is gone, or -1. */
static int
read_entry(struct queue_file *f, struct err *e)
{
	struct stat st;

	if (fstat(f->fd, &st) < 0)
		return err_sys(e, STATUS_IOERR, "entry");
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
		return err_set(e, STATUS_DATA, "no file of ours");
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(e, STATUS_DATA, "others may write it");
	if (st.st_nlink == 0) /* while we waited for it */
		return 0;
	if (read_head(f, e) < 0 ||
	    read_notes(f, (uint64_t)st.st_size, e) < 0)
		return -1;
	return 1;
}

static int
open_file(struct queue_file *f, const struct queue *q, enum queue_room room,
    const char *id, int flags, struct err *e)
{
	int got;

	queue_entry_init(&f->entry);
	f->fd = -1;
	if (q->dirs[room] < 0)
		return 0;
	f->fd = openat(q->dirs[room], id, flags | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC);
	if (f->fd < 0 && errno == ENOENT)
		return 0;
	if (f->fd < 0 && (errno == ELOOP || errno == EMLINK ||
	    errno == EISDIR || errno == ENXIO))
		return err_set(e, STATUS_DATA, "%s: no file of ours", id);
	if (f->fd < 0)
		return err_sys(e, STATUS_IOERR, "%s", id);
	if (flags == O_RDWR && lock_file(f->fd, id, 0, e) < 0)
		return -1;
	got = read_entry(f, e);
	return got < 0 ? err_prefix(e, "%s", id) : got;
}

int
queue_file_open(struct queue_file *f, const struct queue *q,
    enum queue_room room, const char *id, struct err *e)
{
	return open_file(f, q, room, id, O_RDONLY, e);
}

int
queue_file_take(struct queue_file *f, const struct queue *q,
    enum queue_room room, const char *id, struct err *e)
{
	return open_file(f, q, room, id, O_RDWR, e);
}

void
queue_file_close(struct queue_file *f)
{
	queue_entry_free(&f->entry);
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

int
queue_file_read(const struct queue_file *f, struct outgoing *text,
    struct err *e)
{
	uint64_t left = f->entry.size;
	struct str window;
	ssize_t taken = 0;
	struct in in;

	if (lseek(f->fd, (off_t)f->text, SEEK_SET) < 0)
		return err_sys(e, STATUS_IOERR, "entry");
	in_init(&in, f->fd, "entry", IN_SIZE);
	while (taken >= 0 && left > 0) {
		if (in_fill(&in, e) < 0)
			break;
		window = in_window(&in);
		if (window.n > left)
			window.n = (size_t)left;
		if (in.eof && window.n < left)
			break;
		taken = outgoing_feed(text, window, window.n == left, e);
		if (taken > 0) {
			in_take(&in, (size_t)taken);
			left -= (uint64_t)taken;
		}
	}
	in_free(&in);
	if (left > 0)
		return e->status != STATUS_OK ? -1 :
		    err_set(e, STATUS_DATA, "the entry was cut");
	return outgoing_end(text, e);
}

static int
write_at(int fd, struct str s, uint64_t at, struct err *e)
{
	ssize_t n;

	while (s.n > 0) {
		n = pwrite(fd, s.p, s.n, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, STATUS_IOERR, "entry");
		s = str_skip(s, (size_t)n);
		at += (uint64_t)n;
	}
	return 0;
}

int
queue_file_save(const struct queue_file *f, bool sync, struct err *e)
{
	struct buf state = BUF_INIT;
	int done;

	queue_entry_state(&f->entry, &state);
	done = write_at(f->fd, buf_str(&state), 0, e);
	buf_free(&state);
	if (done == 0 && sync && fsync(f->fd) < 0)
		done = err_sys(e, STATUS_IOERR, "entry");
	return done;
}

/* A note that was cut on a full disk gets its line end from the next one.
   Where there would be too many, the old ones make room. */
int
queue_file_note(const struct queue_file *f, struct str notes, struct err *e)
{
	const uint64_t end = f->text + f->entry.size;
	struct buf text = BUF_INIT;
	struct stat st;
	char last = '\n';
	uint64_t at;
	int done;

	notes = fit_notes(notes);
	if (fstat(f->fd, &st) < 0)
		return err_sys(e, STATUS_IOERR, "entry");
	at = (uint64_t)st.st_size;
	if (at - end + notes.n >= QUEUE_NOTES_MAX) {
		at = end;
		if (ftruncate(f->fd, (off_t)at) < 0)
			return err_sys(e, STATUS_IOERR, "entry");
	}
	if (at > end && read_at(f->fd, &last, 1, at - 1, e) < 0)
		return -1;
	if (last != '\n')
		buf_add_char(&text, '\n');
	buf_add_str(&text, notes);
	done = write_at(f->fd, buf_str(&text), at, e);
	buf_free(&text);
	return done;
}
