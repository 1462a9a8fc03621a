/* SPDX-License-Identifier: ISC */
/* ~/.netrc: any password that is quoted on one line comes back as it was; what
   stands before its entry takes nothing away from it. */
#include <stdint.h>
#include <stdlib.h>

#include "net/netrc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
add_entry(struct buf *b, struct str password)
{
	size_t i;

	buf_add_string(b, "machine h.example\nlogin \"m e\" password \"");
	for (i = 0; i < password.n; i++) {
		if (password.p[i] == '"' || password.p[i] == '\\')
			buf_add_char(b, '\\');
		buf_add_char(b, password.p[i]);
	}
	buf_add_string(b, "\"");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct buf password = BUF_INIT, entry = BUF_INIT;
	struct err e = ERR_INIT;
	int found, lines = str_has(text, '\n') ? -1 : 1;

	if (netrc_find(text, "h.example", "m e", &password, &e) > 0)
		must(password.len <= text.n);
	else
		must(password.len == 0);
	buf_wipe(&password);

	add_entry(&entry, text);
	found = netrc_find(buf_str(&entry), "H.EXAMPLE", "m e", &password, &e);
	must(found == lines);
	must(found < 0 || str_equal(buf_str(&password), text));
	buf_wipe(&password);
	found = netrc_find(buf_str(&entry), "h.example", "me", &password, &e);
	must(found == (lines < 0 ? -1 : 0));
	buf_wipe(&password);
	buf_free(&entry);
	return 0;
}
