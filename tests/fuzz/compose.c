/* SPDX-License-Identifier: ISC */
/*
 * What is composed of any subject, body, file and name, in any encoding, is
 * read back as what went in, without a defect; no line is too long, and
 * nothing but LF ends one.  Input: encoding and more, three lengths, and then
 * subject, name, body and the rest, which is the file.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "mime/compose.h"
#include "mime/compose_part.h"
#include "mime/decode.h"
#include "mime/newhead.h"
#include "mime/part.h"
#include "mime/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What went in. */
struct parts {
	char *subject, *name;
	struct str body, file;
	int how;
};

static void
must(int held)
{
	if (!held)
		abort();
}

static void ATTR_PRINTF(1, 2)
ignore(const char *fmt, ...)
{
	(void)fmt;
}

/* A file without a name, and the path by which it can be opened. */
static int
make_file(struct str text, char path[32])
{
	char name[] = "/tmp/fuzz-compose-XXXXXX";
	int fd = mkstemp(name);

	must(fd >= 0 && unlink(name) == 0);
	must(write(fd, text.p, text.n) == (ssize_t)text.n);
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static int
write_message(struct compose *c, const struct parts *p, int fd)
{
	struct newhead head = NEWHEAD_INIT;
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	struct out out;
	int result;

	newhead_set(&head, "Subject", p->subject);
	result = newhead_write(&head, &text, &e);
	if (result == 0)
		result = compose_open(c, &e);
	must(result == 0 || e.status == STATUS_DATA);
	if (result == 0) {
		out_init(&out, fd, "out");
		out_add_str(&out, buf_str(&text));
		must(compose_write(c, &out, &e) == 0);
		must(out_flush(&out, &e) == 0);
		out_free(&out);
	}
	newhead_free(&head);
	buf_free(&text);
	return result;
}

static void
check_lines(int fd, bool may_be_8bit)
{
	struct buf b = BUF_INIT;
	struct str text, line;
	off_t size = lseek(fd, 0, SEEK_END);

	must(size > 0);
	buf_reserve(&b, (size_t)size);
	must(pread(fd, b.data, (size_t)size, 0) == size);
	b.len = (size_t)size;
	text = buf_str(&b);
	must(may_be_8bit || !str_has_8bit(text));
	must(!str_has(text, '\r') && !str_has(text, '\0'));
	while (text.n > 0) {
		line = str_cut(&text, '\n');
		must(line.n <= 998);
	}
	buf_free(&b);
}

static void
keep(void *to, struct str s)
{
	buf_add_str(to, s);
}

/* A text without its CRs and its last line end. */
static struct str
lines_of(struct str text, struct buf *b)
{
	size_t i;

	b->len = 0;
	for (i = 0; i < text.n; i++)
		if (text.p[i] != '\r' || i + 1 == text.n ||
		    text.p[i + 1] != '\n')
			buf_add_char(b, text.p[i]);
	if (b->len > 0 && b->data[b->len - 1] == '\n')
		b->len--;
	return buf_str(b);
}

/*
 * In base64 the lines end in CRLF; else in LF, and a CR before that is one
 * which stood before a CRLF.
 */
static void
check_body(const struct parts *p, struct str got, bool is_base64)
{
	struct buf want = BUF_INIT, text = BUF_INIT;

	if (is_base64)
		got = lines_of(got, &text);
	else if (got.n > 0 && got.p[got.n - 1] == '\n')
		got.n--;
	if ((p->how & 1) == 0)
		must(str_equal(lines_of(p->body, &want), got));
	buf_free(&want);
	buf_free(&text);
}

static void
check_part(const struct part_reader *r, const struct parts *p,
    struct compose_part *sent, struct str got)
{
	if (sent->role == COMPOSE_BODY) {
		check_body(p, got,
		    r->entity.encoding == ENCODING_BASE64);
		return;
	}
	must(str_equal(got, p->file));
	must(entity_is_attachment(&r->entity));
	if (utf8_is_valid(compose_name(sent)))
		must(str_equal(buf_str(&r->entity.name), compose_name(sent)));
}

static void
check_subject(const struct header *h, struct str subject)
{
	struct buf value = BUF_INIT;
	unsigned int defects = 0;
	struct field f;

	if (header_find(header_fields(h), "Subject", &f))
		defects = value_add(&f, STR(""), &value);
	if (utf8_is_valid(subject))
		must(defects == 0 && str_equal(str_trim(buf_str(&value)),
		    str_trim(subject)));
	buf_free(&value);
}

static void
read_back(struct part_reader *r, struct compose *c, const struct parts *p)
{
	struct buf got = BUF_INIT;
	struct sink sink = {keep, &got};
	struct err e = ERR_INIT;
	struct decode d;
	size_t next = 0;
	int event;

	part_begin(r);
	decode_init(&d);
	while ((event = part_next(r, &e)) != PART_DONE) {
		must(event > 0);
		if (event == PART_BEGIN && r->depth == 0)
			check_subject(&r->header,
			    str_from(p->subject));
		if (event == PART_BEGIN && r->kind == PART_LEAF) {
			got.len = 0;
			decode_begin(&d, r->entity.encoding, sink);
		}
		if (event == PART_DATA)
			decode_add(&d, r->raw);
		must(event != PART_END || r->defects == 0);
		if (event == PART_END && r->kind == PART_LEAF) {
			must(decode_end(&d) && next < c->n);
			check_part(r, p, &c->parts[next++], buf_str(&got));
		}
	}
	must(next == c->n);
	decode_free(&d);
	buf_free(&got);
}

static void
check_message(struct compose *c, const struct parts *p, int fd)
{
	struct part_reader r;
	struct messages m;
	struct err e = ERR_INIT;
	struct in in;

	check_lines(fd, c->has_8bit);
	must(lseek(fd, 0, SEEK_SET) == 0);
	in_init(&in, fd, "in", IN_SIZE);
	messages_init(&m, &in);
	part_init(&r, &m);
	must(messages_next(&m, &e) == 1);
	read_back(&r, c, p);
	part_free(&r);
	in_free(&in);
}

static void
compose(const struct parts *p)
{
	struct compose c;
	struct compose_part *part;
	char body[32], file[32];
	int fd[3] = {make_file(p->body, body), make_file(p->file, file),
	    make_file(STR(""), (char[32]){""})}, i;

	memset(&c, 0, sizeof(c));
	c.encoding = (enum compose_encoding)((p->how >> 1) % 5);
	c.flowed = (p->how & 1) != 0;
	c.warn = ignore;
	seed_init(&c.seed, true);
	compose_add(&c, COMPOSE_BODY, body)->type = "text/plain";
	if ((p->how & 16) != 0) {
		part = compose_add(&c, COMPOSE_ATTACHMENT, file);
		part->name = p->name;
		part->description = p->subject;
		part->type = "application/octet-stream";
	}
	if (write_message(&c, p, fd[2]) == 0)
		check_message(&c, p, fd[2]);
	compose_free(&c);
	for (i = 0; i < 3; i++)
		close(fd[i]);
}

/* The next n bytes of the input, up to a NUL, as a string. */
static char *
take_string(struct str *rest, size_t n)
{
	struct buf b = BUF_INIT;

	if (n > rest->n)
		n = rest->n;
	buf_add(&b, rest->p, n);
	*rest = str_skip(*rest, n);
	return buf_string(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest;
	struct parts p;

	if (size < 4 || size > 8000)
		return 0;
	rest = str_of((const char *)data + 4, size - 4);
	p.how = data[0];
	p.subject = take_string(&rest, data[1]);
	p.name = take_string(&rest, data[2]);
	p.body = str_of(rest.p, data[3] < rest.n ? data[3] : rest.n);
	p.file = str_skip(rest, p.body.n);
	compose(&p);
	free(p.subject);
	free(p.name);
	return 0;
}
