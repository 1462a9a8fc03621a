/* SPDX-License-Identifier: ISC */
#include "store/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/statedir.h"

#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* What a Maildir consists of. */
static const char *const parts[] = {"tmp", "new", "cur"};

static bool
is_part(const char *name)
{
	size_t i;

	for (i = 0; i < 3; i++)
		if (strcmp(name, parts[i]) == 0)
			return true;
	return false;
}

/* Whether the directory holds nothing but parts of a Maildir. */
static bool
is_empty(int root)
{
	int fd = openat(root, ".", DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *one;
	bool empty = dir != NULL;

	while (empty && (one = readdir(dir)) != NULL)
		empty = strcmp(one->d_name, ".") == 0 ||
		    strcmp(one->d_name, "..") == 0 || is_part(one->d_name);
	if (dir != NULL)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	return empty;
}

static bool
is_whole(int root)
{
	struct stat st;
	size_t i;

	for (i = 0; i < 3; i++)
		if (fstatat(root, parts[i], &st, 0) < 0 ||
		    !S_ISDIR(st.st_mode))
			return false;
	return true;
}

static int
make_parts(struct maildir *m, struct err *e)
{
	size_t i;

	if (is_whole(m->root))
		return 0;
	if (!is_empty(m->root))
		return err_set(e, STATUS_CANTCREAT,
		    "%s: is no Maildir, and not empty", m->path);
	for (i = 0; i < 3; i++)
		if (mkdirat(m->root, parts[i], 0700) < 0 && errno != EEXIST)
			return err_sys(e, STATUS_CANTCREAT, "%s/%s", m->path,
			    parts[i]);
	return statedir_sync(m->root, m->path, e);
}

static int
open_part(const struct maildir *m, const char *part, int *fd, struct err *e)
{
	*fd = openat(m->root, part, DIRECTORY);
	if (*fd < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s/%s", m->path, part);
	return 0;
}

static int
open_all(struct maildir *m, struct err *e)
{
	if (mkdir(m->path, 0700) == 0) {
		if (statedir_sync_parent(m->path, e) < 0)
			return -1;
	} else if (errno != EEXIST) {
		return err_sys(e, STATUS_CANTCREAT, "%s", m->path);
	}
	m->root = open(m->path, DIRECTORY);
	if (m->root < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s", m->path);
	if (make_parts(m, e) < 0 || open_part(m, "tmp", &m->tmp, e) < 0 ||
	    open_part(m, "new", &m->new, e) < 0)
		return -1;
	return open_part(m, "cur", &m->cur, e);
}

int
maildir_open(struct maildir *m, const char *path, struct err *e)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	m->path = mem_copy(path, n);
	m->root = m->tmp = m->new = m->cur = -1;
	if (open_all(m, e) == 0)
		return 0;
	maildir_close(m);
	return -1;
}

void
maildir_close(struct maildir *m)
{
	int *fds[] = {&m->root, &m->tmp, &m->new, &m->cur};
	size_t i;

	for (i = 0; i < 4; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	free(m->path);
	m->path = NULL;
}

static void
forget(struct maildir_file *f)
{
	if (f->out.fd >= 0)
		close(f->out.fd);
	f->out.fd = -1;
	out_free(&f->out);
	buf_free(&f->temporary);
	buf_free(&f->name);
}

/* The host's name, in which a name of a Maildir can hold no slash, and no
   colon, behind which the flags stand. */
static void
add_host(struct buf *b)
{
	char host[256], *p;

	if (gethostname(host, sizeof(host)) < 0 || host[0] == '\0')
		memcpy(host, "localhost", sizeof("localhost"));
	host[sizeof(host) - 1] = '\0';
	for (p = host; *p != '\0'; p++)
		if (strchr("/:,", *p) != NULL)
			*p = '_';
	buf_add_string(b, host);
}

/* A Maildir that several hosts share has no key twice for that. */
static void
add_temporary(struct buf *name, const char *key)
{
	buf_printf(name, "mailpipe.%s.", key);
	add_host(name);
}

int
maildir_begin(struct maildir *m, struct maildir_file *f, const char *key,
    struct err *e)
{
	const int how = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const char *name;
	int fd;

	memset(f, 0, sizeof(*f));
	add_temporary(&f->temporary, key);
	name = buf_string(&f->temporary);
	fd = openat(m->tmp, name, how, 0600);
	if (fd < 0 && errno == EEXIST && unlinkat(m->tmp, name, 0) == 0)
		fd = openat(m->tmp, name, how, 0600);
	out_init(&f->out, fd, m->path);
	if (fd >= 0)
		return 0;
	err_sys(e, STATUS_CANTCREAT, "%s/tmp", m->path);
	forget(f);
	return -1;
}

int
maildir_end(struct maildir *m, struct maildir_file *f, const char *key,
    struct err *e)
{
	struct timespec now;

	if (out_flush(&f->out, e) < 0) {
		maildir_give_up(m, f);
		return -1;
	}
	out_free(&f->out);
	/* The disk may begin to work while more messages come. */
	(void)posix_fadvise(f->out.fd, 0, 0, POSIX_FADV_DONTNEED);
	clock_gettime(CLOCK_REALTIME, &now);
	buf_printf(&f->name, "%lld.M%06ldK%s.", (long long)now.tv_sec,
	    now.tv_nsec / 1000, key);
	add_host(&f->name);
	buf_printf(&f->name, ",S=%llu", (unsigned long long)f->out.total);
	return 0;
}

int
maildir_sync(struct maildir *m, struct maildir_file *f, struct err *e)
{
	if (fsync(f->out.fd) < 0)
		return err_sys(e, STATUS_IOERR, "%s", m->path);
	return out_close(&f->out, e);
}

/* Where there are no hard links, no reader can have put a file of our name
   there, and it can be moved. */
static int
give_name(struct maildir *m, const char *temporary, const char *name)
{
	struct stat st;

	if (linkat(m->tmp, temporary, m->new, name, 0) == 0)
		return unlinkat(m->tmp, temporary, 0);
	if ((errno != EPERM && errno != ENOTSUP && errno != ENOSYS) ||
	    fstatat(m->new, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return -1;
	return renameat(m->tmp, temporary, m->new, name);
}

int
maildir_link(struct maildir *m, struct maildir_file *f, struct err *e)
{
	if (give_name(m, buf_string(&f->temporary), buf_string(&f->name)) < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s/new", m->path);
	forget(f);
	return 0;
}

int
maildir_sync_names(struct maildir *m, struct err *e)
{
	return statedir_sync(m->new, m->path, e);
}

void
maildir_give_up(struct maildir *m, struct maildir_file *f)
{
	if (f->temporary.len > 0)
		unlinkat(m->tmp, buf_string(&f->temporary), 0);
	forget(f);
}

void
maildir_clean(struct maildir *m, const char *key)
{
	struct buf name = BUF_INIT;

	add_temporary(&name, key);
	(void)unlinkat(m->tmp, buf_string(&name), 0);
	buf_free(&name);
}

/* A reader puts a colon and flags behind a name, and one that copies to other
   servers a comma and a number of its own before them. */
static bool
is_same(const char *found, const char *name, size_t n)
{
	return strncmp(found, name, n) == 0 &&
	    (found[n] == '\0' || found[n] == ':' || found[n] == ',');
}

/* Whoever has put it there may not have synced that. */
static int
find_in(const struct maildir *m, int part, const char *name, struct err *e)
{
	const size_t n = strlen(name);
	const struct dirent *one;
	int fd = openat(part, ".", DIRECTORY), has = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL) {
		err_sys(e, STATUS_IOERR, "%s", m->path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while (!has && (one = readdir(dir)) != NULL)
		has = is_same(one->d_name, name, n);
	closedir(dir);
	if (has && statedir_sync(part, m->path, e) < 0)
		return -1;
	return has;
}

/* In this order, for that is how readers move it. */
int
maildir_has(struct maildir *m, const char *name, struct err *e)
{
	int has = find_in(m, m->new, name, e);

	return has != 0 ? has : find_in(m, m->cur, name, e);
}
