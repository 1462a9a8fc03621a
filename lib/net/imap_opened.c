/* SPDX-License-Identifier: ISC */
#include "net/imap_opened.h"

#include <string.h>

#include "net/imap_boxes.h"
#include "net/imap_name.h"
#include "net/imap_string.h"

/* Adds a LIST of this mailbox alone.  False where the name has something that
   stands for any. */
static bool
add_list(struct buf *command, const char *box)
{
	struct err ignored = ERR_INIT;
	struct buf name = BUF_INIT;
	bool good = imap_name_encode(&name, str_from(box), &ignored) == 0 &&
	    !str_has(buf_str(&name), '*') && !str_has(buf_str(&name), '%');

	buf_add_string(command, "LIST \"\" ");
	good = good && imap_add_mailbox(command, buf_str(&name));
	buf_free(&name);
	return good;
}

/* Reads what LIST says; whatever goes wrong, the mailbox may be there. */
static bool
is_listed(struct imap *s, unsigned int tag)
{
	struct err ignored = ERR_INIT;
	struct imap_listed one;
	struct imap_reply r;
	bool found = false;

	memset(&one, 0, sizeof(one));
	memset(&r, 0, sizeof(r));
	do {
		if (imap_reply(s, &r, &ignored) < 0)
			break;
		if (imap_is_data(&r, "LIST") &&
		    imap_listed_read(s, &one, &ignored) > 0 &&
		    !imap_listed_is(&one, "\\NonExistent"))
			found = true;
	} while (r.tag != tag);
	found |= r.tag != tag || r.status.word != IMAP_OK;
	imap_listed_free(&one);
	return found;
}

static bool
lacks(struct imap *s, const char *box)
{
	struct err ignored = ERR_INIT;
	struct buf command = BUF_INIT;
	unsigned int tag;
	bool asked = add_list(&command, box) &&
	    imap_send(s, &tag, buf_str(&command), &ignored) == 0;

	buf_free(&command);
	return asked && !is_listed(s, tag);
}

int
imap_not_opened(struct imap *s, const struct imap_reply *r, const char *box,
    struct err *e)
{
	const int known = imap_status_exit(&r->status, STATUS_OK);

	imap_refused(s, r, STATUS_UNAVAILABLE, box, e);
	if (known == STATUS_PARTIAL || (known == STATUS_OK &&
	    r->status.word == IMAP_NO && lacks(s, box))) {
		e->status = STATUS_PARTIAL;
		err_hint(e, "imaplist shows which mailboxes there are");
	}
	return -1;
}

int
imap_wait_opened(struct imap *s, unsigned int select, const char *box,
    struct err *e)
{
	struct imap_reply r;

	if (imap_wait_reply(s, select, box, &r, e) < 0)
		return -1;
	return r.status.word == IMAP_OK ? 0 : imap_not_opened(s, &r, box, e);
}
