/* SPDX-License-Identifier: ISC */
#include "mime/draft.h"

#include <stddef.h>

#include "mime/header.h"
#include "mime/mediatype.h"
#include "mime/reply.h"

/* How much of a bad line an error repeats. */
#define SHOWN_MAX 60

/* Nobody writes more of them by hand, and each is compared with all. */
#define FIELDS_MAX 1000

static int
take_fields(struct newhead *head, struct str fields, char **type,
    struct err *e)
{
	struct field f;
	int n = 0;

	while (header_next(&fields, &f)) {
		if (++n > FIELDS_MAX)
			return err_set(e, STATUS_DATA,
			    "more than %d header lines", FIELDS_MAX);
		if (f.name.n == 0)
			return err_set(e, STATUS_DATA,
			    "not a header line: %.*s",
			    (int)(f.value.n < SHOWN_MAX ? f.value.n :
			    SHOWN_MAX), f.value.p);
		if (newhead_template(head, f.name, f.value, type, e) < 0)
			return -1;
	}
	if (*type != NULL && !mediatype_is_valid(*type))
		return err_set(e, STATUS_DATA, "not a media type: %s", *type);
	return 0;
}

int
draft_template(struct newhead *head, struct compose_part *body, char **type,
    struct err *e)
{
	struct header h = HEADER_INIT;
	int result;

	if (compose_open_part(body, e) < 0)
		return -1;
	result = header_read(&h, &body->content.in, e);
	if (result == 0 && (h.end == HEADER_NO_BLANK ||
	    h.end == HEADER_LIMIT))
		result = err_set(e, STATUS_DATA, "%s: does not begin with "
		    "header lines and an empty line", body->content.name);
	else if (result == 0 &&
	    take_fields(head, header_fields(&h), type, e) < 0)
		result = err_prefix(e, "%s", body->content.name);
	header_free(&h);
	return result;
}

int
draft_reply(struct newhead *head, const char *path, struct err *e)
{
	struct content message;
	struct header h = HEADER_INIT;
	int result;

	content_init(&message);
	result = content_open(&message, path, e);
	if (result == 0) {
		content_drop_mbox_line(&message);
		result = header_read(&h, &message.in, e);
	}
	if (result == 0 && reply_head(head, header_fields(&h), e) < 0)
		result = err_prefix(e, "%s", message.name);
	header_free(&h);
	content_close(&message);
	return result;
}

int
draft_forward(struct newhead *head, struct compose_part *part,
    struct err *e)
{
	struct header h = HEADER_INIT;
	int result = compose_open_part(part, e);

	if (result == 0) {
		content_drop_mbox_line(&part->content);
		result = content_spool(&part->content, NULL, e);
	}
	if (result == 0)
		result = content_header(&part->content, &h, e);
	if (result == 0)
		forward_head(head, header_fields(&h));
	header_free(&h);
	return result;
}
