/* SPDX-License-Identifier: ISC */
#include "store/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/in.h"
#include "store/lock.h"
#include "store/statedir.h"

/* How long another run, which may be at its end, is waited for. */
#define WAIT_MS 1000

/* The part of a file's name that is there for the eye. */
#define EYE_MAX 100

/* An id comes in a line of a reply; escaped it has four times its length. */
#define RECORD_MAX ((size_t)256 * 1024)

/* The identity, cleaned, and enough of its hash to be another's never. */
static void
add_file_name(struct buf *b, const char *identity)
{
	unsigned char digest[HASH_MAX];
	struct hash h;
	size_t i;

	for (i = 0; identity[i] != '\0' && i < EYE_MAX; i++)
		buf_add_char(b, ascii_is_alnum(identity[i]) ||
		    strchr("@._", identity[i]) != NULL ? identity[i] : '-');
	hash_init(&h, HASH_SHA256);
	hash_add(&h, identity, strlen(identity));
	hash_end(&h, digest);
	buf_add_char(b, '-');
	for (i = 0; i < 8; i++)
		buf_printf(b, "%02x", digest[i]);
	buf_add_string(b, ".journal");
}

static int
damaged(const struct journal *j, struct err *e)
{
	return err_set(e, STATUS_CONFIG, "%s: damaged, or not the journal of "
	    "\"%s\": move it away, and all messages count as new", j->path,
	    j->identity);
}

/* Writes behind what is good, or not at all. */
static int
append(struct journal *j, const char *p, size_t n, struct err *e)
{
	uint64_t at = j->size;
	ssize_t done;

	while (n > 0) {
		done = pwrite(j->fd, p, n, (off_t)at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			err_sys(e, STATUS_IOERR, "%s", j->path);
			(void)!ftruncate(j->fd, (off_t)j->size);
			j->broken = true;
			return -1;
		}
		at += (uint64_t)done;
		p += done;
		n -= (size_t)done;
	}
	j->size = at;
	return 0;
}

int
journal_write(struct journal *j, struct err *e)
{
	if (j->broken)
		return err_set(e, STATUS_IOERR, "%s: not written", j->path);
	if (append(j, j->pending.data, j->pending.len, e) < 0)
		return -1;
	j->pending.len = 0;
	return 0;
}

int
journal_sync(struct journal *j, struct err *e)
{
	if (journal_write(j, e) < 0)
		return -1;
	if (fsync(j->fd) == 0)
		return 0;
	/* What the system has dropped, a second fsync would not tell. */
	j->broken = true;
	return err_sys(e, STATUS_IOERR, "%s: not synced", j->path);
}

/* What a crash can leave: the beginning of the first line, or zeros. */
static bool
is_torn_head(const struct journal *j, struct str s)
{
	struct buf head = BUF_INIT;
	bool is;

	journal_head_write(&head, j->identity);
	is = s.n == 0 || s.p[0] == '\0' || (s.n < head.len &&
	    memcmp(s.p, head.data, s.n) == 0);
	buf_free(&head);
	return is;
}

static int
start(struct journal *j, struct err *e)
{
	struct buf head = BUF_INIT;
	int result = -1;

	journal_head_write(&head, j->identity);
	j->size = 0;
	j->lines = 0;
	if (ftruncate(j->fd, 0) < 0)
		err_sys(e, STATUS_CANTCREAT, "%s", j->path);
	else
		result = append(j, head.data, head.len, e);
	buf_free(&head);
	if (result == 0 && fsync(j->fd) < 0)
		result = err_sys(e, STATUS_IOERR, "%s", j->path);
	return result < 0 ? -1 : statedir_sync_parent(j->path, e);
}

/* Where reading has come to. */
struct reader {
	uint64_t at;   /* the end of the last line */
	uint64_t good; /* the end of the last one that is a record */
	bool bad;      /* there is one behind that which is none */
	struct journal_record record;
};

static int
take_head(struct journal *j, struct str line, struct err *e)
{
	int head = journal_head_read(line, j->identity);

	if (head > 0)
		return err_set(e, STATUS_CONFIG, "%s: written by a later "
		    "version of this program", j->path);
	return head < 0 ? damaged(j, e) : 0;
}

/* A crash may leave zeros where data was not on the disk yet, and the rest of
   a line behind them: nothing was done yet that relied upon these. */
