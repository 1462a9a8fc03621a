/* SPDX-License-Identifier: ISC */
#include "mime/headrewrite.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "mime/addr.h"
#include "mime/addrcheck.h"
#include "mime/addrenc.h"
#include "mime/aliases.h"
#include "mime/envelope.h"
#include "mime/headcopy.h"
#include "mime/header.h"
#include "mime/newhead.h"

/* Puts the fields that were made in the place of the old ones, if nothing
   has failed. */
static void
take(struct outgoing *o, struct buf *fields, int done)
{
	if (done < 0) {
		buf_free(fields);
		return;
	}
	buf_free(&o->header);
	o->header = *fields;
}

/* Whether mail to it can come from elsewhere. */
static bool
is_full(struct str address)
{
	struct err unused = ERR_INIT;

	return str_has(envelope_domain(address), '.') &&
	    addr_check_envelope(&address, &unused) == 0;
}

/* Who a field says has written it. */
struct authors {
	struct buf name, address; /* of the first, the name decoded */
	struct buf full;          /* a list of the addresses of all to whom
	                             mail can come */
};

static void
authors_free(struct authors *a)
{
	buf_free(&a->name);
	buf_free(&a->address);
	buf_free(&a->full);
}

static void
find_authors(struct authors *a, struct str value)
{
	struct buf text = BUF_INIT;
	struct addr_list list;
	enum addr_item item;

	(void)headcopy_mailboxes(&text, value);
	addr_init(&list, text.len > 0 ? buf_str(&text) : value);
	while ((item = addr_next(&list)) != ADDR_END) {
		if (item != ADDR_MAILBOX || list.address.len == 0)
			continue;
		if (a->address.len == 0) {
			buf_add_str(&a->name, buf_str(&list.name));
			buf_add_str(&a->address, buf_str(&list.address));
		}
		if (!is_full(buf_str(&list.address)))
			continue;
		buf_add_string(&a->full, a->full.len > 0 ? ", " : "");
		buf_add_str(&a->full, buf_str(&list.address));
	}
	addr_free(&list);
	buf_free(&text);
}

static int
add_from(struct buf *b, struct str name, struct str old, struct str address,
    struct err *e)
{
	struct buf list = BUF_INIT;
	int done;

	addrenc_mailbox(&list, name.n > 0 ? name : str_cut(&old, '@'),
	    address);
	done = addrenc_field(b, "From", buf_str(&list), e);
	buf_free(&list);
	return done;
}

static int
copy_from(struct buf *fields, struct str header, const struct authors *old,
    struct str address, struct err *e)
{
	struct str rest = header;
	struct field f;

	while (header_next(&rest, &f)) {
		if (str_case_is(f.name, "From")) {
			if (add_from(fields, buf_str(&old->name),
			    buf_str(&old->address), address, e) < 0)
				return -1;
		} else if (!str_case_is(f.name, "Sender")) {
			buf_add_str(fields, f.raw);
		}
	}
	if (old->full.len == 0 || header_find(header, "Reply-To", &f))
		return 0;
	return addrenc_field(fields, "Reply-To", buf_str(&old->full), e);
}

int
headrewrite_from(struct outgoing *o, struct str address, struct err *e)
{
	struct authors old = {BUF_INIT, BUF_INIT, BUF_INIT};
	struct buf fields = BUF_INIT;
	struct field f;
	int done = 0;

	if (!header_find(buf_str(&o->header), "From", &f))
		return 0;
	find_authors(&old, f.value);
	if (!str_case_equal(buf_str(&old.address), address)) {
		done = copy_from(&fields, buf_str(&o->header), &old, address,
		    e);
		take(o, &fields, done);
	}
	authors_free(&old);
	return done;
}

/* One mailbox of a list, comma first; what a name alone stands for. */
static int
add_targets(struct buf *list, struct str name, struct str address,
    struct str aliases, struct str domain, struct err *e)
{
	struct envelope v = ENVELOPE_INIT;
	size_t i;
	int done;

