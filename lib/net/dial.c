/* SPDX-License-Identifier: ISC */
#include "net/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "net/race.h"

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
	struct buf why = BUF_INIT;
	struct race r;
	size_t i;
	int fd;

	race_init(&r, list, from);
	fd = race_run(&r, d->deadline);
	for (i = 0; i < r.n && fd < 0; i++) {
		buf_add_string(&why, why.len > 0 ? "; " : "");
		add_address(&why, r.lanes[i].to);
		buf_printf(&why, ": %s", strerror(r.lanes[i].cause));
	}
	if (fd < 0)
		err_set(e, STATUS_TEMPFAIL, "%s port %u: %s", d->host,
		    d->port, buf_string(&why));
	else
		add_address(reached, r.lanes[r.winner].to);
	race_free(&r);
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
