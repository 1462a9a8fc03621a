/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_SASL_CHECK_H
#define TESTS_UNIT_SASL_CHECK_H

/* What the tests of the mechanisms share. */
#include <string.h>

#include "check.h"
#include "mime/base64.h"
#include "net/sasl.h"

static struct err e;

/* A login with a password inside TLS that tells nothing of itself. */
static struct sasl_login
login_of(const char *user, const char *password)
{
	struct sasl_login login;

	memset(&login, 0, sizeof(login));
	login.user = user;
	login.secret = str_from(password);
	login.encrypted = true;
	login.host = "server.example.com";
	login.port = 143;
	return login;
}

static void
expect_name(struct sasl *s, const char *offered, const char *name)
{
	const char *got = sasl_next(s, str_from(offered), &e);

	CHECK(name == NULL ? got == NULL
	    : got != NULL && strcmp(got, name) == 0);
}

/* The next response, decoded, is text; a challenge of NULL: none. */
static void
expect(struct sasl *s, const char *challenge, const char *text)
{
	struct buf sent = BUF_INIT, response = BUF_INIT, raw = BUF_INIT;

	if (challenge != NULL) {
		buf_reserve(&sent, 1);
		base64_add(&sent, str_from(challenge));
	}
	CHECK(sasl_respond(s, buf_str(&sent), &response, &e) == 0);
	CHECK(base64_get(&raw, buf_str(&response)) == 0);
	CHECK(str_is(buf_str(&raw), text));
	buf_free(&sent);
	buf_wipe(&response);
	buf_wipe(&raw);
}

/* The challenge, to be encoded, makes no sense. */
static void
expect_senseless(struct sasl *s, const char *challenge, int status)
{
	struct buf sent = BUF_INIT, response = BUF_INIT;

	base64_add(&sent, str_from(challenge));
	e.status = 0;
	CHECK(sasl_respond(s, buf_str(&sent), &response, &e) < 0);
	CHECK(e.status == status && response.len == 0);
	buf_free(&sent);
	buf_free(&response);
}

static void
begin(struct sasl *s, const struct sasl_login *login, const char *name)
{
	sasl_init(s, login);
	expect_name(s, name, name);
}

#endif
