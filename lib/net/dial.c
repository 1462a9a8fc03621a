/* SPDX-License-Identifier: ISC */
#include "net/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

void
dial_prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	file_cloexec(fd);
}

void
dial_quick_ack(int fd)
{
#ifdef TCP_QUICKACK
	const int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
#else
	(void)fd;
#endif
}

static int
resolve_failed(const struct dial *d, int code, struct err *e)
{
	int status = STATUS_NOHOST;

	if (code == EAI_SYSTEM)
		return err_sys(e, STATUS_TEMPFAIL, "%s", d->host);
	if (code == EAI_AGAIN)
		status = STATUS_TEMPFAIL;
	else if (code == EAI_MEMORY)
		status = STATUS_OSERR;
	return err_set(e, status, "%s: %s", d->host, gai_strerror(code));
}

static int
resolve(const struct dial *d, struct addrinfo **list, struct err *e)
{
	struct addrinfo hints;
	char port[16];
	int code;

	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_NUMERICSERV;
	if (d->family != NULL && strcmp(d->family, "4") == 0)
		hints.ai_family = AF_INET;
	else if (d->family != NULL && strcmp(d->family, "6") == 0)
		hints.ai_family = AF_INET6;
	snprintf(port, sizeof(port), "%u", d->port);
	code = getaddrinfo(d->host, port, &hints, list);
	return code == 0 ? 0 : resolve_failed(d, code, e);
}

static int
resolve_local(const struct dial *d, struct addrinfo **list, struct err *e)
{
	struct addrinfo hints;
	int code;

	*list = NULL;
	if (d->bind == NULL)
		return 0;
	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
	code = getaddrinfo(d->bind, NULL, &hints, list);
	if (code == 0)
		return 0;
	return err_set(e, STATUS_CONFIG, "bind = %s: %s", d->bind,
	    gai_strerror(code));
}

/* Waits until the connect under way has ended: 0, or -1 with errno set. */
static int
await(int fd, int64_t deadline)
{
	struct pollfd p = {fd, POLLOUT, 0};
	int cause = 0, n;
	socklen_t size = sizeof(cause);

	do
		n = poll(&p, 1, clock_left(deadline));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	if (n <= 0)
		return -1;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size) < 0)
		return -1;
	errno = cause;
	return cause == 0 ? 0 : -1;
}

static int
begin(int fd, const struct sockaddr *to, socklen_t size, int64_t deadline)
{
	if (connect(fd, to, size) == 0)
		return 0;
	if (errno != EINPROGRESS && errno != EINTR)
		return -1;
	return await(fd, deadline);
}

/* One address.  The socket, or -1 with errno set. */
static int
call(const struct addrinfo *to, const struct addrinfo *from, int64_t deadline)
{
	const int on = 1;
	int fd, cause;

	if (from != NULL && from->ai_family != to->ai_family) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	fd = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
	if (fd < 0)
		return -1;
	dial_prepare(fd);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if ((from == NULL ||
	    bind(fd, from->ai_addr, from->ai_addrlen) == 0) &&
	    begin(fd, to->ai_addr, to->ai_addrlen, deadline) == 0)
		return fd;
	cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

/* The moment at which the next of n addresses that are left takes over. */
static int64_t
share(int64_t deadline, int n)
{
	int64_t now = clock_ms();

	if (deadline == 0 || deadline <= now)
		return deadline;
	return now + (deadline - now + n - 1) / n;
}

static void
add_address(struct buf *b, const struct addrinfo *a)
{
	char text[INET6_ADDRSTRLEN + 32]; /* and a scope's name */

	if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof(text), NULL,
	    0, NI_NUMERICHOST) == 0)
		buf_add_string(b, text);
}

static int
call_each(const struct dial *d, const struct addrinfo *list,
    const struct addrinfo *from, struct buf *reached, struct err *e)
{
	const struct addrinfo *a;
	struct buf why = BUF_INIT;
	int fd = -1, n = 0;

	for (a = list; a != NULL; a = a->ai_next)
		n++;
	for (a = list; a != NULL; a = a->ai_next, n--) {
		fd = call(a, from, share(d->deadline, n));
		if (fd >= 0) {
			add_address(reached, a);
			break;
		}
		buf_add_string(&why, why.len > 0 ? "; " : "");
		add_address(&why, a);
		buf_printf(&why, ": %s", strerror(errno));
	}
	if (fd < 0)
		err_set(e, STATUS_TEMPFAIL, "%s port %u: %s", d->host,
		    d->port, buf_string(&why));
	buf_free(&why);
	return fd;
}

int
dial_tcp(const struct dial *d, struct buf *reached, struct err *e)
{
	struct addrinfo *to, *from;
	int fd = -1;

	if (resolve_local(d, &from, e) < 0)
		return -1;
	if (resolve(d, &to, e) == 0) {
		fd = call_each(d, to, from, reached, e);
		freeaddrinfo(to);
	}
	if (from != NULL)
		freeaddrinfo(from);
	return fd;
}

int
dial_unix(const char *path, struct err *e)
{
	struct sockaddr_un to;
	int fd;

	memset(&to, 0, sizeof(to));
	to.sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(to.sun_path))
		return err_set(e, STATUS_CONFIG,
		    "%s: too long for a unix socket", path);
	memcpy(to.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0)
		return err_sys(e, STATUS_OSERR, "%s", path);
	dial_prepare(fd);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	err_sys(e, STATUS_TEMPFAIL, "%s", path);
	close(fd);
	return -1;
}
