/* SPDX-License-Identifier: ISC */
#include "store/queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/random.h"
#include "store/lock.h"
#include "store/statedir.h"

/* Whoever has not written for so many seconds, and holds no lock, is dead. */
#define DEAD_AFTER 3600

/* 1, 0 when it is not there, or -1. */
static int
open_dir(int *fd, int at, const char *name, const char *path, struct err *e)
{
	struct stat st;

	*fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return 0;
	if (*fd < 0 && (errno == ENOTDIR || errno == ELOOP))
		return err_set(e, STATUS_CONFIG, "%s: no directory, or a "
		    "symbolic link", path);
	if (*fd < 0 || fstat(*fd, &st) < 0)
		return err_sys(e, STATUS_CANTCREAT, "%s", path);
	return statedir_check(&st, path, e) < 0 ? -1 : 1;
}

static int
open_failed(struct queue *q, struct err *e)
{
	struct buf path = BUF_INIT;
	int got;

	buf_printf(&path, "%s/failed", q->path);
	got = open_dir(&q->dirs[QUEUE_FAILED], q->dirs[QUEUE_WAITING],
	    "failed", buf_string(&path), e);
	buf_free(&path);
	return got;
}

int
queue_open(struct queue *q, const char *path, bool make, struct err *e)
{
	size_t n = strlen(path);
	int got;

	while (n > 1 && path[n - 1] == '/') /* it would follow a link */
		n--;
	q->path = mem_copy(path, n);
	q->dirs[QUEUE_WAITING] = q->dirs[QUEUE_FAILED] = q->lock = -1;
	if (make && statedir_make(q->path, e) < 0)
		return -1;
	got = open_dir(&q->dirs[QUEUE_WAITING], AT_FDCWD, q->path, q->path,
	    e);
	if (got <= 0)
		return make && got == 0 ?
		    err_set(e, STATUS_CANTCREAT, "%s: went away", path) : got;
	return open_failed(q, e) < 0 ? -1 : 1;
}

void
queue_close(struct queue *q)
{
	enum queue_room room;

	for (room = 0; room < QUEUE_ROOMS; room++)
		if (q->dirs[room] >= 0)
			close(q->dirs[room]);
	if (q->lock >= 0)
		close(q->lock);
	free(q->path);
	q->path = NULL;
}

int
queue_lock(struct queue *q, struct err *e)
{
	struct buf name = BUF_INIT;
	int done;

	buf_printf(&name, "%s/.lock", q->path);
	q->lock = openat(q->dirs[QUEUE_WAITING], ".lock", O_RDWR | O_CREAT |
	    O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (q->lock < 0)
		done = err_sys(e, STATUS_CANTCREAT, "%s", buf_string(&name));
	else
		done = lock_file(q->lock, buf_string(&name), 0, e);
	buf_free(&name);
	return done;
}

/* Whether a file was left by a writer that is no more.  It is opened anew
   and not locked, so that a lock of its writer stays. */
static bool
is_dead(int dir, const char *name)
{
	struct flock lock;
	struct stat st;
	bool dead = false;
	int fd = openat(dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC);

	if (fd < 0)
		return false;
	memset(&lock, 0, sizeof(lock));
	lock.l_type = F_WRLCK;
	lock.l_whence = SEEK_SET;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_mtime < time(NULL) - DEAD_AFTER)
		dead = fcntl(fd, F_GETLK, &lock) == 0 &&
		    lock.l_type == F_UNLCK;
	close(fd);
	return dead;
}

static bool
is_temporary(const char *name)
{
	size_t n = strlen(name);
	char id[QUEUE_ID_SIZE];

	if (n != QUEUE_ID_SIZE - 1 + 4 || strcmp(name + n - 4, ".tmp") != 0)
		return false;
	memcpy(id, name, QUEUE_ID_SIZE - 1);
	id[QUEUE_ID_SIZE - 1] = '\0';
	return queue_is_id(id);
}

static DIR *
read_dir(int fd)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = own >= 0 ? fdopendir(own) : NULL;

	if (dir == NULL && own >= 0)
		close(own);
	return dir;
}

