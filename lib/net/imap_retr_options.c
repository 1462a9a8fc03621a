/* SPDX-License-Identifier: ISC */
#include "net/imap_retr_options.h"

#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/num.h"

static int
read_number(int option, const char *text, uint64_t max, uint64_t *n,
    struct err *e)
{
	if (num_parse(str_from(text), max, n) == 0)
		return 0;
	return err_set(e, STATUS_USAGE, "-%c %s: not a number", option, text);
}

static int
read_size(const char *text, uint64_t *size, struct err *e)
{
	if (num_parse_size(str_from(text), size) == 0)
		return 0;
	return err_set(e, STATUS_USAGE, "-L %s: not a size", text);
}

static int
read_where(struct imap_retr_options *o, enum deliver_kind kind,
    const char *where, struct err *e)
{
	if (o->where != NULL)
		return err_set(e, STATUS_USAGE, "only one of -m, -M and -X");
	if (*where == '\0')
		return err_set(e, STATUS_USAGE, "-m, -M and -X need a name");
	o->kind = kind;
	o->where = where;
	return 0;
}

/* 1.2, 1.MIME, HEADER, HEADER.FIELDS (FROM TO): RFC 9051 6.4.5. */
static int
read_section(struct imap_wish *w, const char *text, struct err *e)
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
imap_retr_options_take(struct imap_retr_options *o, int c, const char *value,
    struct err *e)
{
	struct imap_wish *w = &o->wish;

	switch (c) {
	case 'c':
		return read_number(c, value, UINT64_MAX, &w->at_most, e);
	case 'D':
		w->has_days = w->only_new = true;
		return read_number(c, value, UINT32_MAX, &w->days, e);
	case 'd': w->to_delete = true; return 0;
	case 'F': w->filter = value; return 0;
	case 'L': return read_size(value, &w->largest, e);
	case 'M': return read_where(o, DELIVER_MBOX, value, e);
	case 'm': return read_where(o, DELIVER_MAILDIR, value, e);
	case 'n': w->only_new = true; return 0;
	case 'p': return read_section(w, value, e);
	case 's': w->seen = true; return 0;
	case 't': w->to = value; return 0;
	case 'X': return read_where(o, DELIVER_COMMAND, value, e);
	default: return 1;
	}
}

void
imap_retr_options_init(struct imap_retr_options *o)
{
	memset(o, 0, sizeof(*o));
	o->kind = DELIVER_STDOUT;
	o->wish.section = "";
	o->wish.at_most = o->wish.largest = UINT64_MAX;
}

int
imap_retr_options_check(struct imap_retr_options *o, struct err *e)
{
	struct imap_wish *w = &o->wish;

	if (*w->section != '\0' && (w->to_delete || w->has_days || w->seen ||
	    w->only_new || w->to != NULL || o->where != NULL))
		return err_set(e, STATUS_USAGE, "-p takes a part of a "
		    "message, and -D, -d, -M, -m, -n, -s, -t and -X are for "
		    "all of it");
	if (w->to_delete && w->has_days)
		return err_set(e, STATUS_USAGE,
		    "-d deletes at once, and -D later");
	if (w->to != NULL && (w->to_delete || w->has_days))
		return err_set(e, STATUS_USAGE,
		    "-t moves what -d and -D delete");
	if (w->to != NULL)
		w->to_delete = true;
	return 0;
}
