/* SPDX-License-Identifier: ISC */
#include "net/pop3_headers.h"

#include <string.h>

#include "net/pop3_reply.h"

void
pop3_headers_init(struct pop3_headers *h, struct pop3 *session)
{
	memset(h, 0, sizeof(*h));
	h->session = session;
}

void
pop3_headers_free(struct pop3_headers *h)
{
	header_free(&h->header);
}

int
pop3_headers_check(const struct pop3 *p, struct err *e)
{
	struct str args;

	if (!p->has_capa || pop3_offers(p, "TOP", &args))
		return 0;
	return err_set(e, STATUS_UNAVAILABLE, "%s: the server has no TOP, "
	    "and shows no header alone", p->account->url.host);
}

bool
pop3_headers_ask(struct pop3_headers *h, uint64_t number)
{
	if (!pop3_queue(h->session, POP3_TOP, number, 0))
		return false;
	h->asked++;
	return true;
}

static int
refused(const struct pop3 *p, const struct pop3_reply *r, struct err *e)
{
	struct buf what = BUF_INIT;

	buf_printf(&what, "message %llu: no header",
	    (unsigned long long)r->request.number);
	pop3_refused(p, r, STATUS_PARTIAL, e, buf_string(&what));
	buf_free(&what);
	return 0;
}

int
pop3_headers_next(struct pop3_headers *h, struct err *e)
{
	struct pop3_reply reply;
	struct str piece;
	size_t total = 0;
	int got;

	header_reset(&h->header);
	if (pop3_reply(h->session, &reply, e) < 0)
		return -1;
	if (!reply.has_text) {
		header_finish(&h->header);
		return refused(h->session, &reply, e);
	}
	while ((got = pop3_piece(h->session, &piece, e)) > 0) {
		if (h->header.end == HEADER_OPEN)
			header_feed(&h->header, piece);
		total += piece.n;
		if (total <= POP3_TOP_MAX)
			continue;
		got = err_set(e, STATUS_PROTOCOL, "more than %zu bytes",
		    POP3_TOP_MAX);
		break;
	}
	if (got < 0)
		return err_prefix(e, "TOP %llu",
		    (unsigned long long)reply.request.number);
	header_finish(&h->header);
	return 1;
}
