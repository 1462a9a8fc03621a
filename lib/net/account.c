/* SPDX-License-Identifier: ISC */
#include "net/account.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "net/account_choice.h"

/* What RFC 5321 4.5.3.2 asks a client to wait for most replies. */
#define TIMEOUT_DEFAULT 300

#define PASSWORD "MAILPIPE_PASSWORD"

extern char **environ;

/* unsetenv(3) forgets where the bytes are; others could still read them in
   /proc. */
static void
take_password(struct account *a)
{
	static const char name[] = PASSWORD "=";
	size_t n = sizeof(name) - 1;
	char **at;

	for (at = environ; at != NULL && *at != NULL; at++) {
		if (strncmp(*at, name, n) != 0)
			continue;
		if (a->env.data == NULL) {
			buf_reserve(&a->env, strlen(*at + n) + 1);
			buf_add_string(&a->env, *at + n);
		}
		mem_wipe(*at + n, strlen(*at + n));
	}
	unsetenv(PASSWORD);
}

static void
set(struct account *a, enum account_key key, struct str value)
{
	if (key == ACCOUNT_PASS) {
		buf_reserve(&a->pass, value.n);
		buf_add_str(&a->pass, value);
		return;
	}
	free(a->values[key]);
	a->values[key] = account_key_copy(key, value);
}

static void
use_section(struct account *a, const struct account_section *s)
{
	enum account_key key;

	a->name = mem_copy(s->name.p, s->name.n);
	for (key = 0; key < ACCOUNT_KEYS; key++)
		if (s->values[key].p != NULL)
			set(a, key, s->values[key]);
}

static int
use_choice(struct account *a, const struct account_query *q, struct err *e)
{
	struct account_choice c;
	int result = account_choose(&c, q, e);

	if (result >= 0 && c.url != NULL)
		set(a, account_key_of(q->protocol), str_from(c.url));
	else if (result >= 0 && c.section != NULL)
		use_section(a, c.section);
	account_choice_free(&c);
	return result;
}

static int
override(struct account *a, const char *text, struct err *e)
{
	struct str value = str_from(text), name = str_cut(&value, '=');
	enum account_key key = account_key_find(name);

	if (key == ACCOUNT_PASS)
		return err_set(e, STATUS_USAGE, "-o pass: others see a "
		    "command line: put the password into $" PASSWORD
		    ", into pass_cmd or pass of the accounts file, or into "
		    "~/.netrc");
	if (value.p == NULL)
		return err_set(e, STATUS_USAGE, "-o wants key=value");
	if (key == ACCOUNT_KEYS)
		return err_set(e, STATUS_USAGE, "-o: unknown key %.*s",
		    name.n < 64 ? (int)name.n : 64, name.p);
	if (value.n == 0) {
		free(a->values[key]);
		a->values[key] = NULL;
		return 0;
	}
	if (account_key_check(key, value, e) < 0)
		return err_prefix(e, "-o %s", account_key_name(key));
	set(a, key, value);
	return 0;
}

/* Whether -o says who logs in, which counts more than what a URL says. */
static bool
overrides_user(const struct account_query *q)
{
	size_t i;

	for (i = 0; i < q->n; i++)
		if (str_starts(str_from(q->overrides[i]), "user="))
			return true;
	return false;
}

static int
use_server(struct account *a, const struct account_query *q, struct err *e)
{
	const char *server = a->values[account_key_of(q->protocol)];
	const char *name = account_key_name(account_key_of(q->protocol));
	const char *user = a->values[ACCOUNT_USER];

	if (server == NULL && a->name != NULL)
		return err_set(e, STATUS_CONFIG, "account %s has no %s",
		    a->name, name);
	if (server == NULL)
		return err_set(e, STATUS_CONFIG, "no %s server is known: "
		    "put an account into ~/.config/mailpipe/accounts, or "
		    "give -A URL (see mailpipe-accounts(5))", name);
	if (url_parse(&a->url, str_from(server), e) < 0)
		return -1;
	if (overrides_user(q) || (a->url.user == NULL && user != NULL))
		url_set_user(&a->url, user);
	return 0;
}

static int
use_values(struct account *a, struct err *e)
{
	const char *timeout = a->values[ACCOUNT_TIMEOUT];
	uint64_t n = TIMEOUT_DEFAULT;

	if (timeout != NULL)
		num_parse(str_from(timeout), UINT32_MAX, &n);
	a->timeout = (unsigned int)n;
	if (a->values[ACCOUNT_TLS_KEY] != NULL &&
	    a->values[ACCOUNT_TLS_CERT] == NULL)
		return err_set(e, STATUS_CONFIG, "tls_key without tls_cert");
	return 0;
}

int
account_find(struct account *a, const struct account_query *q, struct err *e)
{
	static const struct rlimit no_core = {0, 0};
	size_t i;

	memset(a, 0, sizeof(*a));
	setrlimit(RLIMIT_CORE, &no_core);
	take_password(a);
	if (use_choice(a, q, e) < 0)
		return -1;
	for (i = 0; i < q->n; i++)
		if (override(a, q->overrides[i], e) < 0)
			return -1;
	if (use_server(a, q, e) < 0)
		return -1;
	return use_values(a, e);
}

void
account_free(struct account *a)
{
	enum account_key key;

	url_free(&a->url);
	free(a->name);
	for (key = 0; key < ACCOUNT_KEYS; key++)
		free(a->values[key]);
	buf_wipe(&a->env);
	buf_wipe(&a->pass);
	memset(a, 0, sizeof(*a));
}

const char *
account_get(const struct account *a, enum account_key key)
{
	return a->values[key];
}

bool
account_flag(const struct account *a, enum account_key key, bool fallback)
{
	const char *value = a->values[key];

	return value != NULL ? str_case_is(str_from(value), "yes") : fallback;
}

/* Enough of its hash: the command itself may hold what is to be kept. */
static void
add_tunnel(const char *command, struct buf *b)
{
	unsigned char digest[HASH_MAX];
	struct hash h;
	size_t i;

	hash_init(&h, HASH_SHA256);
	hash_add(&h, command, strlen(command));
	hash_end(&h, digest);
	buf_add_string(b, " tunnel ");
	for (i = 0; i < 8; i++)
		buf_printf(b, "%02x", digest[i]);
}

void
account_identity(const struct account *a, struct buf *b)
{
	const char *tunnel = account_get(a, ACCOUNT_TUNNEL);
	const unsigned int port = a->url.port;
	const char *p;

	buf_printf(b, "%s %s@", url_protocol_name(a->url.protocol),
	    a->url.user != NULL ? a->url.user : "");
	for (p = a->url.host; *p != '\0'; p++)
		buf_add_char(b, ascii_lower(*p));
	if (port != 110 && port != 995 && port != 143 && port != 993)
		buf_printf(b, ":%u", port);
	if (tunnel != NULL && url_is_loopback(a->url.host))
		add_tunnel(tunnel, b);
}

struct str
account_from(const struct account *a)
{
	const char *from = a->values[ACCOUNT_FROM];

	return from != NULL ? account_key_address(str_from(from))
	                    : str_of(NULL, 0);
}
