/* SPDX-License-Identifier: ISC */
#include "store/queue_entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vis.h"

static const char magic[] = "mailpipe-queue 1";
static const char any_magic[] = "mailpipe-queue ";

/* The numbers in the line that changes have this many digits. */
#define TRIES_MAX 99999u
#define LAST_MAX INT64_C(999999999999)

/* How the last try ended, behind them. */
enum { IS_OPEN = '?', IS_BARRED = '!', IS_CLOSED = '-' };

void
queue_entry_init(struct queue_entry *x)
{
	memset(x, 0, sizeof(*x));
}

void
queue_entry_free(struct queue_entry *x)
{
	size_t i;

	for (i = 0; i < x->property_count; i++) {
		free(x->properties[i].key);
		free(x->properties[i].value);
	}
	free(x->properties);
	free(x->fates);
	free(x->last_notes);
	buf_free(&x->notes);
	envelope_free(&x->envelope);
	queue_entry_init(x);
}

/* The fates grow as the recipients do, by doubling. */
int
queue_entry_add(struct queue_entry *x, struct str address, struct err *e)
{
	size_t n = x->envelope.n;

	if (envelope_add(&x->envelope, address, e) < 0)
		return -1;
	if ((n & (n - 1)) == 0)
		x->fates = mem_resize(x->fates, n > 0 ? 2 * n : 1, 1);
	x->fates[n] = QUEUE_WAITS;
	return 0;
}

static void
add_property(struct queue_entry *x, char *key, char *value)
{
	x->properties = mem_resize(x->properties, x->property_count + 1,
	    sizeof(*x->properties));
	x->properties[x->property_count].key = key;
	x->properties[x->property_count++].value = value;
}

void
queue_entry_set(struct queue_entry *x, const char *key, const char *value)
{
	if (value != NULL)
		add_property(x, mem_string(key), mem_string(value));
}

const char *
queue_entry_get(const struct queue_entry *x, const char *key)
{
	size_t i;

	for (i = 0; i < x->property_count; i++)
		if (strcmp(x->properties[i].key, key) == 0)
			return x->properties[i].value;
	return NULL;
}

size_t
queue_entry_count(const struct queue_entry *x, enum queue_fate fate)
{
	size_t i, n = 0;

	for (i = 0; i < x->envelope.n; i++)
		n += x->fates[i] == (char)fate;
	return n;
}

void
queue_entry_state(const struct queue_entry *x, struct buf *b)
{
	int64_t last = x->last < 0 ? 0 : x->last > LAST_MAX ? LAST_MAX :
	    x->last;

	buf_printf(b, "%s\ntried %05u %012lld %c\nfates ", magic,
	    x->tries < TRIES_MAX ? x->tries : TRIES_MAX, (long long)last,
	    x->is_open ? IS_OPEN : x->is_barred ? IS_BARRED : IS_CLOSED);
	buf_add(b, x->fates, x->envelope.n);
	buf_add_char(b, '\n');
}

static void
add_line(struct buf *b, const char *key, struct str value)
{
	buf_printf(b, "%s ", key);
	vis_field_buf(b, value);
	buf_add_char(b, '\n');
}

void
queue_entry_head(const struct queue_entry *x, struct buf *b)
{
	const struct envelope *v = &x->envelope;
	size_t i;

	queue_entry_state(x, b);
	buf_printf(b, "queued %lld\n", (long long)x->queued);
	for (i = 0; i < x->property_count; i++)
		add_line(b, x->properties[i].key,
		    str_from(x->properties[i].value));
	add_line(b, "sender", buf_str(&v->sender));
	for (i = 0; i < v->n; i++)
		add_line(b, "to", str_from(v->rcpts[i]));
	buf_printf(b, "size %llu\n\n", (unsigned long long)x->size);
}

static int
damaged(struct err *e, const char *what)
{
	return err_set(e, STATUS_DATA, "the entry is damaged: %s", what);
}

/* "tried 00002 001763673620 -", with exactly these widths. */
static int
parse_tried(struct queue_entry *x, struct str line)
{
	uint64_t tries, last;

	if (line.n != 26 || !str_starts(line, "tried ") ||
	    num_parse(str_of(line.p + 6, 5), TRIES_MAX, &tries) < 0 ||
	    num_parse(str_of(line.p + 12, 12), LAST_MAX, &last) < 0 ||
	    line.p[11] != ' ' || line.p[24] != ' ' || (line.p[25] != IS_OPEN &&
	    line.p[25] != IS_BARRED && line.p[25] != IS_CLOSED))
		return -1;
	x->tries = (unsigned int)tries;
	x->last = (int64_t)last;
	x->is_open = line.p[25] == IS_OPEN;
	x->is_barred = line.p[25] == IS_BARRED;
	return 0;
}

