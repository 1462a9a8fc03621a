/* SPDX-License-Identifier: ISC */
#include "net/ssl_session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/dial.h"
#include "net/ssl_cert.h"

/* As much as one read(2) may bring: several records of 16 KiB. */
#define READ_AHEAD ((size_t)128 * 1024)

/* The newest reason in OpenSSL's queue, as text. */
static const char *
reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text != NULL ? text : "no reason given";
}

static int
bad_file(const char *path, struct err *e)
{
	return err_set(e, STATUS_CONFIG, "%s: %s", path, reason());
}

static int
load_store(SSL_CTX *ctx, const char *ca, struct err *e)
{
	struct stat st;
	int good;

	if (ca == NULL) {
		if (SSL_CTX_set_default_verify_paths(ctx) == 1)
			return 0;
		return bad_file("the system's certificates", e);
	}
	if (stat(ca, &st) < 0)
		return err_sys(e, STATUS_CONFIG, "%s", ca);
	if (S_ISDIR(st.st_mode))
		good = SSL_CTX_load_verify_locations(ctx, NULL, ca);
	else
		good = SSL_CTX_load_verify_locations(ctx, ca, NULL);
	return good == 1 ? 0 : bad_file(ca, e);
}

/* A key with a passphrase cannot be used: nobody is there to ask. */
static int
no_passphrase(char *text, int size, int writing, void *arg)
{
	(void)text, (void)size, (void)writing, (void)arg;
	return -1;
}

static int
load_own(SSL_CTX *ctx, const struct ssl_options *o, struct err *e)
{
	const char *key = o->key != NULL ? o->key : o->cert;

	if (o->cert == NULL)
		return 0;
	SSL_CTX_set_default_passwd_cb(ctx, no_passphrase);
	if (SSL_CTX_use_certificate_chain_file(ctx, o->cert) != 1)
		return bad_file(o->cert, e);
	if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1)
		return bad_file(key, e);
	return 0;
}

/* Called for each error; the first one ends the handshake, and is told. */
static int
verify(int good, X509_STORE_CTX *store)
{
	struct ssl_session *s;
	SSL *ssl;

	if (good)
		return 1;
	ssl = X509_STORE_CTX_get_ex_data(store,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	s = SSL_get_app_data(ssl);
	ssl_explain_cert(s->options.name, store, &s->verdict);
	return 0;
}

static int
make_ctx(struct ssl_session *s, struct err *e)
{
	const struct ssl_options *o = &s->options;
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	s->ctx = ctx;
	if (ctx == NULL)
		return err_set(e, STATUS_OSERR, "OpenSSL: %s", reason());
	/* RFC 8996: nothing older. */
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(ctx, 1);
	SSL_CTX_set_default_read_buffer_len(ctx, READ_AHEAD);
	if (load_own(ctx, o, e) < 0)
		return -1;
	if (o->pin != NULL)
		return ssl_check_pins(o->pin, e);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verify);
	return load_store(ctx, o->ca, e);
}

/*
 * RFC 9525 6: an address is looked for among the addresses, a name among
 * the names, both in subjectAltName alone; a wildcard is a whole label, the
 * leftmost.  SNI is for names: RFC 6066 3.
 */
static int
set_name(struct ssl_session *s, struct err *e)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(s->ssl);
	struct str name = str_from(s->options.name);
	unsigned char address[16];
	struct buf text = BUF_INIT;
	int good;

	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	/* OpenSSL takes no name for any name, and .name for all below it; and
	   a wildcard is equal to itself. */
	if (name.n == 0 || name.p[0] == '.' || str_has(name, '*'))
		return err_set(e, STATUS_CONFIG, "\"%s\" is no host's name",
		    s->options.name);
	buf_add_str(&text, name);
	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (inet_pton(AF_INET, buf_string(&text), address) == 1 ||
	    inet_pton(AF_INET6, buf_string(&text), address) == 1)
		good = X509_VERIFY_PARAM_set1_ip_asc(param, buf_string(&text));
	else
		good = SSL_set1_host(s->ssl, buf_string(&text)) == 1 &&
		    SSL_set_tlsext_host_name(s->ssl, buf_string(&text)) == 1;
	buf_free(&text);
	return good == 1 ? 0 : err_set(e, STATUS_CONFIG,
	    "\"%s\" is no host's name", s->options.name);
}

int
ssl_init(struct ssl_session *s, const struct ssl_options *o, int in, int out,
    struct err *e)
{
	BIO *nothing;

	memset(s, 0, sizeof(*s));
	s->options = *o;
	s->in = in;
	s->out = out;
	if (make_ctx(s, e) < 0)
		return -1;
	s->ssl = SSL_new(s->ctx);
	s->wire = BIO_new(BIO_s_mem());
	nothing = BIO_new(BIO_s_mem());
	if (s->ssl == NULL || s->wire == NULL || nothing == NULL) {
		BIO_free(s->wire);
		BIO_free(nothing);
		return err_set(e, STATUS_OSERR, "OpenSSL: %s", reason());
	}
	/* ssl_handshake looks at the first bytes before OpenSSL does. */
	SSL_set_bio(s->ssl, nothing, s->wire);
	SSL_set_app_data(s->ssl, s);
	SSL_set_connect_state(s->ssl);
	return set_name(s, e);
}

void
ssl_free(struct ssl_session *s)
{
	SSL_free(s->ssl);
	SSL_CTX_free(s->ctx);
	s->ssl = NULL;
	s->ctx = NULL;
}

size_t
ssl_records(const struct ssl_session *s)
{
	return (size_t)BIO_pending(s->wire) - s->wire_sent;
}

int
ssl_push(struct ssl_session *s)
{
	char *data;
	size_t left;
	ssize_t n;

	for (;;) {
		left = (size_t)BIO_get_mem_data(s->wire, &data) -
		    s->wire_sent;
		if (left == 0)
			break;
		n = write(s->out, data + s->wire_sent, left);
		if (n >= 0)
			s->wire_sent += (size_t)n;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return 0;
		else if (errno != EINTR)
			return -1;
	}
	(void)BIO_reset(s->wire);
	s->wire_sent = 0;
	return 1;
}
