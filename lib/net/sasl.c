/* SPDX-License-Identifier: ISC */
#include "net/sasl.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "mime/base64.h"
#include "net/sasl_mechanism.h"

/* In the order in which they are tried inside TLS. */
static const struct sasl_mechanism table[] = {
	{"EXTERNAL", SASL_CERTIFICATE, true, false, 0,
	    sasl_external_respond},
	{"OAUTHBEARER", SASL_TOKEN, true, false, 0,
	    sasl_oauthbearer_respond},
	{"XOAUTH2", SASL_TOKEN, true, false, 0, sasl_xoauth2_respond},
	{"SCRAM-SHA-256-PLUS", SASL_PASSWORD, true, true, HASH_SHA256,
	    sasl_scram_respond},
	{"SCRAM-SHA-256", SASL_PASSWORD, true, false, HASH_SHA256,
	    sasl_scram_respond},
	{"SCRAM-SHA-1-PLUS", SASL_PASSWORD, true, true, HASH_SHA1,
	    sasl_scram_respond},
	{"SCRAM-SHA-1", SASL_PASSWORD, true, false, HASH_SHA1,
	    sasl_scram_respond},
	{"PLAIN", SASL_PASSWORD, true, false, 0, sasl_plain_respond},
	{"LOGIN", SASL_PASSWORD, false, false, 0, sasl_login_respond},
	{"CRAM-MD5", SASL_PASSWORD, false, false, 0, sasl_cram_respond},
};

#define MECHANISMS (sizeof(table) / sizeof(table[0]))

void
sasl_init(struct sasl *s, const struct sasl_login *login)
{
	memset(s, 0, sizeof(*s));
	s->login = *login;
}

void
sasl_free(struct sasl *s)
{
	buf_free(&s->reason);
	sasl_scram_free(&s->scram);
	mem_wipe(s, sizeof(*s));
}

bool
sasl_is_mechanism(struct str name)
{
	size_t i;

	for (i = 0; i < MECHANISMS; i++)
		if (str_case_is(name, table[i].name))
			return true;
	return false;
}

/* Whether we have what it takes: 0, or -1 and what is missing. */
static int
check_means(const struct sasl *s, const struct sasl_mechanism *m,
    struct err *e)
{
	const struct sasl_login *login = &s->login;

	if (m->means == SASL_CERTIFICATE &&
	    !(login->has_certificate && login->encrypted))
		return err_set(e, STATUS_CONFIG,
		    "%s needs TLS and tls_cert", m->name);
	if (m->means == SASL_TOKEN && !login->is_token)
		return err_set(e, STATUS_CONFIG, "%s needs token_cmd",
		    m->name);
	if (m->means == SASL_PASSWORD && login->is_token)
		return err_set(e, STATUS_CONFIG, "%s takes a password, "
		    "and there is token_cmd", m->name);
	if (m->binds && !sasl_scram_can_bind(login))
		return err_set(e, STATUS_UNAVAILABLE, "%s needs TLS that "
		    "tells what to bind to", m->name);
	return 0;
}

static const char *
choose(struct sasl *s, const struct sasl_mechanism *m)
{
	s->tried |= 1u << (m - table);
	s->mechanism = m;
	s->step = 0;
	s->repeated = s->proved = s->complete = false;
	s->reason.len = 0;
	return m->name;
}

static bool
is_tried(const struct sasl *s, const struct sasl_mechanism *m)
{
	return (s->tried & 1u << (m - table)) != 0;
}

static const char *
next_forced(struct sasl *s, struct err *e)
{
	const struct sasl_mechanism *m = table;

	while (m < table + MECHANISMS &&
	    !str_case_is(str_from(s->login.force), m->name))
		m++;
	if (m == table + MECHANISMS)
		err_set(e, STATUS_CONFIG, "auth = %s: no such mechanism here",
		    s->login.force);
	else if (is_tried(s, m))
		err_set(e, STATUS_UNAVAILABLE,
		    "the server refuses auth = %s", s->login.force);
	else if (check_means(s, m, e) == 0)
		return choose(s, m);
	return NULL;
}

