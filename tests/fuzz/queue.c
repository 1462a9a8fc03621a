/* SPDX-License-Identifier: ISC */
/* Entries of the queue: what is taken is written anew as the same, its state
   has one length whatever it says, and notes stand for recipients alone. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/queue_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_same(const struct queue_entry *x, const struct queue_entry *y)
{
	size_t i;

	must(x->queued == y->queued && x->last == y->last);
	must(x->tries == y->tries && x->is_open == y->is_open);
	must(x->is_barred == y->is_barred);
	must(x->size == y->size && x->envelope.n == y->envelope.n);
	must(str_equal(buf_str(&x->envelope.sender),
	    buf_str(&y->envelope.sender)));
	must(memcmp(x->fates, y->fates, x->envelope.n) == 0);
	for (i = 0; i < x->envelope.n; i++)
		must(strcmp(x->envelope.rcpts[i], y->envelope.rcpts[i]) == 0);
	must(x->property_count == y->property_count);
	for (i = 0; i < x->property_count; i++) {
		must(strcmp(x->properties[i].key,
		    y->properties[i].key) == 0);
		must(strcmp(x->properties[i].value,
		    y->properties[i].value) == 0);
	}
}

static void
check_state(struct queue_entry *x)
{
	struct buf before = BUF_INIT, after = BUF_INIT;
	size_t i;

	queue_entry_state(x, &before);
	x->tries = UINT32_MAX;
	x->last = INT64_MAX;
	x->is_open = !x->is_open;
	for (i = 0; i < x->envelope.n; i++)
		x->fates[i] = QUEUE_SENT;
	must(queue_entry_count(x, QUEUE_SENT) == x->envelope.n);
	queue_entry_state(x, &after);
	must(before.len == after.len);
	buf_free(&before);
	buf_free(&after);
}

static void
check_notes(struct queue_entry *x, struct str notes)
{
	struct str note;
	size_t i;

	queue_entry_parse_notes(x, notes);
	for (i = 0; i <= x->envelope.n; i++) {
		note = queue_entry_last_note(x, i);
		must(!str_has(note, '\n'));
		must(note.n == 0 || (note.p >= x->notes.data &&
		    note.p + note.n < x->notes.data + x->notes.len));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = str_of((const char *)data, size);
	size_t end = str_find_str(all, STR("\n\n"));
	struct queue_entry x, y;
	struct buf head = BUF_INIT;
	struct err e = ERR_INIT;

	end = end < size ? end + 2 : size;
	queue_entry_init(&x);
	queue_entry_init(&y);
	if (queue_entry_parse(&x, str_of(all.p, end), &e) < 0) {
		must(e.status == STATUS_DATA ||
		    e.status == STATUS_CONFIG);
	} else {
		must(x.envelope.n > 0);
		queue_entry_head(&x, &head);
		must(queue_entry_parse(&y, buf_str(&head), &e) == 0);
		check_same(&x, &y);
		check_notes(&x, str_skip(all, end));
		check_state(&y);
	}
	buf_free(&head);
	queue_entry_free(&x);
	queue_entry_free(&y);
	return 0;
}
