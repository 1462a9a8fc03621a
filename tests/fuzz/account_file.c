/* SPDX-License-Identifier: ISC */
/* Accounts files: what is taken, written anew from its sections and keys, is
   read as the same; no value could end a line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/account_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
write_section(struct buf *b, const struct account_section *s)
{
	enum account_key key;

	buf_add_char(b, '[');
	buf_add_str(b, s->name);
	buf_add_string(b, "]\r\n");
	for (key = 0; key < ACCOUNT_KEYS; key++) {
		if (s->values[key].p == NULL)
			continue;
		must(s->values[key].n > 0);
		must(!str_has_line_end_or_nul(s->values[key]));
		buf_printf(b, "%s=", account_key_name(key));
		buf_add_str(b, s->values[key]);
		buf_add_char(b, '\n');
	}
}

static void
check_same(const struct account_file *f, const struct account_file *g)
{
	enum account_key key;
	size_t i;

	must(f->n == g->n && f->n <= ACCOUNT_SECTIONS_MAX);
	for (i = 0; i < f->n; i++) {
		must(str_equal(f->sections[i].name, g->sections[i].name));
		for (key = 0; key < ACCOUNT_KEYS; key++)
			must(str_equal(f->sections[i].values[key],
			    g->sections[i].values[key]));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account_file f, g;
	struct err e = ERR_INIT;
	size_t i;

	memset(&f, 0, sizeof(f));
	memset(&g, 0, sizeof(g));
	buf_add(&f.file.text, data, size);
	if (account_file_parse(&f, "file", &e) < 0) {
		must(e.status == STATUS_CONFIG);
		must(str_starts(str_from(e.text), "file:"));
	} else {
		for (i = 0; i < f.n; i++)
			write_section(&g.file.text, &f.sections[i]);
		must(account_file_parse(&g, "again", &e) == 0);
		check_same(&f, &g);
	}
	account_file_free(&f);
	account_file_free(&g);
	return 0;
}
