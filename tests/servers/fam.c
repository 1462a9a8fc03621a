/* SPDX-License-Identifier: ISC */
/*
 * A libfam for Courier's imapd, by inotify(7): Debian's looks for a daemon of
 * its own for a second or two before it fails, each time.  The structs and
 * the codes are those of fam(3); of an event only its code is looked at.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { CHANGED = 1, DELETED = 2, CREATED = 5, ACKNOWLEDGED = 7, LISTED = 9 };

struct connection {
	int fd;
	void *unused;
};

struct request {
	int number;
};

struct event {
	struct connection *connection;
	struct request request;
	char *host;
	char name[PATH_MAX];
	void *data;
	int code;
};

/* What is yet to be told. */
static struct {
	int number, code;
} queue[256];
static size_t head, tail;

static void
tell(int number, int code)
{
	queue[tail % 256].number = number;
	queue[tail++ % 256].code = code;
}

static void
translate(const struct inotify_event *e)
{
	if ((e->mask & (IN_CREATE | IN_MOVED_TO)) != 0)
		tell(e->wd, CREATED);
	else if ((e->mask & (IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF)) != 0)
		tell(e->wd, DELETED);
}

static void
gather(int fd)
{
	char room[4096];
	struct inotify_event e;
	ssize_t n = read(fd, room, sizeof(room));
	size_t i;

	for (i = 0; n > 0 && i < (size_t)n; i += sizeof(e) + e.len) {
		memcpy(&e, room + i, sizeof(e));
		translate(&e);
	}
}

int
FAMOpen(struct connection *fc)
{
	head = tail = 0;
	fc->fd = inotify_init1(IN_CLOEXEC);
	return fc->fd < 0 ? -1 : 0;
}

int
FAMClose(struct connection *fc)
{
	return close(fc->fd);
}

int
FAMMonitorFile(struct connection *fc, const char *name, struct request *fr,
    void *data)
{
	(void)data;
	fr->number = inotify_add_watch(fc->fd, name,
	    IN_CREATE | IN_DELETE | IN_MOVE | IN_DELETE_SELF);
	if (fr->number < 0 && errno != ENOENT)
		return -1;
	if (fr->number < 0)
		tell(fr->number, DELETED);
	tell(fr->number, LISTED);
	return 0;
}

int
FAMMonitorDirectory(struct connection *fc, const char *name,
    struct request *fr, void *data)
{
	return FAMMonitorFile(fc, name, fr, data);
}

/* A watch on what was deleted has ended by itself. */
int
FAMCancelMonitor(struct connection *fc, const struct request *fr)
{
	inotify_rm_watch(fc->fd, fr->number);
	tell(fr->number, ACKNOWLEDGED);
	return 0;
}

int
FAMPending(struct connection *fc)
{
	int n = 0;

	if (ioctl(fc->fd, FIONREAD, &n) == 0 && n > 0 && tail - head < 64)
		gather(fc->fd);
	return head != tail;
}

int
FAMNextEvent(struct connection *fc, struct event *fe)
{
	while (head == tail)
		gather(fc->fd);
	memset(fe, 0, sizeof(*fe));
	fe->connection = fc;
	fe->request.number = queue[head % 256].number;
	fe->code = queue[head++ % 256].code;
	return 1;
}
