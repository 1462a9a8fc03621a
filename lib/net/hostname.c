/* SPDX-License-Identifier: ISC */
#include "net/hostname.h"

#include <netdb.h>
#include <pwd.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/ascii.h"

/* A name that may be told to others: letters, digits, - and dots, as RFC
   5321 4.1.2 has domains. */
static bool
is_domain(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '-' &&
		    (s.p[i] != '.' || i == 0 || s.p[i - 1] == '.'))
			return false;
	return s.n > 0 && s.n < 256 && s.p[s.n - 1] != '.';
}

/* No other host knows us as localhost.localdomain. */
static bool
is_full(struct str s)
{
	return is_domain(s) && str_has(s, '.') &&
	    !str_case_starts(s, "localhost.");
}

/* The full one of a host's names. */
static const char *
full_name(const struct hostent *h)
{
	char **alias;

	if (is_full(str_from(h->h_name)))
		return h->h_name;
	for (alias = h->h_aliases; *alias != NULL; alias++)
		if (is_full(str_from(*alias)))
			return *alias;
	return NULL;
}

static bool
has_name(const struct hostent *h, const char *name)
{
	char **alias;

	if (str_case_is(str_from(h->h_name), name))
		return true;
	for (alias = h->h_aliases; *alias != NULL; alias++)
		if (str_case_is(str_from(*alias), name))
			return true;
	return false;
}

/* The full name that the hosts file has for a short one.  DNS is not asked,
   which keeps one waiting where it is dead. */
static bool
look_up(const char *name, struct buf *full)
{
	const struct hostent *h;
	const char *found = NULL;

	sethostent(0);
	while (found == NULL && (h = gethostent()) != NULL)
		if (has_name(h, name))
			found = full_name(h);
	if (found != NULL)
		buf_add_string(full, found);
	endhostent();
	return found != NULL;
}

void
hostname_own(struct buf *name)
{
	struct utsname host;

	if (uname(&host) < 0 || !is_domain(str_from(host.nodename)))
		buf_add_string(name, "localhost");
	else
		buf_add_string(name, host.nodename);
}

void
hostname_find(struct buf *name)
{
	struct buf own = BUF_INIT;

	hostname_own(&own);
	if (is_full(buf_str(&own)) || !look_up(buf_string(&own), name))
		buf_add_str(name, buf_str(&own));
	buf_free(&own);
}

void
hostname_user(struct buf *name)
{
	const struct passwd *user = getpwuid(getuid());

	buf_add_string(name, user != NULL ? user->pw_name : "nobody");
}

void
hostname_ehlo(struct buf *name, const struct conn *c,
    const struct account *account)
{
	const char *given = account_get(account, ACCOUNT_EHLO);
	struct str local = buf_str(&c->local);

	if (given != NULL) {
		buf_add_string(name, given);
		return;
	}
	hostname_find(name);
	if (is_full(buf_str(name)))
		return;
	name->len = 0;
	if (local.n == 0) /* a tunnel has no address */
		local = STR("127.0.0.1");
	buf_add_string(name, str_has(local, ':') ? "[IPv6:" : "[");
	buf_add_str(name, local);
	buf_add_char(name, ']');
}
