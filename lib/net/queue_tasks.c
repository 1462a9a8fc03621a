/* SPDX-License-Identifier: ISC */
#include "net/queue_tasks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "net/queue_letter.h"

static bool
is_named(const struct queue_entry *x, const char *account)
{
	const char *own = queue_entry_get(x, "account");

	return account != NULL && own != NULL && strcmp(own, account) == 0;
}

static bool
is_due(const struct queue_entry *x, const struct queue_filter *f)
{
	return f->all || queue_letter_is_due(x, time(NULL));
}

static bool
is_wanted(const struct queue_entry *x, const struct queue_filter *f)
{
	if (f->which != NULL && !is_named(x, f->which))
		return false;
	return x->is_barred || is_due(x, f);
}

static void
add(struct queue_tasks *t, const char *id, const struct queue_entry *x,
    const struct queue_filter *f)
{
	struct buf route = BUF_INIT;
	struct queue_task *task;

	if ((t->n & (t->n - 1)) == 0)
		t->v = mem_resize(t->v, t->n > 0 ? 2 * t->n : 1,
		    sizeof(*t->v));
	task = &t->v[t->n++];
	memcpy(task->id, id, QUEUE_ID_SIZE);
	task->tries = x->tries;
	queue_letter_route(x, &route);
	task->route = mem_string(buf_string(&route));
	task->is_own = is_named(x, f->own);
	task->bars = !is_due(x, f);
	buf_free(&route);
}

static int
compare(const void *a, const void *b)
{
	const struct queue_task *x = a, *y = b;
	int order;

	if (x->is_own != y->is_own)
		return x->is_own ? -1 : 1;
	order = strcmp(x->route, y->route);
	if (order != 0)
		return order;
	if (x->tries != y->tries)
		return x->tries < y->tries ? -1 : 1;
	return strcmp(x->id, y->id);
}

int
queue_tasks_find(struct queue_tasks *t, const struct queue *q,
    const struct queue_filter *f,
    void (*tell)(void *arg, const char *id, struct err *why), void *arg,
    struct err *e)
{
	struct queue_ids ids = {NULL, 0};
	struct err why = ERR_INIT;
	struct queue_file file;
	size_t i;
	int got;

	memset(t, 0, sizeof(*t));
	if (queue_list(q, QUEUE_WAITING, &ids, e) < 0)
		return -1;
	for (i = 0; i < ids.n; i++) {
		got = queue_file_open(&file, q, QUEUE_WAITING, ids.v[i],
		    &why);
		if (got < 0)
			tell(arg, ids.v[i], &why);
		else if (got > 0 && is_wanted(&file.entry, f))
			add(t, ids.v[i], &file.entry, f);
		queue_file_close(&file);
	}
	queue_ids_free(&ids);
	if (t->n > 0)
		qsort(t->v, t->n, sizeof(*t->v), compare);
	return 0;
}

void
queue_tasks_free(struct queue_tasks *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->v[i].route);
	free(t->v);
	memset(t, 0, sizeof(*t));
}

size_t
queue_tasks_run(const struct queue_tasks *t, size_t i)
{
	size_t end = i + 1;

	while (end < t->n && strcmp(t->v[end].route, t->v[i].route) == 0)
		end++;
	return end - i;
}

bool
queue_tasks_barred(const struct queue_task *tasks, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (tasks[i].bars)
			return true;
	return false;
}