/* Whether it is tried before the others: where everybody can listen, all
   that do not show the password are (SCRAM stands before PLAIN anyway). */
static bool
goes_ahead(const struct sasl *s, const struct sasl_mechanism *m)
{
	return m->respond == sasl_cram_respond && !s->login.encrypted;
}

static bool
may_be_next(const struct sasl *s, const struct sasl_mechanism *m,
    struct str offered)
{
	struct err unused = ERR_INIT;

	return !is_tried(s, m) && str_has_word(offered, m->name) &&
	    check_means(s, m, &unused) == 0;
}

static const struct sasl_mechanism *
best(const struct sasl *s, struct str offered)
{
	const struct sasl_mechanism *m, *found = NULL;

	for (m = table; m < table + MECHANISMS; m++) {
		if (!may_be_next(s, m, offered))
			continue;
		if (found == NULL || (goes_ahead(s, m) &&
		    found->respond != sasl_scram_respond))
			found = m;
	}
	return found;
}

const char *
sasl_next(struct sasl *s, struct str offered, struct err *e)
{
	const struct sasl_mechanism *m;

	for (m = table; m < table + MECHANISMS; m++)
		if (m->binds && str_has_word(offered, m->name))
			s->plus_offered = true;
	if (s->login.force != NULL)
		return next_forced(s, e);
	m = best(s, offered);
	if (m != NULL)
		return choose(s, m);
	err_set(e, STATUS_UNAVAILABLE, s->tried != 0
	    ? "the server refuses every way to log in"
	    : "the server offers no way to log in that is known here");
	return NULL;
}

bool
sasl_needs_secret(const struct sasl *s)
{
	return s->mechanism->means != SASL_CERTIFICATE;
}

bool
sasl_is_client_first(const struct sasl *s)
{
	return s->mechanism->client_first;
}

bool
sasl_has_proved(const struct sasl *s)
{
	return s->proved;
}

int
sasl_senseless(const struct sasl *s, const char *why, struct err *e)
{
	return err_set(e, STATUS_PROTOCOL, "%s: %s", s->mechanism->name, why);
}

int
sasl_too_many(const struct sasl *s, struct err *e)
{
	return sasl_senseless(s, "one challenge too many", e);
}

int
sasl_decode(const struct sasl *s, struct str challenge, struct buf *b,
    struct err *e)
{
	if (base64_get(b, str_trim(challenge)) == 0)
		return 0;
	return sasl_senseless(s, "the challenge is no base64", e);
}

/* A NUL would end PLAIN's user too early, another control character a field
   of OAUTHBEARER; a password is no place for a line end. */
static int
check_login(const struct sasl_login *login, struct err *e)
{
	const char *p = login->user;

	if (p == NULL || *p == '\0')
		return err_set(e, STATUS_CONFIG, "no user to log in as");
	while (*p != '\0' && !ascii_is_control(*p))
		p++;
	if (*p != '\0')
		return err_set(e, STATUS_CONFIG,
		    "a control character in the user");
	if (str_has_line_end_or_nul(login->secret))
		return err_set(e, STATUS_CONFIG,
		    "a line end or a NUL in the password");
	return 0;
}

/* A server that passed over the first response asks for it: its challenge
   is empty, as no other is that follows one of ours. */
static bool
asks_again(const struct sasl *s, struct str challenge)
{
	return s->step == 1 && !s->repeated && s->mechanism->client_first &&
	    challenge.p != NULL && str_trim(challenge).n == 0;
}

int
sasl_respond(struct sasl *s, struct str challenge, struct buf *response,
    struct err *e)
{
	struct buf raw = BUF_INIT;
	int result;

	if (check_login(&s->login, e) < 0)
		return -1;
	if (asks_again(s, challenge)) {
		s->step = 0;
		s->repeated = true;
	}
	result = s->mechanism->respond(s, challenge, &raw, e);
	if (result == 0) {
		base64_add(response, buf_str(&raw));
		s->step++;
	}
	buf_wipe(&raw);
	return result;
}

int
sasl_finish(struct sasl *s, struct err *e)
{
	if (s->complete)
		return 0;
	return sasl_senseless(s, "the server accepted too early", e);
}
