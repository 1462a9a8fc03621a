/* SPDX-License-Identifier: ISC */
#ifndef NET_SSL_CERT_H
#define NET_SSL_CERT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "net/ssl_session.h"

struct x509_store_ctx_st;

/* Whether pins is a list of them: 0, or -1: status 78. */
int ssl_check_pins(const char *pins, struct err *e);

/* Whether the server's key is one of the pins: 0, or -1: status 77. */
int ssl_match_pins(const struct ssl_session *s, struct err *e);

/* Says what is wrong with the certificate at which the verification stands,
   and with which pin that of the server, whose name this is, is believed. */
int ssl_explain_cert(const char *name, struct x509_store_ctx_st *store,
    struct err *e);

/* The status line "ok ..." of tlspipe(1), without LF, behind what is in
   *line. */
void ssl_describe(const struct ssl_session *s, struct buf *line);

#endif
