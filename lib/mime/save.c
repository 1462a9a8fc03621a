/* SPDX-License-Identifier: ISC */
#include "mime/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mime/filename.h"

/* Numbers that are tried for one name before giving up. */
#define TRIES 100000

int
save_init(struct save *s, const char *dir, struct err *e)
{
	memset(s, 0, sizeof(*s));
	s->dir_name = dir;
	s->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->dir < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s", dir);
	return 0;
}

void
save_free(struct save *s)
{
	close(s->dir);
}

int
save_begin(struct save *s, struct save_file *file, struct err *e)
{
	const struct buf none = BUF_INIT;
	int fd, tries = 0;

	file->temporary = none;
	do {
		file->temporary.len = 0;
		buf_printf(&file->temporary, ".mimeparse-%ld-%lu",
		    (long)getpid(), ++s->files);
		fd = openat(s->dir, buf_string(&file->temporary), O_WRONLY |
		    O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	} while (fd < 0 && errno == EEXIST && ++tries < TRIES);
	if (fd < 0) {
		buf_free(&file->temporary);
		return err_sys(e, STATUS_CANTCREAT, "%s", s->dir_name);
	}
	out_init(&file->out, fd, s->dir_name);
	return 0;
}

/* Gives the file its name; where there are no links, an empty file holds
   the name for it.  0 or -1 with errno. */
static int
give_name(struct save *s, const char *temporary, const char *name)
{
	int fd;

	if (linkat(s->dir, temporary, s->dir, name, 0) == 0)
		return unlinkat(s->dir, temporary, 0);
	if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
		return -1;
	fd = openat(s->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0666);
	if (fd < 0)
		return -1;
	close(fd);
	return renameat(s->dir, temporary, s->dir, name);
}

static unsigned long *
counter(struct save *s, struct str name)
{
	unsigned long hash = 5381;
	size_t i;

	for (i = 0; i < name.n; i++)
		hash = 33 * hash + (unsigned char)name.p[i];
	return &s->next[hash % SAVE_NAMES];
}

/* Names the file, with a number if need be: one that was not tried before,
   so that many parts of one name take linear time. */
static int
find_name(struct save *s, const char *temporary, struct str clean,
    struct buf *name)
{
	unsigned long *next = counter(s, clean);
	size_t start = name->len;
	int tries;

	buf_add_str(name, clean);
	if (give_name(s, temporary, buf_string(name) + start) == 0)
		return 0;
	for (tries = 0; errno == EEXIST && tries < TRIES; tries++) {
		name->len = start;
		filename_number(clean, *next + 2, name);
		(*next)++;
		if (give_name(s, temporary, buf_string(name) + start) == 0)
			return 0;
	}
	return -1;
}

int
save_end(struct save *s, struct save_file *file, struct str clean,
    struct buf *name, struct err *e)
{
	if (out_close(&file->out, e) < 0) {
		save_abandon(s, file);
		return -1;
	}
	if (find_name(s, buf_string(&file->temporary), clean, name) < 0) {
		err_sys(e, STATUS_CANTCREAT, "%s", s->dir_name);
		save_abandon(s, file);
		return -1;
	}
	buf_free(&file->temporary);
	return 0;
}

void
save_abandon(struct save *s, struct save_file *file)
{
	if (file->out.fd >= 0)
		close(file->out.fd);
	file->out.fd = -1;
	out_free(&file->out);
	unlinkat(s->dir, buf_string(&file->temporary), 0);
	buf_free(&file->temporary);
}
