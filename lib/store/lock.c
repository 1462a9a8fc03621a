/* SPDX-License-Identifier: ISC */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/str.h"

/* "process host\n" of a dot lock. */
#define OWNER_MAX 512

/* There is no wait with a deadline for either kind of lock.  Whether there is
   time for another try, after a nap. */
static bool
again(int64_t deadline)
{
	const struct timespec nap = {0, 20000000};

	if (clock_ms() >= deadline)
		return false;
	nanosleep(&nap, NULL);
	return true;
}

int
lock_file(int fd, const char *name, int64_t ms, struct err *e)
{
	const int64_t deadline = clock_ms() + ms;
	struct flock lock;

	memset(&lock, 0, sizeof(lock));
	lock.l_type = F_WRLCK;
	lock.l_whence = SEEK_SET;
	while (fcntl(fd, F_SETLK, &lock) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EACCES && errno != EAGAIN)
			return err_sys(e, STATUS_OSERR, "%s: no lock", name);
		if (!again(deadline))
			return err_set(e, STATUS_TEMPFAIL,
			    "%s: in use by another process", name);
	}
	return 0;
}

/* Who we are, as a dot lock has it. */
static void
add_owner(struct buf *b, long pid)
{
	char host[256];

	if (gethostname(host, sizeof(host)) < 0)
		host[0] = '\0';
	host[sizeof(host) - 1] = '\0';
	buf_printf(b, "%ld %s\n", pid, host);
}

/* Whether the owner that is written there is a process of this host that
   has ended. */
static bool
has_ended(const char *owner, size_t n)
{
	struct buf same = BUF_INIT;
	struct str rest = str_of(owner, n);
	uint64_t pid;
	bool ended = false;

	if (num_parse(str_cut(&rest, ' '), INT_MAX, &pid) == 0 && pid > 0) {
		add_owner(&same, (long)pid);
		ended = str_equal(buf_str(&same), str_of(owner, n)) &&
		    kill((pid_t)pid, 0) < 0 && errno == ESRCH;
	}
	buf_free(&same);
	return ended;
}

/* Takes away a lock whose owner has ended, for the next try. */
static void
break_stale(const char *path)
{
	char owner[OWNER_MAX];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	n = read(fd, owner, sizeof(owner));
	if (n > 0 && has_ended(owner, (size_t)n))
		unlink(path);
	close(fd);
}

/* A file that says who we are, made anew.  0 or -1. */
static int
make_owner(const char *path)
{
	struct buf owner = BUF_INIT;
	int fd, result = -1;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0444);
	if (fd < 0)
		return -1;
	add_owner(&owner, (long)getpid());
	if (write(fd, owner.data, owner.len) == (ssize_t)owner.len)
		result = 0;
	buf_free(&owner);
	close(fd);
	return result;
}

/*
 * 1: we have it; 0: another has; -1: it cannot be made here.  The lock gets
 * its name when it is whole, for one that a kill left empty could be anybody's.
 * Of ours only one at a time comes here, who has the other kind of lock.
 */
static int
try_dotlock(const char *path)
{
	struct buf ours = BUF_INIT;
	int result;

	buf_printf(&ours, "%s.mailpipe", path);
	if (make_owner(buf_string(&ours)) < 0)
		result = -1;
	else if (link(ours.data, path) == 0)
		result = 1;
	else
		result = errno == EEXIST ? 0 : -1;
	unlink(ours.data);
	buf_free(&ours);
	return result;
}

int
dotlock_take(struct dotlock *l, const char *file, int64_t ms, struct err *e)
{
	const int64_t deadline = clock_ms() + ms;
	const char *path;
	int got;

	l->path.len = 0;
	buf_printf(&l->path, "%s.lock", file);
	path = buf_string(&l->path);
	while ((got = try_dotlock(path)) == 0) {
		break_stale(path);
		if (!again(deadline)) {
			err_set(e, STATUS_TEMPFAIL,
			    "%s: another process has locked %s", path, file);
			buf_free(&l->path);
			return -1;
		}
	}
	if (got < 0)
		buf_free(&l->path);
	return 0;
}

void
dotlock_drop(struct dotlock *l)
{
	if (l->path.len > 0)
		unlink(buf_string(&l->path));
	buf_free(&l->path);
}
