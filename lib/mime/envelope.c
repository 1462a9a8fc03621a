/* SPDX-License-Identifier: ISC */
#include "mime/envelope.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "mime/addr.h"
#include "mime/addrcheck.h"
#include "mime/header.h"

void
envelope_free(struct envelope *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		free(v->rcpts[i]);
	free(v->rcpts);
	v->rcpts = NULL;
	v->n = 0;
	buf_free(&v->sender);
}

int
envelope_set_sender(struct envelope *v, struct str address, struct err *e)
{
	if (address.n > 0 && !str_is(address, "<>")) {
		if (addr_check_envelope(&address, e) < 0)
			return err_prefix(e, "sender");
	} else {
		address.n = 0;
	}
	v->sender.len = 0;
	buf_add_str(&v->sender, address);
	return 0;
}

/* The list grows by doubling: whenever its length is a power of two. */
int
envelope_add(struct envelope *v, struct str address, struct err *e)
{
	if (addr_check_envelope(&address, e) < 0)
		return err_prefix(e, "recipient");
	if ((v->n & (v->n - 1)) == 0)
		v->rcpts = mem_resize(v->rcpts, v->n > 0 ? 2 * v->n : 1,
		    sizeof(*v->rcpts));
	v->rcpts[v->n++] = mem_copy(address.p, address.n);
	return 0;
}

int
envelope_replace(struct envelope *v, size_t i, struct str address,
    struct err *e)
{
	if (addr_check_envelope(&address, e) < 0)
		return err_prefix(e, "recipient");
	free(v->rcpts[i]);
	v->rcpts[i] = mem_copy(address.p, address.n);
	return 0;
}

int
envelope_add_list(struct envelope *v, struct str text, struct err *e)
{
	struct addr_list list;
	enum addr_item item;
	int done = 0;

	addr_init(&list, text);
	do {
		item = addr_next(&list);
		if (list.defect != NULL)
			done = err_set(e, STATUS_DATA, "%s", list.defect);
		else if (item == ADDR_MAILBOX)
			done = envelope_add(v, buf_str(&list.address), e);
	} while (done == 0 && item != ADDR_END);
	addr_free(&list);
	return done;
}

static bool
is_destination(struct str name)
{
	return str_case_is(name, "To") || str_case_is(name, "Cc") ||
	    str_case_is(name, "Bcc");
}

/* A field of which a block of Resent- fields has one, so that another one
   begins the block of an earlier sender. */
static unsigned int
single(struct str name)
{
	if (str_case_is(name, "Date"))
		return 1;
	if (str_case_is(name, "From"))
		return 2;
	if (str_case_is(name, "Sender"))
		return 4;
	if (str_case_is(name, "Message-ID"))
		return 8;
	return 0;
}

static const char resent[] = "Resent-";

/*
 * Takes the fields of the last sender's block off the front: *f becomes the
 * next one, its name without the Resent-.  Trace fields end the block.
 */
static bool
next_resent(struct str *fields, unsigned int *seen, struct field *f)
{
	unsigned int kind;

	while (header_next(fields, f)) {
		if (*seen != 0 && (str_case_is(f->name, "Received") ||
		    str_case_is(f->name, "Return-Path")))
			return false;
		if (!str_case_starts(f->name, resent))
			continue;
		f->name = str_skip(f->name, sizeof(resent) - 1);
		kind = single(f->name);
		if ((*seen & kind) != 0)
			return false;
		*seen |= kind | 16;
		return true;
	}
	return false;
}

static bool
was_resent(struct str fields)
{
	struct field f;

	while (header_next(&fields, &f))
		if (str_case_starts(f.name, resent) &&
		    is_destination(str_skip(f.name, sizeof(resent) - 1)))
			return true;
	return false;
}

int
envelope_add_header(struct envelope *v, struct str fields, struct err *e)
{
	bool sent_on = was_resent(fields);
	unsigned int seen = 0;
	struct field f;

	while (sent_on ? next_resent(&fields, &seen, &f) :
	    header_next(&fields, &f))
		if (is_destination(f.name) &&
		    envelope_add_list(v, f.value, e) < 0)
			return err_prefix(e, "%.*s", (int)f.name.n, f.name.p);
	return 0;
}

