/* SPDX-License-Identifier: ISC */
#include "net/privfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The buffer is reserved once, so that no copy of a secret stays behind in
   memory that was given back: size is what the file had when it was opened,
   and one byte more tells whether it grew. */
static int
read_all(struct buf *text, int fd, size_t size, const char *path,
    struct err *e)
{
	ssize_t got;

	buf_reserve(text, size + 1);
	while (text->len <= size) {
		got = read(fd, text->data + text->len, size + 1 - text->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(e, STATUS_CONFIG, "%s", path);
		if (got == 0)
			return 1;
		text->len += (size_t)got;
	}
	return err_set(e, STATUS_CONFIG, "%s: grew while it was read", path);
}

static int
read_open(struct privfile *f, int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys(e, STATUS_CONFIG, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, STATUS_CONFIG, "%s: not a regular file",
		    path);
	if (st.st_size > PRIVFILE_MAX)
		return err_set(e, STATUS_CONFIG, "%s: larger than 1 MiB",
		    path);
	f->is_foreign = st.st_uid != geteuid() && st.st_uid != 0;
	f->is_readable = (st.st_mode & (S_IRGRP | S_IROTH)) != 0;
	f->is_writable = (st.st_mode & (S_IWGRP | S_IWOTH)) != 0;
	return read_all(&f->text, fd, (size_t)st.st_size, path, e);
}

int
privfile_read(struct privfile *f, const char *path, struct err *e)
{
	int fd, result;

	memset(f, 0, sizeof(*f));
	/* A FIFO must not hold us up before it is seen to be one. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return err_sys(e, STATUS_CONFIG, "%s", path);
	result = read_open(f, fd, path, e);
	close(fd);
	return result;
}

void
privfile_free(struct privfile *f)
{
	buf_wipe(&f->text);
}
