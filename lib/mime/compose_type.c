/* SPDX-License-Identifier: ISC */
#include "mime/compose.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "mime/compose_part.h"
#include "mime/magic.h"
#include "mime/mediatype.h"
#include "mime/mimetypes.h"

struct str
compose_name(const struct compose_part *part)
{
	const char *slash;

	if (part->name != NULL)
		return str_from(part->name);
	/* What a shell makes of <(command) is no name either. */
	if (strcmp(part->path, "-") == 0 ||
	    strncmp(part->path, "/dev/", strlen("/dev/")) == 0)
		return str_of(NULL, 0);
	slash = strrchr(part->path, '/');
	return str_from(slash != NULL ? slash + 1 : part->path);
}

bool
compose_find_name(struct compose_part *part)
{
	struct str name = compose_name(part);
	struct buf b = BUF_INIT;
	size_t n;

	if (utf8_is_valid(name))
		return false;
	for (; name.n > 0; name = str_skip(name, n)) {
		n = utf8_length(name);
		if (n > 0) {
			buf_add(&b, name.p, n);
		} else {
			buf_printf(&b, "%%%02X", (unsigned char)name.p[0]);
			n = 1;
		}
	}
	part->found_name = mem_copy(b.data, b.len);
	part->name = part->found_name;
	buf_free(&b);
	return true;
}

bool
compose_looks_like_text(const struct content *content)
{
	struct textscan scan;

	textscan_init(&scan);
	textscan_add(&scan, content_head(content));
	return scan.is_utf8 && !scan.has_nul;
}

/* By its name, here and then in the system's list; NULL: unknown. */
static const char *
type_by_name(struct compose_part *part)
{
	struct str name = compose_name(part);
	const char *type = mediatype_of_name(name);

	if (type != NULL)
		return type;
	part->found_type = mimetypes_find(MIMETYPES_FILE, name);
	return part->found_type;
}

/* A body is text, unless its name and its bytes say that it is not; and it
   is plain text, unless it is of a kind that mail readers show. */
static const char *
body_type(struct compose_part *part)
{
	const char *type = type_by_name(part);

	if (type == NULL)
		return "text/plain";
	if (mediatype_is(type, "text/html") ||
	    mediatype_is(type, "text/calendar"))
		return type;
	if (mediatype_starts(type, "text/") ||
	    compose_looks_like_text(&part->content))
		return "text/plain";
	return type;
}

static const char *
file_type(struct compose_part *part)
{
	const char *type = type_by_name(part);

	if (type == NULL)
		type = magic_type(content_head(&part->content));
	if (type != NULL)
		return type;
	return compose_looks_like_text(&part->content) ? "text/plain" :
	    "application/octet-stream";
}

void
compose_find_type(struct compose_part *part)
{
	if (part->type == NULL)
		part->type = part->role == COMPOSE_BODY ? body_type(part) :
		    file_type(part);
}

/* RFC 5545 3.7.2: the METHOD property of a calendar, iana-token. */
static struct str
calendar_method(struct str text)
{
	struct str line;

	while (text.n > 0) {
		line = str_trim(str_cut(&text, '\n'));
		if (str_case_starts(line, "METHOD:"))
			return str_skip(line, strlen("METHOD:"));
		if (str_case_starts(line, "BEGIN:VEVENT"))
			break;
	}
	return str_of(NULL, 0);
}

void
compose_find_method(struct compose_part *part)
{
	struct str method;

	if (!mediatype_is(part->type, "text/calendar") ||
	    mediatype_has_param(part->type, "method"))
		return;
	method = calendar_method(content_head(&part->content));
	if (method.n > 0)
		part->method = mem_copy(method.p, method.n);
}
