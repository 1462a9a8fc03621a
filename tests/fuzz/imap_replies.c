/* SPDX-License-Identifier: ISC */
/* What a session makes of namespaces, mailboxes and rows: the same however few
   bytes come at once, and within limits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/imap_boxes.h"
#include "net/imap_namespace.h"
#include "net/imap_row.h"

/* All of it fits into a socket, also in pieces. */
#define SIZE_MOST ((size_t)1024)
#define PIECE ((size_t)7)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_namespaces(struct imap *s, struct buf *b)
{
	struct imap_namespaces ns = IMAP_NAMESPACES_INIT;
	const struct imap_namespace *one;
	struct err e = ERR_INIT;
	size_t i, n = 0;

	if (imap_namespaces_read(s, &ns, &e) == 0) {
		must(ns.n <= IMAP_NAMESPACES_MAX);
		for (i = 0; i < ns.n; i++) {
			one = &ns.v[i];
			must(one->prefix.len <= 4096);
			must(one->delimiter.len <= 1);
			buf_printf(b, "%d %zu ", (int)one->owner,
			    one->prefix.len);
			buf_add_str(b, buf_str(&one->prefix));
		}
		while ((one = imap_namespaces_next(&ns)) != NULL) {
			must(one->prefix.len > 0 && one->is_listed);
			must(n++ < ns.n);
		}
	}
	imap_namespaces_free(&ns);
}

static void
check_listed(struct imap *s, struct buf *b)
{
	struct imap_listed box;
	struct err e = ERR_INIT;

	memset(&box, 0, sizeof(box));
	if (imap_listed_read(s, &box, &e) > 0) {
		must(box.delimiter.len <= 1);
		buf_add_str(b, buf_str(&box.name));
		buf_add_str(b, buf_str(&box.attributes));
	}
	imap_listed_free(&box);
}

static void
check_row(struct imap *s, struct buf *b)
{
	struct imap_row row = IMAP_ROW_INIT;
	struct err e = ERR_INIT;

	if (imap_row_read(s, &row, &e) == 0) {
		must(row.header.len <= IMAP_ROW_HEADER_MAX);
		buf_printf(b, "%lu %llu %d ", (unsigned long)row.uid,
		    (unsigned long long)row.octets, row.is_answer);
		buf_add_str(b, buf_str(&row.flags));
		buf_add_str(b, buf_str(&row.date));
		buf_add_str(b, buf_str(&row.header));
	}
	imap_row_free(&row);
}

/* Until the end of the data, which is that of the connection. */
static void
read_all(struct imap *s, struct buf *b)
{
	struct imap_reply r;
	struct err e = ERR_INIT;

	while (imap_reply(s, &r, &e) == 0) {
		must(r.tag == 0);
		if (imap_is_data(&r, "NAMESPACE"))
			check_namespaces(s, b);
		else if (imap_is_data(&r, "LIST"))
			check_listed(s, b);
		else if (imap_is_data(&r, "FETCH"))
			check_row(s, b);
		buf_add_char(b, '\n');
	}
	must(e.status == STATUS_TEMPFAIL || e.status == STATUS_PROTOCOL);
}

/* The session gets so many bytes at once. */
static void
replies(const uint8_t *data, size_t size, size_t piece, struct buf *b)
{
	struct account a;
	struct imap s;
	char host[] = "h";
	int fd[2];
	size_t n;

	memset(&a, 0, sizeof(a));
	a.url.host = host;
	a.url.protocol = URL_IMAP;
	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) == 0);
	for (; size > 0; data += n, size -= n) {
		n = size < piece ? size : piece;
		must(write(fd[1], data, n) == (ssize_t)n);
	}
	close(fd[1]);
	imap_init(&s, &a, "fuzz");
	s.conn.fd = s.conn.in.fd = s.conn.out.fd = fd[0];
	s.logged_in = true;
	read_all(&s, b);
	imap_close(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, pieces = BUF_INIT;

	if (size > SIZE_MOST)
		return 0;
	replies(data, size, SIZE_MOST, &whole);
	replies(data, size, PIECE, &pieces);
	must(str_equal(buf_str(&whole), buf_str(&pieces)));
	buf_free(&whole);
	buf_free(&pieces);
	return 0;
}
