/* SPDX-License-Identifier: ISC */
/*
 * A login against a server that offers and asks any bytes: the first line is
 * the user, the second the password or the token, the third what is offered;
 * the others are challenges.  The length of the user decides what else there
 * is.  Every mechanism is tried at most once, every response is base64, the
 * secret is sent at most twice in an exchange, and only by a mechanism that
 * says that it has used it; nothing but the right signature, which nobody
 * guesses, is a success in SCRAM.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

/* A million iterations are allowed, and too slow for here. */
static bool
is_slow(struct str challenge)
{
	struct buf raw = BUF_INIT;
	struct str count;
	bool slow = false;

	if (base64_get(&raw, str_trim(challenge)) == 0) {
		count = buf_str(&raw);
		count = str_skip(count, str_find_str(count, STR(",i=")) + 3);
		slow = str_cut(&count, ',').n > 4;
	}
	buf_free(&raw);
	return slow;
}

static void
exchange(struct sasl *s, const char *name, struct str challenges)
{
	const struct sasl_login *login = &s->login;
	struct buf response = BUF_INIT, raw = BUF_INIT;
	struct str challenge = STR_INIT;
	struct err e = ERR_INIT;
	int told = 0;

	if (!sasl_is_client_first(s))
		challenge = str_cut(&challenges, '\n');
	while (!is_slow(challenge) &&
	    sasl_respond(s, challenge, &response, &e) == 0) {
		must(base64_get(&raw, buf_str(&response)) == 0);
		/* A secret of some length is in nothing else by chance. */
		if (login->secret.n > 8 && holds(buf_str(&raw),
		    login->secret) && !holds(str_from(login->user),
		    login->secret)) {
			told++;
			must(sasl_has_proved(s));
			must(!str_starts(str_from(name), "SCRAM"));
		}
		must(told <= 2);
		response.len = raw.len = 0;
		challenge = str_cut(&challenges, '\n');
	}
	must(response.len == 0);
	if (str_starts(str_from(name), "SCRAM"))
		must(sasl_finish(s, &e) < 0);
	buf_free(&response);
	buf_free(&raw);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size);
	struct buf user = BUF_INIT;
	struct sasl_login login;
	const char *name;
	struct str offered;
	struct err e = ERR_INIT;
	struct sasl s;
	int tries = 0;

	memset(&login, 0, sizeof(login));
	buf_add_str(&user, str_cut(&rest, '\n'));
	login.user = buf_string(&user);
	login.secret = str_cut(&rest, '\n');
	offered = str_cut(&rest, '\n');
	login.is_token = (user.len & 1) != 0;
	login.encrypted = (user.len & 2) == 0;
	login.has_certificate = (user.len & 4) != 0;
	if ((user.len & 8) != 0)
		login.tls = STR("ok TLSv1.3 X exporter=AAAA endpoint=AAAA");
	login.host = "h";
	login.nonce = "abc";
	sasl_init(&s, &login);
	while ((name = sasl_next(&s, offered, &e)) != NULL) {
		must(++tries <= 10);
		exchange(&s, name, rest);
	}
	must(e.status == STATUS_UNAVAILABLE);
	sasl_free(&s);
	buf_free(&user);
	return 0;
}
