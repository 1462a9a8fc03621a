/* SPDX-License-Identifier: ISC */
/* Selectors, one a line: those that are taken have a name that means the
   same, and take what it says. */
#include <stdint.h>
#include <stdlib.h>

#include "net/selector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_name(const struct selector *one)
{
	struct selectors again = SELECTORS_INIT;
	struct buf name = BUF_INIT;
	struct err e = ERR_INIT;

	if (one->kind != SELECTOR_RANGE)
		return;
	must(one->first > 0 && one->first <= one->last);
	selector_name(one, &name);
	must(selectors_add(&again, buf_str(&name), &e) == 0);
	must(again.v[0].first == one->first && again.v[0].last == one->last);
	must(again.v[0].single == one->single);
	selectors_free(&again);
	buf_free(&name);
}

static void
check_match(struct selectors *s)
{
	struct pop3_box box = POP3_BOX_INIT;
	size_t i, first;
	struct str uidl = STR("x");

	pop3_box_add(&box, 7, 1);
	selectors_bind(s, &box);
	for (i = 0; i < s->n && s->v[i].kind == SELECTOR_UIDL; i++)
		uidl = buf_str(&s->v[i].uidl);
	first = selectors_match(s, 7, uidl, true);
	must(first <= s->n);
	for (i = 0; i < s->n; i++)
		must(s->v[i].hit ? i >= first : i != first);
	pop3_box_free(&box);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size), line;
	struct selectors s = SELECTORS_INIT;
	struct err e = ERR_INIT;
	size_t before;

	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		before = s.n;
		if (selectors_add(&s, line, &e) < 0)
			must(e.status == STATUS_USAGE && s.n == before);
		else
			check_name(&s.v[before]);
	}
	check_match(&s);
	selectors_free(&s);
	return 0;
}
