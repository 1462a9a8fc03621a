/* SPDX-License-Identifier: ISC */
#include "net/hmac.h"
#include "net/sasl_mechanism.h"

/* RFC 2195 2: the user, and the HMAC-MD5 of the challenge, in hexadecimal
   digits of the lower case. */
static void
add_digest(struct sasl *s, struct str text, struct buf *response)
{
	unsigned char code[HASH_MAX];
	size_t i;

	hmac_of(HASH_MD5, s->login.secret, text, code);
	buf_printf(response, "%s ", s->login.user);
	for (i = 0; i < hash_size(HASH_MD5); i++)
		buf_printf(response, "%02x", code[i]);
	s->proved = s->complete = true;
}

int
sasl_cram_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	struct buf text = BUF_INIT;
	int done;

	if (s->step > 0)
		return sasl_too_many(s, e);
	done = sasl_decode(s, challenge, &text, e);
	if (done == 0 && text.len == 0)
		done = sasl_senseless(s, "an empty challenge", e);
	if (done == 0)
		add_digest(s, buf_str(&text), response);
	buf_free(&text);
	return done;
}
