/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "net/sasl_mechanism.h"

/* The mechanisms that show what they have as it is. */

/* RFC 4616 2: no authorization identity, the user, the password.  The
   challenge, if any, is empty, whatever stands in it. */
int
sasl_plain_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	(void)challenge;
	if (s->step > 0)
		return sasl_too_many(s, e);
	buf_reserve(response, strlen(s->login.user) + s->login.secret.n + 2);
	buf_add_char(response, '\0');
	buf_add_string(response, s->login.user);
	buf_add_char(response, '\0');
	buf_add_str(response, s->login.secret);
	s->proved = s->complete = true;
	return 0;
}

/* draft-murchison-sasl-login: the user, then the password; what the server
   says in between is prose. */
int
sasl_login_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	(void)challenge;
	if (s->step > 1)
		return sasl_too_many(s, e);
	if (s->step == 0) {
		buf_add_string(response, s->login.user);
		return 0;
	}
	buf_add_str(response, s->login.secret);
	s->proved = s->complete = true;
	return 0;
}

/* RFC 4422 A: whom the certificate that TLS has shown is to log in. */
int
sasl_external_respond(struct sasl *s, struct str challenge,
    struct buf *response, struct err *e)
{
	(void)challenge;
	if (s->step > 0)
		return sasl_too_many(s, e);
	buf_add_string(response, s->login.user);
	s->complete = true;
	return 0;
}