void
queue_clean(const struct queue *q)
{
	DIR *dir = read_dir(q->dirs[QUEUE_WAITING]);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (is_temporary(entry->d_name) &&
		    is_dead(q->dirs[QUEUE_WAITING], entry->d_name))
			unlinkat(q->dirs[QUEUE_WAITING], entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

static void
add_id(struct queue_ids *ids, const char *id)
{
	if ((ids->n & (ids->n - 1)) == 0)
		ids->v = mem_resize(ids->v, ids->n > 0 ? 2 * ids->n : 1,
		    sizeof(*ids->v));
	memcpy(ids->v[ids->n++], id, QUEUE_ID_SIZE);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

int
queue_list(const struct queue *q, enum queue_room room,
    struct queue_ids *ids, struct err *e)
{
	struct dirent *entry;
	int done = 0;
	DIR *dir;

	if (q->dirs[room] < 0)
		return 0;
	dir = read_dir(q->dirs[room]);
	if (dir == NULL)
		return err_sys(e, STATUS_IOERR, "%s", q->path);
	errno = 0;
	while ((entry = readdir(dir)) != NULL)
		if (queue_is_id(entry->d_name))
			add_id(ids, entry->d_name);
	if (errno != 0)
		done = err_sys(e, STATUS_IOERR, "%s", q->path);
	closedir(dir);
	if (ids->n > 0)
		qsort(ids->v, ids->n, sizeof(*ids->v), compare);
	return done;
}

void
queue_ids_free(struct queue_ids *ids)
{
	free(ids->v);
	ids->v = NULL;
	ids->n = 0;
}

bool
queue_is_id(const char *text)
{
	size_t i;

	if (strlen(text) != QUEUE_ID_SIZE - 1)
		return false;
	for (i = 0; i < QUEUE_ID_SIZE - 1; i++)
		if (i == 8 ? text[i] != 'T' : i == 15 ? text[i] != '-' :
		    i < 15 ? !ascii_is_digit(text[i]) :
		    ascii_hex(text[i]) < 0)
			return false;
	return true;
}

/* The first 20 of its 64 bits are microseconds, so that ids keep the order
   in which they were made. */
int
queue_new_id(char id[QUEUE_ID_SIZE], struct err *e)
{
	static const char digits[] = "0123456789abcdef";
	struct timespec now;
	unsigned char bytes[8];
	struct tm tm;
	long fraction;
	size_t i;

	if (random_fill(bytes, sizeof(bytes), e) < 0)
		return -1;
	if (clock_gettime(CLOCK_REALTIME, &now) < 0 || now.tv_sec < 0 ||
	    gmtime_r(&now.tv_sec, &tm) == NULL ||
	    strftime(id, 17, "%Y%m%dT%H%M%S-", &tm) != 16)
		return err_set(e, STATUS_OSERR, "the clock is wrong");
	fraction = now.tv_nsec / 1000;
	bytes[0] = (unsigned char)(fraction >> 12);
	bytes[1] = (unsigned char)(fraction >> 4 & 0xff);
	bytes[2] = (unsigned char)((fraction << 4 & 0xf0) | (bytes[2] & 15));
	for (i = 0; i < sizeof(bytes); i++) {
		id[16 + 2 * i] = digits[bytes[i] >> 4];
		id[17 + 2 * i] = digits[bytes[i] & 15];
	}
	id[QUEUE_ID_SIZE - 1] = '\0';
	return 0;
}

int
queue_sync(const struct queue *q, enum queue_room room, struct err *e)
{
	return statedir_sync(q->dirs[room], q->path, e);
}

int
queue_remove(const struct queue *q, enum queue_room room, const char *id,
    struct err *e)
{
	if (q->dirs[room] < 0)
		return 0;
	if (unlinkat(q->dirs[room], id, 0) < 0)
		return errno == ENOENT ? 0 :
		    err_sys(e, STATUS_IOERR, "%s/%s", q->path, id);
	return queue_sync(q, room, e) < 0 ? -1 : 1;
}

static int
make_failed(struct queue *q, struct err *e)
{
	if (q->dirs[QUEUE_FAILED] >= 0)
		return 0;
	if (mkdirat(q->dirs[QUEUE_WAITING], "failed", 0700) < 0 &&
	    errno != EEXIST)
		return err_sys(e, STATUS_CANTCREAT, "%s/failed", q->path);
	return open_failed(q, e) < 0 ? -1 : 0;
}

int
queue_move(struct queue *q, enum queue_room from, const char *id,
    struct err *e)
{
	enum queue_room to = from == QUEUE_WAITING ? QUEUE_FAILED
	                                           : QUEUE_WAITING;

	if (make_failed(q, e) < 0)
		return -1;
	if (renameat(q->dirs[from], id, q->dirs[to], id) < 0)
		return err_sys(e, STATUS_IOERR, "%s/%s", q->path, id);
	return queue_sync(q, to, e) < 0 ? -1 : queue_sync(q, from, e);
}
