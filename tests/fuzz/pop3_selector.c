/* SPDX-License-Identifier: ISC */
/* Selectors, one a line: those that are taken have a name that means the
   same, and take what it says. */
#include <stdint.h>
#include <stdlib.h>

#include "net/pop3_selector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_name(const struct pop3_selector *one)
{
	struct pop3_selectors again = POP3_SELECTORS_INIT;
	struct buf name = BUF_INIT;
	struct err e = ERR_INIT;

	if (one->kind != SELECTOR_RANGE)
		return;
	must(one->first > 0 && one->first <= one->last);
	pop3_selector_name(one, &name);
	must(pop3_selectors_add(&again, buf_str(&name), &e) == 0);
	must(again.v[0].first == one->first && again.v[0].last == one->last);
	must(again.v[0].single == one->single);
	pop3_selectors_free(&again);
	buf_free(&name);
}

static void
check_match(struct pop3_selectors *s)
{
	struct pop3_box box = POP3_BOX_INIT;
	size_t i, first;
	struct str uidl = STR("x");

	pop3_box_add(&box, 7, 1);
	pop3_selectors_bind(s, &box);
	for (i = 0; i < s->n && s->v[i].kind == SELECTOR_UIDL; i++)
		uidl = buf_str(&s->v[i].uidl);
	first = pop3_selectors_match(s, 7, uidl, true);
	must(first <= s->n);
	for (i = 0; i < s->n; i++)
		must(s->v[i].hit ? i >= first : i != first);
	pop3_box_free(&box);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size), line;
	struct pop3_selectors s = POP3_SELECTORS_INIT;
	struct err e = ERR_INIT;
	size_t before;

	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		before = s.n;
		if (pop3_selectors_add(&s, line, &e) < 0)
			must(e.status == STATUS_USAGE && s.n == before);
		else
			check_name(&s.v[before]);
	}
	check_match(&s);
	pop3_selectors_free(&s);
	return 0;
}
