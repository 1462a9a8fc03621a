/* SPDX-License-Identifier: ISC */
#include "net/imap_sort.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "mime/header.h"

/* RFC 5256 3: "arrival" is when the server got a message. */
static const struct {
	const char *name, *other, *key;
} names[] = {
	[IMAP_SORT_UID] = {"uid", "uid", NULL},
	[IMAP_SORT_DATE] = {"date", "arrival", "ARRIVAL"},
	[IMAP_SORT_SENT] = {"sent", "sent", "DATE"},
	[IMAP_SORT_OCTETS] = {"octets", "size", "SIZE"},
	[IMAP_SORT_FROM] = {"from", "from", "FROM"},
	[IMAP_SORT_TO] = {"to", "to", "TO"},
	[IMAP_SORT_CC] = {"cc", "cc", "CC"},
	[IMAP_SORT_SUBJECT] = {"subject", "subject", "SUBJECT"},
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

void
imap_sort_init(struct imap_sort *s)
{
	memset(s, 0, sizeof(*s));
	spool_init(&s->spool);
}

void
imap_sort_free(struct imap_sort *s)
{
	out_free(&s->out);
	spool_free(&s->spool);
	free(s->v);
	free(s->order);
	s->v = NULL;
	s->order = NULL;
}

static bool
has(const struct imap_sort *s, enum imap_sort_by first,
    enum imap_sort_by last)
{
	size_t i;

	for (i = 0; i < s->n_keys; i++)
		if (s->keys[i].by >= first && s->keys[i].by <= last)
			return true;
	return false;
}

static bool
has_text(const struct imap_sort *s)
{
	return has(s, IMAP_SORT_FROM, IMAP_SORT_SUBJECT);
}

static int
read_key(struct imap_sort *s, struct str name, struct err *e)
{
	bool reverse = str_starts(name, "-");
	size_t i = 0;

	if (reverse)
		name = str_skip(name, 1);
	while (i < N_NAMES && !str_case_is(name, names[i].name) &&
	    !str_case_is(name, names[i].other))
		i++;
	if (i == N_NAMES)
		return err_set(e, STATUS_USAGE, "-s: nothing is sorted by "
		    "\"%.*s\"", (int)name.n, name.p);
	if (s->n_keys == IMAP_SORT_KEYS)
		return err_set(e, STATUS_USAGE, "-s: more than %d names",
		    IMAP_SORT_KEYS);
	s->keys[s->n_keys].by = (enum imap_sort_by)i;
	s->keys[s->n_keys++].reverse = reverse;
	return 0;
}

int
imap_sort_read(struct imap_sort *s, const char *text, struct err *e)
{
	struct str rest = str_from(text);

	do
		if (read_key(s, str_cut(&rest, ','), e) < 0)
			return -1;
	while (rest.p != NULL);
	if (has_text(s) && has(s, IMAP_SORT_UID, IMAP_SORT_UID))
		return err_set(e, STATUS_USAGE, "-s %s: the server, which "
		    "sorts by text, does not sort by UID", text);
	return 0;
}

int
imap_sort_begin(struct imap_sort *s, const struct imap *session,
    struct imap_columns *c, struct err *e)
{
	size_t i;
	int fd;

	s->by_server = imap_offers(session, "SORT") &&
	    !has(s, IMAP_SORT_UID, IMAP_SORT_UID);
	if (!s->by_server && has_text(s))
		return err_set(e, STATUS_UNAVAILABLE, "%s: the server does "
		    "not sort; without it messages are sorted by uid, date, "
		    "sent and octets alone", session->account->url.host);
	for (i = 0; i < s->n_keys && !s->by_server; i++) {
		imap_columns_need(c, str_from(names[s->keys[i].by].name));
		/* Of a message without a date it is when it came. */
		if (s->keys[i].by == IMAP_SORT_SENT)
			imap_columns_need(c, STR("date"));
	}
	fd = spool_fd(&s->spool, e);
	if (fd < 0)
		return -1;
	out_init(&s->out, fd, "temporary file");
	return 0;
}

void
imap_sort_criteria(const struct imap_sort *s, struct buf *b)
{
	size_t i;

	for (i = 0; i < s->n_keys; i++)
		buf_printf(b, "%s%s%s", i == 0 ? "(" : " ",
		    s->keys[i].reverse ? "REVERSE " : "",
		    names[s->keys[i].by].key);
	buf_add_char(b, ')');
}

void
imap_sort_place(struct imap_sort *s, uint32_t uid)
{
	if (s->n_order == s->cap_order) {
		s->cap_order = s->cap_order > 0 ? 2 * s->cap_order : 1024;
		s->order = mem_resize(s->order, s->cap_order,
		    sizeof(*s->order));
	}
	s->order[s->n_order++] = uid;
}

/* RFC 5256 2.2: in UTC, and when it came if the field is no date. */
static int64_t
sent_date(const struct imap_row *row)
{
	struct dateparse d = {0, 0};
	struct field f;

	if (!row->has_header || !header_find(buf_str(&row->header), "Date",
	    &f) || dateparse_read(f.value, &d) < 0)
		(void)imap_row_date(row, &d);
	return d.epoch;
}

static int64_t
key_of(enum imap_sort_by by, const struct imap_row *row)
{
	struct dateparse d = {0, 0};

	switch (by) {
	case IMAP_SORT_UID: return row->uid;
	case IMAP_SORT_SENT: return sent_date(row);
	case IMAP_SORT_OCTETS:
		return row->octets > INT64_MAX ? INT64_MAX
		    : (int64_t)row->octets;
	default:
		(void)imap_row_date(row, &d);
		return d.epoch;
	}
}

void
imap_sort_add(struct imap_sort *s, const struct imap_row *row, uint64_t at)
{
	struct imap_sort_row *one;
	size_t i;

	if (s->n == s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 256;
		s->v = mem_resize(s->v, s->cap, sizeof(*s->v));
	}
	one = &s->v[s->n++];
	memset(one, 0, sizeof(*one));
	one->uid = row->uid;
	one->at = at;
	one->length = (uint32_t)(s->out.total - at);
	for (i = 0; i < s->n_keys && !s->by_server; i++) {
		one->keys[i] = key_of(s->keys[i].by, row);
		if (s->keys[i].reverse)
			one->keys[i] = -one->keys[i];
	}
}

/* Those that share all keys stand in the order of their UIDs. */
static int
by_keys(const void *a, const void *b)
{
	const struct imap_sort_row *x = a, *y = b;
	size_t i;

	for (i = 0; i < IMAP_SORT_KEYS; i++)
		if (x->keys[i] != y->keys[i])
			return x->keys[i] < y->keys[i] ? -1 : 1;
	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static int
by_uid(const void *a, const void *b)
{
	const struct imap_sort_row *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

/* Gives each its place as its first key. */
static void
take_places(struct imap_sort *s)
{
	struct imap_sort_row wanted, *found;
	size_t i;

	qsort(s->v, s->n, sizeof(*s->v), by_uid);
	for (i = 0; i < s->n; i++)
		s->v[i].keys[0] = INT64_MAX;
	for (i = 0; i < s->n_order; i++) {
		wanted.uid = s->order[i];
		found = bsearch(&wanted, s->v, s->n, sizeof(*s->v), by_uid);
		if (found != NULL && found->keys[0] == INT64_MAX)
			found->keys[0] = (int64_t)i;
	}
}

static int
write_one(struct imap_sort *s, const struct imap_sort_row *one,
    struct out *to, struct err *e)
{
	char block[4096];
	size_t left = one->length, n;
	ssize_t got;

	while (left > 0 && !out_failed(to)) {
		n = left < sizeof(block) ? left : sizeof(block);
		got = pread(s->out.fd, block, n,
		    (off_t)(one->at + one->length - left));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_sys(e, STATUS_IOERR, "%s", s->out.name);
		out_add(to, block, (size_t)got);
		left -= (size_t)got;
	}
	return 0;
}

int
imap_sort_write(struct imap_sort *s, struct out *to, struct err *e)
{
	size_t i;

	if (out_flush(&s->out, e) < 0)
		return -1;
	if (s->n == 0)
		return 0;
	if (s->by_server)
		take_places(s);
	qsort(s->v, s->n, sizeof(*s->v), by_keys);
	for (i = 0; i < s->n; i++)
		if (write_one(s, &s->v[i], to, e) < 0)
			return -1;
	return out_failed(to) ? out_flush(to, e) : 0;
}
