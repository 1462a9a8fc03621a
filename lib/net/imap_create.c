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
	struct imap_reply r;
	unsigned int tag;
	int done = -1;

	buf_add_string(&command, "CREATE ");
	if (!imap_add_mailbox(&command, box))
		err_set(e, STATUS_DATA, "a NUL in a mailbox name");
	else
		done = imap_send(s, &tag, buf_str(&command), e);
	buf_free(&command);
	while (done == 0 && (done = imap_reply(s, &r, e)) == 0)
		if (r.tag == tag)
			break;
	if (done < 0 || r.status.word == IMAP_OK ||
	    str_case_is(r.status.code, "ALREADYEXISTS"))
		return done; /* somebody else may have been faster */
	return imap_refused(s, &r, STATUS_UNAVAILABLE, "mailbox not created",
	    e);
}
