/* SPDX-License-Identifier: ISC */
#include "mime/decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Small enough to stay in the cache. */
#define ROOM ((size_t)32 * 1024)

void
decode_init(struct decode *d)
{
	memset(d, 0, sizeof(*d));
	uudecode_init(&d->uu);
}

void
decode_free(struct decode *d)
{
	free(d->room);
	d->room = NULL;
	uudecode_free(&d->uu);
	buf_free(&d->decoded);
}

void
decode_begin(struct decode *d, enum encoding encoding, struct sink sink)
{
	d->encoding = encoding;
	d->sink = sink;
	d->size = 0;
	if (d->room == NULL)
		d->room = mem_resize(NULL, ROOM, 1);
	if (encoding == ENCODING_BASE64)
		base64_decode_init(&d->base64, BASE64_STANDARD, BASE64_MIME);
	else if (encoding == ENCODING_QP)
		qp_decode_init(&d->qp, QP_BINARY, true);
	else if (encoding == ENCODING_UUENCODE)
		uudecode_begin(&d->uu);
}

static void
put(struct decode *d, struct str s)
{
	d->size += s.n;
	if (s.n > 0 && d->sink.put != NULL)
		d->sink.put(d->sink.to, s);
}

static void
put_decoded(struct decode *d)
{
	put(d, buf_str(&d->decoded));
	d->decoded.len = 0;
}

void
decode_add(struct decode *d, struct str raw)
{
	size_t n;

	if (d->encoding == ENCODING_UUENCODE) {
		uudecode_add(&d->uu, raw, &d->decoded);
		put_decoded(d);
		return;
	}
	if (d->encoding != ENCODING_BASE64 && d->encoding != ENCODING_QP) {
		put(d, raw);
		return;
	}
	while (raw.n > 0 && d->sink.put == NULL)
		d->size += d->encoding == ENCODING_QP ?
		    qp_count(&d->qp, &raw) : base64_count(&d->base64, &raw);
	while (raw.n > 0) {
		n = d->encoding == ENCODING_QP ?
		    qp_decode(&d->qp, &raw, d->room, ROOM) :
		    base64_decode(&d->base64, &raw, d->room, ROOM);
		put(d, str_of(d->room, n));
	}
}

bool
decode_end(struct decode *d)
{
	struct err e;

	switch (d->encoding) {
	case ENCODING_BASE64:
		base64_decode_end(&d->base64, &e);
		return d->base64.garbage == 0 && d->base64.bad_padding == 0 &&
		    !d->base64.joined;
	case ENCODING_QP:
		put(d, str_of(d->room, qp_decode_end(&d->qp, d->room)));
		return d->qp.bad_escapes == 0;
	case ENCODING_UUENCODE:
		uudecode_end(&d->uu, &d->decoded);
		put_decoded(d);
		return !d->uu.bad;
	default:
		return true;
	}
}
