/* SPDX-License-Identifier: ISC */
#include "net/imap_create.h"

#include "net/imap_string.h"

bool
imap_lacks_box(const struct imap_reply *r)
{
	return r->status.word == IMAP_NO &&
	    (str_case_is(r->status.code, "TRYCREATE") ||
	    str_case_is(r->status.code, "NONEXISTENT"));
}

int
imap_create(struct imap *s, struct str box, struct err *e)
{
	struct buf command = BUF_INIT;
	unsigned int tag;
	int done = -1;

	buf_add_string(&command, "CREATE ");
	if (!imap_add_astring(&command, box))
		err_set(e, STATUS_DATA, "a NUL in a mailbox name");
	else
		done = imap_send(s, &tag, buf_str(&command), e);
	buf_free(&command);
	return done < 0 ? -1 : imap_wait(s, tag, STATUS_UNAVAILABLE,
	    "mailbox not created", e);
}
