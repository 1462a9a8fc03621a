/* SPDX-License-Identifier: ISC */
#include "net/login.h"

#include <string.h>

#include "base/ascii.h"
#include "net/secret.h"

void
login_init(struct login *l, const struct account *account,
    const struct conn *c, struct buf *secret)
{
	struct sasl_login how;

	memset(&how, 0, sizeof(how));
	how.user = account->url.user;
	how.is_token = account_get(account, ACCOUNT_TOKEN_CMD) != NULL;
	how.has_certificate = account_get(account, ACCOUNT_TLS_CERT) != NULL;
	how.encrypted = conn_is_tls(c);
	how.tls = buf_str(&c->tls_status);
	how.force = account_get(account, ACCOUNT_AUTH);
	how.host = account->url.host;
	how.port = account->url.port;
	sasl_init(&l->sasl, &how);
	l->account = account;
	l->secret = secret;
	l->no_initial = l->held = false;
}

void
login_free(struct login *l)
{
	sasl_free(&l->sasl);
}

/* A certificate may be all that the server wants. */
int
login_prepare(const struct account *account, struct buf *secret,
    struct err *e)
{
	if (account->url.user == NULL || secret->len > 0 ||
	    account_get(account, ACCOUNT_TLS_CERT) != NULL)
		return 0;
	return secret_find(secret, account, e);
}

int
login_find_secret(struct login *l, struct err *e)
{
	if (l->secret->len == 0 &&
	    secret_find(l->secret, l->account, e) < 0)
		return -1;
	l->sasl.login.secret = buf_str(l->secret);
	return 0;
}

int
login_next(struct login *l, struct str offered, const char **name,
    struct err *e)
{
	bool tried = l->sasl.tried != 0;
	struct err none = ERR_INIT;

	*name = sasl_next(&l->sasl, offered, &none);
	if (*name == NULL && tried)
		return 0;
	if (*name == NULL) {
		*e = none;
		err_prefix(e, "%s", l->account->url.host);
		if (!l->sasl.login.encrypted && l->sasl.login.force == NULL)
			err_hint(e, "perhaps it does in TLS: see +starttls in "
			    "mailpipe-accounts(5)");
		return -1;
	}
	if (sasl_needs_secret(&l->sasl) && login_find_secret(l, e) < 0)
		return -1;
	return 1;
}

int
login_first(struct login *l, struct buf *response, struct err *e)
{
	if (!sasl_is_client_first(&l->sasl))
		return 0;
	return sasl_respond(&l->sasl, str_of(NULL, 0), response, e);
}

static bool
is_graphic(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_graph(s.p[i]))
			return false;
	return true;
}

bool
login_is_bare(const struct login *l, const char *mechanism)
{
	return (strcmp(mechanism, "PLAIN") == 0 ||
	    strcmp(mechanism, "LOGIN") == 0) &&
	    is_graphic(str_from(l->account->url.user)) &&
	    is_graphic(buf_str(l->secret));
}

bool
login_has_proved(const struct login *l)
{
	return sasl_has_proved(&l->sasl) && !l->held;
}

void
login_explain(const struct login *l, struct err *e)
{
	struct str reason = buf_str(&l->sasl.reason);

	if (reason.n > 0)
		err_hint(e, "%.*s", (int)reason.n, reason.p);
}
