/* SPDX-License-Identifier: ISC */
/*
 * Preloaded into a program, this makes one call fail: in the program
 * $SHIM_PROGRAM the $SHIM_AT-th call of $SHIM_CALL, which leaves a file
 * $SHIM_MARK.  For glibc; built with -shared -fPIC.
 */
#define _GNU_SOURCE /* syscall, program_invocation_short_name */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
pid_t __fork(void);

static const char *call_name;
static long left;

static void
mark(void)
{
	const char *path = getenv("SHIM_MARK");
	long fd = path == NULL ? -1 : syscall(SYS_openat, AT_FDCWD, path,
	    O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		syscall(SYS_close, fd);
}

/* Whether this call is the one to fail; errno is set then. */
static bool
fails(const char *name, int error)
{
	const char *program, *at;

	if (call_name == NULL) {
		call_name = getenv("SHIM_CALL");
		program = getenv("SHIM_PROGRAM");
		at = getenv("SHIM_AT");
		left = at != NULL ? atol(at) : 0;
		if (call_name == NULL || program == NULL ||
		    strcmp(program, program_invocation_short_name) != 0)
			call_name = "";
	}
	if (strcmp(call_name, name) != 0 || --left != 0)
		return false;
	mark();
	errno = error;
	return true;
}

void *
malloc(size_t n)
{
	return fails("malloc", ENOMEM) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails("malloc", ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails("malloc", ENOMEM) ? NULL : __libc_realloc(p, n);
}

ssize_t
read(int fd, void *p, size_t n)
{
	return fails("read", EIO) ? -1 : syscall(SYS_read, fd, p, n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	return fails("write", ENOSPC) ? -1 : syscall(SYS_write, fd, p, n);
}

ssize_t
pread(int fd, void *p, size_t n, off_t at)
{
	return fails("pread", EIO) ? -1 : syscall(SYS_pread64, fd, p, n, at);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return fails("pwrite", ENOSPC) ? -1 :
	    syscall(SYS_pwrite64, fd, p, n, at);
}

/* The argument that open has with O_CREAT alone. */
static mode_t
mode_of(int flags, va_list args)
{
	return (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	mode_t mode;
	va_list args;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("open", EMFILE) ? -1 :
	    (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int
openat(int dir, const char *path, int flags, ...)
{
	mode_t mode;
	va_list args;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("open", EMFILE) ? -1 :
	    (int)syscall(SYS_openat, dir, path, flags, mode);
}

int
close(int fd)
{
	long done = syscall(SYS_close, fd);

	return fails("close", EIO) ? -1 : (int)done;
}

int
fsync(int fd)
{
	return fails("fsync", EIO) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fstat(int fd, struct stat *st)
{
	return fails("fstat", EIO) ? -1 : (int)syscall(SYS_fstat, fd, st);
}

off_t
lseek(int fd, off_t at, int whence)
{
	return fails("lseek", EIO) ? -1 : syscall(SYS_lseek, fd, at, whence);
}

int
ftruncate(int fd, off_t size)
{
	return fails("ftruncate", EIO) ? -1 :
	    (int)syscall(SYS_ftruncate, fd, size);
}

int
link(const char *a, const char *b)
{
	return fails("link", EIO) ? -1 :
	    (int)syscall(SYS_linkat, AT_FDCWD, a, AT_FDCWD, b, 0);
}

int
linkat(int from, const char *a, int to, const char *b, int flags)
{
	return fails("link", EIO) ? -1 :
	    (int)syscall(SYS_linkat, from, a, to, b, flags);
}

int
rename(const char *a, const char *b)
{
	return fails("rename", EIO) ? -1 :
	    (int)syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 0);
}

int
renameat(int from, const char *a, int to, const char *b)
{
	return fails("rename", EIO) ? -1 :
	    (int)syscall(SYS_renameat2, from, a, to, b, 0);
}

int
unlink(const char *path)
{
	return fails("unlink", EIO) ? -1 :
	    (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int
unlinkat(int dir, const char *path, int flags)
{
	return fails("unlink", EIO) ? -1 :
	    (int)syscall(SYS_unlinkat, dir, path, flags);
}

int
mkdir(const char *path, mode_t mode)
{
	return fails("mkdir", ENOSPC) ? -1 :
	    (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	return fails("mkdir", ENOSPC) ? -1 :
	    (int)syscall(SYS_mkdirat, dir, path, mode);
}

int
stat(const char *path, struct stat *st)
{
	return fails("stat", EIO) ? -1 : (int)syscall(SYS_stat, path, st);
}

int
socket(int domain, int type, int protocol)
{
	return fails("socket", EMFILE) ? -1 :
	    (int)syscall(SYS_socket, domain, type, protocol);
}

/* Its prototype is glibc's, which takes any kind of address. */
int
connect(int fd, __CONST_SOCKADDR_ARG to, socklen_t size)
{
	return fails("connect", ECONNREFUSED) ? -1 :
	    (int)syscall(SYS_connect, fd, to.__sockaddr__, size);
}

int
getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	return fails("getsockopt", ENOBUFS) ? -1 :
	    (int)syscall(SYS_getsockopt, fd, level, name, value, size);
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	return fails("poll", ENOMEM) ? -1 :
	    (int)syscall(SYS_poll, fds, n, ms);
}

int
fcntl(int fd, int command, ...)
{
	va_list args;
	void *arg;

	va_start(args, command);
	arg = va_arg(args, void *);
	va_end(args);
	if (command == F_SETLK && fails("lock", ENOLCK))
		return -1;
	return (int)syscall(SYS_fcntl, fd, command, arg);
}

int
socketpair(int domain, int type, int protocol, int fds[2])
{
	return fails("socketpair", EMFILE) ? -1 :
	    (int)syscall(SYS_socketpair, domain, type, protocol, fds);
}

int
pipe(int fds[2])
{
	return fails("pipe", EMFILE) ? -1 : (int)syscall(SYS_pipe2, fds, 0);
}

pid_t
fork(void)
{
	return fails("fork", EAGAIN) ? -1 : __fork();
}
