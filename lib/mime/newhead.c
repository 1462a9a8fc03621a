/* SPDX-License-Identifier: ISC */
#include "mime/newhead.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "mime/addrenc.h"
#include "mime/fold.h"
#include "mime/headcopy.h"
#include "mime/wordenc.h"

enum kind {
	KIND_TEXT,       /* for people: never wider than a line should be */
	KIND_EXTENSION,  /* text too, but maybe with long words for machines */
	KIND_ADDRESSES,
	KIND_STRUCTURED, /* never encoded: RFC 2047 section 5 */
	KIND_OURS
};

/* A longer word is encoded even where a machine may look for it. */
#define EXTENSION_WORD_MAX 900

/* What the fields are that are not KIND_EXTENSION; one of a message has at
   most one of those that are single (RFC 5322 3.6). */
static const struct known {
	const char *name;
	enum kind kind;
	bool single;
} known[] = {
	{"From", KIND_ADDRESSES, true},
	{"Sender", KIND_ADDRESSES, true},
	{"Reply-To", KIND_ADDRESSES, true},
	{"To", KIND_ADDRESSES, true},
	{"Cc", KIND_ADDRESSES, true},
	{"Bcc", KIND_ADDRESSES, true},
	{"Resent-From", KIND_ADDRESSES, false},
	{"Resent-Sender", KIND_ADDRESSES, false},
	{"Resent-To", KIND_ADDRESSES, false},
	{"Resent-Cc", KIND_ADDRESSES, false},
	{"Resent-Bcc", KIND_ADDRESSES, false},
	{"Resent-Reply-To", KIND_ADDRESSES, false},
	{"Disposition-Notification-To", KIND_ADDRESSES, true},
	{"Return-Receipt-To", KIND_ADDRESSES, true},
	{"Mail-Followup-To", KIND_ADDRESSES, true},
	{"Mail-Reply-To", KIND_ADDRESSES, true},
	{"Errors-To", KIND_ADDRESSES, true},
	{"Subject", KIND_TEXT, true},
	{"Comments", KIND_TEXT, false},
	{"Organization", KIND_TEXT, true},
	{"Date", KIND_STRUCTURED, true},
	{"Message-ID", KIND_STRUCTURED, true},
	{"In-Reply-To", KIND_STRUCTURED, true},
	{"References", KIND_STRUCTURED, true},
	{"Resent-Date", KIND_STRUCTURED, false},
	{"Resent-Message-ID", KIND_STRUCTURED, false},
	{"Return-Path", KIND_STRUCTURED, true},
	{"Received", KIND_STRUCTURED, false},
	{"Auto-Submitted", KIND_STRUCTURED, true},
	{"Precedence", KIND_STRUCTURED, true},
	{"List-Archive", KIND_STRUCTURED, true},
	{"List-Help", KIND_STRUCTURED, true},
	{"List-Owner", KIND_STRUCTURED, true},
	{"List-Post", KIND_STRUCTURED, true},
	{"List-Subscribe", KIND_STRUCTURED, true},
	{"List-Unsubscribe", KIND_STRUCTURED, true},
	{"List-Unsubscribe-Post", KIND_STRUCTURED, true},
	{"DKIM-Signature", KIND_STRUCTURED, false},
	{"Content-Language", KIND_STRUCTURED, true},
	{"MIME-Version", KIND_OURS, true},
	{"Content-Type", KIND_OURS, true},
	{"Content-Transfer-Encoding", KIND_OURS, true},
	{"Content-Disposition", KIND_OURS, true},
	{"Content-ID", KIND_OURS, true},
	{"Content-Description", KIND_OURS, true},
};

static const struct known *
find_known(struct str name)
{
	static const struct known extension = {NULL, KIND_EXTENSION, false};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_case_is(name, known[i].name))
			return &known[i];
	return &extension;
}

