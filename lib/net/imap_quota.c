/* SPDX-License-Identifier: ISC */
#include "net/imap_quota.h"

#include "base/vis.h"
#include "net/imap_row.h"

/* Of a root and a resource's name so much is shown. */
#define NAME_SHOWN ((size_t)4096)

/* A number: 1, 0 for anything else, -1. */
static int
read_number(struct imap *s, uint64_t *n, struct err *e)
{
	struct imap_token t;
	int got = imap_token(s, &t, e);

	return got > 0 ? imap_number(&t, UINT64_MAX, n) : got;
}

/* STORAGE 10 512: 1, 0 at the parenthesis behind the last one and at what is
   none, -1. */
static int
read_resource(struct imap *s, struct str root, struct out *out,
    struct err *e)
{
	struct buf name = BUF_INIT;
	struct imap_token t;
	uint64_t used, limit;
	int got = imap_token(s, &t, e);

	if (got > 0)
		got = imap_text(s, &t, &name, NAME_SHOWN, e);
	if (got > 0)
		got = read_number(s, &used, e);
	if (got > 0)
		got = read_number(s, &limit, e);
	if (got > 0) {
		vis_field(out, root);
		out_add_char(out, '\t');
		vis_field(out, buf_str(&name));
		out_printf(out, "\t%llu\t%llu\n", (unsigned long long)used,
		    (unsigned long long)limit);
	}
	buf_free(&name);
	return got;
}

int
imap_quota_show(struct imap *s, struct out *out, struct err *e)
{
	struct buf root = BUF_INIT;
	struct imap_token t;
	int got = imap_token(s, &t, e);

	if (got > 0 && imap_text(s, &t, &root, NAME_SHOWN, e) < 0)
		got = -1;
	if (got > 0 && (got = imap_token(s, &t, e)) > 0 &&
	    t.kind == IMAP_OPEN)
		while ((got = read_resource(s, buf_str(&root), out, e)) > 0)
			continue;
	buf_free(&root);
	return got < 0 ? -1 : 0;
}
