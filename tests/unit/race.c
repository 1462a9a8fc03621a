/* SPDX-License-Identifier: ISC */
/* Which of several addresses is reached: dead, refusing and live ones. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"
#include "net/dial.h"
#include "net/race.h"

#define PLACES 6

/* Addresses in a list as the resolver makes it. */
static struct addrinfo places[PLACES];
static struct name {
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} names[PLACES];

static struct addrinfo *
place(int i, const char *address, in_port_t port)
{
	struct addrinfo *a = &places[i];

	memset(a, 0, sizeof(*a));
	memset(&names[i], 0, sizeof(names[i]));
	a->ai_socktype = SOCK_STREAM;
	if (strchr(address, ':') != NULL) {
		names[i].v6.sin6_family = AF_INET6;
		names[i].v6.sin6_port = port;
		inet_pton(AF_INET6, address, &names[i].v6.sin6_addr);
		a->ai_family = AF_INET6;
		a->ai_addr = (struct sockaddr *)&names[i].v6;
		a->ai_addrlen = sizeof(names[i].v6);
	} else {
		names[i].v4.sin_family = AF_INET;
		names[i].v4.sin_port = port;
		inet_pton(AF_INET, address, &names[i].v4.sin_addr);
		a->ai_family = AF_INET;
		a->ai_addr = (struct sockaddr *)&names[i].v4;
		a->ai_addrlen = sizeof(names[i].v4);
	}
	if (i > 0)
		places[i - 1].ai_next = a;
	return a;
}

/* A socket that listens on a port of this address. */
static int
serve(const char *address, in_port_t *port)
{
	struct sockaddr_in name;
	socklen_t size = sizeof(name);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(&name, 0, sizeof(name));
	name.sin_family = AF_INET;
	name.sin_port = *port;
	inet_pton(AF_INET, address, &name.sin_addr);
	CHECK(bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0);
	CHECK(listen(fd, 0) == 0);
	CHECK(getsockname(fd, (struct sockaddr *)&name, &size) == 0);
	*port = name.sin_port;
	return fd;
}

/* Fills the queue of a listener that takes nobody, so that it answers no
   more than an address without a host. */
static void
block(const char *address, in_port_t port, int fds[], int n)
{
	struct sockaddr_in name;
	int i;

	memset(&name, 0, sizeof(name));
	name.sin_family = AF_INET;
	name.sin_port = port;
	inet_pton(AF_INET, address, &name.sin_addr);
	for (i = 0; i < n; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
		dial_prepare(fds[i]);
		(void)connect(fds[i], (struct sockaddr *)&name, sizeof(name));
	}
}

static int
run(struct race *r, int64_t ms)
{
	race_init(r, &places[0], NULL);
	return race_run(r, ms > 0 ? clock_ms() + ms : 0);
}

static void
check_order(void)
{
	static const int want[PLACES] = {0, 3, 1, 5, 2, 4};
	struct race r;
	size_t i;

	place(0, "::1", 1);
	place(1, "::2", 1);
	place(2, "::3", 1);
	place(3, "127.0.0.1", 1);
	place(4, "::4", 1);
	place(5, "127.0.0.2", 1);
	race_init(&r, &places[0], NULL);
	CHECK(r.n == PLACES);
	for (i = 0; i < r.n; i++)
		CHECK(r.lanes[i].to == &places[want[i]]);
	race_free(&r);
	race_init(&r, &places[5], NULL);
	CHECK(r.n == 1 && r.lanes[0].to == &places[5]);
	race_free(&r);
}

/* Every test would wait for ever, or for its deadline, if a dead address
   kept the next one from being called. */
static void
check_race(void)
{
	in_port_t port = 0;
	int live = serve("127.0.0.3", &port);
	int dead = serve("127.0.0.2", &port), filled[8], fd;
	struct race r;

	block("127.0.0.2", port, filled, 8);
	place(0, "127.0.0.2", port);
	place(1, "127.0.0.4", port); /* refuses */
	place(2, "127.0.0.3", port);
	fd = run(&r, 0);
	CHECK(fd >= 0 && r.winner == 2);
	CHECK(r.lanes[0].cause == 0 && r.lanes[1].cause == ECONNREFUSED);
	CHECK((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
	CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	close(fd);
	race_free(&r);
	/* None: each has its reason. */
	places[1].ai_next = NULL;
	CHECK(run(&r, 400) == -1);
	CHECK(r.lanes[0].cause == ETIMEDOUT);
	CHECK(r.lanes[1].cause == ECONNREFUSED);
	race_free(&r);
	/* The time is over before the second is called. */
	CHECK(run(&r, 1) == -1);
	CHECK(r.lanes[0].cause == ETIMEDOUT);
	CHECK(r.lanes[1].cause != 0);
	race_free(&r);
	/* From another family nobody is called. */
	race_init(&r, &places[0], place(3, "::1", 0));
	CHECK(race_run(&r, 0) == -1);
	CHECK(r.lanes[0].cause == EAFNOSUPPORT);
	race_free(&r);
	close(live);
	close(dead);
	for (fd = 0; fd < 8; fd++)
		close(filled[fd]);
}

int
main(void)
{
	check_order();
	check_race();
	return check_failures > 0;
}
