/* SPDX-License-Identifier: ISC */
#include "net/imap_look.h"

#include <string.h>

#include "net/imap_boxes.h"
#include "net/imap_create.h"
#include "net/imap_name.h"
#include "net/imap_opened.h"
#include "net/imap_search.h"
#include "net/imap_string.h"

int
imap_before_ask(struct imap_before *b, struct imap *s, struct str box,
    struct err *e)
{
	struct buf command = BUF_INIT;
	int done;

	b->tag = 0;
	if (b->next != 0)
		return 0;
	buf_add_string(&command, "STATUS ");
	(void)imap_add_mailbox(&command, box);
	buf_add_string(&command, " (UIDVALIDITY UIDNEXT)");
	done = imap_send(s, &b->tag, buf_str(&command), e);
	buf_free(&command);
	return done;
}

static int
take_status(struct imap_before *b, struct imap *s, struct str box,
    struct err *e)
{
	struct imap_boxes boxes = IMAP_BOXES_INIT;
	struct imap_listed one;
	int done;

	memset(&one, 0, sizeof(one));
	buf_add_str(&one.name, box);
	done = imap_boxes_add(&boxes, &one, e);
	if (done == 0)
		done = imap_boxes_read_status(s, &boxes, e);
	if (done == 0 && boxes.v[0].has[IMAP_UIDVALIDITY] &&
	    boxes.v[0].has[IMAP_UIDNEXT]) {
		b->validity = boxes.v[0].counts[IMAP_UIDVALIDITY];
		b->next = boxes.v[0].counts[IMAP_UIDNEXT];
	}
	imap_boxes_free(&boxes);
	return done;
}

int
imap_before_take(struct imap_before *b, struct imap *s, struct str box,
    const struct imap_reply *r, struct err *e)
{
	if (b->tag != 0 && imap_is_data(r, "STATUS"))
		return take_status(b, s, box, e);
	/* Where there is no mailbox, there is no older message. */
	if (r->tag != 0 && r->tag == b->tag && imap_lacks_box(r)) {
		b->validity = 0;
		b->next = 1;
	}
	return 0;
}

/* The UIDs from before on; "n:*" names the last message, even if its UID is
   smaller (RFC 9051 6.4.9), as does a server that takes no heed of it. */
static void
keep_new(const struct imap_set *found, uint64_t next, struct imap_set *young)
{
	struct imap_set all = IMAP_SET_INIT;

	if (next > 0 && next <= UINT32_MAX)
		imap_set_add(&all, (uint32_t)next, UINT32_MAX);
	imap_set_intersect(found, &all, young);
	imap_set_free(&all);
}

static int
search(struct imap *s, struct str box, struct str id,
    const struct imap_before *b, struct imap_set *found, struct err *e)
{
	struct buf criteria = BUF_INIT, name = BUF_INIT;
	unsigned int select, tag;
	int result;

	imap_name_decode(&name, box);
	if (b->next != 0)
		buf_printf(&criteria, "UID %llu:*",
		    (unsigned long long)b->next);
	if (id.n > 0) {
		buf_add_string(&criteria, b->next != 0 ? " " : "");
		buf_add_string(&criteria, "HEADER \"Message-ID\" ");
		(void)imap_add_string(&criteria, id);
	}
	result = imap_open(s, e);
	if (result == 0)
		result = imap_select(s, &select, true, box, e);
	if (result == 0)
		result = imap_search_send(s, &tag, buf_str(&criteria), e);
	if (result == 0)
		result = imap_wait_opened(s, select, buf_string(&name), e);
	if (result == 0)
		result = imap_search_wait(s, tag, found, e);
	buf_free(&criteria);
	buf_free(&name);
	return result;
}

/* What the messages that were found mean. */
static int
judge(const struct imap *s, struct str id, const struct imap_before *b,
    const struct imap_set *found, struct imap_set *young, struct err *e)
{
	bool is_known = b->next != 0 && (b->validity == 0 ||
	    b->validity == s->box.uidvalidity);

	keep_new(found, b->next, young);
	if (is_known && young->n == 0)
		return 0;
	if (is_known && id.n > 0)
		return 1;
	if (id.n > 0 && b->next == 0 && found->n == 0)
		return 0;
	return err_set(e, STATUS_TEMPFAIL, "which messages are new is not "
	    "known");
}

int
imap_look(struct imap *s, struct str box, struct str id,
    const struct imap_before *b, uint32_t *validity, uint32_t *uid,
    struct err *e)
{
	struct imap_set found = IMAP_SET_INIT, young = IMAP_SET_INIT;
	int result = -1;

	if (str_has_8bit(id) || str_has(id, '\0'))
		id = STR("");
	if (id.n == 0 && b->next == 0)
		return err_set(e, STATUS_TEMPFAIL, "it has no Message-ID");
	if (search(s, box, id, b, &found, e) == 0)
		result = judge(s, id, b, &found, &young, e);
	else if (e->status == STATUS_PARTIAL)
		result = 0; /* not even the mailbox is there */
	if (result > 0) {
		*validity = (uint32_t)s->box.uidvalidity;
		*uid = young.v[young.n - 1].last;
	}
	imap_set_free(&found);
	imap_set_free(&young);
	return result;
}
