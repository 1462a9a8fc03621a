/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/dial.h"
#include "net/ssl_cert.h"
#include "net/ssl_session.h"

/* What is told of a server's words in the clear. */
#define WORDS_MAX 80

/* RFC 8446 5.1: what a server's first byte can be. */
enum { RECORD_ALERT = 21, RECORD_HANDSHAKE = 22 };

static int
no_tls(const char *words, struct err *e)
{
	return err_set(e, STATUS_UNAVAILABLE, "the server speaks no TLS "
	    "here%s%s%s", *words != '\0' ? "; it says \"" : "", words,
	    *words != '\0' ? "\"" : "");
}

/*
 * Looks at what the server sends first, before OpenSSL reads it: one that
 * does not speak TLS has often said what is wrong, or at least what it is.
 * 1 when OpenSSL may read, 0 when nothing has come yet, -1.
 */
static int
listen_first(struct ssl_session *s, struct err *e)
{
	char words[WORDS_MAX + 1];
	ssize_t n = recv(s->in, words, WORDS_MAX, MSG_PEEK);
	BIO *from;

	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	if (n > 0 && words[0] != RECORD_ALERT &&
	    words[0] != RECORD_HANDSHAKE) {
		words[n] = '\0';
		words[strcspn(words, "\r\n")] = '\0';
		return no_tls(words, e);
	}
	/* An error is one for OpenSSL too, or it is that of a pipe, which
	   lets nobody peek. */
	from = BIO_new_socket(s->in, BIO_NOCLOSE);
	if (from == NULL)
		return err_set(e, STATUS_OSERR, "OpenSSL: no memory");
	SSL_set0_rbio(s->ssl, from);
	return 1;
}

/* RFC 8446 6.2: the descriptions that speak of our certificate. */
static bool
is_about_our_cert(int alert)
{
	return (alert >= SSL_AD_NO_CERTIFICATE &&
	    alert <= SSL_AD_CERTIFICATE_UNKNOWN) ||
	    alert == SSL_AD_UNKNOWN_CA || alert == SSL_AD_ACCESS_DENIED ||
	    alert == SSL_AD_CERTIFICATE_REQUIRED;
}

static int
alerted(int alert, struct err *e)
{
	const char *text = SSL_alert_desc_string_long(alert);

	if (is_about_our_cert(alert))
		return err_set(e, STATUS_NOPERM,
		    "the server wants another certificate of us: %s", text);
	if (alert == SSL_AD_HANDSHAKE_FAILURE ||
	    alert == SSL_AD_PROTOCOL_VERSION ||
	    alert == SSL_AD_INSUFFICIENT_SECURITY)
		return err_set(e, STATUS_UNAVAILABLE, "the server refuses "
		    "TLS 1.2 and 1.3, or every safe cipher: %s", text);
	return err_set(e, STATUS_PROTOCOL, "the server broke TLS off: %s",
	    text);
}

static int
broken(const struct ssl_session *s, struct err *e)
{
	unsigned long code = ERR_peek_last_error();
	const char *text = ERR_reason_error_string(code);
	int why = ERR_GET_REASON(code);

	if (s->verdict.status != 0) {
		*e = s->verdict;
		return -1;
	}
	if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
		if (why >= SSL_AD_REASON_OFFSET)
			return alerted(why - SSL_AD_REASON_OFFSET, e);
		if (why == SSL_R_UNSUPPORTED_PROTOCOL ||
		    why == SSL_R_WRONG_SSL_VERSION)
			return err_set(e, STATUS_UNAVAILABLE,
			    "the server speaks no TLS that is newer than 1.1");
		if (why == SSL_R_WRONG_VERSION_NUMBER && !s->established)
			return no_tls("", e);
#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
		if (why == SSL_R_UNEXPECTED_EOF_WHILE_READING)
			return err_set(e, STATUS_TEMPFAIL,
			    "the server closed the connection");
#endif
	}
	return err_set(e, STATUS_PROTOCOL, "TLS is broken: %s",
	    text != NULL ? text : "no reason given");
}

int
ssl_failure(const struct ssl_session *s, int result, struct err *e)
{
	int cause = errno;

	switch (SSL_get_error(s->ssl, result)) {
	case SSL_ERROR_SYSCALL:
		errno = cause;
		if (cause != 0)
			return err_sys(e, STATUS_TEMPFAIL,
			    "the connection was lost");
		/* FALLTHROUGH */
	case SSL_ERROR_ZERO_RETURN:
		return err_set(e, STATUS_TEMPFAIL,
		    "the server closed the connection");
	default:
		return broken(s, e);
	}
}

/* Waits for the server.  0, or -1 when there is nothing to wait for. */
static int
await(const struct ssl_session *s, int clear, int64_t deadline, struct err *e)
{
	struct pollfd p[3] = {{s->in, POLLIN, 0}, {-1, POLLOUT, 0},
	    {clear, 0, 0}};
	int n;

	if (ssl_records(s) > 0)
		p[1].fd = s->out;
	dial_quick_ack(s->in);
	do
		n = poll(p, 3, clock_left(deadline));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return err_set(e, STATUS_TEMPFAIL,
		    "the TLS handshake took too long");
	if (n < 0)
		return err_sys(e, STATUS_OSERR, "poll");
	if (p[2].revents != 0)
		return err_set(e, STATUS_TEMPFAIL,
		    "nobody waits for TLS any more");
	return 0;
}

static int
step(struct ssl_session *s, int clear, int64_t deadline, struct err *e)
{
	int result, heard = 0;

	for (;;) {
		ERR_clear_error();
		errno = 0;
		result = SSL_do_handshake(s->ssl);
		if (result == 1)
			return 0;
		if (SSL_get_error(s->ssl, result) != SSL_ERROR_WANT_READ)
			return ssl_failure(s, result, e);
		if (ssl_push(s) < 0)
			return err_sys(e, STATUS_TEMPFAIL,
			    "the connection was lost");
		if (await(s, clear, deadline, e) < 0)
			return -1;
		if (heard == 0)
			heard = listen_first(s, e);
		if (heard < 0)
			return -1;
	}
}

int
ssl_handshake(struct ssl_session *s, int clear, int64_t deadline,
    struct err *e)
{
	int result = step(s, clear, deadline, e);

	if (result == 0 && s->options.pin != NULL)
		result = ssl_match_pins(s, e);
	s->established = result == 0;
	/* Our last words, an alert perhaps; they may get lost. */
	(void)ssl_push(s);
	return result;
}
