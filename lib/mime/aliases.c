/* SPDX-License-Identifier: ISC */
#include "mime/aliases.h"

#include <stdbool.h>

#include "base/buf.h"
#include "mime/addr.h"
#include "mime/header.h"

/* Names that are looked up for one message besides its own; more of them are
   a circle. */
#define LOOKUPS_MAX 1000

static struct str
unquoted(struct str s)
{
	s = str_trim(s);
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = str_of(s.p + 1, s.n - 2);
	return s;
}

/* The next alias; lines that begin with a blank go on with the last one. */
static bool
next_alias(struct str *text, struct str *name, struct str *targets)
{
	struct field f;

	for (;;) {
		while (text->n > 0 && (*text->p == '\n' || *text->p == '\r'))
			*text = str_skip(*text, 1);
		if (!header_next(text, &f))
			return false;
		if (f.raw.p[0] == '#' || !str_has(f.raw, ':'))
			continue;
		*targets = f.raw;
		*name = unquoted(str_cut(targets, ':'));
		return true;
	}
}

static bool
find(struct str aliases, struct str wanted, struct str *targets)
{
	struct str name;

	while (next_alias(&aliases, &name, targets))
		if (str_case_equal(name, wanted))
			return true;
	return false;
}

/* Takes what stands before the first comma, outside quotes, off *rest. */
static struct str
next_target(struct str *rest)
{
	bool quoted = false;
	size_t i;
	struct str target;

	for (i = 0; i < rest->n; i++) {
		if (rest->p[i] == '"')
			quoted = !quoted;
		else if (rest->p[i] == ',' && !quoted)
			break;
	}
	target = str_of(rest->p, i);
	*rest = str_skip(*rest, i + 1);
	return str_trim(target);
}

/* Commands, files and lists of addresses in files are a mail server's. */
static bool
is_delivery(struct str target)
{
	struct str s = unquoted(target);

	return str_starts(s, "|") || str_starts(s, "/") ||
	    str_case_starts(s, ":include:");
}

/* What is looked up, and what was found. */
struct lookup {
	struct str domain;
	struct str name; /* its own */
	bool is_default;
	size_t at;       /* the recipient that is replaced */
	bool replaced;   /* it is: more are added behind all others */
};

static int
put(struct envelope *v, struct lookup *l, struct str address, struct err *e)
{
	int done = l->replaced ? envelope_add(v, address, e)
	                       : envelope_replace(v, l->at, address, e);

	l->replaced = true;
	return done;
}

static int
put_target(struct envelope *v, struct lookup *l, struct str target,
    struct err *e)
{
	bool last = l->is_default || str_starts(target, "\\");
	struct buf address = BUF_INIT;
	struct addr_list list;
	int done;

	addr_init(&list, str_skip(target, str_starts(target, "\\")));
	if (!is_delivery(target) && addr_next(&list) == ADDR_MAILBOX &&
	    list.defect == NULL)
		buf_add_str(&address, buf_str(&list.address));
	if (address.len == 0)
		done = err_set(e, STATUS_CONFIG, "alias %.*s: %.*s: no "
		    "address, to which alone mail can be sent",
		    (int)l->name.n, l->name.p, (int)target.n, target.p);
	else {
		if (!str_has(buf_str(&address), '@') && (last ||
		    str_case_equal(buf_str(&address), l->name))) {
			buf_add_char(&address, '@');
			buf_add_str(&address, l->domain);
		}
		done = put(v, l, buf_str(&address), e);
	}
	addr_free(&list);
	buf_free(&address);
	return done;
}

/* One recipient, which has no domain. */
static int
apply(struct str aliases, struct envelope *v, struct lookup *l,
    struct err *e)
{
	struct str targets, target;

	l->is_default = !find(aliases, l->name, &targets);
	if (l->is_default && !find(aliases, STR("default"), &targets))
		targets = l->name;
	while (targets.n > 0) {
		target = next_target(&targets);
		if (target.n > 0 && put_target(v, l, target, e) < 0)
			return -1;
	}
	if (!l->replaced)
		return err_set(e, STATUS_CONFIG, "alias %.*s: empty",
		    (int)l->name.n, l->name.p);
	return 0;
}

int
aliases_apply(struct str aliases, struct str domain, struct envelope *v,
    struct err *e)
{
	struct buf name = BUF_INIT;
	const size_t most = v->n + LOOKUPS_MAX;
	size_t i = 0, lookups = 0;
	struct lookup l;
	int done = 0;

	while (done == 0 && i < v->n) {
		if (str_has(str_from(v->rcpts[i]), '@')) {
			i++;
			continue;
		}
		name.len = 0;
		buf_add_string(&name, v->rcpts[i]);
		l = (struct lookup){domain, buf_str(&name), false, i, false};
		done = apply(aliases, v, &l, e);
		if (done == 0 && ++lookups > most)
			done = err_set(e, STATUS_CONFIG,
			    "alias %s leads to itself", buf_string(&name));
	}
	buf_free(&name);
	return done;
}
