/* SPDX-License-Identifier: ISC */
#include "net/queue_place.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/account_choice.h"
#include "store/statedir.h"

bool
queue_is_on(const struct account *a)
{
	const char *value = account_get(a, ACCOUNT_QUEUE);

	return value != NULL && !str_case_is(str_from(value), "no");
}

static char *
default_place(struct err *e)
{
	struct buf path = BUF_INIT;
	struct stat st;

	/* Who can write there can take the queue away. */
	if (statedir_path(&path, e) < 0 ||
	    (stat(buf_string(&path), &st) == 0 &&
	    statedir_check(&st, buf_string(&path), e) < 0)) {
		buf_free(&path);
		return NULL;
	}
	buf_add_string(&path, "/queue");
	return buf_string(&path);
}

/* That of a value of the key, which may be none. */
static char *
place_of(struct str value, struct err *e)
{
	if (value.n > 0 && str_has(value, '/'))
		return account_key_copy(ACCOUNT_QUEUE, value);
	return default_place(e);
}

char *
queue_place(const struct account *a, struct err *e)
{
	const char *value = account_get(a, ACCOUNT_QUEUE);

	return place_of(value != NULL ? str_from(value) : STR(""), e);
}

static int
add(struct queue_places *p, char *path)
{
	size_t i;

	if (path == NULL)
		return -1;
	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i], path) == 0)
			break;
	if (i < p->n) {
		free(path);
		return 0;
	}
	p->v = mem_resize(p->v, p->n + 1, sizeof(*p->v));
	p->v[p->n++] = path;
	return 0;
}

static void
free_places(struct queue_places *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->v[i]);
	free(p->v);
	p->v = NULL;
	p->n = 0;
}

/* The value of the last -o queue=; p NULL: there is none. */
static int
overridden(const struct account_query *q, struct str *value, struct err *e)
{
	struct str key, rest;
	size_t i;

	*value = str_of(NULL, 0);
	for (i = 0; i < q->n; i++) {
		rest = str_from(q->overrides[i]);
		key = str_cut(&rest, '=');
		if (!str_is(key, "queue"))
			continue;
		if (rest.n > 0 && account_key_check(ACCOUNT_QUEUE, rest,
		    e) < 0)
			return err_prefix(e, "-o queue");
		*value = rest;
	}
	return 0;
}

static int
add_sections(struct queue_places *p, const struct account_choice *c,
    struct err *e)
{
	const struct account_section *s = c->file.sections;
	size_t i;

	for (i = 0; i < c->file.n; i++)
		if (add(p, place_of(s[i].values[ACCOUNT_QUEUE], e)) < 0)
			return -1;
	return add(p, default_place(e));
}

static int
add_chosen(struct queue_places *p, const struct account_query *q,
    const struct account_choice *c, struct err *e)
{
	const struct account_section *s = c->section;

	if (c->url != NULL)
		p->own = mem_string(c->url);
	else if (s != NULL)
		p->own = mem_copy(s->name.p, s->name.n);
	if (q->which != NULL && s != NULL)
		return add(p, place_of(s->values[ACCOUNT_QUEUE], e));
	return add_sections(p, c, e);
}

int
queue_places_find(struct queue_places *p, const struct account_query *q,
    struct err *e)
{
	struct account_choice c;
	struct str value;
	int done;

	memset(p, 0, sizeof(*p));
	if (overridden(q, &value, e) < 0)
		return -1;
	done = account_choose(&c, q, e);
	if (done >= 0)
		done = add_chosen(p, q, &c, e);
	account_choice_free(&c);
	if (done == 0 && value.n > 0) {
		free_places(p);
		done = add(p, place_of(value, e));
	}
	return done;
}

void
queue_places_free(struct queue_places *p)
{
	free_places(p);
	free(p->own);
	p->own = NULL;
}
