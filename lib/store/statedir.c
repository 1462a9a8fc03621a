/* SPDX-License-Identifier: ISC */
#include "store/statedir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

int
statedir_sync(int fd, const char *path, struct err *e)
{
	if (fsync(fd) < 0 && errno != EINVAL && errno != ENOTSUP)
		return err_sys(e, STATUS_IOERR, "%s: not synced", path);
	return 0;
}

int
statedir_sync_parent(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? mem_string(".") :
	    mem_copy(path, slash > path ? (size_t)(slash - path) : 1);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result;

	if (fd < 0)
		/* It may be searched and not read: /var/mail. */
		result = errno == EACCES ? 0 :
		    err_sys(e, STATUS_IOERR, "%s", dir);
	else
		result = statedir_sync(fd, dir, e);
	if (fd >= 0)
		close(fd);
	free(dir);
	return result;
}

static int
make_one(const char *path, struct err *e)
{
	if (mkdir(path, 0700) == 0)
		return statedir_sync_parent(path, e);
	if (errno == EEXIST)
		return 0;
	return err_sys(e, STATUS_CANTCREAT, "%s", path);
}

int
statedir_make(const char *path, struct err *e)
{
	char *part = mem_string(path), *slash = part;
	struct stat st;
	int result = 0;

	while (result == 0 && stat(path, &st) < 0 &&
	    (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		result = make_one(part, e);
		*slash = '/';
	}
	free(part);
	return result < 0 ? -1 : make_one(path, e);
}

int
statedir_path(struct buf *path, struct err *e)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	/* What is no absolute path is to be ignored, says the XDG Base
	   Directory Specification. */
	if (state != NULL && *state == '/')
		buf_printf(path, "%s/mailpipe", state);
	else if (home != NULL && *home != '\0')
		buf_printf(path, "%s/.local/state/mailpipe", home);
	else
		return err_set(e, STATUS_CONFIG, "neither HOME nor "
		    "XDG_STATE_HOME says where to remember messages");
	return 0;
}

int
statedir_check(const struct stat *st, const char *path, struct err *e)
{
	if (st->st_uid != geteuid())
		return err_set(e, STATUS_CONFIG, "%s: belongs to another "
		    "user", path);
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(e, STATUS_CONFIG, "%s: others may write it "
		    "(chmod go-w)", path);
	return 0;
}

int
statedir(struct buf *path, struct err *e)
{
	size_t start = path->len;
	const char *dir;
	struct stat st;

	if (statedir_path(path, e) < 0)
		return -1;
	dir = buf_string(path) + start;
	if (statedir_make(dir, e) < 0)
		return -1;
	if (stat(dir, &st) < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s", dir);
	return statedir_check(&st, dir, e);
}
