/* SPDX-License-Identifier: ISC */
/* Address lists: what is written for a list is read as that list. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/addr.h"
#include "mime/addrenc.h"
#include "mime/worddec.h"
#include "mime/wordenc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Both walks give the same items; names are compared decoded. */
static void
check_same(struct str before, struct str after)
{
	struct addr_list a, b;
	struct buf name = BUF_INIT;
	enum addr_item item;

	addr_init(&a, before);
	addr_init(&b, after);
	do {
		item = addr_next(&a);
		must(addr_next(&b) == item && b.defect == NULL);
		must(str_equal(buf_str(&a.address), buf_str(&b.address)));
		name.len = 0;
		worddec_add(buf_str(&b.name), &name);
		if (*wordenc_charset(buf_str(&a.name)) == 'U')
			must(str_equal(buf_str(&name), buf_str(&a.name)));
	} while (item != ADDR_END);
	buf_free(&name);
	addr_free(&a);
	addr_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str list = str_of((const char *)data, size);
	struct buf field = BUF_INIT;
	struct err e = ERR_INIT;
	struct fold f;
	bool any = false;

	fold_start(&f, &field, "To");
	if (addrenc_add(&f, list, &any, &e) == 0) {
		fold_end(&f);
		check_same(list, str_skip(buf_str(&field), 3));
	}
	buf_free(&field);
	return 0;
}
