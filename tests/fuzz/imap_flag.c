/* SPDX-License-Identifier: ISC */
/* Flags of an option, and below them what PERMANENTFLAGS says. */
#include <stdint.h>
#include <stdlib.h>

#include "net/imap_flag.h"
#include "net/imap_string.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* One blank between two, each an atom with a backslash or without: nothing
   of it can end a list, or be a command. */
static void
check_list(struct str list)
{
	struct str one;

	while (list.p != NULL) {
		one = str_cut(&list, ' ');
		if (str_starts(one, "\\"))
			one = str_skip(one, 1);
		must(imap_can_be_atom(one) && !str_has_8bit(one));
		must(!str_case_is(one, "recent"));
	}
}

/* Read again, with commas, it is the same list. */
static void
check_again(struct str list)
{
	struct buf names = BUF_INIT, again = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i;

	buf_add_str(&names, list);
	for (i = 0; i < names.len; i++)
		if (names.data[i] == ' ')
			names.data[i] = ',';
	must(imap_flags_add(&again, buf_str(&names), &e) == 0);
	must(str_equal(list, buf_str(&again)));
	buf_free(&names);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str permanent = str_of((const char *)data, size), names;
	struct buf list = BUF_INIT, all = BUF_INIT;
	struct err e = ERR_INIT;

	names = str_cut(&permanent, '\n');
	if (imap_flags_add(&list, names, &e) == 0) {
		check_list(buf_str(&list));
		check_again(buf_str(&list));
		(void)imap_flags_check(buf_str(&list), permanent, &e);
		/* What keeps just these keeps them, and so does silence. */
		buf_add_char(&all, '(');
		buf_add_str(&all, buf_str(&list));
		buf_add_char(&all, ')');
		must(imap_flags_check(buf_str(&list), buf_str(&all), &e) == 0);
		must(imap_flags_check(buf_str(&list), STR(""), &e) == 0);
	} else {
		must(e.status == STATUS_USAGE);
	}
	buf_free(&list);
	buf_free(&all);
	return 0;
}
