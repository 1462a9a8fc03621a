/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/random.h"
#include "mime/base64.h"
#include "net/hmac.h"
#include "net/sasl_mechanism.h"
#include "net/tls.h"

/* SCRAM: RFC 5802, with SHA-256 RFC 7677. */

#define NONCE_BYTES 18

/* What the server's first message says; the slices are of the message. */
struct server_first {
	struct str nonce;
	struct str salt; /* in base64 */
	uint64_t iterations;
};

void
sasl_scram_free(struct sasl_scram *scram)
{
	buf_free(&scram->header);
	buf_free(&scram->first);
	mem_wipe(scram->signature, sizeof(scram->signature));
}

/*
 * What the connection can be bound to, in base64: the exporter of TLS 1.3
 * (RFC 9266), else the hash of the certificate (RFC 5929 4).  Returns its
 * name, or NULL if there is nothing.
 */
static const char *
binding(const struct sasl_login *login, struct buf *data)
{
	if (!login->encrypted)
		return NULL;
	if (tls_field(login->tls, "exporter", data) == 0)
		return "tls-exporter";
	if (tls_field(login->tls, "endpoint", data) == 0)
		return "tls-server-end-point";
	return NULL;
}

bool
sasl_scram_can_bind(const struct sasl_login *login)
{
	struct buf data = BUF_INIT;
	bool can = binding(login, &data) != NULL;

	buf_free(&data);
	return can;
}

void
sasl_add_name(struct buf *b, const char *name)
{
	for (; *name != '\0'; name++)
		if (*name == ',')
			buf_add_string(b, "=2C");
		else if (*name == '=')
			buf_add_string(b, "=3D");
		else
			buf_add_char(b, *name);
}

/*
 * RFC 5802 6: "p" binds; "y" says that we would if the server could, and
 * makes one that can see that its offer was tampered with; "n" if we cannot,
 * or if it could and another mechanism was chosen all the same.
 */
static int
make_header(struct sasl *s, struct err *e)
{
	struct buf *header = &s->scram.header, data = BUF_INIT;
	const char *name = binding(&s->login, &data);
	int done = 0;

	header->len = 0;
	if (s->mechanism->binds) {
		buf_printf(header, "p=%s,,", name != NULL ? name : "");
		if (name == NULL ||
		    base64_get(header, buf_str(&data)) < 0)
			done = sasl_senseless(s, "nothing to bind to", e);
	} else {
		buf_add_string(header, name != NULL && !s->plus_offered
		    ? "y,," : "n,,");
	}
	buf_free(&data);
	return done;
}

/* SASLprep (RFC 4013) would map some characters; it is done only so far that
   what it forbids of ASCII is refused. */
static int
check_password(const struct sasl *s, struct err *e)
{
	size_t i;

	for (i = 0; i < s->login.secret.n; i++)
		if (ascii_is_control(s->login.secret.p[i]))
			return err_set(e, STATUS_CONFIG,
			    "%s: a control character in the password (see "
			    "auth = plain)", s->mechanism->name);
	return 0;
}

static int
add_nonce(struct buf *b, const char *given, struct err *e)
{
	char bytes[NONCE_BYTES];

	if (given != NULL) {
		buf_add_string(b, given);
		return 0;
	}
	if (random_fill(bytes, sizeof(bytes), e) < 0)
		return -1;
	base64_add(b, str_of(bytes, sizeof(bytes)));
	return 0;
}

static int
say_first(struct sasl *s, struct buf *response, struct err *e)
{
	struct sasl_scram *scram = &s->scram;

	if (check_password(s, e) < 0 || make_header(s, e) < 0)
		return -1;
	scram->first.len = 0;
	buf_add_string(&scram->first, "n=");
	sasl_add_name(&scram->first, s->login.user);
	buf_add_string(&scram->first, ",r=");
	if (add_nonce(&scram->first, s->login.nonce, e) < 0)
		return -1;
	/* The header ends at its second comma; data is behind it. */
	buf_add(response, scram->header.data,
	    str_find_str(buf_str(&scram->header), STR(",,")) + 2);
	buf_add_str(response, buf_str(&scram->first));
	return 0;
}

/* Takes "name=value" off the front of *rest; what must stand there. */
static bool
cut_attribute(struct str *rest, const char *name, struct str *value)
{
	struct str got = str_cut(rest, ',');

	*value = str_skip(got, 2);
	return str_starts(got, name) && value->n > 0;
}

/* RFC 5802 5.1: r, s and i, in this order; an extension behind them is
   passed over, one in front (m=) must be understood and is not. */
static int
read_first(const struct sasl *s, struct str text, struct server_first *f,
    struct err *e)
{
	struct str own = buf_str(&s->scram.first), value;

