/* SPDX-License-Identifier: ISC */
/* A header made of what a hostile message says is still the header that was
   meant: answers have their own fields and no others, templates those of the
   template, and no line is broken or too long. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mime/header.h"
#include "mime/newhead.h"
#include "mime/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_lines(struct str text)
{
	struct str line;

	must(!str_has(text, '\r') && !str_has(text, '\0'));
	while (text.n > 0) {
		line = str_cut(&text, '\n');
		must(text.p != NULL);
		must(line.n > 0 && line.n <= 998 && str_trim(line).n > 0);
	}
}

/* Every field of the text has a name that is known. */
static void
check_names(struct str text, const char *const names[], size_t n)
{
	struct field f;
	size_t i;

	while (text.n > 0) {
		must(header_next(&text, &f) && f.name.n > 0);
		for (i = 0; i < n && !str_case_is(f.name, names[i]); i++)
			;
		must(i < n);
	}
}

static void
check_reply(struct str fields)
{
	static const char *const names[] = {"To", "Subject", "In-Reply-To",
	    "References"};
	struct newhead h = NEWHEAD_INIT;
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;

	if (reply_head(&h, fields, &e) == 0) {
		must(newhead_write(&h, &text, &e) == 0 ||
		    strstr(e.text, "998") != NULL);
		check_lines(buf_str(&text));
		check_names(buf_str(&text), names, 4);
	}
	newhead_free(&h);
	buf_free(&text);
}

static void
check_template(struct str fields)
{
	struct newhead h = NEWHEAD_INIT;
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	struct field f;
	struct str rest = fields;
	char *type = NULL;
	size_t given = 0, written = 0;
	int result = 0;

	while (result == 0 && header_next(&rest, &f)) {
		given++;
		if (f.name.n > 0)
			result = newhead_template(&h, f.name, f.value, &type,
			    &e);
	}
	if (result == 0 && newhead_write(&h, &text, &e) == 0) {
		check_lines(buf_str(&text));
		for (rest = buf_str(&text); header_next(&rest, &f); written++)
			must(f.name.n > 0);
		must(rest.n == 0 && written <= given);
	}
	newhead_free(&h);
	buf_free(&text);
	free(type);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str fields = str_of((const char *)data, size);

	check_reply(fields);
	check_template(fields);
	return 0;
}
