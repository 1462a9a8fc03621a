/* SPDX-License-Identifier: ISC */
/*
 * Messages of any bytes that are recoded: the body decodes to what it was,
 * its lines are short and of ASCII, and the header says so, once.  Text in
 * the header that is encoded decodes to what it was.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "mime/header.h"
#include "mime/headrewrite.h"
#include "mime/outgoing.h"
#include "mime/qp.h"
#include "mime/recode.h"
#include "mime/worddec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
read_body(struct outgoing *o, struct buf *to)
{
	struct err e = ERR_INIT;
	char piece[999];
	ssize_t n;

	spool_rewind(&o->body);
	while ((n = spool_read(&o->body, piece, sizeof(piece), &e)) > 0)
		buf_add(to, piece, (size_t)n);
	must(n == 0);
}

static void
decode(struct str text, struct buf *to)
{
	struct qp_decoder d;

	qp_decode_init(&d, QP_TEXT, false);
	while (text.n > 0) {
		to->len += qp_decode(&d, &text, buf_reserve(to, QP_ROOM),
		    QP_ROOM);
		must(d.wrong == NULL);
	}
	to->len += qp_decode_end(&d, buf_reserve(to, QP_ROOM));
}

static void
check_lines(struct str text)
{
	struct str line;

	while (text.n > 0) {
		line = str_cut(&text, '\n');
		must(line.n <= 76 && !str_has_8bit(line));
	}
}

static size_t
count(struct str fields, const char *name)
{
	struct field f;
	size_t n = 0;

	while (header_next(&fields, &f))
		n += str_case_is(f.name, name);
	return n;
}

static void
check_body(struct outgoing *o)
{
	struct buf before = BUF_INIT, after = BUF_INIT, decoded = BUF_INIT;
	struct err e = ERR_INIT;
	struct field f;

	read_body(o, &before);
	must(recode_body(o, &e) == 0 && outgoing_check(o, &e) == 0);
	read_body(o, &after);
	check_lines(buf_str(&after));
	decode(buf_str(&after), &decoded);
	must(str_equal(buf_str(&decoded), buf_str(&before)));
	must(!o->has_8bit_body);
	must(count(buf_str(&o->header), "Content-Transfer-Encoding") == 1);
	must(count(buf_str(&o->header), "Content-Type") == 1);
	must(header_find(buf_str(&o->header), "Content-Transfer-Encoding",
	    &f) && str_is(str_trim(f.value), "quoted-printable"));
	buf_free(&before);
	buf_free(&after);
	buf_free(&decoded);
}

/* The text of the subject, as a reader has it. */
static bool
subject(struct str fields, struct buf *text)
{
	struct buf flat = BUF_INIT;
	struct field f;
	bool found = header_find(fields, "Subject", &f);

	if (found && (found = utf8_is_valid(f.value))) {
		header_unfold(f.value, &flat);
		worddec_add(str_trim(buf_str(&flat)), text);
	}
	buf_free(&flat);
	return found;
}

static void
blank_controls(struct buf *text)
{
	size_t i;

	for (i = 0; i < text->len; i++)
		if ((unsigned char)text->data[i] < ' ' ||
		    text->data[i] == 0x7f)
			text->data[i] = ' ';
}

static void
check_header(struct outgoing *o)
{
	struct buf before = BUF_INIT, after = BUF_INIT, once = BUF_INIT;
	bool has_subject = subject(buf_str(&o->header), &before);

	headrewrite_encode(o);
	buf_add_str(&once, buf_str(&o->header));
	if (has_subject) {
		must(subject(buf_str(&o->header), &after));
		blank_controls(&before);
		blank_controls(&after);
		must(str_equal(str_trim(buf_str(&before)),
		    str_trim(buf_str(&after))));
	}
	headrewrite_encode(o);
	must(str_equal(buf_str(&once), buf_str(&o->header)));
	buf_free(&before);
	buf_free(&after);
	buf_free(&once);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = ERR_INIT;
	struct outgoing o;

	outgoing_init(&o);
	if (outgoing_feed(&o, str_of((const char *)data, size), true,
	    &e) >= 0 && outgoing_end(&o, &e) == 0) {
		check_header(&o);
		if (recode_is_possible(&o))
			check_body(&o);
	}
	outgoing_free(&o);
	return 0;
}
