/* SPDX-License-Identifier: ISC */
/* A message on its way out, as it is read again. */
#include "mime/outgoing.h"

#include <string.h>

#include "mime/outbody.h"

uint64_t
outgoing_size(const struct outgoing *o)
{
	struct str rest = buf_str(&o->header);
	uint64_t size = rest.n;

	while (rest.n > 0) {
		str_cut(&rest, '\n');
		size++;
	}
	return size + 2 + o->body.size + o->body_lines - o->body_crs;
}

uint64_t
outgoing_length(const struct outgoing *o)
{
	return o->header.len + 1 + o->body.size - o->body_crs;
}

void
outgoing_rewind(struct outgoing *o)
{
	o->at = 0;
	spool_rewind(&o->body);
}

/* As outgoing_text, up to the end of the header; 0 behind that. */
static size_t
header_text(struct outgoing *o, char *p, size_t n)
{
	struct str rest = str_skip(buf_str(&o->header), (size_t)o->at);

	if (o->at > o->header.len)
		return 0;
	if (rest.n == 0)
		rest = STR("\n");
	if (rest.n > n)
		rest.n = n;
	memcpy(p, rest.p, rest.n);
	o->at += rest.n;
	return rest.n;
}

ssize_t
outgoing_text(struct outgoing *o, char *p, size_t n, struct err *e)
{
	size_t got = header_text(o, p, n);

	return got > 0 ? (ssize_t)got : outbody_read(o, p, n, e);
}

ssize_t
outgoing_raw(struct outgoing *o, char *p, size_t n, struct err *e)
{
	size_t got = header_text(o, p, n);

	return got > 0 ? (ssize_t)got : spool_read(&o->body, p, n, e);
}
