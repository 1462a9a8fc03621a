/* SPDX-License-Identifier: ISC */
/* UIDs that were asked for, and below them what a server says to it. */
#include <stdint.h>
#include <stdlib.h>

#include "net/imap_uidplus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Only what was asked for, and no more than that, whatever is said. */
static void
check_copies(const struct imap_status *s, const struct imap_set *asked)
{
	struct imap_copies c = IMAP_COPIES_INIT;
	size_t i;

	imap_copies_take(&c, s, asked);
	imap_copies_take(&c, s, asked);
	must(c.n <= imap_set_count(asked));
	must(c.n == 0 || c.validity > 0);
	for (i = 0; i < c.n; i++)
		must(imap_set_has(asked, c.v[i].from) && c.v[i].to > 0);
	imap_copies_free(&c);
}

/* What was read is read again from its own text. */
static void
check_appended(const struct imap_status *s)
{
	uint32_t validity = 0, uid = 0, v = 0, u = 0;
	struct imap_status again;
	struct buf line = BUF_INIT;

	imap_appenduid(s, &validity, &uid);
	must((validity == 0) == (uid == 0));
	if (uid > 0) {
		must(str_case_is(s->code, "APPENDUID"));
		buf_printf(&line, "[APPENDUID %lu %lu] x",
		    (unsigned long)validity, (unsigned long)uid);
		imap_status_read(&again, IMAP_OK, buf_str(&line));
		imap_appenduid(&again, &v, &u);
		must(v == validity && u == uid);
	}
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = str_of((const char *)data, size), uids;
	struct imap_set asked = IMAP_SET_INIT;
	struct imap_status s;

	uids = str_cut(&line, '\n');
	imap_set_read(&asked, uids);
	imap_set_sort(&asked);
	imap_status_read(&s, IMAP_OK, line);
	/* A set of all numbers is asked for by nobody. */
	if (imap_set_count(&asked) < 10000)
		check_copies(&s, &asked);
	check_appended(&s);
	imap_set_free(&asked);
	return 0;
}
