/* SPDX-License-Identifier: ISC */
/* The order of a list: the keys are names or refused, and rows come out in
   the order of what they say, each once. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "net/imap_sort.h"

#define ROWS_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* A line for each: its UID and its octets. */
static void
add_rows(struct imap_sort *s, struct str bytes)
{
	struct imap_row row = IMAP_ROW_INIT;
	uint64_t at;
	size_t i;

	for (i = 0; i + 1 < bytes.n && i < 2 * ROWS_MAX; i += 2) {
		row.uid = (uint32_t)i + 1;
		row.octets = (unsigned char)bytes.p[i];
		at = s->out.total;
		out_printf(&s->out, "%lu %llu\n", (unsigned long)row.uid,
		    (unsigned long long)row.octets);
		imap_sort_add(s, &row, at);
		if (s->by_server)
			imap_sort_place(s, (unsigned char)bytes.p[i + 1]);
	}
	imap_row_free(&row);
}

/* The file that was written, and how many lines it must have. */
static void
check_order(const struct imap_sort *s, FILE *f, size_t n)
{
	bool is_by_octets = !s->by_server && s->keys[0].by == IMAP_SORT_OCTETS;
	unsigned long uid, octets, last = 0;
	bool first = true;

	rewind(f);
	for (; fscanf(f, "%lu %lu\n", &uid, &octets) == 2; n--) {
		if (is_by_octets && !first)
			must(s->keys[0].reverse ? octets <= last
			    : octets >= last);
		first = false;
		last = octets;
	}
	must(n == 0);
}

static void
check_rows(struct imap_sort *s, struct str bytes)
{
	struct err e = ERR_INIT;
	struct out out;
	FILE *f = tmpfile();

	must(f != NULL);
	add_rows(s, bytes);
	out_init(&out, fileno(f), "out");
	must(imap_sort_write(s, &out, &e) == 0 && out_flush(&out, &e) == 0);
	check_order(s, f, bytes.n / 2 < ROWS_MAX ? bytes.n / 2 : ROWS_MAX);
	out_free(&out);
	fclose(f);
}

static void
check(struct imap_sort *s, bool has_sort, struct str bytes)
{
	struct imap_columns c = IMAP_COLUMNS_INIT;
	struct buf criteria = BUF_INIT;
	struct err e = ERR_INIT;
	struct account a;
	struct imap session;
	char host[] = "h";

	memset(&a, 0, sizeof(a));
	memset(&session, 0, sizeof(session));
	a.url.host = host;
	session.account = &a;
	if (has_sort)
		buf_add_string(&session.capabilities, "SORT");
	if (imap_sort_begin(s, &session, &c, &e) < 0) {
		must(e.status == STATUS_UNAVAILABLE && !has_sort);
	} else {
		if (s->by_server)
			imap_sort_criteria(s, &criteria);
		must(s->by_server == (criteria.len > 2));
		check_rows(s, bytes);
	}
	imap_columns_free(&c);
	buf_free(&session.capabilities);
	buf_free(&criteria);
}

/* Names up to the first NUL, then rows. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = str_of((const char *)data, size);
	struct buf names = BUF_INIT;
	struct imap_sort s;
	struct err e = ERR_INIT;

	buf_add_str(&names, str_cut(&bytes, '\0'));
	imap_sort_init(&s);
	if (imap_sort_read(&s, buf_string(&names), &e) < 0) {
		must(e.status == STATUS_USAGE);
	} else {
		must(s.n_keys > 0 && s.n_keys <= IMAP_SORT_KEYS);
		check(&s, size % 2 == 0, bytes);
	}
	imap_sort_free(&s);
	buf_free(&names);
	return 0;
}