	own = str_skip(own, str_find_str(own, STR(",r=")) + 3);
	if (!cut_attribute(&text, "r=", &f->nonce) ||
	    !cut_attribute(&text, "s=", &f->salt) ||
	    !cut_attribute(&text, "i=", &value) ||
	    num_parse(value, UINT64_MAX, &f->iterations) < 0)
		return sasl_senseless(s, "the challenge cannot be read", e);
	if (f->nonce.n <= own.n ||
	    !str_equal(str_of(f->nonce.p, own.n), own))
		return sasl_senseless(s, "a nonce that is not ours", e);
	if (f->iterations < SASL_ITERATIONS_MIN ||
	    f->iterations > SASL_ITERATIONS_MAX)
		return err_set(e, STATUS_PROTOCOL, "%s: %llu iterations asked "
		    "for, and %d to %d are allowed", s->mechanism->name,
		    (unsigned long long)f->iterations, SASL_ITERATIONS_MIN,
		    SASL_ITERATIONS_MAX);
	return 0;
}

/* The proof, and the signature that the server has to show: RFC 5802 3. */
static void
prove(struct sasl *s, const struct server_first *f, struct str salt,
    struct str message, struct buf *response)
{
	enum hash_kind kind = s->mechanism->hash;
	unsigned char salted[HASH_MAX], key[HASH_MAX], stored[HASH_MAX];
	size_t size = hash_size(kind), i;
	struct str password = str_of((const char *)salted, size);
	struct hash h;

	hmac_pbkdf2(kind, s->login.secret, salt, (uint32_t)f->iterations,
	    salted);
	hmac_of(kind, password, STR("Server Key"), key);
	hmac_of(kind, str_of((const char *)key, size), message,
	    s->scram.signature);
	hmac_of(kind, password, STR("Client Key"), key);
	hash_init(&h, kind);
	hash_add(&h, key, size);
	hash_end(&h, stored);
	hmac_of(kind, str_of((const char *)stored, size), message, stored);
	for (i = 0; i < size; i++)
		stored[i] ^= key[i];
	base64_add(response, str_of((const char *)stored, size));
	mem_wipe(salted, sizeof(salted));
	mem_wipe(key, sizeof(key));
	mem_wipe(stored, sizeof(stored));
}

static int
say_final(struct sasl *s, struct str text, struct buf *response,
    struct err *e)
{
	struct buf message = BUF_INIT, salt = BUF_INIT;
	struct server_first f;
	int done = read_first(s, text, &f, e);

	if (done == 0 && base64_get(&salt, f.salt) < 0)
		done = sasl_senseless(s, "the salt is no base64", e);
	if (done == 0) {
		buf_add_string(response, "c=");
		base64_add(response, buf_str(&s->scram.header));
		buf_add_string(response, ",r=");
		buf_add_str(response, f.nonce);
		buf_add_str(&message, buf_str(&s->scram.first));
		buf_add_char(&message, ',');
		buf_add_str(&message, text);
		buf_add_char(&message, ',');
		buf_add_str(&message, buf_str(response));
		buf_add_string(response, ",p=");
		prove(s, &f, buf_str(&salt), buf_str(&message), response);
		s->proved = true;
	}
	buf_free(&message);
	buf_free(&salt);
	return done;
}

/* In a time that tells nothing of where they differ. */
static bool
is_signature(const struct sasl *s, struct str given)
{
	size_t size = hash_size(s->mechanism->hash), i;
	unsigned int differ = 0;

	for (i = 0; i < size && given.n == size; i++)
		differ |= (unsigned char)given.p[i] ^ s->scram.signature[i];
	return given.n == size && differ == 0;
}

/* Errors of RFC 5802 7 that are not about the password. */
static bool
is_about_mechanism(struct str why)
{
	return str_is(why, "unsupported-channel-binding-type") ||
	    str_is(why, "channel-binding-not-supported");
}

/* The answer to both is empty; after an error the server refuses. */
static int
check_final(struct sasl *s, struct str text, struct err *e)
{
	struct buf signature = BUF_INIT;
	struct str value;

	if (str_starts(text, "e=")) {
		buf_add_str(&s->reason, str_skip(text, 2));
		s->proved = !is_about_mechanism(str_skip(text, 2));
		return 0;
	}
	if (!cut_attribute(&text, "v=", &value))
		return sasl_senseless(s, "the server proves nothing", e);
	s->complete = base64_get(&signature, value) == 0 &&
	    is_signature(s, buf_str(&signature));
	buf_free(&signature);
	if (s->complete)
		return 0;
	return sasl_senseless(s, "the server does not know the password", e);
}

int
sasl_scram_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	struct buf text = BUF_INIT;
	int done;

	if (s->step == 0)
		return say_first(s, response, e);
	if (s->step > 2)
		return sasl_too_many(s, e);
	done = sasl_decode(s, challenge, &text, e);
	if (done == 0)
		done = s->step == 1 ? say_final(s, buf_str(&text), response, e)
		    : check_final(s, buf_str(&text), e);
	buf_free(&text);
	return done;
}
