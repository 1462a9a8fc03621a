/* SPDX-License-Identifier: ISC */
#include "mime/compose.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mime/base64.h"
#include "mime/compose_part.h"
#include "mime/fold.h"
#include "mime/mediatype.h"

struct compose_part *
compose_add(struct compose *c, enum compose_role role, const char *path)
{
	struct compose_part *part;

	c->parts = mem_resize(c->parts, c->n + 1, sizeof(*c->parts));
	part = &c->parts[c->n++];
	memset(part, 0, sizeof(*part));
	part->role = role;
	part->path = path;
	content_init(&part->content);
	return part;
}

void
compose_free(struct compose *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		content_close(&c->parts[i].content);
		free(c->parts[i].found_type);
		free(c->parts[i].found_name);
		free(c->parts[i].method);
	}
	free(c->parts);
	c->parts = NULL;
	c->n = 0;
}

static bool
fits_8bit(const struct textscan *scan)
{
	return !scan->has_nul && !scan->has_bare_cr &&
	    scan->longest <= FOLD_LINE_MAX;
}

static bool
fits_7bit(const struct textscan *scan)
{
	return fits_8bit(scan) && !scan->has_8bit;
}

/* The shorter one: base64 makes four bytes of three, and lines of 76. */
static enum content_encoding
shorter(const struct textscan *scan)
{
	uint64_t base64 = (scan->size + scan->lines + 2) / 3 * 4;

	base64 += (base64 + BASE64_COLUMNS - 1) / BASE64_COLUMNS;
	return scan->qp_size <= base64 ? CONTENT_QP : CONTENT_BASE64_TEXT;
}

static int
encode_body(const struct compose *c, struct compose_part *part,
    struct err *e)
{
	const struct textscan *scan = &part->content.scan;

	part->encoding = CONTENT_QP;
	switch (c->encoding) {
	case COMPOSE_AUTO:
		part->encoding = fits_7bit(scan) ? CONTENT_7BIT :
		    shorter(scan);
		break;
	case COMPOSE_7BIT:
		if (scan->has_8bit)
			return err_set(e, STATUS_DATA, "%s: not 7bit text",
			    part->content.name);
		if (fits_7bit(scan))
			part->encoding = CONTENT_7BIT;
		break;
	case COMPOSE_8BIT:
		if (fits_8bit(scan))
			part->encoding = scan->has_8bit ? CONTENT_8BIT :
			    CONTENT_7BIT;
		break;
	case COMPOSE_QP:
		break;
	case COMPOSE_BASE64:
		part->encoding = CONTENT_BASE64_TEXT;
		break;
	}
	return 0;
}

/* Bytes of a charset that nobody knows are kept as they are, line ends too,
   for a report must not be lost. */
static void
label_body(const struct compose *c, struct compose_part *part)
{
	const struct textscan *scan = &part->content.scan;

	if (mediatype_has_param(part->type, "charset"))
		return;
	if (!scan->has_8bit) {
		part->charset = "us-ascii";
	} else if (scan->is_utf8) {
		part->charset = "utf-8";
	} else {
		part->charset = "unknown-8bit";
		c->warn("%s: neither UTF-8 nor a declared charset: sent as "
		    "unknown-8bit", part->content.name);
		if (c->encoding == COMPOSE_AUTO)
			part->encoding = CONTENT_BASE64;
	}
}

static int
open_text(const struct compose *c, struct compose_part *part, struct err *e)
{
	const char *charset = c->charset;

	if (mediatype_has_param(part->type, "charset"))
		charset = NULL;
	compose_find_method(part);
	part->content.flowed = c->flowed &&
	    mediatype_is(part->type, "text/plain");
	if ((!part->content.spooled &&
	    content_spool(&part->content, charset, e) < 0) ||
	    encode_body(c, part, e) < 0)
		return -1;
	label_body(c, part);
	return 0;
}

/* RFC 2046 5.2.1: it is never encoded; what cannot travel so is a file. */
static int
open_message(const struct compose *c, struct compose_part *part,
    struct err *e)
{
	const struct textscan *scan = &part->content.scan;

	if (!part->content.spooled &&
	    content_spool(&part->content, NULL, e) < 0)
		return -1;
	if (fits_8bit(scan)) {
		part->encoding = scan->has_8bit ? CONTENT_8BIT :
		    CONTENT_7BIT;
		return 0;
	}
	c->warn("%s: NUL, bare CR or a line over %d bytes: attached as "
	    "application/octet-stream", part->content.name, FOLD_LINE_MAX);
	part->type = "application/octet-stream";
	part->encoding = CONTENT_BASE64;
	return 0;
}

static int
open_file(struct compose_part *part)
{
	part->encoding = CONTENT_BASE64;
	if (mediatype_starts(part->type, "text/") &&
	    !mediatype_has_param(part->type, "charset") &&
	    compose_looks_like_text(&part->content))
		part->charset = "utf-8";
	return 0;
}

