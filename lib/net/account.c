/* SPDX-License-Identifier: ISC */
#include "net/account.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "net/account_file.h"

#define SYSTEM_FILE "/etc/mailpipe/accounts"

/* What RFC 5321 4.5.3.2 asks a client to wait for most replies. */
#define TIMEOUT_DEFAULT 300

#define PASSWORD "MAILPIPE_PASSWORD"

extern char **environ;

/* A variable that is set and not empty; NULL otherwise. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

static enum account_key
server_key(enum url_protocol protocol)
{
	return protocol == URL_POP3 ? ACCOUNT_POP3 :
	    protocol == URL_IMAP ? ACCOUNT_IMAP : ACCOUNT_SMTP;
}

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

/* No shell sees the names of files, so the ~ is ours to replace. */
static char *
copied(enum account_key key, struct str value)
{
	bool is_file = key == ACCOUNT_TLS_CA || key == ACCOUNT_TLS_CERT ||
	    key == ACCOUNT_TLS_KEY;
	const char *home = variable("HOME");
	struct buf path = BUF_INIT;

	if (!is_file || !str_starts(value, "~/") || home == NULL)
		return mem_copy(value.p, value.n);
	buf_add_string(&path, home);
	buf_add_str(&path, str_skip(value, 1));
	return buf_string(&path);
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
	a->values[key] = copied(key, value);
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

/* The address in "Name <address>". */
static struct str
bare(struct str from)
{
	size_t open = str_find(from, '<');

	if (open < from.n)
		return str_of(from.p + open + 1, from.n - open - 2);
	return from;
}

/* The section that is meant: of this name if there is one, else of the
   sender, else the first that has a server.  NULL if none is. */
static const struct account_section *
choose(const struct account_file *f, const char *name,
    const struct account_query *q)
{
	const struct account_section *s, *first = NULL;

	for (s = f->sections; s < f->sections + f->n; s++) {
		if (name != NULL && str_is(s->name, name))
			return s;
		if (name != NULL ||
		    s->values[server_key(q->protocol)].p == NULL)
			continue;
		if (q->from != NULL && s->values[ACCOUNT_FROM].p != NULL &&
		    str_case_is(bare(s->values[ACCOUNT_FROM]), q->from))
			return s;
		if (first == NULL)
			first = s;
	}
	return first;
}

/* 1 when the account was found in the file, 0 if not, -1: status 78. */
static int
look_in(struct account *a, const char *path, const char *name,
    const struct account_query *q, struct err *e)
{
	const struct account_section *s = NULL;
	struct account_file f;
	int result = account_file_read(&f, path, e);

	if (result > 0)
		s = choose(&f, name, q);
	if (s != NULL)
		use_section(a, s);
	account_file_free(&f);
	return result < 0 ? -1 : s != NULL;
}

/* The user's own file, in *path; false if nobody can say where it is. */
static bool
own_file(struct buf *path)
{
	const char *config = variable("XDG_CONFIG_HOME");
	const char *home = variable("HOME");

	/* A relative one is to be ignored (XDG base directories). */
	if (config != NULL && *config == '/')
		buf_printf(path, "%s/mailpipe/accounts", config);
	else if (home != NULL)
		buf_printf(path, "%s/.config/mailpipe/accounts", home);
	return path->len > 0;
}

static int
look_in_files(struct account *a, const char *name,
    const struct account_query *q, struct err *e)
{
	const char *config = variable("MAILPIPE_CONFIG");
	struct buf path = BUF_INIT;
	int found = 0;

	if (config != NULL) {
		/* The usual way to say that there is no file. */
		if (strcmp(config, "/dev/null") == 0)
			return 0;
		if (access(config, F_OK) < 0)
			return err_sys(e, STATUS_CONFIG, "%s", config);
		return look_in(a, config, name, q, e);
	}
	if (own_file(&path))
		found = look_in(a, buf_string(&path), name, q, e);
	if (found == 0)
		found = look_in(a, SYSTEM_FILE, name, q, e);
	buf_free(&path);
	return found;
}

/* A URL of -A or of a variable takes the place of the section.  1, or -1. */
static int
use_url(struct account *a, const char *url, const char *where,
    const struct account_query *q, struct err *e)
{
	enum account_key key = server_key(q->protocol);

	if (account_key_check(key, str_from(url), e) < 0) {
		if (*where == '$')
			e->status = STATUS_CONFIG;
		return err_prefix(e, "%s", where);
	}
	set(a, key, str_from(url));
	return 1;
}

/* 1 when there is an account, 0 if there is none, or -1. */
static int
look_everywhere(struct account *a, const struct account_query *q,
    struct err *e)
{
	static const char *const variables[] = {
		[ACCOUNT_SMTP] = "$MAILPIPE_SMTP",
		[ACCOUNT_POP3] = "$MAILPIPE_POP3",
		[ACCOUNT_IMAP] = "$MAILPIPE_IMAP",
	};
	const char *server = variables[server_key(q->protocol)];
	const char *which = q->which, *where = "-A";
	int found;

	if (which == NULL) {
		which = variable("MAILPIPE_ACCOUNT");
		where = "$MAILPIPE_ACCOUNT";
	}
	if (which == NULL && variable(server + 1) != NULL)
		return use_url(a, variable(server + 1), server, q, e);
	if (which != NULL && url_is_one(str_from(which)))
		return use_url(a, which, where, q, e);
	found = look_in_files(a, which, q, e);
	if (found == 0 && which != NULL)
		return err_set(e, STATUS_CONFIG, "%s: no account is named "
		    "so", which);
	return found;
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
	const char *server = a->values[server_key(q->protocol)];
	const char *name = account_key_name(server_key(q->protocol));
	const char *user = a->values[ACCOUNT_USER];

	if (server == NULL && a->name != NULL)
		return err_set(e, STATUS_CONFIG, "account %s has no %s",
		    a->name, name);
	if (server == NULL)
		return err_set(e, STATUS_CONFIG, "no %s server: give -A URL, "
		    "or see mailpipe-accounts(5)", name);
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
	if ((a->values[ACCOUNT_TLS_CERT] == NULL) !=
	    (a->values[ACCOUNT_TLS_KEY] == NULL))
		return err_set(e, STATUS_CONFIG,
		    "tls_cert and tls_key go together");
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
	if (look_everywhere(a, q, e) < 0)
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

struct str
account_from(const struct account *a)
{
	const char *from = a->values[ACCOUNT_FROM];

	return from != NULL ? bare(str_from(from)) : str_of(NULL, 0);
}
