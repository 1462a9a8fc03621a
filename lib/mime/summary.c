/* SPDX-License-Identifier: ISC */
#include "mime/summary.h"

#include <stddef.h>

#include "base/buf.h"
#include "base/vis.h"
#include "mime/header.h"
#include "mime/value.h"

/* The fields of that name; each is written with the name before it, as the
   header may have more of one than it should. */
static unsigned int
write_field(struct out *out, struct str fields, struct str charset,
    const char *name)
{
	struct buf value = BUF_INIT;
	struct field f;
	unsigned int defects = 0;

	while (header_next(&fields, &f)) {
		if (!str_case_is(f.name, name))
			continue;
		value.len = 0;
		defects |= value_add(&f, charset, &value);
		out_add_string(out, name);
		out_add_string(out, ": ");
		vis_out(out, buf_str(&value), VIS_LINE);
		out_add_char(out, '\n');
	}
	buf_free(&value);
	return defects;
}

unsigned int
summary_write(struct out *out, struct str fields, struct str charset)
{
	static const char *const names[] = {"From", "To", "Cc", "Date",
	    "Subject"};
	unsigned int defects = 0;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		defects |= write_field(out, fields, charset, names[i]);
	return defects;
}
