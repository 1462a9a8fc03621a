/* SPDX-License-Identifier: ISC */
#include "mime/addr.h"

#include <string.h>

/*
 * What is known of the mailbox while its tokens come by.  An address that
 * stands without <> looks like a name until its @ comes, so both readings
 * are kept: the candidate for an address began when the name was name_len
 * bytes long.
 */
struct mailbox {
	size_t name_len;
	size_t ats;      /* @ in the candidate */
	bool after_word; /* the candidate ends in a word */
	bool bare_at;    /* an @ outside quotes and <> */
	bool angle;      /* there was a <> */
	bool any;        /* there was a token at all */
};

static void
defect(struct addr_list *list, const char *what)
{
	if (list->lex.defect == NULL)
		list->lex.defect = what;
}

/* Adds text with its escapes and folds undone: no CR and LF is left. */
static void
add_unescaped(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n)
			i++;
		if (s.p[i] != '\r' && s.p[i] != '\n')
			buf_add_char(b, s.p[i]);
	}
}

/* Adds text with its escapes kept and its folds undone; an escaped CR or LF
   goes with its escape, which would else take the next character. */
static void
add_unfolded(struct buf *b, struct str s)
{
	size_t i, n;

	for (i = 0; i < s.n; i += n) {
		n = s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
		if (s.p[i + n - 1] != '\r' && s.p[i + n - 1] != '\n')
			buf_add_str(b, str_of(s.p + i, n));
	}
}

/* An atom has neither escapes nor folds. */
static void
add_text(struct buf *b, const struct addrlex_token *t)
{
	if (t->kind == ADDRLEX_ATOM)
		buf_add_str(b, t->text);
	else
		add_unfolded(b, t->text);
}

/* The inside of quoted text, whose end may be missing. */
static struct str
inside(struct str s, char end)
{
	s = str_skip(s, 1);
	if (s.n > 0 && s.p[s.n - 1] == end)
		s.n--;
	return s;
}

static void
add_to_name(struct addr_list *list, const struct addrlex_token *t)
{
	if (t->spaced && list->name.len > 0)
		buf_add_char(&list->name, ' ');
	if (t->kind == ADDRLEX_QUOTED)
		add_unescaped(&list->name, inside(t->text, '"'));
	else
		add_text(&list->name, t);
}

static void
begin_address(struct addr_list *list, struct mailbox *box)
{
	list->address.len = 0;
	box->ats = 0;
	box->after_word = false;
	box->name_len = list->name.len;
}

/* Adds a token to the address, whose words stand between dots and an @. */
static void
add_to_address(struct addr_list *list, struct mailbox *box,
    const struct addrlex_token *t)
{
	if (t->kind == ADDRLEX_LITERAL && (box->ats != 1 || box->after_word))
		defect(list, "[] that is no domain");
	if (t->kind == ADDRLEX_QUOTED && box->ats > 0)
		defect(list, "quotes in a domain");
	if (addrlex_is(t, '@'))
		box->ats++;
	if (t->kind != ADDRLEX_SPECIAL && box->after_word) {
		defect(list, "blank in an address");
		buf_add_char(&list->address, ' ');
	}
	box->after_word = t->kind != ADDRLEX_SPECIAL;
	add_text(&list->address, t);
}

static bool
ends_mailbox(const struct addrlex_token *t)
{
	return t->kind == ADDRLEX_END || addrlex_is(t, ',') ||
	    addrlex_is(t, ';');
}

/* obs-route of RFC 5322 4.4, "@a,@b:".  Returns the token behind it. */
static struct addrlex_token
skip_route(struct addr_list *list)
{
	struct addrlex_token t = addrlex_next(&list->lex);

	if (!addrlex_is(&t, '@'))
		return t;
	do
		t = addrlex_next(&list->lex);
	while (t.kind != ADDRLEX_END && !addrlex_is(&t, ':') &&
	    !addrlex_is(&t, '>'));
	if (addrlex_is(&t, ':'))
		return addrlex_next(&list->lex);
	defect(list, "route without an address");
	return t;
}

/* Reads what stands between < and >. */
static void
read_angle(struct addr_list *list, struct mailbox *box)
{
	struct addrlex_token t;

	for (t = skip_route(list); !addrlex_is(&t, '>');
	     t = addrlex_next(&list->lex)) {
		if (ends_mailbox(&t)) {
			defect(list, "< without its >");
			addrlex_back(&list->lex, &t);
			return;
		}
		if (t.kind == ADDRLEX_SPECIAL && !addrlex_is(&t, '.') &&
		    !addrlex_is(&t, '@'))
			defect(list, "stray character in an address");
		add_to_address(list, box, &t);
	}
}