static int
take_line(struct journal *j, struct reader *r, struct str line,
    struct err *e)
{
	if (r->at == 0) {
		if (take_head(j, line, e) < 0)
			return -1;
	} else if (str_has(line, '\0')) {
		return 0;
	} else if (journal_record_read(&r->record, line) < 0) {
		r->bad = true;
		return 0;
	} else if (r->bad) {
		return damaged(j, e);
	} else {
		journal_apply(j, &r->record);
		j->lines++;
	}
	r->good = r->at + line.n + 1;
	return 0;
}

/* The whole lines of the window; what follows them stays there. */
static int
take_lines(struct journal *j, struct reader *r, struct in *in, struct err *e)
{
	struct str window = in_window(in);
	size_t n;

	while ((n = str_find(window, '\n')) < window.n) {
		if (take_line(j, r, str_of(window.p, n), e) < 0)
			return -1;
		r->at += n + 1;
		in_take(in, n + 1);
		window = in_window(in);
	}
	return 0;
}

/* What is torn at the end is cut off. */
static int
finish(struct journal *j, const struct reader *r, struct str rest,
    struct err *e)
{
	if (r->at == 0)
		return is_torn_head(j, rest) ? start(j, e) : damaged(j, e);
	j->size = r->good;
	if (r->at + rest.n > r->good &&
	    ftruncate(j->fd, (off_t)r->good) < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s", j->path);
	return 0;
}

static int
load(struct journal *j, struct err *e)
{
	struct reader r = {0, 0, false, JOURNAL_RECORD_INIT};
	struct in in;
	int got, result = 0;

	in_init(&in, j->fd, j->path, RECORD_MAX);
	do {
		got = in_fill(&in, e);
		if (got < 0)
			result = -1;
		else
			result = take_lines(j, &r, &in, e);
	} while (got > 0 && result == 0);
	if (result == 0 && in_is_full(&in))
		result = damaged(j, e);
	if (result == 0)
		result = finish(j, &r, in_window(&in), e);
	journal_record_free(&r.record);
	in_free(&in);
	return result;
}

/* Whether the file that is open is still the one of that name: the run that
   we waited for may have put another in its place. */
static bool
is_current(int fd, const char *path)
{
	struct stat mine, named;

	return fstat(fd, &mine) == 0 && stat(path, &named) == 0 &&
	    mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

static int
open_locked(struct journal *j, struct err *e)
{
	for (;;) {
		j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (j->fd < 0)
			return err_sys(e, STATUS_CANTCREAT, "%s", j->path);
		if (lock_file(j->fd, j->path, WAIT_MS, e) < 0)
			return -1;
		if (is_current(j->fd, j->path))
			return 0;
		close(j->fd);
	}
}

int
journal_file_open(struct journal *j, struct err *e)
{
	struct buf path = BUF_INIT;

	if (statedir(&path, e) < 0) {
		buf_free(&path);
		return -1;
	}
	buf_add_char(&path, '/');
	add_file_name(&path, j->identity);
	j->path = buf_string(&path);
	if (open_locked(j, e) < 0)
		return -1;
	return load(j, e);
}

/* The new file takes the old one's place, and the lock goes with it. */
static int
replace(struct journal *j, struct journal *next, struct err *e)
{
	if (fsync(next->fd) < 0 || rename(next->path, j->path) < 0)
		return err_sys(e, STATUS_IOERR, "%s", next->path);
	close(j->fd);
	j->fd = next->fd;
	j->size = next->size;
	return statedir_sync_parent(j->path, e);
}

int
journal_file_replace(struct journal *j, const struct buf *text, size_t n,
    struct err *e)
{
	struct journal next;
	struct buf path = BUF_INIT, head = BUF_INIT;
	int result = -1;

	memset(&next, 0, sizeof(next));
	buf_printf(&path, "%s.new", j->path);
	journal_head_write(&head, j->identity);
	next.path = buf_string(&path);
	next.fd = open(next.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0600);
	if (next.fd < 0)
		err_sys(e, STATUS_CANTCREAT, "%s", next.path);
	else if (lock_file(next.fd, next.path, 0, e) == 0 &&
	    append(&next, head.data, head.len, e) == 0 &&
	    append(&next, text->data, text->len, e) == 0)
		result = replace(j, &next, e);
	if (result == 0)
		j->lines = n;
	else if (next.fd >= 0 && next.fd != j->fd) {
		close(next.fd);
		unlink(next.path);
	}
	buf_free(&path);
	buf_free(&head);
	return result;
}
