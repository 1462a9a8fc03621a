/* SPDX-License-Identifier: ISC */
/* Lines of a journal: what is read is written so that it reads the same, in
   one line, and writing that again changes no byte. */
#include <stdint.h>
#include <stdlib.h>

#include "store/journal_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_same(const struct journal_record *a, const struct journal_record *b)
{
	must(a->word == b->word && a->ordinal == b->ordinal);
	must(a->time == b->time && a->octets == b->octets);
	must(str_equal(buf_str(&a->id), buf_str(&b->id)));
	must(str_equal(buf_str(&a->name), buf_str(&b->name)));
}

static void
check_record(const struct journal_record *r)
{
	struct journal_record again = JOURNAL_RECORD_INIT;
	struct buf line = BUF_INIT, other = BUF_INIT;
	struct str s;

	must(r->word == JOURNAL_EMPTY || (r->id.len > 0 && r->ordinal > 0));
	must((r->word == JOURNAL_INTENT) == (r->name.len > 0));
	journal_record_write(&line, r);
	s = buf_str(&line);
	must(str_find(s, '\n') == s.n - 1 && !str_has(s, '\0'));
	must(journal_record_read(&again, str_of(s.p, s.n - 1)) == 0);
	check_same(r, &again);
	journal_record_write(&other, &again);
	must(str_equal(buf_str(&other), s));
	/* Cut anywhere in its last field it may pass, but never before. */
	must(journal_record_read(&again, str_of(s.p, s.n / 2)) < 0 ||
	    again.word == r->word);
	journal_record_free(&again);
	buf_free(&line);
	buf_free(&other);
}

/* Any bytes are good as an id and as a name. */
static void
check_bytes(struct str bytes)
{
	struct journal_record r = JOURNAL_RECORD_INIT;

	if (bytes.n == 0)
		return;
	r.word = JOURNAL_INTENT;
	r.ordinal = UINT32_MAX;
	r.time = INT64_MAX;
	r.octets = UINT64_MAX;
	buf_add_str(&r.id, bytes);
	buf_add_str(&r.name, bytes);
	check_record(&r);
	journal_record_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size), line;
	struct journal_record r = JOURNAL_RECORD_INIT;

	check_bytes(rest);
	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		if (journal_record_read(&r, line) == 0)
			check_record(&r);
		if (journal_head_read(line, "pop3 u@host") == 0)
			must(str_starts(line, "mailpipe journal 1\t"));
	}
	journal_record_free(&r);
	return 0;
}
