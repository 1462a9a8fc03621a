/* SPDX-License-Identifier: ISC */
#include "net/retr_options.h"

#include <string.h>

#include "base/num.h"

void
retr_options_init(struct retr_options *o)
{
	memset(o, 0, sizeof(*o));
	o->kind = DELIVER_STDOUT;
	o->wish.section = "";
	o->wish.at_most = o->wish.largest = UINT64_MAX;
}

int
retr_options_number(int c, const char *value, uint64_t max, uint64_t *n,
    struct err *e)
{
	if (num_parse(str_from(value), max, n) == 0)
		return 0;
	return err_set(e, STATUS_USAGE, "-%c %s: not a number", c, value);
}

static int
read_size(const char *value, uint64_t *size, struct err *e)
{
	if (num_parse_size(str_from(value), size) == 0)
		return 0;
	return err_set(e, STATUS_USAGE, "-L %s: not a size", value);
}

static int
read_where(struct retr_options *o, enum deliver_kind kind, const char *where,
    struct err *e)
{
	if (o->where != NULL)
		return err_set(e, STATUS_USAGE, "only one of -m, -M and -X");
	if (*where == '\0')
		return err_set(e, STATUS_USAGE, "-m, -M and -X need a name");
	o->kind = kind;
	o->where = where;
	return 0;
}

int
retr_options_take(struct retr_options *o, int c, const char *value,
    struct err *e)
{
	struct retr_wish *w = &o->wish;

	switch (c) {
	case 'c':
		return retr_options_number(c, value, UINT64_MAX, &w->at_most,
		    e);
	case 'D':
		w->has_days = w->only_new = true;
		return retr_options_number(c, value, UINT32_MAX, &w->days, e);
	case 'd': w->to_delete = true; return 0;
	case 'F': w->filter = value; return 0;
	case 'L': return read_size(value, &w->largest, e);
	case 'M': return read_where(o, DELIVER_MBOX, value, e);
	case 'm': return read_where(o, DELIVER_MAILDIR, value, e);
	case 'n': w->only_new = true; return 0;
	case 'X': return read_where(o, DELIVER_COMMAND, value, e);
	default: return 1;
	}
}

int
retr_options_check(const struct retr_options *o, struct err *e)
{
	if (o->wish.to_delete && o->wish.has_days)
		return err_set(e, STATUS_USAGE,
		    "-d deletes at once, and -D later");
	return 0;
}
