/* SPDX-License-Identifier: ISC */
/* One line of a server, read as everything that it might be: what is found
   lies inside it, and what is no reply is an error. */
#include <stdint.h>
#include <stdlib.h>

#include "net/pop3_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
must_be_inside(struct str part, struct str whole)
{
	must(part.n == 0 ||
	    (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void
read_status(struct str line, struct err *e)
{
	struct pop3_status s;
	bool known = str_starts(line, "+OK") || str_starts(line, "-ERR") ||
	    str_starts(line, "+");

	if (pop3_status_read(line, &s, e) < 0) {
		must(e->status == STATUS_PROTOCOL);
		must(!str_is(line, "+OK") && !str_starts(line, "-ERR "));
		return;
	}
	must(known);
	must_be_inside(s.text, line);
	must_be_inside(s.code, s.text);
	must(pop3_status_exit(&s, STATUS_OK) != STATUS_PROTOCOL);
}

static void
read_row(struct str line, struct err *e)
{
	struct pop3_row row;
	uint64_t octets;

	if (pop3_row_read(line, &row, e) < 0) {
		must(e->status == STATUS_PROTOCOL);
		return;
	}
	must(row.number > 0);
	must_be_inside(row.value, line);
	must(row.value.n == 0 || (row.value.p[0] != ' ' &&
	    row.value.p[row.value.n - 1] != ' '));
	if (!pop3_octets_read(row.value, &octets))
		must(octets == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = str_of((const char *)data, size), part;
	struct err e = ERR_INIT;
	uint64_t n;

	read_status(line, &e);
	read_row(line, &e);
	if (pop3_stat_read(line, &n, &part, &e) == 0)
		must_be_inside(part, line);
	if (pop3_capa_is(line, "SASL", &part))
		must_be_inside(part, line);
	return 0;
}