/* A < begins the address: all before it was the name. */
static void
add_angle(struct addr_list *list, struct mailbox *box)
{
	if (box->bare_at)
		defect(list, "@ in a name without quotes");
	box->angle = true;
	begin_address(list, box);
	read_angle(list, box);
}

static void
add_token(struct addr_list *list, struct mailbox *box,
    const struct addrlex_token *t)
{
	box->any = true;
	if (box->angle) {
		defect(list, "text after >");
	} else if (addrlex_is(t, '<')) {
		add_angle(list, box);
	} else if (t->kind != ADDRLEX_SPECIAL || addrlex_is(t, '.') ||
	    addrlex_is(t, '@')) {
		/* Before a second word there can only have been a name. */
		if (t->kind != ADDRLEX_SPECIAL && box->after_word)
			begin_address(list, box);
		box->bare_at = box->bare_at || addrlex_is(t, '@');
		add_to_name(list, t);
		add_to_address(list, box, t);
	} else {
		defect(list, "stray character");
		add_to_name(list, t);
	}
}

/* No <> came: which bytes were the name, and which the address? */
static void
split_name(struct addr_list *list, struct mailbox *box)
{
	if (box->name_len > 0 && box->ats == 0) {
		defect(list, "name without an address");
		list->address.len = 0;
		return;
	}
	if (box->name_len > 0)
		defect(list, "name before an address without <>");
	list->name.len = box->name_len;
}

static void
check_address(struct addr_list *list, const struct mailbox *box)
{
	struct str address = buf_str(&list->address);

	if (box->ats > 1)
		defect(list, "more than one @");
	else if (address.n == 0)
		defect(list, "no address");
	else if (address.p[0] == '@')
		defect(list, "address without a local part");
	else if (address.p[address.n - 1] == '@')
		defect(list, "address without a domain");
}

/* An old-style "address (name)", RFC 5322 3.4. */
static void
name_from_comment(struct addr_list *list)
{
	struct str text = str_trim(inside(list->lex.comment, ')'));

	add_unescaped(&list->name, text);
}

static enum addr_item
end_mailbox(struct addr_list *list, struct mailbox *box)
{
	if (!box->any)
		return ADDR_END;
	if (!box->angle)
		split_name(list, box);
	if (list->name.len == 0 && list->lex.comment.n > 0)
		name_from_comment(list);
	check_address(list, box);
	return ADDR_MAILBOX;
}

static enum addr_item
begin_group(struct addr_list *list, const struct mailbox *box)
{
	if (list->name.len == 0)
		defect(list, "group without a name");
	if (box->bare_at)
		defect(list, "@ in a name without quotes");
	list->address.len = 0;
	list->in_group = true;
	return ADDR_GROUP;
}

/* A group ends at its semicolon, or where the list does. */
static enum addr_item
end_group(struct addr_list *list, const struct addrlex_token *last)
{
	list->in_group = false;
	if (last->kind == ADDRLEX_END)
		defect(list, "group without its ;");
	return ADDR_GROUP_END;
}

/* Reads a mailbox or the head of a group, or nothing between two commas:
   ADDR_END.  *last is the token that ended it. */
static enum addr_item
read_item(struct addr_list *list, struct addrlex_token *last)
{
	struct mailbox box = {0, 0, false, false, false, false};
	enum addr_item item;

	for (;;) {
		*last = addrlex_next(&list->lex);
		if (ends_mailbox(last))
			break;
		if (addrlex_is(last, ':') && !box.angle && !list->in_group)
			return begin_group(list, &box);
		add_token(list, &box, last);
	}
	item = end_mailbox(list, &box);
	if (item == ADDR_MAILBOX && addrlex_is(last, ';')) {
		/* The one that ends a group is an item of its own. */
		if (list->in_group)
			addrlex_back(&list->lex, last);
		else
			defect(list, "semicolon between addresses");
	}
	return item;
}

static enum addr_item
next_item(struct addr_list *list)
{
	struct addrlex_token last;
	enum addr_item item;

	/* Between two commas may stand nothing: obs-addr-list. */
	for (;;) {
		item = read_item(list, &last);
		if (item != ADDR_END)
			return item;
		if (list->in_group && !addrlex_is(&last, ','))
			return end_group(list, &last);
		if (last.kind == ADDRLEX_END)
			return ADDR_END;
	}
}

enum addr_item
addr_next(struct addr_list *list)
{
	enum addr_item item;

	list->name.len = list->address.len = 0;
	list->lex.comment = str_of(NULL, 0);
	list->lex.defect = NULL;
	item = next_item(list);
	list->defect = list->lex.defect;
	return item;
}

void
addr_init(struct addr_list *list, struct str value)
{
	memset(list, 0, sizeof(*list));
	list->lex.rest = value;
}

void
addr_free(struct addr_list *list)
{
	buf_free(&list->name);
	buf_free(&list->address);
}