	done = envelope_add(&v, address, e);
	if (done == 0)
		done = aliases_apply(aliases, domain, &v, e);
	for (i = 0; done == 0 && i < v.n; i++) {
		buf_add_string(list, list->len > 0 ? ", " : "");
		addrenc_mailbox(list, v.n == 1 ? name : STR(""),
		    str_from(v.rcpts[i]));
	}
	envelope_free(&v);
	return done;
}

/* The mailboxes of a list, completed; *any: there was one to complete.  -1
   for what is no list of addresses, or has an alias that is none. */
static int
complete(struct buf *to, struct str value, struct str aliases,
    struct str domain, bool *any, struct err *e)
{
	struct buf text = BUF_INIT;
	struct addr_list list;
	enum addr_item item;
	int done = headcopy_addresses(&text, value, e);

	addr_init(&list, buf_str(&text));
	while (done == 0 && (item = addr_next(&list)) != ADDR_END) {
		if (item != ADDR_MAILBOX)
			continue;
		*any = *any || !str_has(buf_str(&list.address), '@');
		done = add_targets(to, buf_str(&list.name),
		    buf_str(&list.address), aliases, domain, e);
	}
	addr_free(&list);
	buf_free(&text);
	return done;
}

/* A field that cannot be completed stays: who gets the mail the envelope
   says, and no mail is lost for what its header calls them. */
static void
add_completed(struct buf *fields, const struct field *f, struct str aliases,
    struct str domain)
{
	const char *name = str_case_is(f->name, "To") ? "To" : "Cc";
	struct buf list = BUF_INIT, made = BUF_INIT;
	struct err unused = ERR_INIT;
	bool any = false;

	if (complete(&list, f->value, aliases, domain, &any, &unused) == 0 &&
	    any && list.len > 0 &&
	    addrenc_field(&made, name, buf_str(&list), &unused) == 0)
		buf_add_str(fields, buf_str(&made));
	else
		buf_add_str(fields, f->raw);
	buf_free(&list);
	buf_free(&made);
}

void
headrewrite_to(struct outgoing *o, struct str aliases, struct str domain)
{
	struct str rest = buf_str(&o->header);
	struct buf fields = BUF_INIT;
	struct field f;

	while (header_next(&rest, &f))
		if (str_case_is(f.name, "To") || str_case_is(f.name, "Cc"))
			add_completed(&fields, &f, aliases, domain);
		else
			buf_add_str(&fields, f.raw);
	take(o, &fields, 0);
}

/* The field's text for a new one.  Where it is not UTF-8 nothing is decoded,
   for that would not give its bytes. */
static int
take_field(struct newhead *h, const struct field *f, char **type)
{
	struct err unused = ERR_INIT;
	struct buf name = BUF_INIT, value = BUF_INIT;

	if (utf8_is_valid(f->value))
		return newhead_template(h, f->name, f->value, type, &unused);
	buf_add_str(&name, f->name);
	header_unfold(f->value, &value);
	newhead_set(h, buf_string(&name), buf_string(&value));
	buf_free(&name);
	buf_free(&value);
	return 0;
}

/* As mimebuild writes such a field; or as it is. */
static void
add_encoded(struct buf *fields, const struct field *f)
{
	struct newhead h = NEWHEAD_INIT;
	struct err unused = ERR_INIT;
	struct buf made = BUF_INIT;
	char *type = NULL;

	if (take_field(&h, f, &type) == 0 &&
	    newhead_write(&h, &made, &unused) == 0 && made.len > 0 &&
	    !str_has_8bit(buf_str(&made)))
		buf_add_str(fields, buf_str(&made));
	else
		buf_add_str(fields, f->raw);
	free(type);
	newhead_free(&h);
	buf_free(&made);
}

void
headrewrite_encode(struct outgoing *o)
{
	struct str rest = buf_str(&o->header);
	struct buf fields = BUF_INIT;
	struct field f;

	if (!str_has_8bit(rest) || header_find(rest, "DKIM-Signature", &f))
		return;
	while (header_next(&rest, &f))
		if (str_has_8bit(f.raw))
			add_encoded(&fields, &f);
		else
			buf_add_str(&fields, f.raw);
	take(o, &fields, 0);
}
