/* SPDX-License-Identifier: ISC */
#include "base/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

void
spool_init(struct spool *s)
{
	memset(s, 0, sizeof(*s));
	s->fd = s->lent_fd = -1;
}

void
spool_free(struct spool *s)
{
	buf_free(&s->memory);
	if (s->fd >= 0)
		close(s->fd);
	spool_init(s);
}

static int
write_at(struct spool *s, const char *p, size_t n, struct err *e)
{
	ssize_t done;

	while (n > 0) {
		done = pwrite(s->fd, p, n, (off_t)(s->size - s->lent));
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_sys(e, STATUS_IOERR, "temporary file");
		s->size += (uint64_t)done;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Opens the file and moves there what memory held. */
static int
to_file(struct spool *s, struct err *e)
{
	const char *dir = getenv("TMPDIR");
	struct buf path = BUF_INIT;

	buf_printf(&path, "%s/mailpipe.XXXXXX",
	    dir != NULL && *dir != '\0' ? dir : "/tmp");
	s->fd = mkstemp(buf_string(&path));
	if (s->fd < 0) {
		err_sys(e, STATUS_CANTCREAT, "%s", path.data);
		buf_free(&path);
		return -1;
	}
	file_cloexec(s->fd);
	unlink(path.data);
	buf_free(&path);
	s->size = s->lent;
	if (write_at(s, s->memory.data, s->memory.len, e) < 0)
		return -1;
	buf_free(&s->memory);
	return 0;
}

int
spool_add(struct spool *s, const void *p, size_t n, struct err *e)
{
	if (s->fd < 0 && n > SPOOL_MEMORY - s->memory.len &&
	    to_file(s, e) < 0)
		return -1;
	if (s->fd >= 0)
		return write_at(s, p, n, e);
	buf_add(&s->memory, p, n);
	s->size += n;
	return 0;
}

bool
spool_can_lend(const struct spool *s, int fd, off_t at)
{
	return s->size == 0 || (s->size == s->lent && s->lent_fd == fd &&
	    s->lent_at + (off_t)s->lent == at);
}

int
spool_lend(struct spool *s, int fd, off_t at, size_t n, struct err *e)
{
	if (s->lent == 0 && fstat(fd, &s->lent_was) < 0)
		return err_sys(e, STATUS_IOERR, "the input");
	if (s->lent == 0)
		s->lent_at = at;
	s->lent_fd = fd;
	s->lent += n;
	s->size += n;
	return 0;
}

void
spool_rewind(struct spool *s)
{
	s->at = 0;
}

static ssize_t
read_at(int fd, void *p, size_t n, off_t at)
{
	ssize_t got;

	do
		got = pread(fd, p, n, at);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Nobody may have written to it meanwhile, not even behind its end: what is
   longer now may be another text. */
static bool
is_unchanged(const struct spool *s)
{
	const struct stat *was = &s->lent_was;
	struct stat is;

	return fstat(s->lent_fd, &is) == 0 && is.st_size == was->st_size &&
	    is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    is.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

static ssize_t
read_lent(struct spool *s, void *p, size_t n, struct err *e)
{
	uint64_t left = s->lent - s->at;
	ssize_t got;

	got = read_at(s->lent_fd, p, n < left ? n : (size_t)left,
	    s->lent_at + (off_t)s->at);
	if (got < 0)
		return err_sys(e, STATUS_IOERR, "the input");
	if (got == 0 || ((uint64_t)got == left && !is_unchanged(s)))
		return err_set(e, STATUS_IOERR,
		    "the input was changed while it was read");
	s->at += (uint64_t)got;
	return got;
}

ssize_t
spool_read(struct spool *s, void *p, size_t n, struct err *e)
{
	ssize_t got;

	if (s->at < s->lent)
		return read_lent(s, p, n, e);
	if (n > s->size - s->at)
		n = (size_t)(s->size - s->at);
	if (n == 0)
		return 0;
	if (s->fd < 0) {
		memcpy(p, s->memory.data + (s->at - s->lent), n);
		s->at += n;
		return (ssize_t)n;
	}
	got = read_at(s->fd, p, n, (off_t)(s->at - s->lent));
	if (got <= 0)
		return err_sys(e, STATUS_IOERR, "temporary file");
	s->at += (uint64_t)got;
	return got;
}

int
spool_fd(struct spool *s, struct err *e)
{
	if (s->lent > 0)
		return err_set(e, STATUS_SOFTWARE, "a spool that was lent");
	if (s->fd < 0 && to_file(s, e) < 0)
		return -1;
	if (lseek(s->fd, 0, SEEK_SET) < 0)
		return err_sys(e, STATUS_IOERR, "temporary file");
	return s->fd;
}
