/* SPDX-License-Identifier: ISC */
#include "net/imap.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "net/imap_session.h"

void
imap_init(struct imap *s, const struct account *account, const char *argv0)
{
	memset(s, 0, sizeof(*s));
	s->account = account;
	conn_init(&s->conn, account, argv0);
}

void
imap_close(struct imap *s)
{
	conn_close(&s->conn);
	imap_lex_free(&s->lex);
	buf_wipe(&s->secret);
	buf_wipe(&s->unsent);
	buf_free(&s->unwritten);
	buf_free(&s->capabilities);
	buf_free(&s->box.permanent);
	buf_free(&s->name);
	buf_free(&s->text);
	buf_free(&s->line);
	free(s->waiting);
	s->waiting = NULL;
	s->n_waiting = s->cap_waiting = s->n_sent = 0;
}

/* What IMAP4rev2 has taken in (RFC 9051 E). */
static const char rev2[] = "ENABLE ESEARCH IDLE LIST-EXTENDED LIST-STATUS "
    "LITERAL- MOVE NAMESPACE SASL-IR SEARCHRES STATUS=SIZE UIDPLUS UNSELECT";

bool
imap_offers(const struct imap *s, const char *capability)
{
	struct str offered = buf_str(&s->capabilities);

	return str_has_word(offered, capability) ||
	    (str_has_word(offered, "IMAP4rev2") &&
	    str_has_word(str_from(rev2), capability));
}

bool
imap_is_over(const struct imap *s)
{
	return s->dismissed || conn_is_lost(&s->conn) ||
	    conn_is_late(&s->conn);
}

int
imap_refused(const struct imap *s, const struct imap_reply *r, int fallback,
    const char *what, struct err *e)
{
	struct str text = r->status.text;
	struct str why = text.n > 0 ? text : r->status.code;

	if (why.n == 0)
		why = STR("the server gives no reason");
	return err_set(e, imap_status_exit(&r->status, fallback),
	    "%s: %s: %.*s", url_server(&s->account->url), what,
	    why.n > ERR_TEXT_MAX ? ERR_TEXT_MAX : (int)why.n, why.p);
}

/* Commands whose result nobody waits for any more may still be under way, but
   those of the session itself do no harm. */
void
imap_leave(struct imap *s)
{
	struct err ignored;

	s->leaving = true;
	if (!imap_is_pending(s, UINT_MAX) && s->lex.literal == 0 &&
	    !s->in_reply && imap_command(s, NULL, &ignored, "LOGOUT") == 0)
		(void)conn_flush(&s->conn, &ignored);
}
