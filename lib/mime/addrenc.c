/* SPDX-License-Identifier: ISC */
#include "mime/addrenc.h"

#include <stddef.h>

#include "base/ascii.h"
#include "mime/addr.h"
#include "mime/addrcheck.h"
#include "mime/chars.h"
#include "mime/wordenc.h"

/* A name with a longer word is encoded, for only that can be folded. */
#define NAME_WORD_MAX 60

/* How much of a bad list an error repeats. */
#define SHOWN_MAX 200

/* Whether the words of a name may stand without quotes. */
static bool
is_phrase(struct str name)
{
	size_t i;

	if (name.p[0] == ' ' || name.p[name.n - 1] == ' ')
		return false;
	for (i = 0; i < name.n; i++)
		if (name.p[i] == ' ' ? name.p[i + 1] == ' ' :
		    !chars_is_atext(name.p[i]))
			return false;
	return true;
}

/* Adds text that may be folded at its blanks. */
static void
add_words(struct fold *f, struct str text)
{
	size_t blanks, n;

	while (text.n > 0) {
		for (blanks = 0; blanks < text.n &&
		     ascii_is_blank(text.p[blanks]); blanks++)
			;
		n = str_find(str_skip(text, blanks), ' ');
		fold_blanks_word(f, str_of(blanks > 0 ? text.p : " ",
		    blanks > 0 ? blanks : 1), str_of(text.p + blanks, n));
		text = str_skip(text, blanks + n);
	}
}

/* A quoted string (RFC 5322 3.2.4), folded at its inner blanks. */
static void
add_quoted(struct fold *f, struct str name)
{
	struct buf text = BUF_INIT;

	buf_add_quoted(&text, name);
	add_words(f, buf_str(&text));
	buf_free(&text);
}

static void
add_name(struct fold *f, struct str name)
{
	if (name.n == 0)
		return;
	if (wordenc_needed(name, NAME_WORD_MAX))
		wordenc_add(f, name);
	else if (is_phrase(name))
		add_words(f, name);
	else
		add_quoted(f, name);
}

static int
add_mailbox(struct fold *f, const struct addr_list *list, struct err *e)
{
	struct str address = buf_str(&list->address);
	struct buf word = BUF_INIT;

	if (addr_check_envelope(&address, e) < 0)
		return -1;
	add_name(f, buf_str(&list->name));
	if (list->name.len > 0)
		buf_add_char(&word, '<');
	buf_add_str(&word, address);
	if (list->name.len > 0)
		buf_add_char(&word, '>');
	fold_word(f, buf_str(&word));
	buf_free(&word);
	return 0;
}

/* One item; *comma says whether one must stand before the next. */
static int
add_item(struct fold *f, enum addr_item item, const struct addr_list *list,
    bool *comma, struct err *e)
{
	if (item == ADDR_GROUP_END) {
		fold_glue(f, ";");
		*comma = true;
		return 0;
	}
	if (*comma)
		fold_glue(f, ",");
	*comma = item == ADDR_MAILBOX;
	if (item == ADDR_MAILBOX)
		return add_mailbox(f, list, e);
	add_name(f, buf_str(&list->name));
	fold_glue(f, ":");
	return 0;
}

static int
refuse(struct str text, const char *why, struct err *e)
{
	if (text.n > SHOWN_MAX)
		text.n = SHOWN_MAX;
	return err_set(e, STATUS_DATA, "%.*s: %s", (int)text.n, text.p, why);
}

int
addrenc_add(struct fold *f, struct str text, bool *any, struct err *e)
{
	struct addr_list list;
	enum addr_item item;
	int result = 0;

	if (str_has_line_end_or_nul(text))
		return err_set(e, STATUS_DATA,
		    "line end or NUL in an address");
	addr_init(&list, text);
	do {
		item = addr_next(&list);
		if (list.defect != NULL)
			result = refuse(text, list.defect, e);
		else if (item != ADDR_END)
			result = add_item(f, item, &list, any, e);
	} while (item != ADDR_END && result == 0);
	addr_free(&list);
	return result;
}

int
addrenc_field(struct buf *b, const char *name, struct str list,
    struct err *e)
{
	struct fold f;
	bool any = false;

	fold_start(&f, b, name);
	if (addrenc_add(&f, list, &any, e) < 0)
		return err_prefix(e, "%s", name);
	if (fold_end(&f) < 0)
		return err_set(e, STATUS_DATA, "%s: a line would be longer "
		    "than %d bytes", name, FOLD_LINE_MAX);
	return 0;
}

void
addrenc_mailbox(struct buf *b, struct str name, struct str address)
{
	if (name.n == 0) {
		buf_add_str(b, address);
		return;
	}
	buf_add_quoted(b, name);
	buf_add_string(b, " <");
	buf_add_str(b, address);
	buf_add_char(b, '>');
}
