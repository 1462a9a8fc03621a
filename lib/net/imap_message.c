/* SPDX-License-Identifier: ISC */
#include "net/imap_message.h"

#include <string.h>

/* One write into the spool. */
#define BLOCK ((size_t)64 * 1024)

void
imap_message_init(struct imap_message *m)
{
	memset(m, 0, sizeof(*m));
	spool_init(&m->spool);
}

void
imap_message_free(struct imap_message *m)
{
	spool_free(&m->spool);
	header_free(&m->header);
	buf_free(&m->block);
}

void
imap_message_reset(struct imap_message *m)
{
	spool_free(&m->spool);
	spool_init(&m->spool);
	header_reset(&m->header);
	m->block.len = 0;
	m->after_cr = false;
}

static int
flush(struct imap_message *m, struct err *e)
{
	struct str bytes = buf_str(&m->block);

	if (m->header.end == HEADER_OPEN)
		header_feed(&m->header, bytes);
	m->block.len = 0;
	return spool_add(&m->spool, bytes.p, bytes.n, e);
}

static int
add(struct imap_message *m, struct str bytes, struct err *e)
{
	size_t n;
	bool has_cr;

	if (str_has(bytes, '\0'))
		return err_set(e, STATUS_DATA,
		    "the message holds a NUL, which IMAP cannot store");
	while (bytes.n > 0) {
		n = str_find(bytes, '\n');
		has_cr = n > 0 ? bytes.p[n - 1] == '\r' : m->after_cr;
		buf_add(&m->block, bytes.p, n);
		if (n < bytes.n)
			buf_add_str(&m->block,
			    has_cr ? STR("\n") : STR("\r\n"));
		m->after_cr = has_cr && n == bytes.n;
		bytes = str_skip(bytes, n + 1);
		if (m->block.len >= BLOCK && flush(m, e) < 0)
			return -1;
	}
	return 0;
}

static int
end(struct imap_message *m, struct err *e)
{
	if (flush(m, e) < 0)
		return -1;
	header_finish(&m->header);
	return 0;
}

int
imap_message_read(struct imap_message *m, struct messages *from,
    struct err *e)
{
	struct str window;
	int got = 1;

	while (got > 0) {
		window = messages_window(from);
		if (add(m, window, e) < 0)
			return -1;
		messages_take(from, window.n);
		got = messages_fill(from, e);
	}
	return got < 0 ? -1 : end(m, e);
}

void
imap_message_id(const struct imap_message *m, struct buf *b)
{
	struct field f;

	if (header_find(header_fields(&m->header), "Message-ID", &f))
		header_unfold(f.value, b);
}
