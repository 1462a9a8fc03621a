/* SPDX-License-Identifier: ISC */
#include "net/imap_retr_options.h"

#include <string.h>

#include "base/ascii.h"

/* 1.2, 1.MIME, HEADER, HEADER.FIELDS (FROM TO): RFC 9051 6.4.5. */
static int
read_section(struct retr_wish *w, const char *text, struct err *e)
{
	const char *p;

	for (p = text; *p != '\0'; p++)
		if (!ascii_is_alnum(*p) && strchr(".-_ ()", *p) == NULL)
			return err_set(e, STATUS_USAGE, "-p %s: no section",
			    text);
	if (p == text)
		return err_set(e, STATUS_USAGE, "-p needs a section");
	w->section = text;
	return 0;
}

int
imap_retr_options_take(struct retr_options *o, int c, const char *value,
    struct err *e)
{
	switch (c) {
	case 'p': return read_section(&o->wish, value, e);
	case 's': o->wish.seen = true; return 0;
	case 't': o->wish.to = value; return 0;
	default: return retr_options_take(o, c, value, e);
	}
}

int
imap_retr_options_check(struct retr_options *o, struct err *e)
{
	struct retr_wish *w = &o->wish;

	if (*w->section != '\0' && (w->to_delete || w->has_days || w->seen ||
	    w->only_new || w->to != NULL || o->where != NULL))
		return err_set(e, STATUS_USAGE, "-p takes a part of a "
		    "message, and -D, -d, -M, -m, -n, -s, -t and -X are for "
		    "all of it");
	if (retr_options_check(o, e) < 0)
		return -1;
	if (w->to != NULL && (w->to_delete || w->has_days))
		return err_set(e, STATUS_USAGE,
		    "-t moves what -d and -D delete");
	if (w->to != NULL)
		w->to_delete = true;
	return 0;
}
