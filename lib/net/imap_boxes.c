/* SPDX-License-Identifier: ISC */
#include "net/imap_boxes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "net/imap_name.h"
#include "net/imap_row.h"
#include "net/imap_string.h"

#define NAME_MAX_OCTETS ((size_t)64 * 1024)

static const char *const count_words[IMAP_COUNTS] = {
	[IMAP_MESSAGES] = "MESSAGES",
	[IMAP_UNSEEN] = "UNSEEN",
	[IMAP_UIDNEXT] = "UIDNEXT",
	[IMAP_UIDVALIDITY] = "UIDVALIDITY",
};

void
imap_listed_free(struct imap_listed *box)
{
	buf_free(&box->name);
	buf_free(&box->delimiter);
	buf_free(&box->attributes);
}

static int
read_attributes(struct imap *s, struct buf *b, struct err *e)
{
	struct imap_token t;
	int got;

	b->len = 0;
	if ((got = imap_token(s, &t, e)) <= 0 || t.kind != IMAP_OPEN)
		return got < 0 ? -1 : 0;
	while ((got = imap_token(s, &t, e)) > 0 && t.kind != IMAP_CLOSE) {
		if (t.kind != IMAP_ATOM || b->len > NAME_MAX_OCTETS)
			continue;
		if (b->len > 0)
			buf_add_char(b, ' ');
		buf_add_str(b, t.text);
	}
	return got;
}

/* The name is an astring: NIL is a mailbox that is called so (RFC 9051
   4.5). */
int
imap_listed_read(struct imap *s, struct imap_listed *box, struct err *e)
{
	struct imap_token t;
	int got;

	box->has_counts = false;
	memset(box->has, 0, sizeof(box->has));
	if ((got = read_attributes(s, &box->attributes, e)) <= 0 ||
	    (got = imap_token(s, &t, e)) <= 0 ||
	    imap_text(s, &t, &box->delimiter, 1, e) < 0)
		return got > 0 ? -1 : got;
	if (imap_is_nil(&t))
		box->delimiter.len = 0;
	if ((got = imap_token(s, &t, e)) <= 0 ||
	    imap_mailbox(s, &t, &box->name, NAME_MAX_OCTETS, e) < 0)
		return got > 0 ? -1 : got;
	return t.kind != IMAP_OPEN && t.kind != IMAP_CLOSE;
}

bool
imap_listed_is(const struct imap_listed *box, const char *attribute)
{
	return str_has_word(buf_str(&box->attributes), attribute);
}

bool
imap_listed_can_count(const struct imap_listed *box)
{
	return !imap_listed_is(box, "\\Noselect") &&
	    !imap_listed_is(box, "\\NonExistent");
}

#define COUNTS "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"

int
imap_listed_ask(struct imap *s, const struct imap_listed *box,
    unsigned int *tag, struct err *e)
{
	struct buf command = BUF_INIT;
	int done;

	buf_add_string(&command, "STATUS ");
	if (imap_add_mailbox(&command, buf_str(&box->name))) {
		buf_add_string(&command, " " COUNTS);
		done = imap_send(s, tag, buf_str(&command), e);
	} else {
		done = err_set(e, STATUS_PROTOCOL,
		    "LIST: a NUL in the name of a mailbox");
	}
	buf_free(&command);
	return done;
}

/* An extended LIST tells only what it is asked for (RFC 5258 3.2). */
void
imap_boxes_command(const struct imap *s, struct str prefix, bool counts,
    struct buf *b)
{
	struct buf pattern = BUF_INIT;
	bool special = imap_offers(s, "SPECIAL-USE");

	counts = counts && imap_offers(s, "LIST-STATUS");
	buf_add_string(b, "LIST \"\" ");
	buf_add_str(&pattern, prefix);
	buf_add_char(&pattern, '*');
	if (prefix.n > 0)
		(void)imap_add_pattern(b, buf_str(&pattern));
	else
		buf_add_char(b, '*');
	buf_free(&pattern);
	if (imap_offers(s, "LIST-EXTENDED") && (special || counts))
		buf_printf(b, " RETURN (CHILDREN%s%s)",
		    special ? " SPECIAL-USE" : "",
		    counts ? " STATUS " COUNTS : "");
}

void
imap_boxes_free(struct imap_boxes *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		imap_listed_free(&b->v[i]);
	free(b->v);
	free(b->table);
	memset(b, 0, sizeof(*b));
}

