/* SPDX-License-Identifier: ISC */
#include "net/ssl_cert.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/ascii.h"
#include "base/vis.h"
#include "mime/base64.h"

#define PIN_PREFIX "sha256:"
#define DIGEST_SIZE 32

/* The names that a message has room for. */
#define NAMES_MAX 5

/* The SHA-256 of the key as it stands in the certificate (RFC 7469 2.4). */
static void
add_pin(struct buf *b, X509 *cert)
{
	unsigned char digest[EVP_MAX_MD_SIZE], *der = NULL;
	unsigned int size = 0;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);

	if (n < 0 || EVP_Digest(der, (size_t)n, digest, &size, EVP_sha256(),
	    NULL) != 1)
		size = 0;
	OPENSSL_free(der);
	buf_add_string(b, PIN_PREFIX);
	base64_add(b, str_of((const char *)digest, size));
}

static struct str
next_pin(struct str *rest)
{
	size_t n = 0;

	while (rest->n > 0 && (*rest->p == ' ' || *rest->p == ','))
		*rest = str_skip(*rest, 1);
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != ',')
		n++;
	*rest = str_skip(*rest, n);
	return str_of(rest->p - n, n);
}

int
ssl_check_pins(const char *pins, struct err *e)
{
	struct str rest = str_from(pins), pin;
	struct buf digest = BUF_INIT;
	size_t n = 0;

	for (;; n++) {
		pin = next_pin(&rest);
		if (pin.n == 0 && n > 0)
			break;
		digest.len = 0;
		if (!str_starts(pin, PIN_PREFIX) || base64_get(&digest,
		    str_skip(pin, strlen(PIN_PREFIX))) < 0 ||
		    digest.len != DIGEST_SIZE) {
			buf_free(&digest);
			return err_set(e, STATUS_CONFIG, "not a pin of the "
			    "form " PIN_PREFIX "BASE64: %.*s", (int)pin.n,
			    pin.n > 0 ? pin.p : "");
		}
	}
	buf_free(&digest);
	return 0;
}

int
ssl_match_pins(const struct ssl_session *s, struct err *e)
{
	struct str rest = str_from(s->options.pin), pin;
	X509 *cert = SSL_get_peer_certificate(s->ssl);
	struct buf ours = BUF_INIT;
	bool found = false;

	if (cert == NULL)
		return err_set(e, STATUS_NOPERM,
		    "the server has no certificate");
	add_pin(&ours, cert);
	X509_free(cert);
	while ((pin = next_pin(&rest)).n > 0)
		found = found || str_equal(pin, buf_str(&ours));
	if (!found)
		err_set(e, STATUS_NOPERM, "the server's key is not the "
		    "pinned one: it is %s", buf_string(&ours));
	buf_free(&ours);
	return found ? 0 : -1;
}

static void
add_date(struct buf *b, const ASN1_TIME *when, const char *format)
{
	struct tm tm;
	char text[32];

	if (ASN1_TIME_to_tm(when, &tm) != 1 ||
	    strftime(text, sizeof(text), format, &tm) == 0)
		text[0] = '\0';
	buf_add_string(b, text);
}

static void
add_dn(struct buf *b, const X509_NAME *name)
{
	BIO *text = BIO_new(BIO_s_mem());
	char *data;
	long n;

	if (text == NULL)
		return;
	(void)X509_NAME_print_ex(text, name, 0,
	    XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
	n = BIO_get_mem_data(text, &data);
	if (n > 0)
		buf_add(b, data, (size_t)n);
	BIO_free(text);
}

/* One of subjectAltName's names, if it is a host; its bytes are a peer's. */
static bool
add_name(struct buf *b, const GENERAL_NAME *name, const char *before)
{
	char text[INET6_ADDRSTRLEN] = "";
	const ASN1_STRING *value;
	const unsigned char *p;
	int type, n;

	value = GENERAL_NAME_get0_value(name, &type);
	if (type != GEN_DNS && type != GEN_IPADD)
		return false;
	p = ASN1_STRING_get0_data(value);
	n = ASN1_STRING_length(value);
	buf_add_string(b, before);
	if (type == GEN_DNS)
		vis_buf(b, str_of((const char *)p, (size_t)n), VIS_LINE);
	else if (n == 4 || n == 16)
		buf_add_string(b, inet_ntop(n == 4 ? AF_INET : AF_INET6, p,
		    text, sizeof(text)));
	return true;
}

static void
add_names(struct buf *b, X509 *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name,
	    NULL, NULL);
	int i, shown = 0, n = sk_GENERAL_NAME_num(names);

	for (i = 0; i < n && shown < NAMES_MAX; i++)
		shown += add_name(b, sk_GENERAL_NAME_value(names, i),
		    shown > 0 ? ", " : "");
	if (i < n)
		buf_add_string(b, ", ...");
	if (shown == 0)
		buf_add_string(b, "no host at all (a name outside "
		    "subjectAltName does not count)");
	GENERAL_NAMES_free(names);
}

