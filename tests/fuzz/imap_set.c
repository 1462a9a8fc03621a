/* SPDX-License-Identifier: ISC */
/* Two operands with a line end between them, each a selector, and a set too
   if it can be one. */
#include <stdint.h>
#include <stdlib.h>

#include "net/imap_selector.h"
#include "net/imap_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_sorted(const struct imap_set *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		must(s->v[i].first > 0 && s->v[i].first <= s->v[i].last);
		must(i == 0 || (uint64_t)s->v[i - 1].last + 1 < s->v[i].first);
	}
}

/* Written and read again it is the same. */
static void
check_text(const struct imap_set *s)
{
	struct imap_set again = IMAP_SET_INIT;
	struct buf b = BUF_INIT;
	size_t at = 0;

	while (imap_set_write(s, &at, &b, 50)) {
		must(b.len <= 50);
		must(imap_set_read(&again, buf_str(&b)) == 0);
		b.len = 0;
	}
	must(again.n == s->n && imap_set_count(&again) == imap_set_count(s));
	buf_free(&b);
	imap_set_free(&again);
}

/* What both have and what only one has is together that one. */
static void
check_pair(const struct imap_set *a, const struct imap_set *b)
{
	struct imap_set both = IMAP_SET_INIT, rest = IMAP_SET_INIT;

	imap_set_intersect(a, b, &both);
	imap_set_subtract(a, b, &rest);
	check_sorted(&both);
	check_sorted(&rest);
	must(imap_set_count(&both) + imap_set_count(&rest) ==
	    imap_set_count(a));
	imap_set_free(&both);
	imap_set_free(&rest);
}

static void
check_selectors(struct str text, const struct imap_set *box)
{
	struct imap_selectors s = IMAP_SELECTORS_INIT;
	struct imap_set asked = IMAP_SET_INIT, chosen = IMAP_SET_INIT,
	    rest = IMAP_SET_INIT;
	struct err e = ERR_INIT;

	if (imap_selectors_add(&s, text, &e) == 0) {
		imap_selectors_ask(&s, 7, &asked);
		imap_selectors_choose(&s, 7, box, &chosen);
		check_sorted(&asked);
		check_sorted(&chosen);
		imap_set_subtract(&chosen, &asked, &rest);
		must(rest.n == 0);
		imap_set_subtract(&chosen, box, &rest);
		must(rest.n == 0);
	} else {
		must(e.status == STATUS_USAGE && s.n == 0);
	}
	imap_set_free(&asked);
	imap_set_free(&chosen);
	imap_selectors_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size), line;
	struct imap_set a = IMAP_SET_INIT, b = IMAP_SET_INIT;

	line = str_cut(&rest, '\n');
	imap_set_read(&a, line);
	imap_set_read(&b, rest);
	imap_set_sort(&a);
	imap_set_sort(&b);
	check_sorted(&a);
	check_text(&a);
	check_pair(&a, &b);
	check_pair(&b, &a);
	check_selectors(line, &b);
	imap_set_free(&a);
	imap_set_free(&b);
	return 0;
}