/* A file name may hold anything, but not what could end a field. */
static int
check_texts(const struct compose_part *part, struct err *e)
{
	const char *texts[3];
	size_t i;

	if (str_has_line_end_or_nul(compose_name(part)))
		return err_set(e, STATUS_DATA, "%s: line end in the name",
		    part->path);
	texts[0] = part->type;
	texts[1] = part->description;
	texts[2] = part->cid;
	for (i = 0; i < 3; i++)
		if (texts[i] != NULL &&
		    str_has_line_end_or_nul(str_from(texts[i])))
			return err_set(e, STATUS_DATA,
			    "%s: line end in a header value", part->path);
	return 0;
}

int
compose_open_part(struct compose_part *part, struct err *e)
{
	if (part->content.opened)
		return 0;
	if (part->path != NULL)
		return content_open(&part->content, part->path, e);
	part->path = "-";
	return content_set(&part->content, STR(""), e);
}

static int
open_part(const struct compose *c, struct compose_part *part, struct err *e)
{
	bool body = part->role == COMPOSE_BODY;

	if (compose_open_part(part, e) < 0 || check_texts(part, e) < 0)
		return -1;
	compose_find_type(part);
	if (!body && compose_find_name(part))
		c->warn("%s: the name is not UTF-8: sent as %s", part->path,
		    part->name);
	if (mediatype_starts(part->type, "multipart/"))
		return err_set(e, STATUS_USAGE, "%s: cannot be the type of a "
		    "file", part->type);
	if (body && mediatype_starts(part->type, "text/"))
		return open_text(c, part, e);
	if (mediatype_starts(part->type, "message/"))
		return open_message(c, part, e);
	return open_file(part);
}

struct compose_part *
compose_html(const struct compose *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->parts[i].role == COMPOSE_BODY &&
		    mediatype_is(c->parts[i].type, "text/html"))
			return &c->parts[i];
	return NULL;
}

struct str
compose_cid(const struct compose_part *part)
{
	if (part->cid != NULL)
		return str_from(part->cid);
	return part->role == COMPOSE_INLINE ? compose_name(part) :
	    str_of(NULL, 0);
}

/* What no message can have two of. */
static int
check_pair(const struct compose_part *p, const struct compose_part *q,
    struct err *e)
{
	if (p->role == COMPOSE_BODY && q->role == COMPOSE_BODY &&
	    mediatype_is_same(p->type, q->type))
		return err_set(e, STATUS_USAGE, "%s: a second body of type %s",
		    p->path, p->type);
	if (compose_cid(p).n > 0 && str_equal(compose_cid(p), compose_cid(q)))
		return err_set(e, STATUS_USAGE,
		    "%s: a second part with this Content-ID", p->path);
	return 0;
}

static int
check_structure(const struct compose *c, struct err *e)
{
	const struct compose_part *p, *q;

	for (p = c->parts; p < c->parts + c->n; p++) {
		if (p->role == COMPOSE_INLINE && compose_html(c) == NULL)
			return err_set(e, STATUS_USAGE,
			    "%s: inline, but no body is text/html", p->path);
		if (p->role == COMPOSE_INLINE && compose_cid(p).n == 0)
			return err_set(e, STATUS_USAGE,
			    "%s: inline, but without a Content-ID", p->path);
		for (q = c->parts; q < p; q++)
			if (check_pair(p, q, e) < 0)
				return -1;
	}
	return 0;
}

static void
add_to_seed(struct seed *seed, const struct compose_part *part)
{
	char size[24];

	snprintf(size, sizeof(size), "%ju",
	    (uintmax_t)part->content.spool.size);
	seed_add(seed, str_from(size));
	seed_add(seed, str_from(part->type));
	seed_add(seed, compose_name(part));
	if (part->content.spooled)
		seed_add(seed, buf_str(&part->content.spool.memory));
	else
		seed_add(seed, content_head(&part->content));
}

int
compose_open(struct compose *c, struct err *e)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (open_part(c, &c->parts[i], e) < 0)
			return -1;
		if (c->parts[i].encoding == CONTENT_8BIT)
			c->has_8bit = true;
		add_to_seed(&c->seed, &c->parts[i]);
	}
	/* A message of one part has no boundary that could be missing, so
	   nothing may go wrong any more once it was begun. */
	if (c->n == 1 && !c->parts[0].content.spooled &&
	    content_spool(&c->parts[0].content, NULL, e) < 0)
		return -1;
	return check_structure(c, e);
}

bool
compose_is_empty(const struct compose *c)
{
	const struct compose_part *part;

	for (part = c->parts; part < c->parts + c->n; part++) {
		if (part->role != COMPOSE_BODY ||
		    (part->content.spooled && part->content.spool.size > 0) ||
		    content_head(&part->content).n > 0)
			return false;
	}
	return true;
}