/* The first address of a field with which mail can be answered. */
static bool
find_address(struct str fields, const char *name, struct buf *address)
{
	struct addr_list list;
	struct err unused = ERR_INIT;
	enum addr_item item;
	struct field f;
	struct str s;
	bool found = false;

	if (!header_find(fields, name, &f))
		return false;
	addr_init(&list, f.value);
	while (!found && (item = addr_next(&list)) != ADDR_END) {
		s = buf_str(&list.address);
		found = item == ADDR_MAILBOX && list.defect == NULL &&
		    str_has(s, '@') && addr_check_envelope(&s, &unused) == 0;
		if (found)
			buf_add_str(address, s);
	}
	addr_free(&list);
	return found;
}

bool
envelope_author(struct str fields, struct buf *address)
{
	static const char *const names[] = {
	    "Resent-Sender", "Resent-From", "Sender", "From"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (find_address(fields, names[i], address))
			return true;
	return false;
}

/* A recipient and where it stood. */
struct place {
	const char *address;
	size_t at;
	bool again;
};

static int
compare(const char *a, const char *b)
{
	const char *domain_a = strrchr(a, '@'), *domain_b = strrchr(b, '@');
	size_t i, n = domain_a != NULL ? (size_t)(domain_a - a) : strlen(a);
	size_t m = domain_b != NULL ? (size_t)(domain_b - b) : strlen(b);
	int local = n != m ? (n < m ? -1 : 1) : memcmp(a, b, n);
	char x, y;

	if (local != 0)
		return local;
	for (i = n;; i++) {
		x = ascii_lower(a[i]);
		y = ascii_lower(b[i]);
		if (x != y)
			return (unsigned char)x < (unsigned char)y ? -1 : 1;
		if (x == '\0')
			return 0;
	}
}

static int
by_address(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = compare(x->address, y->address);

	if (order != 0)
		return order;
	return x->at < y->at ? -1 : 1;
}

static int
by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->at < y->at ? -1 : 1;
}

void
envelope_unique(struct envelope *v)
{
	struct place *places = mem_alloc(v->n * sizeof(*places));
	size_t i, kept = 0;

	for (i = 0; i < v->n; i++) {
		places[i].address = v->rcpts[i];
		places[i].at = i;
	}
	if (v->n > 0)
		qsort(places, v->n, sizeof(*places), by_address);
	for (i = 1; i < v->n; i++)
		places[i].again = compare(places[i - 1].address,
		    places[i].address) == 0;
	if (v->n > 0)
		qsort(places, v->n, sizeof(*places), by_place);
	for (i = 0; i < v->n; i++) {
		if (places[i].again)
			free(v->rcpts[i]);
		else
			v->rcpts[kept++] = v->rcpts[i];
	}
	v->n = kept;
	free(places);
}

bool
envelope_has(const struct envelope *v, const char *address)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (compare(v->rcpts[i], address) == 0)
			return true;
	return false;
}

void
envelope_cut(struct envelope *v, size_t n)
{
	while (v->n > n)
		free(v->rcpts[--v->n]);
}

void
envelope_drop(struct envelope *v, size_t i)
{
	free(v->rcpts[i]);
	v->n--;
	memmove(v->rcpts + i, v->rcpts + i + 1,
	    (v->n - i) * sizeof(*v->rcpts));
}

bool
envelope_has_8bit(const struct envelope *v)
{
	bool found = str_has_8bit(buf_str(&v->sender));
	size_t i;

	for (i = 0; i < v->n && !found; i++)
		found = str_has_8bit(str_from(v->rcpts[i]));
	return found;
}

struct str
envelope_domain(struct str address)
{
	struct str rest = address;

	while (str_has(rest, '@'))
		str_cut(&rest, '@');
	return rest.n < address.n ? rest : str_of(NULL, 0);
}