/* FNV-1a from a secret start: the names are the server's to choose. */
static uint64_t
hash(const struct imap_boxes *b, struct str name)
{
	uint64_t h = b->seed;
	size_t i;

	if (imap_name_equal(name, STR("INBOX")))
		name = STR("INBOX");
	for (i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

/* Where the mailbox is, or would be, in the table. */
static uint32_t *
slot(const struct imap_boxes *b, struct str name)
{
	size_t at = (size_t)hash(b, name) & (b->table_size - 1), i;

	while ((i = b->table[at]) != 0 &&
	    !imap_name_equal(buf_str(&b->v[i - 1].name), name))
		at = (at + 1) & (b->table_size - 1);
	return &b->table[at];
}

/* The table is at most half full.  Those that have one name are a ring, each
   of which gets a STATUS in its turn. */
static void
enter(struct imap_boxes *b, size_t i)
{
	uint32_t *at = slot(b, buf_str(&b->v[i].name)), me = (uint32_t)(i + 1);

	b->v[i].next = me;
	if (*at == 0) {
		*at = me;
	} else {
		b->v[i].next = b->v[*at - 1].next;
		b->v[*at - 1].next = me;
	}
}

static int
make_room(struct imap_boxes *b, struct err *e)
{
	size_t i;

	if (b->n == b->cap) {
		b->cap = b->cap > 0 ? b->cap * 2 : 64;
		b->v = mem_resize(b->v, b->cap, sizeof(*b->v));
	}
	if (2 * (b->n + 1) <= b->table_size)
		return 0;
	if (b->table_size == 0 &&
	    random_fill(&b->seed, sizeof(b->seed), e) < 0)
		return -1;
	b->table_size = b->table_size > 0 ? 2 * b->table_size : 128;
	free(b->table);
	b->table = mem_alloc(b->table_size * sizeof(*b->table));
	for (i = 0; i < b->n; i++)
		enter(b, i);
	return 0;
}

int
imap_boxes_admit(struct imap_boxes *b, const struct imap_listed *box,
    struct err *e)
{
	b->bytes += box->name.len + box->attributes.len;
	if (b->admitted++ < IMAP_BOXES_MAX && b->bytes <= IMAP_BOXES_BYTES)
		return 0;
	return err_set(e, STATUS_PROTOCOL, "the server lists more than %zu "
	    "mailboxes, or %zu bytes of them", IMAP_BOXES_MAX,
	    IMAP_BOXES_BYTES);
}

int
imap_boxes_add(struct imap_boxes *b, struct imap_listed *box, struct err *e)
{
	if (imap_boxes_admit(b, box, e) < 0 || make_room(b, e) < 0)
		return -1;
	b->v[b->n] = *box;
	enter(b, b->n++);
	memset(box, 0, sizeof(*box));
	return 0;
}

static struct imap_listed *
find(struct imap_boxes *b, struct str name)
{
	uint32_t *at = b->n > 0 ? slot(b, name) : NULL;
	struct imap_listed *box;

	if (at == NULL || *at == 0)
		return NULL;
	box = &b->v[*at - 1];
	*at = box->next;
	return box;
}

static void
take_count(struct imap_listed *box, struct str name,
    const struct imap_token *value)
{
	uint64_t n;
	size_t i;

	for (i = 0; i < IMAP_COUNTS; i++)
		if (str_case_is(name, count_words[i]) &&
		    imap_number(value, UINT64_MAX, &n)) {
			box->counts[i] = n;
			box->has[i] = box->has_counts = true;
		}
}

static int
read_counts(struct imap *s, struct imap_listed *box, struct err *e)
{
	struct imap_token t;
	struct buf name = BUF_INIT;
	int got;

	if ((got = imap_token(s, &t, e)) <= 0 || t.kind != IMAP_OPEN)
		return got < 0 ? -1 : 0;
	while ((got = imap_token(s, &t, e)) > 0 && t.kind != IMAP_CLOSE) {
		name.len = 0;
		buf_add_str(&name, t.text);
		if ((got = imap_token(s, &t, e)) <= 0)
			break;
		take_count(box, buf_str(&name), &t);
		if (t.kind != IMAP_CLOSE && imap_skip(s, &t, e) < 0)
			got = -1;
		if (got < 0 || t.kind == IMAP_CLOSE)
			break;
	}
	buf_free(&name);
	return got < 0 ? -1 : 0;
}

int
imap_boxes_read_status(struct imap *s, struct imap_boxes *b, struct err *e)
{
	struct buf name = BUF_INIT;
	struct imap_token t;
	struct imap_listed *box;
	int got;

	if ((got = imap_token(s, &t, e)) > 0 &&
	    imap_mailbox(s, &t, &name, NAME_MAX_OCTETS, e) < 0)
		got = -1;
	box = got > 0 ? find(b, buf_str(&name)) : NULL;
	buf_free(&name);
	if (got < 0 || box == NULL)
		return got < 0 ? -1 : 0;
	return read_counts(s, box, e);
}
