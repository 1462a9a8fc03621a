/* SPDX-License-Identifier: ISC */
#include "mime/outgoing.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "mime/eol.h"
#include "mime/fromline.h"
#include "mime/header.h"
#include "mime/outbody.h"
#include "mime/param.h"

enum {
	AT_FIRST,  /* before the first line; a From_ line may come */
	AT_SECOND, /* behind a From_ line */
	AT_TEXT,   /* behind a text that begins as one */
	IN_HEADER,
	IN_BODY
};

void
outgoing_init(struct outgoing *o)
{
	memset(o, 0, sizeof(*o));
	spool_init(&o->body);
	o->is_empty = true;
	o->source = -1;
}

void
outgoing_free(struct outgoing *o)
{
	buf_free(&o->header);
	buf_free(&o->pending);
	buf_free(&o->closing);
	spool_free(&o->body);
	outgoing_init(o);
}

/* Whether the whole is a multipart, and by what it is divided. */
static bool
find_boundary(struct str header, struct param *boundary)
{
	struct buf type = BUF_INIT;
	struct field f;
	bool found;

	if (!header_find(header, "Content-Type", &f))
		return false;
	header_unfold(f.value, &type);
	found = str_case_starts(param_main(buf_str(&type)), "multipart/") &&
	    param_find(boundary, buf_str(&type), "boundary") &&
	    boundary->value.len > 0;
	buf_free(&type);
	return found;
}

static void
watch(struct outgoing *o)
{
	struct param boundary;

	memset(&boundary, 0, sizeof(boundary));
	if (find_boundary(buf_str(&o->header), &boundary)) {
		buf_add_string(&o->closing, "--");
		buf_add_str(&o->closing, buf_str(&boundary.value));
		buf_add_string(&o->closing, "--");
		o->is_truncated = true;
	}
	param_free(&boundary);
}

/* A line of it that is no field may be one that somebody else would read as
   one, such as Bcc: none of them is let through. */
static int
header_end(struct outgoing *o, struct err *e)
{
	struct str rest = buf_str(&o->header);
	struct field f;

	while (header_next(&rest, &f))
		if (f.name.n == 0)
			return err_set(e, STATUS_DATA,
			    "a header line is no field: %.*s",
			    (int)(f.value.n < 60 ? f.value.n : 60),
			    f.value.p);
	watch(o);
	o->state = IN_BODY;
	return 0;
}

static int
too_long(uint64_t line, struct err *e)
{
	return err_set(e, STATUS_DATA, "line %llu is longer than %zu bytes",
	    (unsigned long long)line, OUTGOING_LINE_MAX);
}

static int
has_nul(uint64_t line, struct err *e)
{
	return err_set(e, STATUS_DATA, "line %llu holds a NUL",
	    (unsigned long long)line);
}

static int
header_line(struct outgoing *o, struct str line, struct err *e)
{
	if (line.n == 0)
		return header_end(o, e);
	if (str_has(line, '\0'))
		return has_nul(o->lines, e);
	if (line.n > OUTGOING_LINE_MAX)
		return too_long(o->lines, e);
	if (line.n + 1 > HEADER_MAX - o->header.len)
		return err_set(e, STATUS_DATA,
		    "the header is larger than %zu bytes", HEADER_MAX);
	buf_add_str(&o->header, line);
	buf_add_char(&o->header, '\n');
	return 0;
}

/* Whether a message that begins with this line has a header. */
static bool
begins_header(struct str line)
{
	struct str rest = line;
	struct field f;

	return line.n == 0 || (header_next(&rest, &f) && f.name.n > 0);
}

/* As much of a line as one may have: what it is is told from that alone, for
   of a longer one no more may be there yet. */
static struct str
line_front(struct str line)
{
	if (line.n > OUTGOING_LINE_MAX)
		line.n = OUTGOING_LINE_MAX;
	return line;
}

/* The first line without the byte order mark that some editors put before
   the header: a Bcc behind it would leave as text. */
static struct str
without_mark(struct str line)
{
	struct str rest = str_skip(line_front(line), UTF8_MARK_LENGTH);

	if (!utf8_has_mark(line) || str_trim(rest).n == 0)
		return line;
	if (!begins_header(str_trim(rest)) && !fromline_is(rest))
		return line;
	return str_skip(line, UTF8_MARK_LENGTH);
}

static int
judge_first(struct outgoing *o, struct str line, struct err *e)
{
	o->is_empty = false;
	if (begins_header(line)) {
		o->state = IN_HEADER;
		return 0;
	}
	/* Blanks before the first field are a slip, and not a text. */
	if (ascii_is_blank(line.p[0]) && str_trim(line).n > 0 &&
	    begins_header(str_trim(line)))
		return err_set(e, STATUS_DATA,
		    "the header's first line is indented");
	o->state = str_starts(line, "From ") ? AT_TEXT : IN_BODY;
	return 0;
}

/* What part of the message a line belongs to that stands before its header or
   its body.  "From now on" may begin a text; but if a field follows, it was
   meant for a From_ line, and a Bcc behind it would leave. */
static int
judge(struct outgoing *o, struct str line, struct err *e)
{
	line = line_front(line);
	if (o->state == AT_FIRST || o->state == AT_SECOND)
		return judge_first(o, line, e);
	if (o->state == AT_TEXT && line.n > 0 && begins_header(line))
		return err_set(e, STATUS_DATA,
		    "the first line, before a header, is no From_ line");
	if (o->state == AT_TEXT)
		o->state = IN_BODY;
	return 0;
}

