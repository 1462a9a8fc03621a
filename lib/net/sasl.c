/* SPDX-License-Identifier: ISC */
#include "net/sasl.h"

#include <string.h>

#include "base/mem.h"
#include "mime/base64.h"

/*
 * A mechanism is a row of the table below.  respond adds its next response,
 * not yet in base64; s->step tells which, from 0.  challenge is as the
 * server sent it; its p is NULL if the server said nothing yet.
 */
struct sasl_mechanism {
	const char *name;
	bool client_first;
	int (*respond)(struct sasl *s, struct str challenge,
	    struct buf *response, struct err *e);
	int (*finish)(struct sasl *s, struct err *e); /* may be NULL */
};

static int
too_many(const char *name, struct err *e)
{
	return err_set(e, STATUS_PROTOCOL, "%s: one challenge too many",
	    name);
}

/* RFC 4616 2: no authorization identity, the user, the password.  The
   challenge, if any, is empty, whatever stands in it. */
static int
plain_respond(struct sasl *s, struct str challenge, struct buf *response,
    struct err *e)
{
	(void)challenge;
	if (s->step > 0)
		return too_many("PLAIN", e);
	buf_reserve(response, strlen(s->login.user) + s->login.secret.n + 2);
	buf_add_char(response, '\0');
	buf_add_string(response, s->login.user);
	buf_add_char(response, '\0');
	buf_add_str(response, s->login.secret);
	return 0;
}

/* draft-murchison-sasl-login: the user, then the password; what the server
   says in between is prose. */
static int
login_respond(struct sasl *s, struct str challenge, struct buf *response,
    struct err *e)
{
	(void)challenge;
	if (s->step > 1)
		return too_many("LOGIN", e);
	if (s->step == 0)
		buf_add_string(response, s->login.user);
	else
		buf_add_str(response, s->login.secret);
	return 0;
}

/*
 * In the order in which they are tried inside TLS, and in the clear too:
 * it comes to that only where the URL's host is this machine, or where
 * "+plain" was written (net/url.h).
 */
static const struct sasl_mechanism table[] = {
	{"PLAIN", true, plain_respond, NULL},
	{"LOGIN", false, login_respond, NULL},
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
	mem_wipe(s, sizeof(*s));
}

static bool
is_offered(struct str offered, const char *name)
{
	while (offered.p != NULL)
		if (str_case_is(str_trim(str_cut(&offered, ' ')), name))
			return true;
	return false;
}

static const char *
choose(struct sasl *s, size_t i)
{
	s->tried |= 1u << i;
	s->mechanism = &table[i];
	s->step = 0;
	return table[i].name;
}

static const char *
next_forced(struct sasl *s, struct err *e)
{
	size_t i;

	for (i = 0; i < MECHANISMS; i++) {
		if (!str_case_is(str_from(s->login.force), table[i].name))
			continue;
		if ((s->tried & (1u << i)) == 0)
			return choose(s, i);
		err_set(e, STATUS_UNAVAILABLE,
		    "the server refuses auth = %s", s->login.force);
		return NULL;
	}
	err_set(e, STATUS_CONFIG, "auth = %s: no such mechanism here",
	    s->login.force);
	return NULL;
}

const char *
sasl_next(struct sasl *s, struct str offered, struct err *e)
{
	size_t i;

	if (s->login.force != NULL)
		return next_forced(s, e);
	for (i = 0; i < MECHANISMS; i++)
		if ((s->tried & (1u << i)) == 0 &&
		    is_offered(offered, table[i].name))
			return choose(s, i);
	err_set(e, STATUS_UNAVAILABLE, s->tried != 0
	    ? "the server refuses every way to log in"
	    : "the server offers no way to log in that is known here");
	return NULL;
}

bool
sasl_is_client_first(const struct sasl *s)
{
	return s->mechanism->client_first;
}

/* A NUL would end PLAIN's user too early, and a user's name is no place for
   a line end. */
static int
check_login(const struct sasl_login *login, struct err *e)
{
	if (login->user == NULL || *login->user == '\0')
		return err_set(e, STATUS_CONFIG, "no user to log in as");
	if (str_has_line_end_or_nul(str_from(login->user)) ||
	    str_has_line_end_or_nul(login->secret))
		return err_set(e, STATUS_CONFIG,
		    "a line end or a NUL in the user or the password");
	return 0;
}

int
sasl_respond(struct sasl *s, struct str challenge, struct buf *response,
    struct err *e)
{
	struct buf raw = BUF_INIT;
	int result;

	if (check_login(&s->login, e) < 0)
		return -1;
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
	if (s->step == 0)
		return err_set(e, STATUS_PROTOCOL,
		    "the server accepted before anything was said");
	return s->mechanism->finish != NULL ? s->mechanism->finish(s, e) : 0;
}
