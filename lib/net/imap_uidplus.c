/* SPDX-License-Identifier: ISC */
#include "net/imap_uidplus.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"

void
imap_copies_free(struct imap_copies *c)
{
	free(c->v);
	memset(c, 0, sizeof(*c));
}

static void
add_pair(struct imap_copies *c, uint32_t from, uint32_t to)
{
	c->v = mem_more(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n].from = from;
	c->v[c->n++].to = to;
}

/* [COPYUID 38505 304,319:320 3956:3958], in a tagged OK, or of a MOVE in an
   untagged one (RFC 6851 4.3).  Some servers leave it empty. */
void
imap_copies_take(struct imap_copies *c, const struct imap_status *s,
    const struct imap_set *asked)
{
	struct str rest = s->args, validity = str_cut(&rest, ' '),
	    sources = str_cut(&rest, ' ');
	struct imap_numbers from, to;
	uint32_t a, b;
	uint64_t v;

	if (!str_case_is(s->code, "COPYUID") ||
	    num_parse(validity, UINT32_MAX, &v) < 0 || v == 0)
		return;
	imap_numbers_init(&from, sources);
	imap_numbers_init(&to, rest);
	while (imap_numbers_next(&from, &a) > 0 &&
	    imap_numbers_next(&to, &b) > 0 &&
	    imap_set_has(asked, a) && c->n < imap_set_count(asked))
		add_pair(c, a, b);
	c->validity = (uint32_t)v;
}

/* [APPENDUID 38505 3955] */
void
imap_appenduid(const struct imap_status *s, uint32_t *validity,
    uint32_t *uid)
{
	struct str rest = s->args, first = str_cut(&rest, ' ');
	uint64_t v, u;

	if (!str_case_is(s->code, "APPENDUID") ||
	    num_parse(first, UINT32_MAX, &v) < 0 || v == 0 ||
	    num_parse(rest, UINT32_MAX, &u) < 0 || u == 0)
		return;
	*validity = (uint32_t)v;
	*uid = (uint32_t)u;
}
