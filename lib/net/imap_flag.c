/* SPDX-License-Identifier: ISC */
#include "net/imap_flag.h"

#include "net/imap_string.h"

static const char *const system_flags[] = {"\\Answered", "\\Flagged",
    "\\Deleted", "\\Seen", "\\Draft"};

#define N_SYSTEM (sizeof(system_flags) / sizeof(system_flags[0]))

static int
add_flag(struct buf *list, struct str name, struct err *e)
{
	bool escaped = str_starts(name, "\\");
	struct str word = escaped ? str_skip(name, 1) : name;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < N_SYSTEM && found == NULL; i++)
		if (str_case_is(word, system_flags[i] + 1))
			found = system_flags[i];
	if (!imap_can_be_atom(word) || str_has_8bit(word))
		return err_set(e, STATUS_USAGE, "\"%.*s\" is no flag",
		    (int)name.n, name.p);
	if (str_case_is(word, "recent"))
		return err_set(e, STATUS_USAGE,
		    "\"%.*s\" is for servers to set", (int)name.n, name.p);
	if (list->len > 0)
		buf_add_char(list, ' ');
	if (found != NULL)
		buf_add_string(list, found);
	else
		buf_add_str(list, name);
	return 0;
}

int
imap_flags_add(struct buf *list, struct str names, struct err *e)
{
	do
		if (add_flag(list, str_cut(&names, ','), e) < 0)
			return -1;
	while (names.p != NULL);
	return 0;
}

/* Whether a list in parentheses has it. */
static bool
has(struct str permanent, struct str flag)
{
	struct str one;

	while (permanent.n > 0) {
		one = str_cut(&permanent, ' ');
		if (str_starts(one, "("))
			one = str_skip(one, 1);
		if (one.n > 0 && one.p[one.n - 1] == ')')
			one.n--;
		if (str_case_equal(one, flag))
			return true;
	}
	return false;
}

int
imap_flags_check(struct str list, struct str permanent, struct err *e)
{
	struct str one;

	while (permanent.n > 0 && list.n > 0) {
		one = str_cut(&list, ' ');
		if (!has(permanent, one) &&
		    (str_starts(one, "\\") || !has(permanent, STR("\\*"))))
			return err_set(e, STATUS_UNAVAILABLE,
			    "the mailbox does not keep the flag %.*s",
			    (int)one.n, one.p);
	}
	return 0;
}
