/* SPDX-License-Identifier: ISC */
#include "net/queue_print.h"

#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/vis.h"
#include "net/queue_letter.h"

static const char *
state_of(enum queue_room room, const struct queue_entry *x)
{
	if (room == QUEUE_FAILED)
		return "failed";
	return x->is_open ? "uncertain" : "waiting";
}

/* Empty for what is no time. */
static void
add_time(struct buf *b, int64_t when)
{
	char text[32] = "";
	time_t t = (time_t)when;
	struct tm tm;

	if (when > 0 && when < INT64_C(253402300800) &&
	    gmtime_r(&t, &tm) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_add_string(b, text);
}

/* Nothing that is written there by hand reaches a terminal as it is. */
static void
add_note(struct buf *b, const struct queue_entry *x, size_t i)
{
	struct str note = queue_entry_last_note(x, i);

	if (vis_undo(b, note) < 0)
		buf_add_str(b, note);
}

/* What was last said of the whole, or to one who has not got it.  Notes
   stand in the order of time. */
static void
add_reason(struct buf *b, const struct queue_entry *x)
{
	size_t i, last = 0;

	for (i = 1; i <= x->envelope.n; i++)
		if (x->fates[i - 1] != QUEUE_SENT &&
		    queue_entry_last_note(x, i).p != NULL &&
		    (queue_entry_last_note(x, last).p == NULL ||
		    queue_entry_last_note(x, i).p >
		    queue_entry_last_note(x, last).p))
			last = i;
	add_note(b, x, last);
}

static void
add_rcpts(struct buf *b, const struct queue_entry *x)
{
	const char *comma = "";
	size_t i;

	for (i = 0; i < x->envelope.n; i++) {
		if (x->fates[i] == QUEUE_SENT)
			continue;
		buf_add_string(b, comma);
		buf_add_string(b, x->envelope.rcpts[i]);
		comma = ", ";
	}
}

void
queue_print_names(struct out *out)
{
	out_add_string(out, "id\tstate\tsize\tqueued\ttries\tnext\taccount\t"
	    "from\tto\treason\n");
}

static void
print_field(struct out *out, struct buf *b, char end)
{
	vis_field(out, buf_str(b));
	out_add_char(out, end);
	b->len = 0;
}

static void
print_row(struct out *out, enum queue_room room, const char *id,
    const struct queue_entry *x)
{
	const char *account = queue_entry_get(x, "account");
	struct buf b = BUF_INIT;

	out_printf(out, "%s\t%s\t%llu\t", id, state_of(room, x),
	    (unsigned long long)x->size);
	add_time(&b, x->queued);
	print_field(out, &b, '\t');
	out_printf(out, "%u\t", x->tries);
	if (room == QUEUE_WAITING)
		add_time(&b, queue_letter_due(x));
	print_field(out, &b, '\t');
	if (account != NULL)
		buf_add_string(&b, account);
	print_field(out, &b, '\t');
	buf_add_str(&b, buf_str(&x->envelope.sender));
	print_field(out, &b, '\t');
	add_rcpts(&b, x);
	print_field(out, &b, '\t');
	add_reason(&b, x);
	print_field(out, &b, '\n');
	buf_free(&b);
}

static void
json_buf(struct json *j, const char *key, struct buf *b)
{
	if (b->len > 0)
		json_string(j, key, buf_str(b));
	b->len = 0;
}

static void
json_rcpts(struct json *j, const struct queue_entry *x)
{
	struct buf b = BUF_INIT;
	size_t i;

	json_open(j, "to", '[');
	for (i = 0; i < x->envelope.n; i++) {
		json_open(j, NULL, '{');
		json_string(j, "address", str_from(x->envelope.rcpts[i]));
		json_string(j, "state", x->fates[i] == QUEUE_SENT ?
		    STR("sent") : x->fates[i] == QUEUE_REFUSED ?
		    STR("refused") : STR("waiting"));
		add_note(&b, x, i + 1);
		json_buf(j, "reply", &b);
		json_close(j, '}');
	}
	json_close(j, ']');
	buf_free(&b);
}

static void
add_object(struct json *j, enum queue_room room, const char *id,
    const struct queue_entry *x)
{
	const char *account = queue_entry_get(x, "account");
	struct buf b = BUF_INIT;

	json_open(j, NULL, '{');
	json_string(j, "id", str_from(id));
	json_string(j, "state", str_from(state_of(room, x)));
	json_int(j, "size", (int64_t)x->size);
	add_time(&b, x->queued);
	json_buf(j, "queued", &b);
	json_int(j, "tries", x->tries);
	if (room == QUEUE_WAITING)
		add_time(&b, queue_letter_due(x));
	json_buf(j, "next", &b);
	if (account != NULL)
		json_string(j, "account", str_from(account));
	json_string(j, "from", buf_str(&x->envelope.sender));
	json_rcpts(j, x);
	add_reason(&b, x);
	json_buf(j, "reason", &b);
	json_close(j, '}');
	buf_free(&b);
}

/* One that cannot be read has no more than an id and a reason. */
static void
print_damaged(struct queue_listing *l, const char *id, const struct err *why)
{
	struct str reason = str_from(why->text);
	struct buf b = BUF_INIT;
	struct json j;

	if (str_starts(reason, id))
		reason = str_skip(reason, strlen(id) + strlen(": "));
	l->n++;
	if (!l->json) {
		out_printf(l->out, "%s\tdamaged\t\t\t\t\t\t\t\t", id);
		vis_field(l->out, reason);
	} else {
		json_init(&j, &b, l->out);
		json_open(&j, NULL, '{');
		json_string(&j, "id", str_from(id));
		json_string(&j, "state", STR("damaged"));
		json_string(&j, "reason", reason);
		json_close(&j, '}');
		json_flush(&j);
		buf_free(&b);
	}
	out_add_char(l->out, '\n');
}

static void
print_entry(struct queue_listing *l, enum queue_room room,
    const char *id, const struct queue_entry *x)
{
	const char *account = queue_entry_get(x, "account");
	struct buf b = BUF_INIT;
	struct json j;

	if (l->which != NULL && (account == NULL ||
	    strcmp(l->which, account) != 0))
		return;
	l->n++;
	if (!l->json) {
		print_row(l->out, room, id, x);
		return;
	}
	json_init(&j, &b, l->out);
	add_object(&j, room, id, x);
	json_flush(&j);
	out_add_char(l->out, '\n');
	buf_free(&b);
}

int
queue_print(struct queue_listing *l, const struct queue *q,
    enum queue_room room, struct err *e)
{
	struct queue_ids ids = {NULL, 0};
	struct err why = ERR_INIT;
	struct queue_file f;
	size_t i;
	int got;

	if (queue_list(q, room, &ids, e) < 0)
		return -1;
	for (i = 0; i < ids.n && !out_failed(l->out); i++) {
		got = queue_file_open(&f, q, room, ids.v[i], &why);
		if (got < 0 && why.status == STATUS_DATA)
			print_damaged(l, ids.v[i], &why);
		else if (got < 0)
			l->tell(l->arg, &why);
		else if (got > 0)
			print_entry(l, room, ids.v[i], &f.entry);
		queue_file_close(&f);
	}
	queue_ids_free(&ids);
	return 0;
}
