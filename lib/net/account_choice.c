/* SPDX-License-Identifier: ISC */
#include "net/account_choice.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#define SYSTEM_FILE "/etc/mailpipe/accounts"

/* A variable that is set and not empty; NULL otherwise. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
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
		    s->values[account_key_of(q->protocol)].p == NULL)
			continue;
		if (q->from != NULL && s->values[ACCOUNT_FROM].p != NULL &&
		    str_case_is(account_key_address(s->values[ACCOUNT_FROM]),
		    q->from))
			return s;
		if (first == NULL)
			first = s;
	}
	return first;
}

/* Looks in one file.  1 when the account is there, 0 if not, or -1. */
static int
look_in(struct account_choice *c, const char *path, const char *name,
    const struct account_query *q, struct err *e)
{
	int result = account_file_read(&c->file, path, e);

	if (result > 0)
		c->section = choose(&c->file, name, q);
	if (c->section == NULL)
		account_file_free(&c->file);
	return result < 0 ? -1 : c->section != NULL;
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
look_in_files(struct account_choice *c, const char *name,
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
		return look_in(c, config, name, q, e);
	}
	if (own_file(&path))
		found = look_in(c, buf_string(&path), name, q, e);
	if (found == 0)
		found = look_in(c, SYSTEM_FILE, name, q, e);
	buf_free(&path);
	return found;
}

/* A URL, which stands in -A or in a variable.  1, or -1. */
static int
use_url(struct account_choice *c, const char *url, const char *where,
    const struct account_query *q, struct err *e)
{
	if (account_key_check(account_key_of(q->protocol), str_from(url),
	    e) < 0) {
		if (*where == '$')
			e->status = STATUS_CONFIG;
		return err_prefix(e, "%s", where);
	}
	c->url = url;
	return 1;
}

int
account_choose(struct account_choice *c, const struct account_query *q,
    struct err *e)
{
	static const char *const variables[] = {
		[ACCOUNT_SMTP] = "$MAILPIPE_SMTP",
		[ACCOUNT_POP3] = "$MAILPIPE_POP3",
		[ACCOUNT_IMAP] = "$MAILPIPE_IMAP",
	};
	const char *server = variables[account_key_of(q->protocol)];
	const char *which = q->which, *where = "-A";
	int found;

	memset(c, 0, sizeof(*c));
	if (which == NULL) {
		which = variable("MAILPIPE_ACCOUNT");
		where = "$MAILPIPE_ACCOUNT";
	}
	if (which == NULL && variable(server + 1) != NULL)
		return use_url(c, variable(server + 1), server, q, e);
	if (which != NULL && url_is_one(str_from(which)))
		return use_url(c, which, where, q, e);
	found = look_in_files(c, which, q, e);
	if (found != 0 || which == NULL)
		return found;
	err_set(e, STATUS_CONFIG, "%s: no account is named so", which);
	/* The name of a server, most likely. */
	if (strpbrk(which, ".:") != NULL)
		err_hint(e, "a server is a URL: %ss://%s",
		    url_protocol_name(q->protocol), which);
	return -1;
}

void
account_choice_free(struct account_choice *c)
{
	account_file_free(&c->file);
	memset(c, 0, sizeof(*c));
}