int
outgoing_line(struct outgoing *o, struct str line, struct err *e)
{
	if (o->dot_ends && !o->in_line && str_is(line, "."))
		o->ended = true;
	if (o->ended)
		return 0;
	if (o->in_line)
		return outbody_line(o, line, e);
	o->lines++;
	if (o->state == AT_FIRST) {
		line = without_mark(line);
		if (line.n <= OUTGOING_LINE_MAX && fromline_is(line)) {
			o->state = AT_SECOND;
			return 0;
		}
	}
	if (judge(o, line, e) < 0)
		return -1;
	return o->state == IN_HEADER ? header_line(o, line, e) :
	    outbody_line(o, line, e);
}

int
outgoing_end(struct outgoing *o, struct err *e)
{
	if (o->state == IN_HEADER && header_end(o, e) < 0)
		return -1;
	if (o->in_line && outbody_line(o, STR(""), e) < 0)
		return -1;
	return outbody_flush(o, e);
}

/* A line of the body that is too long goes on in pieces, for no buffer need
   hold it.  A CR behind it may be half of its end. */
static ssize_t
take_piece(struct outgoing *o, struct str text, struct str piece,
    struct err *e)
{
	if (piece.p[piece.n - 1] == '\r') {
		piece.n--;
		text.n--;
	}
	if (!o->in_line) {
		o->lines++;
		if (o->state == AT_FIRST)
			piece = without_mark(piece);
		if (judge(o, piece, e) < 0)
			return -1;
	}
	if (o->state == IN_HEADER)
		return too_long(o->lines, e);
	o->in_line = true;
	return outbody_text(o, piece, e) < 0 ? -1 : (ssize_t)text.n;
}

/* A line ended by CR CR LF is one with an empty line behind it: taken for
   the end of the header, it would turn the rest, Bcc too, into text. */
static int
check_end(struct outgoing *o, struct str line, const char *next,
    struct err *e)
{
	const char *end = line.p + line.n;
	bool bare_cr = next - end == 1 && *end == '\r';

	if (o->state == IN_HEADER && line.n == 0 && o->after_cr && !bare_cr)
		return err_set(e, STATUS_DATA,
		    "line %llu, in the header, ends in CR CR LF",
		    (unsigned long long)o->lines);
	o->after_cr = bare_cr;
	return 0;
}

/* Takes whole lines off *text: all, or no more than the header's. */
static int
take_lines(struct outgoing *o, struct str *text, bool final, bool all,
    struct err *e)
{
	struct str line;
	struct eol lines;

	eol_init(&lines, *text, final);
	while (!o->ended && (all || o->state != IN_BODY) &&
	    eol_next(&lines, &line))
		if (check_end(o, line, lines.rest.p, e) < 0 ||
		    outgoing_line(o, line, e) < 0)
			return -1;
	*text = lines.rest;
	return 0;
}

ssize_t
outgoing_feed(struct outgoing *o, struct str text, bool final, struct err *e)
{
	struct str rest = text;
	ssize_t n = 0;

	if (take_lines(o, &rest, final, false, e) < 0)
		return -1;
	if (o->state == IN_BODY && !o->ended)
		n = outbody_lines(o, rest, (size_t)(rest.p - text.p), e);
	rest = str_skip(rest, n > 0 ? (size_t)n : 0);
	if (n < 0 || take_lines(o, &rest, final, true, e) < 0)
		return -1;
	if (o->ended)
		rest.n = 0;
	if (rest.n > OUTGOING_LINE_MAX + 1) /* a CR may be the end */
		return take_piece(o, text, rest, e);
	return (ssize_t)(text.n - rest.n);
}

/* A file that is large need not be copied, for it can be read again. */
static void
find_source(struct outgoing *o, const struct in *in)
{
	off_t at = lseek(in->fd, 0, SEEK_CUR);
	struct stat file;

	if (at < 0 || fstat(in->fd, &file) < 0 || !S_ISREG(file.st_mode) ||
	    file.st_size - at < (off_t)IN_SIZE)
		return;
	o->source = in->fd;
	o->source_at = at - (off_t)in_window(in).n;
}

int
outgoing_read(struct outgoing *o, struct in *in, struct err *e)
{
	ssize_t taken;

	find_source(o, in);
	do {
		if (in_fill(in, e) < 0)
			return -1;
		taken = outgoing_feed(o, in_window(in), in->eof, e);
		if (taken < 0)
			return err_prefix(e, "%s", in->name);
		in_take(in, (size_t)taken);
		o->source_at += (off_t)taken;
	} while (!in->eof && !o->ended);
	return outgoing_end(o, e);
}

int
outgoing_read_one(struct outgoing *o, struct messages *from, struct err *e)
{
	ssize_t taken;
	bool ended;

	do {
		if (messages_fill(from, e) < 0)
			return -1;
		ended = from->ended;
		taken = outgoing_feed(o, messages_window(from), ended, e);
		if (taken < 0)
			return err_prefix(e, "%s", from->in->name);
		messages_take(from, (size_t)taken);
	} while (!ended);
	return outgoing_end(o, e);
}

int
outgoing_check(const struct outgoing *o, struct err *e)
{
	if (o->nul_line > 0)
		return has_nul(o->nul_line, e);
	return o->long_line > 0 ? too_long(o->long_line, e) : 0;
}
