/* SPDX-License-Identifier: ISC */
#include "base/replace.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

static void
forget(struct replace *r)
{
	if (r->fd >= 0)
		close(r->fd);
	free(r->path);
	free(r->temp);
	r->fd = -1;
	r->path = r->temp = NULL;
}

void
replace_drop(struct replace *r)
{
	if (r->temp != NULL)
		unlink(r->temp);
	forget(r);
}

int
replace_open(struct replace *r, const char *path, struct err *e)
{
	struct stat st;
	struct buf temp = BUF_INIT;

	r->path = mem_string(path);
	r->temp = NULL;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		r->fd = open(path, O_WRONLY);
	} else {
		buf_printf(&temp, "%s.XXXXXX", path);
		r->temp = mem_string(buf_string(&temp));
		buf_free(&temp);
		r->fd = mkstemp(r->temp);
	}
	if (r->fd >= 0) {
		file_cloexec(r->fd);
		return 0;
	}
	err_sys(e, STATUS_CANTCREAT, "%s", path);
	forget(r);
	return -1;
}

int
replace_commit(struct replace *r, struct err *e)
{
	int failed = r->temp != NULL ? fsync(r->fd) : 0;

	if (close(r->fd) < 0)
		failed = -1;
	r->fd = -1;
	if (failed < 0) {
		err_sys(e, STATUS_IOERR, "%s", r->path);
	} else if (r->temp != NULL && rename(r->temp, r->path) < 0) {
		failed = err_sys(e, STATUS_CANTCREAT, "%s", r->path);
	} else {
		free(r->temp);
		r->temp = NULL;
	}
	replace_drop(r);
	return failed;
}