static void
add_advice(struct buf *b, X509 *server)
{
	buf_add_string(b, " (see tls_ca and tls_pin in mailpipe-accounts(5); "
	    "the server's pin is ");
	add_pin(b, server);
	buf_add_char(b, ')');
}

static void
add_reason(struct buf *b, const char *name, X509 *cert, X509 *server,
    int code)
{
	switch (code) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		buf_printf(b, " is not for %s but for ", name);
		add_names(b, cert);
		break;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		buf_add_string(b, " expired on ");
		add_date(b, X509_get0_notAfter(cert), "%Y-%m-%d");
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		buf_add_string(b, " is not valid before ");
		add_date(b, X509_get0_notBefore(cert), "%Y-%m-%d");
		break;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		buf_add_string(b, " is self-signed: ");
		add_pin(b, cert);
		buf_add_string(b, " (see tls_pin in mailpipe-accounts(5))");
		break;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		buf_add_string(b, " has an unknown issuer: ");
		add_dn(b, X509_get_issuer_name(cert));
		add_advice(b, server);
		break;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		buf_add_string(b, " is not trusted here");
		add_advice(b, server);
		break;
	case X509_V_ERR_INVALID_PURPOSE:
		buf_add_string(b, " is not made for this purpose");
		break;
	default:
		buf_printf(b, ": %s", X509_verify_cert_error_string(code));
	}
}

int
ssl_explain_cert(const char *name, X509_STORE_CTX *store, struct err *e)
{
	X509 *cert = X509_STORE_CTX_get_current_cert(store);
	int code = X509_STORE_CTX_get_error(store);
	struct buf text = BUF_INIT;

	if (X509_STORE_CTX_get_error_depth(store) == 0) {
		buf_add_string(&text, "the server's certificate");
	} else {
		buf_add_string(&text, "the issuer's certificate (");
		if (cert != NULL)
			add_dn(&text, X509_get_subject_name(cert));
		buf_add_char(&text, ')');
	}
	if (cert != NULL)
		add_reason(&text, name, cert,
		    X509_STORE_CTX_get0_cert(store), code);
	else
		buf_printf(&text, ": %s", X509_verify_cert_error_string(code));
	err_set(e, STATUS_NOPERM, "%s", buf_string(&text));
	buf_free(&text);
	return -1;
}

/* A field of the status line: one word. */
static void
add_field(struct buf *line, const char *name, struct buf *value)
{
	size_t i;
	char c;

	if (value->len > 0)
		buf_printf(line, " %s=", name);
	for (i = 0; i < value->len; i++) {
		c = value->data[i];
		if (ascii_is_graph(c) && c != '\\')
			buf_add_char(line, c);
		else
			buf_printf(line, "\\x%02X", (unsigned char)c);
	}
	value->len = 0;
}

/* RFC 9266: only where the exporter is bound to the handshake as a whole,
   which TLS 1.2 does not promise. */
static void
add_exporter(struct buf *value, SSL *ssl)
{
	static const char label[] = "EXPORTER-Channel-Binding";
	unsigned char key[DIGEST_SIZE];

	if (SSL_version(ssl) >= TLS1_3_VERSION &&
	    SSL_export_keying_material(ssl, key, sizeof(key), label,
	    sizeof(label) - 1, (const unsigned char *)"", 0, 1) == 1)
		base64_add(value, str_of((const char *)key, sizeof(key)));
}

/* RFC 5929 4.1: the certificate's hash, by the hash of its signature, but
   SHA-256 for those that are too weak; not defined without one. */
static void
add_endpoint(struct buf *value, X509 *cert)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size;
	const EVP_MD *md;
	int nid = NID_undef;

	if (X509_get_signature_info(cert, &nid, NULL, NULL, NULL) != 1)
		return;
	if (nid == NID_md5 || nid == NID_sha1)
		nid = NID_sha256;
	md = EVP_get_digestbynid(nid);
	if (md != NULL && X509_digest(cert, md, digest, &size) == 1)
		base64_add(value, str_of((const char *)digest, size));
}

void
ssl_describe(const struct ssl_session *s, struct buf *line)
{
	X509 *cert = SSL_get_peer_certificate(s->ssl);
	struct buf value = BUF_INIT;

	buf_printf(line, "ok %s %s", SSL_get_version(s->ssl),
	    SSL_get_cipher_name(s->ssl));
	add_exporter(&value, s->ssl);
	add_field(line, "exporter", &value);
	if (cert == NULL)
		return;
	add_endpoint(&value, cert);
	add_field(line, "endpoint", &value);
	add_pin(&value, cert);
	add_field(line, "pin", &value);
	add_dn(&value, X509_get_subject_name(cert));
	add_field(line, "subject", &value);
	add_dn(&value, X509_get_issuer_name(cert));
	add_field(line, "issuer", &value);
	add_date(&value, X509_get0_notAfter(cert), "%Y-%m-%dT%H:%M:%SZ");
	add_field(line, "notafter", &value);
	buf_free(&value);
	X509_free(cert);
}
