/* SPDX-License-Identifier: ISC */
#include "mime/param.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "mime/charset.h"
#include "mime/paramlex.h"
#include "mime/worddec.h"

/* One attribute of the name that is looked for. */
struct piece {
	uint32_t index; /* of name*index; 0 for name* */
	size_t order;   /* as it stood in the field */
	bool coded;     /* a * at the end: %HH */
	struct paramlex_value value;
};

struct pieces {
	struct piece *list;
	size_t n, cap;
	struct piece plain;
	bool has_plain;
};

void
param_free(struct param *p)
{
	buf_free(&p->value);
	buf_free(&p->charset);
	buf_free(&p->plain);
}

/* Reads "*index" and "*" behind a name (RFC 2231 3, 4); false if the rest of
   the name is something else. */
static bool
read_suffix(struct str s, struct piece *piece)
{
	size_t digits = 0;

	piece->index = 0;
	piece->coded = false;
	if (s.n == 0 || s.p[0] != '*')
		return false;
	s = str_skip(s, 1);
	while (s.n > 0 && ascii_is_digit(s.p[0]) && digits < 7) {
		piece->index = 10 * piece->index + (uint32_t)(s.p[0] - '0');
		digits++;
		s = str_skip(s, 1);
	}
	piece->coded = s.n == 1 && s.p[0] == '*';
	if (digits == 0)
		piece->coded = true;
	return digits == 0 ? s.n == 0 : s.n == 0 || piece->coded;
}

static void
add_piece(struct pieces *all, struct piece *piece)
{
	all->list = mem_more(all->list, all->n, &all->cap, sizeof(*all->list));
	piece->order = all->n;
	all->list[all->n++] = *piece;
}

static void
collect(struct pieces *all, struct param *p, const struct params *field,
    struct str name)
{
	const struct attribute *found;
	struct piece piece;
	size_t n = name.n, i;

	for (i = 0; i < field->n; i++) {
		found = &field->list[i];
		if (found->name.n < n ||
		    !str_case_equal(str_of(found->name.p, n), name))
			continue;
		piece.value = found->value;
		if (found->name.n == n) {
			p->doubled |= all->has_plain;
			if (!all->has_plain)
				all->plain = piece;
			all->has_plain = true;
		} else if (read_suffix(str_skip(found->name, n), &piece)) {
			add_piece(all, &piece);
		}
	}
	p->bad = field->bad;
}

static int
compare(const void *x, const void *y)
{
	const struct piece *a = x, *b = y;

	if (a->index != b->index)
		return a->index < b->index ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static void
add_percent(struct buf *b, struct str s, bool *bad)
{
	int high, low;

	while (s.n > 0) {
		high = s.p[0] == '%' && s.n > 2 ? ascii_hex(s.p[1]) : -1;
		low = high >= 0 ? ascii_hex(s.p[2]) : -1;
		if (low >= 0)
			buf_add_char(b, (char)(high << 4 | low));
		else
			buf_add_char(b, s.p[0]);
		if (low < 0 && s.p[0] == '%')
			*bad = true;
		s = str_skip(s, low >= 0 ? 3 : 1);
	}
}

/* The first piece, if it is coded, begins charset'language'. */
static struct str
take_charset(struct param *p, struct str s)
{
	struct str rest = s, charset = str_cut(&rest, '\'');

	if (rest.p == NULL || !str_has(rest, '\'')) {
		p->bad = true;
		return s;
	}
	buf_add_str(&p->charset, charset);
	str_cut(&rest, '\'');
	return rest;
}

/* Joins the pieces of RFC 2231 in their order; false if there is no first
   one. */
static bool
join(struct param *p, struct pieces *all)
{
	struct buf text = BUF_INIT;
	struct str s;
	size_t i, next = 0;

	qsort(all->list, all->n, sizeof(*all->list), compare);
	for (i = 0; i < all->n; i++) {
		if (i > 0 && all->list[i].index == all->list[i - 1].index) {
			p->doubled = true;
			continue;
		}
		if (all->list[i].index != next) {
			p->bad = true;
			break;
		}
		text.len = 0;
		paramlex_add(all->list[i].value, &text);
		s = buf_str(&text);
		if (next++ == 0 && all->list[i].coded)
			s = take_charset(p, s);
		if (all->list[i].coded)
			add_percent(&p->value, s, &p->bad);
		else
			buf_add_str(&p->value, s);
	}
	buf_free(&text);
	p->extended = next > 0;
	return next > 0;
}

void
params_free(struct params *all)
{
	free(all->list);
	all->list = NULL;
	all->n = all->cap = 0;
}

void
params_read(struct params *all, struct str field)
{
	struct paramlex lex;
	struct attribute found;

	all->n = 0;
	all->bad = false;
	all->main = all->rest = field;
	if (field.n == 0)
		return;
	paramlex_init(&lex, field);
	all->main = lex.main;
	all->rest = lex.rest;
	while (paramlex_next(&lex, &found.name, &found.value)) {
		all->list = mem_more(all->list, all->n, &all->cap,
		    sizeof(*all->list));
		all->list[all->n++] = found;
	}
	all->bad = lex.bad;
}

bool
params_find(const struct params *field, struct param *p, struct str name)
{
	struct pieces all;
	bool found;

	memset(&all, 0, sizeof(all));
	p->value.len = p->charset.len = p->plain.len = 0;
	p->extended = p->doubled = false;
	collect(&all, p, field, name);
	found = all.n > 0 && join(p, &all);
	if (all.has_plain)
		paramlex_add(all.plain.value, found ? &p->plain : &p->value);
	found |= all.has_plain;
	free(all.list);
	return found;
}

bool
param_find(struct param *p, struct str field, const char *name)
{
	struct params all = PARAMS_INIT;
	bool found;

	params_read(&all, field);
	found = params_find(&all, p, str_from(name));
	params_free(&all);
	return found;
}

struct str
param_main(struct str field)
{
	struct paramlex lex;

	paramlex_init(&lex, field);
	return str_trim(str_of(lex.main.p, str_find(lex.main, '(')));
}

bool
param_text(const struct param *p, struct buf *b)
{
	struct charset charset;
	bool known;

	if (!p->extended)
		return worddec_add(buf_str(&p->value), b);
	known = charset_init(&charset, buf_str(&p->charset));
	charset_add(&charset, buf_str(&p->value), b);
	charset_end(&charset, b);
	charset_free(&charset);
	return known && !charset.bad;
}
