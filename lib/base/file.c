/* SPDX-License-Identifier: ISC */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/in.h"

int
file_open(const char *path, struct err *e)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, STATUS_NOINPUT, "%s", path);
	return fd;
}

static int
read_all(int fd, const char *path, struct buf *b, size_t max, struct err *e)
{
	struct in in;
	struct str window;
	int got;

	in_init(&in, fd, path, IN_SIZE);
	while ((got = in_fill(&in, e)) > 0) {
		window = in_window(&in);
		if (window.n > max) {
			got = err_set(e, STATUS_DATA,
			    "%s: larger than %zu bytes", path, max);
			break;
		}
		max -= window.n;
		buf_add_str(b, window);
		in_take(&in, window.n);
	}
	in_free(&in);
	return got;
}

int
file_read(const char *path, struct buf *b, size_t max, struct err *e)
{
	int fd = file_open(path, e), result;

	if (fd < 0)
		return -1;
	result = read_all(fd, path, b, max, e);
	if (fd != STDIN_FILENO)
		close(fd);
	return result;
}

void
file_cloexec(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags >= 0)
		fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
}