static void
free_values(struct newhead_field *field)
{
	size_t i;

	for (i = 0; i < field->n; i++)
		free(field->values[i]);
	free(field->values);
	field->values = NULL;
	field->n = 0;
}

void
newhead_free(struct newhead *h)
{
	size_t i;

	for (i = 0; i < h->n; i++) {
		free_values(&h->fields[i]);
		free(h->fields[i].name);
	}
	free(h->fields);
	h->fields = NULL;
	h->n = 0;
}

static struct newhead_field *
find(const struct newhead *h, struct str name)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		if (str_case_is(name, h->fields[i].name))
			return &h->fields[i];
	return NULL;
}

static struct newhead_field *
append(struct newhead *h, struct str name)
{
	struct newhead_field *field;

	h->fields = mem_resize(h->fields, h->n + 1, sizeof(*h->fields));
	field = &h->fields[h->n++];
	memset(field, 0, sizeof(*field));
	field->name = mem_copy(name.p, name.n);
	return field;
}

static void
add_value(struct newhead_field *field, struct str value)
{
	field->values = mem_resize(field->values, field->n + 1,
	    sizeof(*field->values));
	field->values[field->n++] = mem_copy(value.p, value.n);
}

void
newhead_add(struct newhead *h, const char *name, const char *value)
{
	struct newhead_field *field = find(h, str_from(name));

	if (field == NULL)
		field = append(h, str_from(name));
	if (!field->extra && value != NULL && *value != '\0')
		add_value(field, str_from(value));
}

void
newhead_set(struct newhead *h, const char *name, const char *value)
{
	struct newhead_field *field = find(h, str_from(name));

	if (field != NULL && !field->extra)
		free_values(field);
	newhead_add(h, name, value);
}

const char *
newhead_get(const struct newhead *h, const char *name)
{
	const struct newhead_field *field = find(h, str_from(name));

	return field != NULL && field->n > 0 ? field->values[0] : NULL;
}

/* RFC 5322 3.6.8: ftext. */
static bool
is_field_name(struct str s)
{
	size_t i;

	for (i = 0; i < s.n && ascii_is_graph(s.p[i]); i++)
		;
	return s.n > 0 && i == s.n;
}

/* What an extra field does to those that have its name. */
static struct newhead_field *
replace(struct newhead *h, struct str name, bool remove)
{
	struct newhead_field *field, *place = NULL;
	size_t i;

	for (i = 0; i < h->n; i++) {
		field = &h->fields[i];
		if (!str_case_is(name, field->name))
			continue;
		if (remove || !field->extra)
			free_values(field);
		if (field->n == 0 && place == NULL)
			place = field;
	}
	return place != NULL ? place : append(h, name);
}

int
newhead_extra(struct newhead *h, const char *line, struct err *e)
{
	struct str value = str_from(line), name = str_cut(&value, ':');
	const struct known *is = find_known(name);
	struct newhead_field *field = find(h, name);

	if (value.p == NULL || !is_field_name(name))
		return err_set(e, STATUS_USAGE, "%s: not \"Name: value\"",
		    line);
	if (is->kind == KIND_OURS)
		return err_set(e, STATUS_USAGE, "%s: cannot be set or removed",
		    is->name);
	if (str_has_line_end_or_nul(value))
		return err_set(e, STATUS_DATA, "%.*s: line end in the value",
		    (int)name.n, name.p);
	value = str_trim(value);
	if (value.n > 0 && is->single && field != NULL && field->extra &&
	    field->n > 0)
		return err_set(e, STATUS_USAGE, "%s: given twice", is->name);
	field = replace(h, name, value.n == 0);
	field->extra = true;
	if (value.n > 0)
		add_value(field, value);
	return 0;
}

/* What a field of ours says about the body: only its type can be taken. */
static int
take_ours(const char *name, struct str value, char **type, struct err *e)
{
	if (strcmp(name, "MIME-Version") == 0)
		return 0;
	if (strcmp(name, "Content-Transfer-Encoding") == 0 &&
	    (str_case_is(value, "7bit") || str_case_is(value, "8bit")))
		return 0;
	if (strcmp(name, "Content-Type") != 0)
		return err_set(e, STATUS_DATA,
		    "%s: cannot stand before a body", name);
	free(*type);
	*type = mem_copy(value.p, value.n);
	return 0;
}

