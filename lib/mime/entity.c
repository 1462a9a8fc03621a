/* SPDX-License-Identifier: ISC */
#include "mime/entity.h"

#include "base/ascii.h"
#include "base/linescan.h"
#include "mime/chars.h"
#include "mime/defect.h"
#include "mime/header.h"
#include "mime/mediatype.h"
#include "mime/param.h"
#include "mime/paramlex.h"
#include "mime/worddec.h"

/* The MIME fields of one header, unfolded. */
struct fields {
	struct buf type, encoding, disposition, id;
	bool has_type, has_encoding, has_disposition, has_id;
	unsigned int defects;
};

void
entity_free(struct entity *en)
{
	buf_free(&en->type);
	buf_free(&en->charset);
	buf_free(&en->boundary);
	buf_free(&en->encoding_name);
	buf_free(&en->disposition);
	buf_free(&en->name);
	buf_free(&en->cid);
}

static void
take_field(struct fields *all, struct buf *to, bool *has,
    const struct field *f)
{
	if (*has)
		all->defects |= DEFECT_DOUBLED;
	else
		header_unfold(f->value, to);
	*has = true;
}

/* The next field whose name begins with a C. */
static bool
next_content(struct str *header, struct field *f)
{
	if (header->n > 0 && ascii_lower(header->p[0]) != 'c')
		*header = str_skip(*header, linescan(*header, 1, 'C', 'c'));
	return header_next(header, f);
}

static void
find_fields(struct fields *all, struct str header)
{
	struct field f;

	while (next_content(&header, &f)) {
		if (f.name.n < 8 || f.name.p[7] != '-')
			continue;
		if (str_case_is(f.name, "Content-Type"))
			take_field(all, &all->type, &all->has_type, &f);
		else if (str_case_is(f.name, "Content-Transfer-Encoding"))
			take_field(all, &all->encoding, &all->has_encoding,
			    &f);
		else if (str_case_is(f.name, "Content-Disposition"))
			take_field(all, &all->disposition,
			    &all->has_disposition, &f);
		else if (str_case_is(f.name, "Content-ID"))
			take_field(all, &all->id, &all->has_id, &f);
	}
}

/* The first token of s, in small letters; a type's slash belongs to it. */
static void
add_token(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n && ascii_is_graph(s.p[i]) &&
	     !chars_ends_word(s.p[i]); i++)
		buf_add_char(b, ascii_lower(s.p[i]));
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
read_type(struct entity *en, const struct fields *all, const char *fallback)
{
	struct paramlex lex;

	paramlex_init(&lex, buf_str(&all->type));
	if (lex.bad)
		en->defects |= DEFECT_PARAMETER;
	if (all->has_type && add_type(&en->type, lex.main))
		return;
	if (all->has_type)
		en->defects |= DEFECT_TYPE;
	en->type.len = 0;
	buf_add_string(&en->type, fallback);
}

/* RFC 2045 6.1; the names that begin x- or lack their - are seen in mail. */
static enum encoding
encoding_of(struct str name)
{
	static const char *const none[] = {"", "7bit", "8bit", "binary",
	    "7-bit", "8-bit", "none"};
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (str_is(name, none[i]))
			return ENCODING_NONE;
	if (str_is(name, "base64"))
		return ENCODING_BASE64;
	if (str_is(name, "quoted-printable"))
		return ENCODING_QP;
	if (str_is(name, "x-uuencode") || str_is(name, "x-uue") ||
	    str_is(name, "uuencode") || str_is(name, "x-uu"))
		return ENCODING_UUENCODE;
	return ENCODING_UNKNOWN;
}

/* The first word of a field, in small letters; some put it in quotes. */
static void
read_main(struct entity *en, const struct buf *field, struct buf *word,
    bool has_params)
{
	struct paramlex lex;

	paramlex_init(&lex, buf_str(field));
	if (lex.bad || (!has_params && lex.rest.n > 0))
		en->defects |= DEFECT_PARAMETER;
	if (lex.main.n == 0 && str_starts(lex.rest, "\""))
		lex.main = str_skip(lex.rest, 1);
	add_token(word, lex.main);
}

