/* SPDX-License-Identifier: ISC */
#include "store/journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/random.h"
#include "store/journal_file.h"

/* So many taken messages must be gone before new ids are suspected. */
#define RESET_MIN 4

/* Lines that may be dead before the file is written anew. */
#define SLACK 64

struct str
journal_id(const struct journal *j, size_t entry)
{
	const struct journal_entry *one = &j->v[entry];

	return str_of(j->text.data + one->id, one->id_length);
}

struct str
journal_name(const struct journal *j, size_t entry)
{
	const struct journal_entry *one = &j->v[entry];

	return str_of(j->text.data + one->name, one->name_length);
}

const struct journal_entry *
journal_get(const struct journal *j, size_t entry)
{
	return &j->v[entry];
}

/* FNV-1a from a secret start: the ids are the server's to choose. */
static uint64_t
hash(const struct journal *j, struct str id, uint32_t ordinal)
{
	uint64_t h = j->seed ^ ordinal;
	size_t i;

	for (i = 0; i < id.n; i++)
		h = (h ^ (unsigned char)id.p[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

/* Where the entry is, or would be, in the table. */
static uint32_t *
slot(const struct journal *j, struct str id, uint32_t ordinal)
{
	size_t at = (size_t)hash(j, id, ordinal) & (j->table_size - 1), i;

	while ((i = j->table[at]) != 0) {
		if (j->v[i - 1].ordinal == ordinal &&
		    str_equal(journal_id(j, i - 1), id))
			break;
		at = (at + 1) & (j->table_size - 1);
	}
	return &j->table[at];
}

/* The table is at most half full. */
static void
make_room(struct journal *j)
{
	size_t i;

	if (2 * (j->n + 1) <= j->table_size)
		return;
	j->table_size = j->table_size > 0 ? 2 * j->table_size : 256;
	free(j->table);
	j->table = mem_alloc(j->table_size * sizeof(*j->table));
	for (i = 0; i < j->n; i++)
		*slot(j, journal_id(j, i), j->v[i].ordinal) =
		    (uint32_t)(i + 1);
}

static size_t
append(struct journal *j, struct str id, uint32_t ordinal)
{
	struct journal_entry *one;

	j->v = mem_more(j->v, j->n, &j->cap, sizeof(*j->v));
	one = &j->v[j->n];
	memset(one, 0, sizeof(*one));
	one->id = j->text.len;
	one->id_length = (uint32_t)id.n;
	one->ordinal = ordinal;
	one->word = JOURNAL_FORGOTTEN;
	buf_add_str(&j->text, id);
	return j->n++;
}

static size_t
find_or_make(struct journal *j, struct str id, uint32_t ordinal)
{
	uint32_t *at;

	make_room(j);
	at = slot(j, id, ordinal);
	if (*at == 0)
		*at = (uint32_t)(append(j, id, ordinal) + 1);
	return *at - 1;
}

static void
set_name(struct journal *j, size_t entry, struct str name)
{
	j->v[entry].name = j->text.len;
	j->v[entry].name_length = (uint32_t)name.n;
	buf_add_str(&j->text, name);
}

void
journal_apply(struct journal *j, const struct journal_record *r)
{
	struct journal_entry *one;
	size_t i;

	if (r->word == JOURNAL_EMPTY) {
		j->emptied = true;
		return;
	}
	i = find_or_make(j, buf_str(&r->id), (uint32_t)r->ordinal);
	if (r->word == JOURNAL_INTENT)
		set_name(j, i, buf_str(&r->name));
	one = &j->v[i];
	one->word = r->word;
	one->time = r->time;
	one->octets = r->octets;
	if (journal_is_taken(j, i))
		j->emptied = false;
}

static bool
was_taken(const struct journal_entry *one)
{
	return one->word == JOURNAL_TAKEN || one->word == JOURNAL_DELETE;
}

bool
journal_is_taken(const struct journal *j, size_t entry)
{
	return was_taken(&j->v[entry]) || j->v[entry].word == JOURNAL_MARKED;
}

bool
journal_may_delete(const struct journal *j, size_t entry)
{
	const struct journal_entry *one = &j->v[entry], *first;

	if (!was_taken(one) || one->resized)
		return false;
	first = &j->v[*slot(j, journal_id(j, entry), 1) - 1];
	return first->copies == first->copies_taken;
}

void
journal_set_octets(struct journal *j, size_t entry, uint64_t octets)
{
	if (!was_taken(&j->v[entry]))
		j->v[entry].octets = octets;
}

/* The line about an entry as it is now. */
static void
write_line(const struct journal *j, size_t entry, struct buf *b)
{
	const struct journal_entry *one = &j->v[entry];
	struct journal_record r = JOURNAL_RECORD_INIT;

	r.word = one->word;
	r.ordinal = one->ordinal;
	r.time = one->time;
	r.octets = one->octets;
	buf_add_str(&r.id, journal_id(j, entry));
	if (r.word == JOURNAL_INTENT)
		buf_add_str(&r.name, journal_name(j, entry));
	journal_record_write(b, &r);
	journal_record_free(&r);
}

static void
note(struct journal *j, size_t entry)
{
	write_line(j, entry, &j->pending);
	j->lines++;
}

void
journal_note(struct journal *j, size_t entry, enum journal_word word,
    const char *name)
{
	struct journal_entry *one = &j->v[entry];

	/* That it is to be deleted does not make it younger. */
	if (!was_taken(one))
		one->time = j->now;
	one->word = word;
	one->fresh = one->fresh || was_taken(one);
	if (name != NULL)
		set_name(j, entry, str_from(name));
	note(j, entry);
}

void
journal_list_begin(struct journal *j)
{
	size_t i;

	j->listing++;
	j->listed = j->reappeared = j->kept = 0;
	for (i = 0; i < j->n; i++)
		if (j->v[i].word == JOURNAL_TAKEN ||
		    j->v[i].word == JOURNAL_MARKED)
			j->kept++;
}

/* What the listing says of a message of which the file tells. */
static void
compare(struct journal *j, struct journal_entry *one, uint64_t octets)
{
	if (one->word != JOURNAL_FORGOTTEN)
		j->reappeared++;
	one->resized = was_taken(one) && octets != one->octets &&
	    octets > 0 && one->octets > 0;
	/* After a deletion that was confirmed, or one that may have been
	   done, the server can have given the id to another message. */
	if (one->word == JOURNAL_DELETED ||
	    (one->word == JOURNAL_DELETE && one->resized))
		one->word = JOURNAL_FORGOTTEN;
	if (!was_taken(one))
		one->octets = octets;
}

size_t
journal_list(struct journal *j, struct str id, uint64_t octets)
{
	size_t i = find_or_make(j, id, 1);
	struct journal_entry *first = &j->v[i];

	if (first->listing != j->listing)
		first->copies = first->copies_taken = 0;
	i = find_or_make(j, id, ++first->copies);
	compare(j, &j->v[i], octets);
	j->v[i].listing = j->listing;
	j->listed++;
	return i;
}

static void
count_copies(struct journal *j)
{
	size_t i;

	for (i = 0; i < j->n; i++)
		if (j->v[i].listing == j->listing && was_taken(&j->v[i]))
			j->v[*slot(j, journal_id(j, i), 1) - 1].copies_taken++;
}

/* Lines of what is not on the server any more. */
static size_t
forget(struct journal *j)
{
	size_t i, live = 0;

	for (i = 0; i < j->n; i++) {
		if (j->v[i].listing != j->listing &&
		    j->v[i].word != JOURNAL_FORGOTTEN) {
			j->v[i].word = JOURNAL_FORGOTTEN;
			note(j, i);
		}
		live += j->v[i].word != JOURNAL_FORGOTTEN;
	}
	j->emptied = false;
	return live;
}

/* That this fails, for lack of room, does no harm. */
static void
compact(struct journal *j)
{
	struct buf text = BUF_INIT;
	struct err ignored = ERR_INIT;
	size_t i, lines = 0;

	for (i = 0; i < j->n; i++)
		if (j->v[i].word != JOURNAL_FORGOTTEN) {
			write_line(j, i, &text);
			lines++;
		}
	if (journal_file_replace(j, &text, lines, &ignored) == 0)
		j->pending.len = 0;
	buf_free(&text);
}

/* As many messages as before, and all of them new. */
static bool
is_reset(const struct journal *j)
{
	return !j->emptied && j->kept >= RESET_MIN && j->reappeared == 0 &&
	    2 * j->listed >= j->kept;
}

int
journal_list_end(struct journal *j, bool complete, bool accept,
    struct err *e)
{
	count_copies(j);
	if (!complete)
		return 0;
	if (j->listed == 0) {
		/* Nothing is forgotten yet: it may be a server in trouble. */
		if (j->kept > 0 && !j->emptied) {
			buf_add_string(&j->pending, "empty\n");
			j->lines++;
			j->emptied = true;
		}
		return journal_write(j, e);
	}
	if (is_reset(j) && !accept)
		return err_set(e, STATUS_PROTOCOL, "none of the %zu messages "
		    "that were taken is listed, but %zu others are: has the "
		    "server given them new names? (%s)", j->kept, j->listed,
		    j->path);
	if (j->lines > 2 * forget(j) + SLACK)
		compact(j);
	return journal_write(j, e);
}

int
journal_open(struct journal *j, const char *identity, int64_t now,
    struct err *e)
{
	memset(j, 0, sizeof(*j));
	j->fd = -1;
	j->now = now;
	j->identity = mem_string(identity);
	if (random_fill(&j->seed, sizeof(j->seed), e) < 0 ||
	    journal_file_open(j, e) < 0) {
		journal_close(j);
		return -1;
	}
	return 0;
}

void
journal_close(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
	free(j->path);
	free(j->identity);
	free(j->v);
	free(j->table);
	buf_free(&j->text);
	buf_free(&j->pending);
	j->path = j->identity = NULL;
	j->v = NULL;
	j->table = NULL;
	j->n = j->cap = j->table_size = 0;
}
