/* SPDX-License-Identifier: ISC */
#include "net/ssl_relay.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/dial.h"

/* A few records at once; more would only push them out of the cache. */
#define RELAY_SIZE ((size_t)64 * 1024)

/* Reading may make OpenSSL answer (RFC 8446 4.6.3): a server that makes it do
   so and does not read the answers has to wait at this many bytes. */
#define RECORDS_MAX ((size_t)1024 * 1024)

/* How long the network may take for the last bytes of a clear side that is
   gone. */
#define FAREWELL_MS 5000

struct relay {
	struct ssl_session *s;
	const struct ssl_clear *clear;
	char *up, *down;          /* RELAY_SIZE each: to, from the server */
	size_t down_at, down_end; /* what is still to be written */
	bool may_read;            /* OpenSSL or the network may have more */
	bool up_ended;            /* clear.in has ended */
	bool down_ended;          /* the server has, for good or ill: */
	int verdict;              /* the result, and why */
	struct err *e;
};

/* Whether the network ended just so, without TLS's own end. */
static bool
is_cut(SSL *ssl, int result)
{
	int why = SSL_get_error(ssl, result);

	if (why == SSL_ERROR_SYSCALL)
		return errno == 0;
#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
	return why == SSL_ERROR_SSL && ERR_GET_REASON(ERR_peek_last_error())
	    == SSL_R_UNEXPECTED_EOF_WHILE_READING;
#else
	return false;
#endif
}

/* SSL_read gave no bytes: nothing yet, or the end. */
static void
judge(struct relay *r, int result)
{
	int why = SSL_get_error(r->s->ssl, result);

	r->may_read = false;
	if (why == SSL_ERROR_WANT_READ)
		return;
	r->down_ended = true;
	if (why == SSL_ERROR_ZERO_RETURN)
		return;
	if (!is_cut(r->s->ssl, result)) {
		r->verdict = ssl_failure(r->s, result, r->e);
		return;
	}
	/* RFC 8446 6.1: this may be an attacker's doing. */
	(void)err_set(r->e, STATUS_PROTOCOL, "the server closed the "
	    "connection without the end that TLS demands");
	r->verdict = 1;
}

/* Decrypts what has come, as much as fits; it must all have been written. */
static void
read_server(struct relay *r)
{
	size_t n;
	int result;

	r->down_at = r->down_end = 0;
	while (r->down_end < RELAY_SIZE && !r->down_ended) {
		ERR_clear_error();
		errno = 0;
		result = SSL_read_ex(r->s->ssl, r->down + r->down_end,
		    RELAY_SIZE - r->down_end, &n);
		if (result != 1) {
			judge(r, result);
			return;
		}
		r->down_end += n;
	}
}

/* Writes to the clear side.  0, or -1 when nobody reads there. */
static int
write_clear(struct relay *r)
{
	size_t n = r->down_end - r->down_at;
	ssize_t done;

	if (n > r->clear->chunk)
		n = r->clear->chunk;
	done = write(r->clear->out, r->down + r->down_at, n);
	if (done >= 0)
		r->down_at += (size_t)done;
	else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		return -1;
	return 0;
}

/* Reads once from the clear side, and encrypts.  Its end, or whatever is
   wrong with it, becomes our close_notify. */
static int
read_clear(struct relay *r)
{
	size_t written;
	ssize_t n;
	int result;

	n = read(r->clear->in, r->up, RELAY_SIZE);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == EINTR))
		return 0;
	ERR_clear_error();
	errno = 0;
	if (n <= 0) {
		r->up_ended = true;
		(void)SSL_shutdown(r->s->ssl);
		return 0;
	}
	result = SSL_write_ex(r->s->ssl, r->up, (size_t)n, &written);
	return result == 1 ? 0 : ssl_failure(r->s, result, r->e);
}

