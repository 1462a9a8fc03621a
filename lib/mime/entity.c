/* SPDX-License-Identifier: ISC */
#include "mime/entity.h"

#include "base/ascii.h"
#include "base/linescan.h"
#include "mime/chars.h"
#include "mime/charset.h"
#include "mime/defect.h"
#include "mime/header.h"
#include "mime/mediatype.h"
#include "mime/paramlex.h"
#include "mime/worddec.h"

/* The fields that are read. */
enum { TYPE, ENCODING, DISPOSITION, ID, FIELDS };

static const struct str names[FIELDS] = {{"Content-Type", 12},
    {"Content-Transfer-Encoding", 25}, {"Content-Disposition", 19},
    {"Content-ID", 10}};

void
entity_free(struct entity *en)
{
	int i;

	buf_free(&en->type);
	buf_free(&en->charset);
	buf_free(&en->boundary);
	buf_free(&en->encoding_name);
	buf_free(&en->disposition);
	buf_free(&en->name);
	buf_free(&en->cid);
	for (i = 0; i < FIELDS; i++)
		buf_free(&en->fields[i]);
	params_free(&en->params);
	param_free(&en->param);
}

/* The next field whose name begins with a C. */
static bool
next_content(struct str *header, struct field *f)
{
	if (header->n > 0 && ascii_lower(header->p[0]) != 'c')
		*header = str_skip(*header, linescan(*header, 1, 'C', 'c'));
	return header_next(header, f);
}

/* Unfolds the fields, each the first time it is met; whether there was a
   type. */
static bool
find_fields(struct entity *en, struct str header)
{
	bool found[FIELDS] = {false, false, false, false};
	struct field f;
	int i;

	while (next_content(&header, &f)) {
		for (i = 0; i < FIELDS; i++)
			if (f.name.n == names[i].n &&
			    str_case_equal(f.name, names[i]))
				break;
		if (i == FIELDS)
			continue;
		if (found[i])
			en->defects |= DEFECT_DOUBLED;
		else
			header_unfold(f.value, &en->fields[i]);
		found[i] = true;
	}
	return found[TYPE];
}

/* The first token of s, in small letters; a type's slash belongs to it. */
static void
add_token(struct buf *b, struct str s)
{
	char *to = buf_reserve(b, s.n);
	size_t i;

	for (i = 0; i < s.n && ascii_is_graph(s.p[i]) &&
	     !chars_ends_word(s.p[i]); i++)
		to[i] = ascii_lower(s.p[i]);
	b->len += i;
}

/* type "/" subtype, RFC 2045 5.1; blanks and comments around the slash, as
   everywhere between tokens, do not change what is meant. */
static bool
add_type(struct buf *b, struct str s)
{
	size_t slash;

	add_token(b, s);
	s = paramlex_skip(str_skip(s, b->len));
	slash = str_find(buf_str(b), '/');
	if (slash == b->len && str_starts(s, "/")) {
		buf_add_char(b, '/');
		s = paramlex_skip(str_skip(s, 1));
	}
	if (slash + 1 >= b->len)
		add_token(b, s);
	return slash > 0 && b->len > slash + 1 &&
	    !str_has(str_skip(buf_str(b), slash + 1), '/');
}

static void
read_type(struct entity *en, bool given, const char *fallback)
{
	if (given && add_type(&en->type, en->params.main))
		return;
	if (given)
		en->defects |= DEFECT_TYPE;
	en->type.len = 0;
	buf_add_string(&en->type, fallback);
}

/* RFC 2045 6.1; the names that begin x- or lack their - are seen in mail. */
static enum encoding
encoding_of(struct str name)
{
	static const struct {
		struct str name;
		enum encoding encoding;
	} known[] = {
		{{"", 0}, ENCODING_NONE}, {{"7bit", 4}, ENCODING_NONE},
		{{"8bit", 4}, ENCODING_NONE}, {{"binary", 6}, ENCODING_NONE},
		{{"7-bit", 5}, ENCODING_NONE}, {{"8-bit", 5}, ENCODING_NONE},
		{{"none", 4}, ENCODING_NONE}, {{"base64", 6}, ENCODING_BASE64},
		{{"quoted-printable", 16}, ENCODING_QP},
		{{"x-uuencode", 10}, ENCODING_UUENCODE},
		{{"x-uue", 5}, ENCODING_UUENCODE},
		{{"uuencode", 8}, ENCODING_UUENCODE},
		{{"x-uu", 4}, ENCODING_UUENCODE},
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_equal(name, known[i].name))
			return known[i].encoding;
	return ENCODING_UNKNOWN;
}

/* The first word of a field, in small letters; some put it in quotes. */
static void
read_main(struct buf *word, struct str main, struct str rest)
{
	if (main.n == 0 && str_starts(rest, "\""))
		main = str_skip(rest, 1);
	add_token(word, main);
}

static void
read_encoding(struct entity *en)
{
	struct paramlex lex;

	paramlex_init(&lex, buf_str(&en->fields[ENCODING]));
	if (lex.bad || lex.rest.n > 0)
		en->defects |= DEFECT_PARAMETER;
	read_main(&en->encoding_name, lex.main, lex.rest);
	en->encoding = encoding_of(buf_str(&en->encoding_name));
	if (en->encoding == ENCODING_UNKNOWN)
		en->defects |= DEFECT_ENCODING;
}

