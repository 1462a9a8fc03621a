/* SPDX-License-Identifier: ISC */
#include "net/queue_down.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What decides how a server is reached, and who we are there. */
static const enum account_key ways[] = {ACCOUNT_TUNNEL, ACCOUNT_BIND,
    ACCOUNT_FAMILY, ACCOUNT_TIMEOUT};
static const enum account_key logins[] = {ACCOUNT_PASS_CMD,
    ACCOUNT_TOKEN_CMD, ACCOUNT_AUTH, ACCOUNT_TLS_CERT};

static void
add_part(struct buf *key, const char *part)
{
	if (part != NULL)
		buf_add_string(key, part);
	buf_add_char(key, '\n');
}

/* That of a login begins with that of its server. */
static char *
make_key(const struct account *a, bool login)
{
	struct buf key = BUF_INIT;
	size_t i;

	buf_printf(&key, "%d %d %u\n", (int)a->url.protocol,
	    (int)a->url.security, a->url.port);
	add_part(&key, url_server(&a->url));
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		add_part(&key, account_get(a, ways[i]));
	if (login) {
		add_part(&key, a->url.user);
		add_part(&key, a->name);
		for (i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
			add_part(&key, account_get(a, logins[i]));
	}
	return buf_string(&key);
}

void
queue_downs_free(struct queue_downs *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		free(d->v[i].key);
	free(d->v);
	memset(d, 0, sizeof(*d));
}

/* A certificate that is refused is another matter. */
bool
queue_down_is_barred(const struct smtp *s, const struct err *why)
{
	return why->status == STATUS_NOPERM && s->login != NULL &&
	    smtp_reply_class(&s->reply) == 5;
}

void
queue_down_add(struct queue_downs *d, const struct smtp *s,
    const struct err *why)
{
	struct queue_down *one;

	d->v = mem_resize(d->v, d->n + 1, sizeof(*d->v));
	one = &d->v[d->n++];
	one->key = make_key(s->account, s->login != NULL);
	one->why = *why;
	one->is_barred = queue_down_is_barred(s, why);
}

static const struct queue_down *
find(const struct queue_downs *d, char *key)
{
	const struct queue_down *one = NULL;
	size_t i;

	for (i = 0; i < d->n && one == NULL; i++)
		if (strcmp(d->v[i].key, key) == 0)
			one = &d->v[i];
	free(key);
	return one;
}

const struct queue_down *
queue_down_find(const struct queue_downs *d, const struct account *a)
{
	const struct queue_down *one = find(d, make_key(a, false));

	return one != NULL ? one : find(d, make_key(a, true));
}
