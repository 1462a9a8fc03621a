/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/ascii.h"
#include "net/sasl_mechanism.h"

/* Ends each field of both mechanisms. */
#define SEPARATOR "\001"

/* A token has only characters that cannot end it (RFC 6750 2.1). */
static int
check_token(struct str token, struct err *e)
{
	size_t i;

	for (i = 0; i < token.n; i++)
		if (!ascii_is_graph(token.p[i]))
			return err_set(e, STATUS_CONFIG,
			    "token_cmd: a token has no blanks and nothing "
			    "outside ASCII");
	return 0;
}

static void
add_token(struct sasl *s, struct buf *response)
{
	buf_add_string(response, SEPARATOR "auth=Bearer ");
	buf_add_str(response, s->login.secret);
	buf_add_string(response, SEPARATOR SEPARATOR);
	s->proved = s->complete = true;
}

/* What else there is beside the token: names, and a port. */
static size_t
room(const struct sasl_login *login)
{
	return 3 * strlen(login->user) + strlen(login->host) +
	    login->secret.n + 64;
}

/* The only challenge says why the token is refused, and must be answered
   before the server ends the exchange (RFC 7628 3.2.3). */
static int
take_error(struct sasl *s, struct str challenge, struct err *e)
{
	if (s->step > 1)
		return sasl_too_many(s, e);
	s->complete = false;
	return sasl_decode(s, challenge, &s->reason, e);
}

/* RFC 7628 3.1. */
int
sasl_oauthbearer_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	if (s->step > 0) {
		buf_add_string(response, SEPARATOR);
		return take_error(s, challenge, e);
	}
	if (check_token(s->login.secret, e) < 0)
		return -1;
	buf_reserve(response, room(&s->login));
	buf_add_string(response, "n,a=");
	sasl_add_name(response, s->login.user);
	buf_printf(response, "," SEPARATOR "host=%s", s->login.host);
	if (s->login.port > 0)
		buf_printf(response, SEPARATOR "port=%u", s->login.port);
	add_token(s, response);
	return 0;
}

/* Google's, older: its manual is all that defines it.  The answer to the
   error is an empty line. */
int
sasl_xoauth2_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	if (s->step > 0)
		return take_error(s, challenge, e);
	if (check_token(s->login.secret, e) < 0)
		return -1;
	buf_reserve(response, room(&s->login));
	buf_printf(response, "user=%s", s->login.user);
	add_token(s, response);
	return 0;
}