static void
read_params(struct entity *en, int field)
{
	params_read(&en->params, buf_str(&en->fields[field]));
	if (en->params.bad)
		en->defects |= DEFECT_PARAMETER;
}

/* Finds a parameter of the field that was read last. */
static bool
find(struct entity *en, struct str name)
{
	bool found;

	if (en->params.n == 0)
		return false; /* as most have none */
	found = params_find(&en->params, &en->param, name);
	if (en->param.doubled)
		en->defects |= DEFECT_DOUBLED;
	if (en->param.bad)
		en->defects |= DEFECT_PARAMETER;
	return found;
}

/* As find, for what has no other form for old readers. */
static bool
find_one(struct entity *en, struct str name)
{
	const struct param *p = &en->param;

	if (!find(en, name))
		return false;
	if (p->plain.len > 0 &&
	    !str_equal(buf_str(&p->plain), buf_str(&p->value)))
		en->defects |= DEFECT_DOUBLED;
	return true;
}

static bool
says(struct entity *en, struct str name, struct str value)
{
	return find_one(en, name) &&
	    str_case_equal(buf_str(&en->param.value), value);
}

/* The plain form of a name, for readers that know no other, may lack letters,
   but it is of the same kind of file. */
static void
check_extension(struct entity *en, const struct param *p, struct str name)
{
	struct buf plain = BUF_INIT;
	struct str extension;

	if (p->plain.len == 0)
		return;
	worddec_add(buf_str(&p->plain), &plain);
	extension = mediatype_extension(buf_str(&plain));
	if (extension.n > 0 &&
	    !str_case_equal(extension, mediatype_extension(name)))
		en->defects |= DEFECT_NAMES;
	buf_free(&plain);
}

static bool
find_name(struct entity *en, struct str name, struct buf *text)
{
	struct buf guess = BUF_INIT;
	struct str value;
	bool guessed = false, good;

	if (!find(en, name))
		return false;
	value = buf_str(&en->param.value);
	if (!en->param.extended)
		guessed = charset_guess(&value, buf_str(&en->charset), &guess);
	good = en->param.extended ? param_text(&en->param, text) :
	    worddec_add(value, text);
	if (guessed || !good)
		en->defects |= DEFECT_CHARSET;
	check_extension(en, &en->param, buf_str(text));
	buf_free(&guess);
	return true;
}

/* The file name of RFC 2183 2.3, else the one of RFC 2046 4.1, which was
   read before if there is one. */
static void
read_name(struct entity *en, bool has_name)
{
	struct buf name = BUF_INIT;

	if (find_name(en, STR("filename"), &name)) {
		if (has_name &&
		    !str_equal(buf_str(&en->name), buf_str(&name)))
			en->defects |= DEFECT_NAMES;
		en->name.len = 0;
		buf_add_str(&en->name, buf_str(&name));
	}
	buf_free(&name);
}

/* Blanks at its end, which RFC 2046 5.1.1 does not allow, would be lost from
   a delimiter. */
static void
add_boundary(struct entity *en, struct str value)
{
	size_t n = value.n;

	while (n > 0 && ascii_is_space(value.p[n - 1]))
		n--;
	if (n < value.n)
		en->defects |= DEFECT_PARAMETER;
	buf_add(&en->boundary, value.p, n);
}

static void
read_id(struct entity *en)
{
	struct str id = str_trim(buf_str(&en->fields[ID]));

	if (id.n > 1 && id.p[0] == '<' && id.p[id.n - 1] == '>')
		id = str_of(id.p + 1, id.n - 2);
	buf_add_str(&en->cid, id);
}

static void
empty(struct entity *en)
{
	int i;

	en->type.len = en->charset.len = en->boundary.len = 0;
	en->encoding_name.len = en->disposition.len = 0;
	en->name.len = en->cid.len = 0;
	en->encoding = ENCODING_NONE;
	en->is_flowed = en->delsp = false;
	en->defects = 0;
	for (i = 0; i < FIELDS; i++)
		en->fields[i].len = 0;
}

void
entity_read(struct entity *en, struct str fields, const char *fallback)
{
	bool has_type, has_name;

	empty(en);
	has_type = find_fields(en, fields);
	read_encoding(en);
	read_params(en, TYPE);
	read_type(en, has_type, fallback);
	if (find_one(en, STR("charset")))
		buf_add_str(&en->charset,
		    str_trim(buf_str(&en->param.value)));
	if (find_one(en, STR("boundary")))
		add_boundary(en, buf_str(&en->param.value));
	en->is_flowed = entity_is(en, "text/plain") &&
	    says(en, STR("format"), STR("flowed"));
	en->delsp = en->is_flowed && says(en, STR("delsp"), STR("yes"));
	has_name = find_name(en, STR("name"), &en->name);
	read_params(en, DISPOSITION);
	read_main(&en->disposition, en->params.main, en->params.rest);
	read_name(en, has_name);
	read_id(en);
}

bool
entity_is_attachment(const struct entity *en)
{
	return str_is(buf_str(&en->disposition), "attachment") ||
	    en->name.len > 0 || !entity_is_a(en, "text/");
}
