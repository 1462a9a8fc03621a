/* SPDX-License-Identifier: ISC */
#include "mime/value.h"

#include <stdbool.h>
#include <stddef.h>

#include "mime/addr.h"
#include "mime/chars.h"
#include "mime/charset.h"
#include "mime/defect.h"
#include "mime/param.h"
#include "mime/worddec.h"

static bool
is_address_field(struct str name)
{
	static const struct str fields[] = {{"From", 4}, {"To", 2}, {"Cc", 2},
	    {"Bcc", 3}, {"Sender", 6}, {"Reply-To", 8}, {"Resent-From", 11},
	    {"Resent-To", 9}, {"Resent-Cc", 9}, {"Resent-Bcc", 10},
	    {"Resent-Sender", 13}, {"Resent-Reply-To", 15},
	    {"Disposition-Notification-To", 27}, {"Mail-Followup-To", 16}};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (name.n == fields[i].n && str_case_equal(name, fields[i]))
			return true;
	return false;
}

/* Whether a name has one of the specials of RFC 5322 3.2.3. */
static bool
needs_quotes(struct str name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (chars_is_special(name.p[i]))
			return true;
	return false;
}

static void
add_name(struct str name, struct buf *b)
{
	if (needs_quotes(name))
		buf_add_quoted(b, name);
	else
		buf_add_str(b, name);
}

/* One address; the name is decoded already. */
static void
add_address(struct str name, struct str address, struct buf *b)
{
	if (name.n == 0) {
		buf_add_str(b, address);
		return;
	}
	add_name(name, b);
	buf_add_string(b, " <");
	buf_add_str(b, address);
	buf_add_char(b, '>');
}

static unsigned int
add_addresses(struct str value, struct buf *b)
{
	struct addr_list list;
	enum addr_item item;
	struct buf name = BUF_INIT;
	const char *between = "";
	unsigned int defects = 0;

	addr_init(&list, value);
	do {
		item = addr_next(&list);
		if (list.defect != NULL)
			defects |= DEFECT_ADDRESS;
		name.len = 0;
		if (item == ADDR_MAILBOX || item == ADDR_GROUP) {
			if (!worddec_add(buf_str(&list.name), &name))
				defects |= DEFECT_CHARSET;
			buf_add_string(b, between);
			between = ", ";
		}
		if (item == ADDR_MAILBOX) {
			add_address(buf_str(&name),
			    buf_str(&list.address), b);
		} else if (item == ADDR_GROUP) {
			add_name(buf_str(&name), b);
			buf_add_string(b, ":");
			between = " ";
		} else if (item == ADDR_GROUP_END) {
			buf_add_char(b, ';');
			between = ", ";
		}
	} while (item != ADDR_END);
	buf_free(&name);
	addr_free(&list);
	return defects;
}

static unsigned int
add_text(struct str value, struct buf *b)
{
	struct buf text = BUF_INIT;
	bool good;

	if (!str_has(value, '\n')) /* as most have none */
		return worddec_add(str_trim(value), b) ? 0 : DEFECT_CHARSET;
	header_unfold(value, &text);
	good = worddec_add(buf_str(&text), b);
	buf_free(&text);
	return good ? 0 : DEFECT_CHARSET;
}

unsigned int
value_add(const struct field *f, struct str charset, struct buf *b)
{
	struct buf guess = BUF_INIT;
	struct str value = f->value;
	unsigned int defects = 0;

	if (charset_guess(&value, charset, &guess))
		defects = DEFECT_CHARSET;
	defects |= is_address_field(f->name) ? add_addresses(value, b) :
	    add_text(value, b);
	buf_free(&guess);
	return defects;
}

void
value_charset(struct str fields, struct buf *b)
{
	struct param charset = PARAM_INIT;
	struct buf type = BUF_INIT;
	struct field f;

	if (header_find(fields, "Content-Type", &f)) {
		header_unfold(f.value, &type);
		if (param_find(&charset, buf_str(&type), "charset"))
			buf_add_str(b, buf_str(&charset.value));
	}
	param_free(&charset);
	buf_free(&type);
}
