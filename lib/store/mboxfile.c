/* SPDX-License-Identifier: ISC */
#include "store/mboxfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mime/msgout.h"
#include "store/statedir.h"

#define WAIT_MS 30000

/* A file with other content must not be spoilt by a slip of the pen. */
static int
check_open(const struct mboxfile *m, const struct stat *st, struct err *e)
{
	char start[5];

	if (!S_ISREG(st->st_mode))
		return err_set(e, STATUS_CANTCREAT, "%s: no regular file",
		    m->path);
	if (st->st_size > 0 && (pread(m->fd, start, sizeof(start), 0) !=
	    (ssize_t)sizeof(start) || memcmp(start, "From ", 5) != 0))
		return err_set(e, STATUS_CANTCREAT, "%s: is no mbox",
		    m->path);
	return 0;
}

/* Opens the file; what is no regular file must not hold us up. */
static int
open_file(struct mboxfile *m, struct stat *st, struct err *e)
{
	const int how = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

	m->fd = open(m->path, how);
	if (m->fd < 0 && errno == ENOENT) {
		m->fd = open(m->path, how | O_CREAT, 0600);
		if (m->fd >= 0 && statedir_sync_parent(m->path, e) < 0)
			return -1;
	}
	if (m->fd < 0 || fstat(m->fd, st) < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s", m->path);
	return check_open(m, st, e);
}

int
mboxfile_check(const char *path, struct err *e)
{
	struct mboxfile m = {path, -1, DOTLOCK_INIT, 0, 0};
	struct stat st;
	int result = open_file(&m, &st, e);

	if (m.fd >= 0)
		close(m.fd);
	return result;
}

/* Whether the file is still the one of that name: who had it locked may have
   moved it away. */
static bool
is_current(const struct mboxfile *m, struct stat *st)
{
	struct stat named;

	return fstat(m->fd, st) == 0 && stat(m->path, &named) == 0 &&
	    st->st_ino == named.st_ino && st->st_dev == named.st_dev;
}

static int
open_locked(struct mboxfile *m, struct err *e)
{
	struct stat st;

	for (;;) {
		if (open_file(m, &st, e) < 0 ||
		    lock_file(m->fd, m->path, WAIT_MS, e) < 0 ||
		    dotlock_take(&m->lock, m->path, WAIT_MS, e) < 0)
			return -1;
		if (is_current(m, &st)) {
			m->start = m->end = st.st_size;
			return check_open(m, &st, e);
		}
		mboxfile_close(m);
	}
}

int
mboxfile_open(struct mboxfile *m, const char *path, struct err *e)
{
	memset(m, 0, sizeof(*m));
	m->path = path;
	m->fd = -1;
	if (open_locked(m, e) == 0)
		return 0;
	mboxfile_close(m);
	return -1;
}

void
mboxfile_close(struct mboxfile *m)
{
	dotlock_drop(&m->lock);
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
}

/* The empty line behind the message that is there, if somebody has left it
   out or was killed before it. */
static void
separate(const struct mboxfile *m, struct out *out)
{
	const off_t n = m->end < 2 ? m->end : 2;
	char end[2] = {'\n', '\n'};

	if (n > 0 && pread(m->fd, end + 2 - n, (size_t)n, m->end - n) != n)
		out->error = EIO;
	if (end[1] != '\n')
		out_add_char(out, '\n');
	if (end[0] != '\n' || end[1] != '\n')
		out_add_char(out, '\n');
}

static int
copy(struct spool *message, struct out *out, int64_t when, struct err *e)
{
	char piece[32 * 1024];
	struct msgout m;
	ssize_t got;

	msgout_init(&m, out, false, when);
	msgout_begin(&m);
	spool_rewind(message);
	while ((got = spool_read(message, piece, sizeof(piece), e)) > 0 &&
	    !out_failed(out))
		msgout_add(&m, str_of(piece, (size_t)got));
	msgout_end(&m);
	msgout_free(&m);
	if (got < 0)
		return -1;
	return out_flush(out, e);
}

int
mboxfile_add(struct mboxfile *m, struct spool *message, int64_t when,
    struct err *e)
{
	struct out out;
	int result;

	out_init(&out, m->fd, m->path);
	if (lseek(m->fd, m->end, SEEK_SET) < 0)
		out.error = errno;
	separate(m, &out);
	result = copy(message, &out, when, e);
	if (result == 0)
		m->end += (off_t)out.total;
	else
		(void)!ftruncate(m->fd, m->end);
	out_free(&out);
	return result;
}

void
mboxfile_undo(struct mboxfile *m)
{
	if (ftruncate(m->fd, m->start) == 0)
		(void)fsync(m->fd);
}

int
mboxfile_sync(struct mboxfile *m, struct err *e)
{
	if (fsync(m->fd) == 0)
		return 0;
	err_sys(e, STATUS_IOERR, "%s", m->path);
	mboxfile_undo(m);
	return -1;
}
