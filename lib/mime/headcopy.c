/* SPDX-License-Identifier: ISC */
#include "mime/headcopy.h"

#include <stddef.h>

#include "base/ascii.h"
#include "mime/addr.h"
#include "mime/addrcheck.h"
#include "mime/header.h"
#include "mime/worddec.h"

/* What decodes to a line end must not become one. */
static void
clean(struct buf *b, size_t from)
{
	size_t i;

	for (i = from; i < b->len; i++)
		if (ascii_is_control(b->data[i]))
			b->data[i] = ' ';
}

void
headcopy_text(struct buf *b, struct str value)
{
	struct buf flat = BUF_INIT;
	size_t before = b->len;

	header_unfold(value, &flat);
	worddec_add(buf_str(&flat), b);
	buf_free(&flat);
	clean(b, before);
}

void
headcopy_structured(struct buf *b, struct str value)
{
	size_t before = b->len;

	header_unfold(value, b);
	clean(b, before);
}

/* The name is always quoted: what was encoded may hold any special. */
static void
add_name(struct buf *b, struct str name)
{
	struct buf text = BUF_INIT;
	size_t i;

	worddec_add(name, &text);
	clean(&text, 0);
	buf_add_char(b, '"');
	for (i = 0; i < text.len; i++) {
		if (text.data[i] == '"' || text.data[i] == '\\')
			buf_add_char(b, '\\');
		buf_add_char(b, text.data[i]);
	}
	buf_add_char(b, '"');
	buf_free(&text);
}

static void
add_mailbox(struct buf *b, const struct addr_list *list)
{
	if (list->name.len > 0) {
		add_name(b, buf_str(&list->name));
		buf_add_char(b, ' ');
	}
	buf_add_char(b, '<');
	buf_add_str(b, buf_str(&list->address));
	buf_add_char(b, '>');
}

static void
add_item(struct buf *b, const struct addr_list *list, enum addr_item item,
    bool *comma)
{
	if (item == ADDR_GROUP_END) {
		buf_add_char(b, ';');
		*comma = true;
		return;
	}
	if (*comma)
		buf_add_string(b, ", ");
	*comma = item == ADDR_MAILBOX;
	if (item == ADDR_MAILBOX) {
		add_mailbox(b, list);
	} else {
		add_name(b, buf_str(&list->name));
		buf_add_char(b, ':');
	}
}

int
headcopy_addresses(struct buf *b, struct str value, struct err *e)
{
	struct addr_list list;
	enum addr_item item;
	bool comma = false;
	int result = 0;

	addr_init(&list, value);
	do {
		item = addr_next(&list);
		if (list.defect != NULL)
			result = err_set(e, STATUS_DATA, "%s", list.defect);
		else if (item != ADDR_END)
			add_item(b, &list, item, &comma);
	} while (item != ADDR_END && result == 0);
	addr_free(&list);
	return result;
}

static bool
is_usable(const struct addr_list *list)
{
	struct str address = buf_str(&list->address);
	struct err e = ERR_INIT;

	return list->defect == NULL && addr_check_envelope(&address, &e) == 0;
}

bool
headcopy_mailboxes(struct buf *b, struct str value)
{
	struct addr_list list;
	enum addr_item item;
	bool any = false;

	addr_init(&list, value);
	while ((item = addr_next(&list)) != ADDR_END)
		if (item == ADDR_MAILBOX && is_usable(&list))
			add_item(b, &list, item, &any);
	addr_free(&list);
	return any;
}
