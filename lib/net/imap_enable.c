/* SPDX-License-Identifier: ISC */
#include "net/imap_name.h"
#include "net/imap_session.h"

/*
 * UTF8=ACCEPT (RFC 9755), by which a server hands out internationalized
 * messages as they are (RFC 9755 7), and else IMAP4rev2, which has that too
 * but lacks more of what IMAP4rev1 has.  A server of IMAP4rev2 alone need not
 * be asked.
 */
static const char *
choose(const struct imap *s)
{
	if (imap_offers(s, "UTF8=ONLY"))
		return "ENABLE UTF8=ACCEPT";
	if (!imap_offers(s, "ENABLE") ||
	    !account_flag(s->account, ACCOUNT_UTF8, true))
		return NULL;
	if (imap_offers(s, "UTF8=ACCEPT"))
		return "ENABLE UTF8=ACCEPT";
	return imap_offers(s, "IMAP4rev2") ? "ENABLE IMAP4rev2" : NULL;
}

int
imap_enable(struct imap *s, struct err *e)
{
	const char *command;

	s->rev2 = s->utf8 = imap_offers(s, "IMAP4rev2") &&
	    !imap_offers(s, "IMAP4rev1");
	command = s->utf8 ? NULL : choose(s);
	return command != NULL ? imap_send_own(s, &s->enabling, command, e)
	    : 0;
}

int
imap_enable_read(struct imap *s, struct err *e)
{
	struct imap_token t;
	int got;

	while ((got = imap_token(s, &t, e)) > 0) {
		s->has_utf8 |= imap_is_atom(&t, "UTF8=ACCEPT");
		s->has_rev2 |= imap_is_atom(&t, "IMAP4rev2");
	}
	return got;
}

/* What is not said to be enabled is not (RFC 5161 3.2), but where nothing else
   is spoken. */
int
imap_enable_end(struct imap *s, const struct imap_reply *r, struct err *e)
{
	bool only = imap_offers(s, "UTF8=ONLY");
	bool done = r->status.word == IMAP_OK;

	s->enabling = 0;
	s->rev2 = done && s->has_rev2;
	s->utf8 = done && (s->has_utf8 || s->has_rev2 || only);
	if (only && !done)
		return imap_refused(s, r, STATUS_UNAVAILABLE,
		    "the server wants UTF-8, and refuses to begin with it", e);
	imap_write_waiting(s);
	return 0;
}

int
imap_mailbox(struct imap *s, const struct imap_token *t, struct buf *b,
    size_t max, struct err *e)
{
	struct buf name = BUF_INIT;
	int got;

	if (!s->utf8)
		return imap_text(s, t, b, max, e);
	got = imap_text(s, t, &name, max, e);
	b->len = 0;
	imap_name_from_utf8(b, buf_str(&name));
	buf_free(&name);
	return got;
}
