/* SPDX-License-Identifier: ISC */
#include "net/imap_namespace.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/vis.h"
#include "net/imap_name.h"

#define PREFIX_MAX ((size_t)4096)

const char *const imap_owners[] = {
	[IMAP_PERSONAL] = "personal",
	[IMAP_OTHERS] = "others",
	[IMAP_SHARED] = "shared",
};

void
imap_namespaces_free(struct imap_namespaces *ns)
{
	size_t i;

	for (i = 0; i < ns->n; i++) {
		buf_free(&ns->v[i].prefix);
		buf_free(&ns->v[i].delimiter);
	}
	free(ns->v);
	memset(ns, 0, sizeof(*ns));
}

/* 1; 0 at a parenthesis; -1.  NIL is an empty one. */
static int
read_string(struct imap *s, struct buf *b, size_t max, bool is_name,
    struct err *e)
{
	struct imap_token t;
	int got = imap_token(s, &t, e);

	if (got <= 0 || t.kind == IMAP_CLOSE || t.kind == IMAP_OPEN)
		return got < 0 ? -1 : 0;
	if ((is_name ? imap_mailbox(s, &t, b, max, e)
	    : imap_text(s, &t, b, max, e)) < 0)
		return -1;
	if (imap_is_nil(&t))
		b->len = 0;
	return 1;
}

/* ("#shared/" "/"), and what extensions add, up to its parenthesis. */
static int
read_one(struct imap *s, struct imap_namespaces *ns, enum imap_owner owner,
    struct err *e)
{
	struct imap_namespace *one;
	struct imap_token t;
	int got;

	if (ns->n == IMAP_NAMESPACES_MAX)
		return err_set(e, STATUS_PROTOCOL, "%s: NAMESPACE: more than "
		    "%d of them", s->account->url.host, IMAP_NAMESPACES_MAX);
	ns->v = mem_resize(ns->v, ns->n + 1, sizeof(*ns->v));
	one = &ns->v[ns->n++];
	memset(one, 0, sizeof(*one));
	one->owner = owner;
	if ((got = read_string(s, &one->prefix, PREFIX_MAX, true, e)) <= 0 ||
	    (got = read_string(s, &one->delimiter, 1, false, e)) <= 0)
		return got;
	while ((got = imap_token(s, &t, e)) > 0 && t.kind != IMAP_CLOSE)
		if (imap_skip(s, &t, e) < 0)
			return -1;
	return got < 0 ? -1 : 0;
}

/* NIL, or a list of them. */
static int
read_owner(struct imap *s, struct imap_namespaces *ns, enum imap_owner owner,
    struct err *e)
{
	struct imap_token t;
	int got = imap_token(s, &t, e);

	if (got <= 0 || t.kind != IMAP_OPEN)
		return got < 0 ? -1 : 0;
	while ((got = imap_token(s, &t, e)) > 0 && t.kind == IMAP_OPEN)
		if (read_one(s, ns, owner, e) < 0)
			return -1;
	return got < 0 ? -1 : 0;
}

int
imap_namespaces_read(struct imap *s, struct imap_namespaces *ns,
    struct err *e)
{
	int owner;

	for (owner = IMAP_PERSONAL; owner <= IMAP_SHARED; owner++)
		if (read_owner(s, ns, (enum imap_owner)owner, e) < 0)
			return -1;
	return 0;
}

void
imap_namespace_line(const struct imap_namespace *one, struct out *out)
{
	struct buf prefix = BUF_INIT;

	if (one->prefix.len > 0)
		imap_name_decode(&prefix, buf_str(&one->prefix));
	out_printf(out, "%s\t", imap_owners[one->owner]);
	vis_field(out, buf_str(&prefix));
	out_add_char(out, '\t');
	vis_field(out, buf_str(&one->delimiter));
	out_add_char(out, '\n');
	buf_free(&prefix);
}

void
imap_namespaces_note(struct imap_namespaces *ns, struct str name)
{
	struct str prefix, head;
	size_t i;

	for (i = 0; i < ns->n; i++) {
		prefix = buf_str(&ns->v[i].prefix);
		head = name;
		if (head.n > prefix.n)
			head.n = prefix.n;
		if (str_equal(head, prefix))
			ns->v[i].is_listed = true;
	}
}

/* Whether a LIST of another one, which is asked for or will be, tells of it
   too. */
static bool
is_told_of(const struct imap_namespaces *ns, struct str name)
{
	const struct imap_namespace *one;
	struct str prefix;
	size_t i;

	for (i = 0; i < ns->n; i++) {
		one = &ns->v[i];
		prefix = buf_str(&one->prefix);
		if ((one->is_asked || !one->is_listed) && prefix.n > 0 &&
		    prefix.n < name.n &&
		    str_equal(str_of(name.p, prefix.n), prefix))
			return true;
	}
	return false;
}

const struct imap_namespace *
imap_namespaces_next(struct imap_namespaces *ns)
{
	struct imap_namespace *one;
	size_t i;

	for (i = 0; i < ns->n; i++) {
		one = &ns->v[i];
		if (one->is_listed || one->prefix.len == 0 ||
		    is_told_of(ns, buf_str(&one->prefix)))
			continue;
		one->is_listed = one->is_asked = true;
		return one;
	}
	return NULL;
}
