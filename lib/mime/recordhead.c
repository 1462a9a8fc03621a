/* SPDX-License-Identifier: ISC */
#include "mime/recordhead.h"

#include "base/ascii.h"
#include "mime/addr.h"
#include "mime/charset.h"
#include "mime/check.h"
#include "mime/dateparse.h"
#include "mime/header.h"
#include "mime/value.h"
#include "mime/worddec.h"

static void
add_mailbox(struct json *json, const struct addr_list *list)
{
	struct buf name = BUF_INIT;

	worddec_add(buf_str(&list->name), &name);
	json_open(json, NULL, '{');
	if (name.len > 0)
		json_string(json, "name", buf_str(&name));
	json_string(json, "address", buf_str(&list->address));
	json_close(json, '}');
	buf_free(&name);
}

/* The mailboxes of one field; those of a group like the others. */
static void
add_mailboxes(struct json *json, struct str value)
{
	struct addr_list list;
	enum addr_item item;

	addr_init(&list, value);
	while ((item = addr_next(&list)) != ADDR_END)
		if (item == ADDR_MAILBOX)
			add_mailbox(json, &list);
	addr_free(&list);
}

/* Takes the next message id (RFC 5322 3.6.4), without its brackets, off the
   front of a field's value; false if there is none. */
static bool
next_id(struct str *value, struct str *id)
{
	struct str rest = str_skip(*value, str_find(*value, '<') + 1);
	size_t n = str_find(rest, '>');

	if (n == rest.n)
		return false;
	*id = str_of(rest.p, n);
	*value = str_skip(rest, n + 1);
	return true;
}

/* One that was folded in its midst had no blanks there. */
static void
add_id(struct json *json, const char *key, struct str id)
{
	struct buf whole = BUF_INIT;
	bool folded = str_has(id, '\n');
	size_t i;

	for (i = 0; i < id.n; i++)
		if (!folded || !ascii_is_space(id.p[i]))
			buf_add_char(&whole, id.p[i]);
	json_string(json, key, buf_str(&whole));
	buf_free(&whole);
}

static void
add_ids(struct json *json, struct str value)
{
	struct str id;

	while (next_id(&value, &id))
		add_id(json, NULL, id);
}

/* A list of what add finds in all fields of that name; nothing if there is
   no such field. */
static void
add_list(struct json *json, const char *key, const struct header *h,
    const char *name, struct str charset,
    void (*add)(struct json *, struct str))
{
	struct str fields = header_fields(h), value;
	struct buf guess = BUF_INIT;
	struct field f;

	if (!header_single(h, str_from(name), &f))
		return;
	json_open(json, key, '[');
	if (!h->repeats)
		fields = f.raw; /* there is no other */
	while (header_next(&fields, &f)) {
		if (!str_case_is(f.name, name))
			continue;
		value = f.value;
		charset_guess(&value, charset, &guess);
		add(json, value);
	}
	json_close(json, ']');
	buf_free(&guess);
}

static void
add_subject(struct json *json, const struct header *h, struct str charset)
{
	struct buf value = BUF_INIT;
	struct field f;

	if (!header_single(h, STR("Subject"), &f))
		return;
	value_add(&f, charset, &value);
	json_string(json, "subject", buf_str(&value));
	buf_free(&value);
}

static void
add_date(struct json *json, const struct header *h)
{
	struct dateparse date;
	struct buf iso = BUF_INIT;
	struct field f;

	if (!header_single(h, STR("Date"), &f) ||
	    dateparse_read(f.value, &date) < 0)
		return;
	dateparse_iso(&date, &iso);
	json_string(json, "date", buf_str(&iso));
	json_int(json, "epoch", date.epoch);
	buf_free(&iso);
}

static void
add_message_id(struct json *json, const struct header *h)
{
	struct field f;
	struct str id;

	if (!header_single(h, STR("Message-ID"), &f))
		return;
	if (!next_id(&f.value, &id))
		id = str_trim(f.value);
	add_id(json, "message_id", id);
}

void
recordhead_add(struct json *json, const struct header *h, struct str charset)
{
	add_list(json, "from", h, "From", charset, add_mailboxes);
	add_list(json, "to", h, "To", charset, add_mailboxes);
	add_list(json, "cc", h, "Cc", charset, add_mailboxes);
	add_list(json, "reply_to", h, "Reply-To", charset, add_mailboxes);
	add_subject(json, h, charset);
	add_date(json, h);
	add_message_id(json, h);
	add_list(json, "in_reply_to", h, "In-Reply-To", charset, add_ids);
	add_list(json, "references", h, "References", charset, add_ids);
}

unsigned int
recordhead_add_all(struct json *json, struct str fields, struct str charset)
{
	struct buf value = BUF_INIT;
	struct field f;
	unsigned int defects = 0;

	json_open(json, "headers", '[');
	while (header_next(&fields, &f)) {
		if (f.name.n == 0)
			continue;
		defects |= check_field(&f, charset, &value);
		json_open(json, NULL, '[');
		json_string(json, NULL, f.name);
		json_string(json, NULL, buf_str(&value));
		json_close(json, ']');
	}
	json_close(json, ']');
	buf_free(&value);
	return defects;
}
