/* SPDX-License-Identifier: ISC */
#include "net/selector.h"

#include <string.h>
#include <unistd.h>

#include "base/line.h"
#include "base/num.h"

/* A line of a list, of which only the first columns are looked at. */
#define ROW_MAX ((size_t)1024 * 1024)

int
selector_read_word(struct str text, uint64_t max, enum selector_kind *kind,
    uint64_t *count, struct err *e)
{
	if (str_is(text, "all")) {
		*kind = SELECTOR_ALL;
	} else if (str_is(text, "new")) {
		*kind = SELECTOR_NEW;
	} else if (str_starts(text, "last:")) {
		*kind = SELECTOR_LAST;
		if (num_parse(str_skip(text, 5), max, count) < 0 ||
		    *count == 0)
			return err_set(e, STATUS_USAGE,
			    "\"%.*s\" lacks its number", (int)text.n, text.p);
	} else {
		return 0;
	}
	return 1;
}

static bool
is_header(const struct selector_reader *r, struct str row)
{
	return str_is(str_cut(&row, '\t'), r->title);
}

int
selector_read_list(const struct selector_reader *r, struct in *in,
    struct err *e)
{
	struct buf line = BUF_INIT;
	size_t n = 0;
	int got;

	while ((got = line_read(in, &line, ROW_MAX, e)) > 0) {
		if (n++ == 0 && is_header(r, buf_str(&line)))
			continue;
		if (r->add_row(r->arg, buf_str(&line), e) < 0) {
			got = err_prefix(e, "%s: line %zu", in->name, n);
			e->status = STATUS_DATA;
			break;
		}
	}
	buf_free(&line);
	return got;
}

static int
read_stdin(const struct selector_reader *r, struct err *e)
{
	struct in in;
	int got;

	in_init(&in, STDIN_FILENO, "stdin", IN_SIZE);
	got = selector_read_list(r, &in, e);
	in_free(&in);
	return got;
}

int
selector_read_operands(const struct selector_reader *r,
    char *const *operands, struct err *e)
{
	int got = 0;

	for (; *operands != NULL && got == 0; operands++)
		got = strcmp(*operands, "-") == 0 ? read_stdin(r, e)
		    : r->add(r->arg, str_from(*operands), e);
	return got;
}
