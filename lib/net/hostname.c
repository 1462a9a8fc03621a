/* SPDX-License-Identifier: ISC */
#include "net/hostname.h"

#include <netdb.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
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

/* The full name that the resolver knows for a short one. */
static bool
resolve(const char *name, struct buf *full)
{
	struct addrinfo hints, *found = NULL;
	bool good;

	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_flags = AI_CANONNAME;
	if (getaddrinfo(name, NULL, &hints, &found) != 0)
		return false;
	good = found->ai_canonname != NULL &&
	    is_full(str_from(found->ai_canonname));
	if (good)
		buf_add_string(full, found->ai_canonname);
	freeaddrinfo(found);
	return good;
}

void
hostname_find(struct buf *name)
{
	struct utsname host;

	if (uname(&host) < 0 || !is_domain(str_from(host.nodename)))
		buf_add_string(name, "localhost");
	else if (is_full(str_from(host.nodename)) ||
	    !resolve(host.nodename, name))
		buf_add_string(name, host.nodename);
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
