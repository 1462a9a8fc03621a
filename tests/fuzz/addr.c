/* SPDX-License-Identifier: ISC */
/* Address lists: what comes out is no longer than what went in, and an
   address that was found sound is read the same again. */
#include <stdint.h>
#include <stdlib.h>

#include "mime/addr.h"
#include "mime/addrcheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_again(struct str address)
{
	struct addr_list list;
	struct buf text = BUF_INIT;

	buf_add_char(&text, '<');
	buf_add_str(&text, address);
	buf_add_char(&text, '>');
	addr_init(&list, buf_str(&text));
	must(addr_next(&list) == ADDR_MAILBOX);
	must(list.defect == NULL);
	must(str_equal(buf_str(&list.address), address));
	must(addr_next(&list) == ADDR_END);
	addr_free(&list);
	buf_free(&text);
}

static void
check_envelope(struct str s)
{
	struct err e = ERR_INIT;

	if (addr_check_envelope(&s, &e) < 0)
		return;
	must(s.n > 0 && !str_has_line_end_or_nul(s));
	check_again(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str value = str_of((const char *)data, size);
	struct addr_list list;
	enum addr_item item;
	size_t total = 0, groups = 0;

	addr_init(&list, value);
	while ((item = addr_next(&list)) != ADDR_END) {
		total += list.name.len + list.address.len + 1;
		must(!str_has(buf_str(&list.address), '\n'));
		must(!str_has(buf_str(&list.name), '\n'));
		groups += item == ADDR_GROUP;
		groups -= item == ADDR_GROUP_END;
		must(groups <= 1);
		if (item == ADDR_MAILBOX && list.defect == NULL)
			check_again(buf_str(&list.address));
	}
	must(groups == 0 && total <= 2 * size + 1);
	addr_free(&list);
	check_envelope(value);
	return 0;
}
