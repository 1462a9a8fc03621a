/* SPDX-License-Identifier: ISC */
#include "mime/level.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
levels_free(struct levels *all)
{
	free(all->list);
	buf_free(&all->numbers);
	memset(all, 0, sizeof(*all));
}

struct level *
levels_top(const struct levels *all)
{
	return all->n > 0 ? &all->list[all->n - 1] : NULL;
}

/* The number goes behind those of the parts around it, of which it repeats
   the innermost. */
static void
add_number(struct buf *b, const struct level *parent, struct level *level)
{
	size_t prefix = parent != NULL ? parent->prefix : 0;
	size_t n = parent != NULL ? parent->prefix_end - prefix : 0;
	bool is_text = level->is_body && level->kind == PART_MULTIPART;

	level->number = b->len;
	buf_reserve(b, n + 1);
	buf_add(b, b->data + prefix, n);
	if (n > 0)
		buf_add_char(b, '.');
	if (is_text)
		buf_add_string(b, "TEXT");
	else
		buf_add_number(b, parent != NULL ? parent->children : 1);
	level->prefix = is_text ? prefix : level->number;
	level->prefix_end = is_text ? prefix + n : b->len;
}

struct level *
levels_push(struct levels *all, enum part_kind kind)
{
	struct level *parent, *level;

	all->list = mem_more(all->list, all->n, &all->cap, sizeof(*all->list));
	parent = levels_top(all);
	level = &all->list[all->n++];
	memset(level, 0, sizeof(*level));
	level->kind = kind;
	level->is_body = parent == NULL || parent->kind == PART_MESSAGE;
	if (parent != NULL)
		parent->children++;
	add_number(&all->numbers, parent, level);
	return level;
}

void
levels_pop(struct levels *all)
{
	all->n--;
	all->numbers.len = all->list[all->n].number;
}

struct str
levels_number(const struct levels *all)
{
	return str_skip(buf_str(&all->numbers), levels_top(all)->number);
}
