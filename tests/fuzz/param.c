/* SPDX-License-Identifier: ISC */
/* Laws of parameters: no value is longer than its field, text is UTF-8, and
   the walk finds what param_find finds. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "mime/param.h"
#include "mime/paramlex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_utf8(struct str s)
{
	size_t n;

	for (; s.n > 0; s = str_skip(s, n)) {
		n = utf8_length(s);
		must(n > 0);
	}
}

static bool
walk(struct str field, struct str *first)
{
	struct paramlex lex;
	struct paramlex_value value;
	struct str name;
	bool found = false;

	paramlex_init(&lex, field);
	must(lex.main.n <= field.n);
	while (paramlex_next(&lex, &name, &value)) {
		must(name.n + value.text.n <= field.n);
		if (!found && str_case_is(name, "name")) {
			found = true;
			*first = value.text;
		}
	}
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str field = str_of((const char *)data, size), first;
	struct param p = PARAM_INIT;
	struct buf text = BUF_INIT;
	bool plain = walk(field, &first), found;

	found = param_find(&p, field, "name");
	must(p.value.len + p.charset.len <= size);
	must(found || (!plain && p.value.len == 0));
	if (plain && !p.extended)
		must(p.value.len <= first.n);
	param_text(&p, &text);
	check_utf8(buf_str(&text));
	param_free(&p);
	buf_free(&text);
	return 0;
}
