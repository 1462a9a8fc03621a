/* SPDX-License-Identifier: ISC */
#ifndef NET_URL_H
#define NET_URL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum url_protocol { URL_SMTP, URL_LMTP, URL_POP3, URL_IMAP };

/* TLS from the first byte, demanded by STARTTLS or STLS, or none: the last
   only for a loopback host, a unix socket or "+plain". */
enum url_security { URL_TLS, URL_STARTTLS, URL_CLEAR };

/*
 * A server: scheme[+starttls|+plain]://[user@]host[:port][/path].
 * The strings are its own, percent-decoded, without CR and LF.
 */
struct url {
	enum url_protocol protocol;
	enum url_security security;
	char *user;        /* NULL: no login */
	char *host;        /* no brackets; "" for a unix socket */
	char *path;        /* the mailbox or the socket; NULL: none */
	unsigned int port; /* 0 for a unix socket */
	bool port_written; /* it was not the default */
};

/* Whether the text means to be a URL and not a name: it holds "://". */
bool url_is_one(struct str text);

/* Reads text into *u.  0, or -1: status 64, *u then holds nothing.  The text
   itself, which may hold a password by mistake, is in no error. */
int url_parse(struct url *u, struct str text, struct err *e);
void url_free(struct url *u);

/* Whether a host means this machine.  It is judged as it is written: no
   resolver is asked. */
bool url_is_loopback(const char *host);

/* Gives it another user, a copy (NULL: no login), and the default port that
   goes with that. */
void url_set_user(struct url *u, const char *user);

/* Whether the port is the one where TLS comes first, and the URL does not say
   that it does. */
bool url_is_at_tls_port(const struct url *u);

/* How people know the server: its host, or the path of its socket. */
const char *url_server(const struct url *u);

/* "smtp", "lmtp", "pop3" or "imap". */
const char *url_protocol_name(enum url_protocol protocol);

#endif