/* The clear side reads no more; what it had written is sent nevertheless. */
static int
farewell(struct relay *r)
{
	const int64_t deadline = clock_ms() + FAREWELL_MS;
	struct pollfd in = {r->clear->in, POLLIN, 0};
	struct pollfd out = {r->s->out, POLLOUT, 0};
	int sent;

	while ((sent = ssl_push(r->s)) >= 0 && !r->down_ended) {
		if (sent == 0) {
			if (poll(&out, 1, clock_left(deadline)) == 0)
				break;
		} else if (r->up_ended || poll(&in, 1, 0) <= 0) {
			break;
		} else if (read_clear(r) < 0) {
			return -1;
		}
	}
	(void)SSL_shutdown(r->s->ssl);
	(void)ssl_push(r->s);
	return 0;
}

/* What poll(2) is to wait for; a descriptor without a wish is left out, or
   its end would wake us for ever. */
enum { NET_IN, NET_OUT, CLEAR_IN, CLEAR_OUT, SIDES };

static int
await(struct relay *r, struct pollfd p[SIDES])
{
	bool records = ssl_records(r->s) > 0;
	bool bytes = r->down_at < r->down_end;
	int n;

	p[NET_IN].fd = bytes || r->may_read ? -1 : r->s->in;
	p[NET_OUT].fd = records ? r->s->out : -1;
	p[CLEAR_IN].fd = records || r->up_ended ? -1 : r->clear->in;
	p[CLEAR_OUT].fd = r->clear->out;
	p[NET_IN].events = p[CLEAR_IN].events = POLLIN;
	p[NET_OUT].events = POLLOUT;
	p[CLEAR_OUT].events = bytes ? POLLOUT : 0;
	if (!bytes)
		dial_quick_ack(r->s->in);
	do
		n = poll(p, SIDES, -1);
	while (n < 0 && errno == EINTR);
	return n < 0 ? err_sys(r->e, STATUS_OSERR, "poll") : 0;
}

/* The server has ended: the rest is written, and we end as it did. */
static int
finish(struct relay *r)
{
	struct pollfd out = {r->clear->out, POLLOUT, 0};

	(void)SSL_shutdown(r->s->ssl);
	(void)ssl_push(r->s);
	while (r->down_at < r->down_end) {
		if (poll(&out, 1, -1) < 0 && errno != EINTR)
			break;
		if (write_clear(r) < 0)
			return err_sys(r->e, STATUS_IOERR, "stdout");
	}
	return r->verdict;
}

/* What the poll has found.  0; 1 when the clear side is gone; -1. */
static int
turn(struct relay *r, const struct pollfd p[SIDES])
{
	bool bytes = r->down_at < r->down_end;

	if (p[NET_IN].revents != 0)
		r->may_read = true;
	if (bytes && p[CLEAR_OUT].revents != 0 && write_clear(r) < 0) {
		err_sys(r->e, STATUS_IOERR, "stdout");
		(void)farewell(r);
		return -1;
	}
	if (!bytes && p[CLEAR_OUT].revents != 0)
		return farewell(r) < 0 ? -1 : 1;
	return p[CLEAR_IN].revents != 0 ? read_clear(r) : 0;
}

static int
carry(struct relay *r)
{
	struct pollfd p[SIDES];
	int result;

	for (;;) {
		if (r->may_read && r->down_at == r->down_end &&
		    ssl_records(r->s) < RECORDS_MAX)
			read_server(r);
		if (r->down_ended)
			return finish(r);
		if (ssl_push(r->s) < 0)
			return err_sys(r->e, STATUS_TEMPFAIL,
			    "the connection was lost");
		if (await(r, p) < 0)
			return -1;
		result = turn(r, p);
		if (result != 0)
			return result < 0 ? -1 : 0;
	}
}

int
ssl_relay(struct ssl_session *s, const struct ssl_clear *clear,
    struct err *e)
{
	struct relay r = {s, clear, NULL, NULL, 0, 0, true, false, false, 0,
	    e};
	int result;

	r.up = mem_resize(NULL, RELAY_SIZE, 1);
	r.down = mem_resize(NULL, RELAY_SIZE, 1);
	result = carry(&r);
	mem_wipe(r.up, RELAY_SIZE);
	free(r.up);
	free(r.down);
	return result;
}