static int
copy_value(struct buf *b, enum kind kind, struct str value, struct err *e)
{
	if (kind == KIND_ADDRESSES)
		return headcopy_addresses(b, value, e);
	if (kind == KIND_TEXT || kind == KIND_EXTENSION)
		headcopy_text(b, value);
	else
		headcopy_structured(b, value);
	return 0;
}

/* Adds a field of a template, unless an option has given it. */
static void
add_template(struct newhead *h, const struct known *is, struct str name,
    struct str value)
{
	struct newhead_field *field = find(h, name);
	bool adds_up = is->kind == KIND_ADDRESSES &&
	    !str_case_is(name, "From") && !str_case_is(name, "Sender");

	if (value.n == 0 || (field != NULL && field->extra))
		return;
	if (field != NULL && field->n > 0 && !adds_up) {
		if (is->single)
			return;
		field = NULL;
	}
	if (field == NULL)
		field = append(h, name);
	add_value(field, value);
}

int
newhead_template(struct newhead *h, struct str name, struct str value,
    char **type, struct err *e)
{
	const struct known *is = find_known(name);
	struct buf text = BUF_INIT;
	int result = copy_value(&text, is->kind, value, e);

	if (result < 0)
		err_prefix(e, "%.*s", (int)name.n, name.p);
	else if (is->kind == KIND_OURS)
		result = take_ours(is->name, buf_str(&text), type, e);
	else
		add_template(h, is, name, str_trim(buf_str(&text)));
	buf_free(&text);
	return result;
}

static int
add_addresses(struct fold *f, const struct newhead_field *field,
    struct err *e)
{
	bool any = false;
	size_t i;

	for (i = 0; i < field->n; i++)
		if (addrenc_add(f, str_from(field->values[i]), &any, e) < 0)
			return -1;
	return 0;
}

static int
add_structured(struct fold *f, struct str value, struct err *e)
{
	struct str word;
	size_t i;

	for (i = 0; i < value.n; i++)
		if (!ascii_is_graph(value.p[i]) && !ascii_is_blank(value.p[i]))
			return err_set(e, STATUS_DATA,
			    "only ASCII can stand here");
	while (value.n > 0) {
		word = str_cut(&value, ' ');
		if (word.n > 0)
			fold_word(f, word);
	}
	return 0;
}

static int
add_field(struct fold *f, const struct newhead_field *field, struct err *e)
{
	struct str value = str_from(field->values[0]);

	if (str_has_line_end_or_nul(value))
		return err_set(e, STATUS_DATA, "line end in the value");
	switch (find_known(str_from(field->name))->kind) {
	case KIND_ADDRESSES:
		return add_addresses(f, field, e);
	case KIND_STRUCTURED:
		return add_structured(f, value, e);
	case KIND_TEXT:
		wordenc_text(f, value, WORDENC_MAX);
		return 0;
	case KIND_EXTENSION:
	case KIND_OURS:
		break;
	}
	wordenc_text(f, value, EXTENSION_WORD_MAX);
	return 0;
}

int
newhead_write(const struct newhead *h, struct buf *b, struct err *e)
{
	const struct newhead_field *field;
	struct fold f;
	size_t i;

	for (i = 0; i < h->n; i++) {
		field = &h->fields[i];
		if (field->n == 0)
			continue;
		fold_start(&f, b, field->name);
		if (add_field(&f, field, e) < 0)
			return err_prefix(e, "%s", field->name);
		if (fold_end(&f) < 0)
			return err_set(e, STATUS_DATA, "%s: a word of over "
			    "%d bytes", field->name, FOLD_LINE_MAX);
	}
	return 0;
}
