/* SPDX-License-Identifier: ISC */
#include "net/imap_selector.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
imap_selectors_free(struct imap_selectors *s)
{
	free(s->v);
	memset(s, 0, sizeof(*s));
}

static struct imap_selector *
append(struct imap_selectors *s, enum selector_kind kind)
{
	struct imap_selector *one;

	s->v = mem_more(s->v, s->n, &s->cap, sizeof(*s->v));
	one = &s->v[s->n++];
	memset(one, 0, sizeof(*one));
	one->kind = kind;
	return one;
}

static bool
add_range(struct imap_selectors *s, struct str text)
{
	struct str last = text, head = str_cut(&last, ':');
	uint32_t first, end;
	struct imap_selector *one;

	if (!imap_set_number(head, &first))
		return false;
	end = first;
	if (str_is(last, "*"))
		end = UINT32_MAX;
	else if (last.p != NULL && !imap_set_number(last, &end))
		return false;
	one = append(s, SELECTOR_RANGE);
	one->first = first < end ? first : end;
	one->last = first < end ? end : first;
	one->single = last.p == NULL;
	return true;
}

/* A range, with its UIDVALIDITY before it or without. */
static int
add_uids(struct imap_selectors *s, struct str text, struct err *e)
{
	struct str uids = text, head;
	uint32_t validity = 0;

	if (str_starts(text, "v")) {
		uids = str_skip(text, 1);
		head = str_cut(&uids, '.');
		if (uids.p == NULL || !imap_set_number(head, &validity))
			return err_set(e, STATUS_USAGE,
			    "\"%.*s\" is no UIDVALIDITY and UID",
			    (int)text.n, text.p);
	}
	if (validity != 0 && s->validity != 0 && validity != s->validity)
		return err_set(e, STATUS_USAGE, "\"%.*s\": the UIDs are of "
		    "two different UIDVALIDITYs", (int)text.n, text.p);
	if (!add_range(s, uids))
		return err_set(e, STATUS_USAGE, "\"%.*s\" names no message",
		    (int)text.n, text.p);
	if (validity != 0)
		s->validity = validity;
	return 0;
}

static int
add_one(struct imap_selectors *s, struct str text, struct err *e)
{
	enum selector_kind kind;
	uint64_t count = 0;
	int got = selector_read_word(text, UINT32_MAX, &kind, &count, e);

	if (got > 0)
		append(s, kind)->count = (uint32_t)count;
	return got == 0 ? add_uids(s, text, e) : got < 0 ? -1 : 0;
}

int
imap_selectors_add(struct imap_selectors *s, struct str text, struct err *e)
{
	size_t before = s->n;
	uint32_t validity = s->validity;

	do
		if (add_one(s, str_cut(&text, ','), e) < 0) {
			s->n = before;
			s->validity = validity;
			return -1;
		}
	while (text.p != NULL);
	return 0;
}

int
imap_selectors_add_row(struct imap_selectors *s, struct str row,
    struct err *e)
{
	return add_uids(s, str_cut(&row, '\t'), e);
}

static int
add(void *arg, struct str text, struct err *e)
{
	return imap_selectors_add(arg, text, e);
}

static int
add_row(void *arg, struct str row, struct err *e)
{
	return imap_selectors_add_row(arg, row, e);
}

int
imap_selectors_add_operands(struct imap_selectors *s, char *const *operands,
    struct err *e)
{
	const struct selector_reader reader = {add, add_row, "uid", s};

	return selector_read_operands(&reader, operands, e);
}

bool
imap_selectors_is_single(const struct imap_selectors *s)
{
	return s->n == 1 && s->v[0].single;
}

bool
imap_selectors_have(const struct imap_selectors *s,
    enum selector_kind kind)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].kind == kind)
			return true;
	return false;
}

int
imap_selectors_refuse_new(const struct imap_selectors *s, struct err *e)
{
	if (!imap_selectors_have(s, SELECTOR_NEW))
		return 0;
	return err_set(e, STATUS_USAGE, "\"new\" is for imapretr, which "
	    "keeps track of what it has fetched");
}

int
imap_selectors_check(const struct imap_selectors *s, uint32_t validity,
    struct err *e)
{
	if (s->validity == 0 || s->validity == validity)
		return 0;
	return err_set(e, STATUS_PARTIAL, "these messages are gone: the "
	    "mailbox had UIDVALIDITY %lu and has %lu now",
	    (unsigned long)s->validity, (unsigned long)validity);
}

void
imap_selectors_ask(const struct imap_selectors *s, uint32_t first_new,
    struct imap_set *asked)
{
	const struct imap_selector *one;
	size_t i;

	for (i = 0; i < s->n; i++) {
		one = &s->v[i];
		if (one->kind == SELECTOR_RANGE)
			imap_set_add(asked, one->first, one->last);
		else if (one->kind == SELECTOR_NEW)
			imap_set_add(asked, first_new, UINT32_MAX);
		else
			imap_set_add(asked, 1, UINT32_MAX);
	}
	imap_set_sort(asked);
}

/* The last ones of the box. */
static void
choose_last(const struct imap_set *box, uint32_t count,
    struct imap_set *chosen)
{
	size_t i = box->n;
	uint32_t n;

	while (i-- > 0 && count > 0) {
		n = box->v[i].last - box->v[i].first;
		if (n >= count)
			n = count - 1;
		imap_set_add(chosen, box->v[i].last - n, box->v[i].last);
		count -= n + 1;
	}
}

void
imap_selectors_choose(struct imap_selectors *s, uint32_t first_new,
    const struct imap_set *box, struct imap_set *chosen)
{
	struct imap_set named = IMAP_SET_INIT;
	struct imap_selector *one;
	size_t i;

	for (i = 0; i < s->n; i++) {
		one = &s->v[i];
		one->hit = true;
		if (one->kind == SELECTOR_LAST) {
			choose_last(box, one->count, &named);
		} else if (one->kind == SELECTOR_RANGE) {
			one->hit = imap_set_meets(box, one->first, one->last);
			imap_set_add(&named, one->first, one->last);
		} else {
			imap_set_add(&named, one->kind == SELECTOR_NEW
			    ? first_new : 1, UINT32_MAX);
		}
	}
	imap_set_sort(&named);
	imap_set_intersect(&named, box, chosen);
	imap_set_free(&named);
}

static void
add_name(const struct imap_selector *one, struct buf *b)
{
	buf_add_number(b, one->first);
	if (one->single)
		return;
	buf_add_char(b, ':');
	if (one->last == UINT32_MAX)
		buf_add_char(b, '*');
	else
		buf_add_number(b, one->last);
}

bool
imap_selectors_missed(const struct imap_selectors *s, size_t *at,
    struct err *e)
{
	const struct imap_selector *one;
	struct buf name = BUF_INIT;

	while (*at < s->n) {
		one = &s->v[(*at)++];
		if (one->hit)
			continue;
		add_name(one, &name);
		err_set(e, STATUS_PARTIAL, "%s: no such message",
		    buf_string(&name));
		buf_free(&name);
		return true;
	}
	return false;
}