static void
read_encoding(struct entity *en, const struct fields *all)
{
	read_main(en, &all->encoding, &en->encoding_name, false);
	en->encoding = encoding_of(buf_str(&en->encoding_name));
	if (en->encoding == ENCODING_UNKNOWN)
		en->defects |= DEFECT_ENCODING;
}

/* Whether the name stands anywhere in the field. */
static bool
mentions(const struct buf *field, const char *name)
{
	struct str rest = buf_str(field);

	for (; rest.n > 0; rest = str_skip(rest, 1))
		if (ascii_lower(rest.p[0]) == name[0] &&
		    str_case_starts(rest, name))
			return true;
	return false;
}

static bool
find(struct entity *en, struct param *p, const struct buf *field,
    const char *name)
{
	bool found;

	if (!str_has(buf_str(field), ';') && !str_has(buf_str(field), '='))
		return false; /* as most are */
	found = param_find(p, buf_str(field), name);
	if (p->doubled)
		en->defects |= DEFECT_DOUBLED;
	if (p->bad)
		en->defects |= DEFECT_PARAMETER;
	return found;
}

/* As find, for what has no other form for old readers. */
static bool
find_one(struct entity *en, struct param *p, const struct buf *field,
    const char *name)
{
	if (!find(en, p, field, name))
		return false;
	if (p->plain.len > 0 &&
	    !str_equal(buf_str(&p->plain), buf_str(&p->value)))
		en->defects |= DEFECT_DOUBLED;
	return true;
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
find_name(struct entity *en, struct param *p, const struct buf *field,
    const char *name, struct buf *text)
{
	text->len = 0;
	if (!find(en, p, field, name))
		return false;
	if (!param_text(p, text))
		en->defects |= DEFECT_CHARSET;
	check_extension(en, p, buf_str(text));
	return true;
}

/* The file name of RFC 2183 2.3, else the one that RFC 2046 4.1 had. */
static void
read_name(struct entity *en, const struct fields *all, struct param *p)
{
	struct buf other = BUF_INIT;
	bool found;

	found = find_name(en, p, &all->disposition, "filename", &en->name);
	if (mentions(&all->type, "name") &&
	    find_name(en, p, &all->type, "name", &other)) {
		if (!found)
			buf_add_str(&en->name, buf_str(&other));
		else if (!str_equal(buf_str(&en->name), buf_str(&other)))
			en->defects |= DEFECT_NAMES;
	}
	buf_free(&other);
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
read_id(struct entity *en, const struct fields *all)
{
	struct str id = str_trim(buf_str(&all->id));

	if (id.n > 1 && id.p[0] == '<' && id.p[id.n - 1] == '>')
		id = str_of(id.p + 1, id.n - 2);
	buf_add_str(&en->cid, id);
}

static void
empty(struct entity *en)
{
	en->type.len = en->charset.len = en->boundary.len = 0;
	en->encoding_name.len = en->disposition.len = 0;
	en->name.len = en->cid.len = 0;
	en->encoding = ENCODING_NONE;
	en->defects = 0;
}

void
entity_read(struct entity *en, struct str fields, const char *fallback)
{
	struct fields all = {BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, false,
	    false, false, false, 0};
	struct param p = PARAM_INIT;

	empty(en);
	find_fields(&all, fields);
	en->defects = all.defects;
	read_type(en, &all, fallback);
	read_encoding(en, &all);
	read_main(en, &all.disposition, &en->disposition, true);
	if (find_one(en, &p, &all.type, "charset"))
		buf_add_str(&en->charset, str_trim(buf_str(&p.value)));
	/* That search has met all that is malformed. */
	if (mentions(&all.type, "boundary") &&
	    find_one(en, &p, &all.type, "boundary"))
		add_boundary(en, buf_str(&p.value));
	read_name(en, &all, &p);
	read_id(en, &all);
	param_free(&p);
	buf_free(&all.type);
	buf_free(&all.encoding);
	buf_free(&all.disposition);
	buf_free(&all.id);
}

bool
entity_is(const struct entity *en, const char *type)
{
	return str_is(buf_str(&en->type), type);
}

bool
entity_is_a(const struct entity *en, const char *kind)
{
	return str_starts(buf_str(&en->type), kind);
}

bool
entity_is_attachment(const struct entity *en)
{
	return str_is(buf_str(&en->disposition), "attachment") ||
	    en->name.len > 0 || !entity_is_a(en, "text/");
}
