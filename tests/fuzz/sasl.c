/* SPDX-License-Identifier: ISC */
/*
 * A login against a server that offers and asks any bytes: the first line is
 * the user, the second the password, the third what is offered; the others
 * are challenges.  Every mechanism is tried at most once, every response is
 * base64, and the password is sent at most once in an exchange.
 */
#include <stdint.h>
#include <stdlib.h>

#include "mime/base64.h"
#include "net/sasl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static bool
holds(struct str text, struct str part)
{
	return part.n > 0 && str_find_str(text, part) < text.n;
}

static void
exchange(struct sasl *s, struct str challenges)
{
	const struct sasl_login *login = &s->login;
	struct buf response = BUF_INIT, raw = BUF_INIT;
	struct str challenge = STR_INIT;
	struct err e = ERR_INIT;
	int told = 0;

	if (!sasl_is_client_first(s))
		challenge = str_cut(&challenges, '\n');
	while (sasl_respond(s, challenge, &response, &e) == 0) {
		must(base64_get(&raw, buf_str(&response)) == 0);
		must(raw.len <= str_from(login->user).n + login->secret.n + 2);
		/* It is no part of the user's name, so it can be told. */
		told += !holds(str_from(login->user), login->secret) &&
		    holds(buf_str(&raw), login->secret);
		must(told <= 1);
		response.len = raw.len = 0;
		challenge = str_cut(&challenges, '\n');
	}
	must(response.len == 0);
	must(e.status == STATUS_PROTOCOL || e.status == STATUS_CONFIG);
	buf_free(&response);
	buf_free(&raw);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size);
	struct buf user = BUF_INIT;
	struct sasl_login login = {NULL, STR_INIT, NULL, true};
	struct str offered;
	struct err e = ERR_INIT;
	struct sasl s;
	int tries = 0;

	buf_add_str(&user, str_cut(&rest, '\n'));
	login.user = buf_string(&user);
	login.secret = str_cut(&rest, '\n');
	offered = str_cut(&rest, '\n');
	sasl_init(&s, &login);
	while (sasl_next(&s, offered, &e) != NULL) {
		must(++tries <= 2);
		exchange(&s, rest);
	}
	must(e.status == STATUS_UNAVAILABLE);
	sasl_free(&s);
	buf_free(&user);
	return 0;
}
