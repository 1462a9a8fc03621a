/* SPDX-License-Identifier: ISC */
#include "net/queue_letter.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "net/queue_place.h"

/* The first wait, and the longest, in seconds.  RFC 5321 4.5.4.1 has half an
   hour for the first one, but what is most often down is our own network. */
#define FIRST_WAIT 300
#define LONGEST_WAIT (4 * 3600)

/* The shortest wait after a login that was refused: servers lock out whoever
   comes with a wrong password again and again. */
#define BARRED_WAIT 3600

bool
queue_may_help(int status)
{
	return status == STATUS_TEMPFAIL || status == STATUS_NOHOST ||
	    status == STATUS_OSERR;
}

static bool
waits(const struct smtp_result *r, const struct err *why)
{
	if (r->fate == SMTP_UNKNOWN)
		return why != NULL && queue_may_help(why->status);
	return r->fate == SMTP_TEMPORARY;
}

size_t
queue_letter_waits(const struct smtp_mail *m, const struct err *why)
{
	size_t i, n = 0;

	for (i = 0; i < m->n; i++)
		n += waits(&m->results[i], why);
	return n;
}

static int
fill_envelope(struct queue_entry *x, const struct smtp_mail *m,
    const struct err *why, struct err *e)
{
	size_t i;

	if (envelope_set_sender(&x->envelope,
	    buf_str(&m->envelope->sender), e) < 0)
		return -1;
	for (i = 0; i < m->n; i++)
		if (waits(&m->results[i], why) && queue_entry_add(x,
		    str_from(m->envelope->rcpts[i]), e) < 0)
			return -1;
	return 0;
}

static void
fill_notes(struct queue_entry *x, const struct smtp_mail *m,
    const struct err *why)
{
	struct buf text = BUF_INIT;
	size_t i, at = 0;

	if (why != NULL)
		queue_entry_note(&x->notes, x->queued, 0,
		    str_from(why->text));
	for (i = 0; i < m->n; i++) {
		at += waits(&m->results[i], why);
		if (m->results[i].fate != SMTP_TEMPORARY ||
		    x->notes.len >= QUEUE_NOTES_MAX)
			continue;
		text.len = 0;
		smtp_reply_line(&m->results[i].reply, &text);
		queue_entry_note(&x->notes, x->queued, at, buf_str(&text));
	}
	buf_free(&text);
}

static void
fill_properties(struct queue_entry *x, const struct queue_source *from,
    const struct smtp_mail *m)
{
	const struct account *a = from->account;
	size_t i;

	queue_entry_set(x, "account", a->name != NULL ? a->name :
	    account_get(a, account_key_of(URL_SMTP)));
	for (i = 0; i < from->n; i++)
		queue_entry_set(x, "option", from->overrides[i]);
	if (m->recode)
		queue_entry_set(x, "recode", "yes");
	if (m->dsn == NULL)
		return;
	queue_entry_set(x, "notify", m->dsn->notify);
	queue_entry_set(x, "ret", m->dsn->ret);
	queue_entry_set(x, "envid", m->dsn->envid);
	queue_entry_set(x, "each", m->dsn->each);
}

static int
add(struct queue_entry *x, const struct account *a, struct outgoing *text,
    char id[], struct err *e)
{
	char *path = queue_place(a, e);
	struct queue q;
	int done;

	if (path == NULL)
		return err_prefix(e, "not queued");
	done = queue_open(&q, path, true, e);
	if (done > 0)
		done = queue_add(&q, x, text, id, e);
	queue_close(&q);
	free(path);
	return done < 0 ? err_prefix(e, "not queued") : 0;
}

int
queue_letter_add(const struct queue_source *from,
    const struct smtp_mail *m, const struct err *why, bool tried,
    char id[QUEUE_ID_SIZE], struct err *e)
{
	struct queue_entry x;
	int done;

	queue_entry_init(&x);
	x.queued = time(NULL);
	if (tried) {
		x.tries = 1;
		x.last = x.queued;
		x.is_open = why != NULL && m->is_uncertain;
	}
	fill_properties(&x, from, m);
	fill_notes(&x, m, why);
	done = fill_envelope(&x, m, why, e);
	if (done == 0)
		done = add(&x, from->account, m->message, id, e);
	queue_entry_free(&x);
	return done;
}

int
queue_letter_account(const struct queue_entry *x,
    struct account *account, char *const *overrides, size_t n,
    struct err *e)
{
	char **all = mem_alloc((x->property_count + n + 1) * sizeof(*all));
	struct account_query q = {URL_SMTP, queue_entry_get(x, "account"),
	    all, 0, NULL};
	size_t i;
	int done;

	for (i = 0; i < x->property_count; i++)
		if (strcmp(x->properties[i].key, "option") == 0)
			all[q.n++] = x->properties[i].value;
	for (i = 0; i < n; i++)
		all[q.n++] = overrides[i];
	done = account_find(account, &q, e);
	free(all);
	return done;
}

void
queue_letter_route(const struct queue_entry *x, struct buf *route)
{
	size_t i;

	for (i = 0; i < x->property_count; i++) {
		if (strcmp(x->properties[i].key, "account") != 0 &&
		    strcmp(x->properties[i].key, "option") != 0)
			continue;
		buf_add_string(route, x->properties[i].value);
		buf_add_char(route, '\n');
	}
}

int64_t
queue_letter_due(const struct queue_entry *x)
{
	int64_t wait = FIRST_WAIT;
	unsigned int i;

	if (x->tries == 0)
		return x->queued;
	for (i = 1; i < x->tries && wait < LONGEST_WAIT; i++)
		wait *= 2;
	if (wait > LONGEST_WAIT)
		wait = LONGEST_WAIT;
	if (x->is_barred && wait < BARRED_WAIT)
		wait = BARRED_WAIT;
	return x->last + wait;
}

/* A clock that went back does not hold up what it once took for late. */
bool
queue_letter_is_due(const struct queue_entry *x, int64_t now)
{
	return queue_letter_due(x) <= now || x->queued > now || x->last > now;
}