/* They are put into place when the recipients are known. */
static int
parse_fates(struct queue_entry *x, struct str fates, struct err *e)
{
	size_t i;

	if (fates.n != x->envelope.n || fates.n == 0)
		return damaged(e, "its recipients and fates");
	for (i = 0; i < fates.n; i++) {
		if (fates.p[i] != QUEUE_WAITS && fates.p[i] != QUEUE_SENT &&
		    fates.p[i] != QUEUE_REFUSED)
			return damaged(e, "a fate");
		x->fates[i] = fates.p[i];
	}
	return 0;
}

static bool
is_key(struct str key)
{
	size_t i;

	for (i = 0; i < key.n; i++)
		if (key.p[i] < 'a' || key.p[i] > 'z')
			return false;
	return key.n > 0;
}

/* What is not ours is a property, with no NUL in it. */
static int
take_property(struct queue_entry *x, struct str key, struct str value,
    struct err *e)
{
	if (!is_key(key) || str_has(value, '\0') ||
	    x->property_count == QUEUE_PROPERTIES_MAX)
		return damaged(e, "a line of its head");
	add_property(x, mem_copy(key.p, key.n), mem_copy(value.p, value.n));
	return 0;
}

static int
take_line(struct queue_entry *x, struct str key, struct str value,
    struct err *e)
{
	uint64_t n;

	if (str_is(key, "queued")) {
		if (num_parse(value, INT64_MAX, &n) < 0)
			return damaged(e, "when it was queued");
		x->queued = (int64_t)n;
		return 0;
	}
	if (str_is(key, "size"))
		return num_parse(value, INT64_MAX, &x->size) < 0
		    ? damaged(e, "its size") : 0;
	if (str_is(key, "sender"))
		return envelope_set_sender(&x->envelope, value, e);
	if (str_is(key, "to"))
		return queue_entry_add(x, value, e);
	return take_property(x, key, value, e);
}

static int
parse_line(struct queue_entry *x, struct str line, struct err *e)
{
	struct str value = line, key = str_cut(&value, ' ');
	struct buf plain = BUF_INIT;
	int done;

	if (value.p == NULL || vis_undo(&plain, value) < 0)
		done = damaged(e, "a line of its head");
	else
		done = take_line(x, key, buf_str(&plain), e);
	buf_free(&plain);
	return done;
}

/* Its size stands last: behind a head that was cut there would be none. */
int
queue_entry_parse(struct queue_entry *x, struct str head, struct err *e)
{
	struct str line = str_cut(&head, '\n'), fates, last = STR_INIT;

	if (!str_starts(line, any_magic))
		return damaged(e, "its first line");
	if (!str_is(line, magic))
		return err_set(e, STATUS_CONFIG, "written by another version "
		    "of this program");
	if (parse_tried(x, str_cut(&head, '\n')) < 0)
		return damaged(e, "how often it was tried");
	fates = str_cut(&head, '\n');
	if (!str_starts(fates, "fates "))
		return damaged(e, "its fates");
	while ((line = str_cut(&head, '\n')).n > 0) {
		if (parse_line(x, line, e) < 0)
			return -1;
		last = line;
	}
	if (!str_starts(last, "size ") || head.n > 0)
		return damaged(e, "its head is cut");
	return parse_fates(x, str_skip(fates, 6), e);
}

void
queue_entry_note(struct buf *b, int64_t when, size_t index, struct str text)
{
	buf_printf(b, "%lld %zu ", (long long)when, index);
	vis_field_buf(b, text);
	buf_add_char(b, '\n');
}

void
queue_entry_parse_notes(struct queue_entry *x, struct str notes)
{
	struct str rest, line;
	uint64_t when, index;

	buf_add_str(&x->notes, notes);
	x->last_notes = mem_alloc((x->envelope.n + 1) *
	    sizeof(*x->last_notes));
	rest = buf_str(&x->notes);
	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		if (rest.p == NULL) /* it was cut */
			break;
		if (num_parse(str_cut(&line, ' '), INT64_MAX, &when) == 0 &&
		    num_parse(str_cut(&line, ' '), x->envelope.n,
		    &index) == 0)
			x->last_notes[index] = line;
	}
}

struct str
queue_entry_last_note(const struct queue_entry *x, size_t i)
{
	return x->last_notes != NULL ? x->last_notes[i] : str_of(NULL, 0);
}
