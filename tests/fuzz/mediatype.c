/* SPDX-License-Identifier: ISC */
/* Laws of media types: one that mimebuild takes is one that mimeparse reads,
   as the same; and what it reads of any field is a type. */
#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "mime/defect.h"
#include "mime/entity.h"
#include "mime/mediatype.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Two words of printable characters in small letters, a slash between. */
static void
check_type(struct str type)
{
	size_t i;

	must(str_find(type, '/') > 0 && str_find(type, '/') + 1 < type.n);
	for (i = 0; i < type.n; i++)
		must(ascii_is_graph(type.p[i]) &&
		    ascii_lower(type.p[i]) == type.p[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct buf field = BUF_INIT, type = BUF_INIT;
	struct entity en = ENTITY_INIT;

	if (size > 2000 || str_has_line_end_or_nul(text))
		return 0;
	buf_add_str(&type, text);
	buf_add_string(&field, "Content-Type: ");
	buf_add_str(&field, text);
	buf_add_char(&field, '\n');
	entity_read(&en, buf_str(&field), "text/plain");
	check_type(buf_str(&en.type));
	if (mediatype_is_valid(buf_string(&type))) {
		must((en.defects & DEFECT_TYPE) == 0);
		must(mediatype_is(buf_string(&type), buf_string(&en.type)));
	}
	must(en.boundary.len <= size && en.charset.len <= size);
	mediatype_extension(text);
	must(mediatype_of_name(text) == NULL || str_has(text, '.'));
	entity_free(&en);
	buf_free(&field);
	buf_free(&type);
	return 0;
}
