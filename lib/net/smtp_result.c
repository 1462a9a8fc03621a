/* SPDX-License-Identifier: ISC */
#include "net/smtp_result.h"

static enum smtp_fate
fate_of(const struct smtp_reply *r)
{
	switch (smtp_reply_class(r)) {
	case 2:
		return SMTP_ACCEPTED;
	case 5:
		return SMTP_PERMANENT;
	default:
		return SMTP_TEMPORARY;
	}
}

/* The whole lines that are kept of a reply; of one without end, its front. */
static struct str
fit_text(struct str text)
{
	size_t n = SMTP_RESULT_MAX;

	if (text.n <= n)
		return text;
	while (n > 0 && text.p[n - 1] != '\n')
		n--;
	return str_of(text.p, n > 0 ? n : SMTP_RESULT_MAX);
}

void
smtp_decide(struct smtp_result *result, const struct smtp_reply *r,
    bool alone)
{
	result->fate = fate_of(r);
	result->alone = alone;
	result->is_told = false;
	smtp_reply_clear(&result->reply);
	result->reply.code = r->code;
	result->reply.lines = r->lines;
	buf_add_str(&result->reply.text, fit_text(buf_str(&r->text)));
}

void
smtp_decide_told(struct smtp_result *result, const struct smtp_reply *r)
{
	smtp_decide(result, r, true);
	result->is_told = true;
}

void
smtp_decide_rest(struct smtp_result results[], size_t n,
    const struct smtp_reply *r)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (results[i].fate == SMTP_UNKNOWN ||
		    results[i].fate == SMTP_ACCEPTED)
			smtp_decide(&results[i], r, false);
}

void
smtp_withdraw(struct smtp_result results[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (results[i].fate == SMTP_ACCEPTED) {
			results[i].fate = SMTP_UNKNOWN;
			results[i].alone = false;
			smtp_reply_clear(&results[i].reply);
		}
}

bool
smtp_has_accepted(const struct smtp_result results[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (results[i].fate == SMTP_ACCEPTED)
			return true;
	return false;
}

/* A full mailbox has these codes too, and another enhanced code; who was
   taken by RCPT was not one too many. */
bool
smtp_is_too_many(const struct smtp_result *result)
{
	struct str enhanced = smtp_reply_enhanced(&result->reply);

	return result->alone && !result->is_told &&
	    (result->reply.code == 452 || result->reply.code == 552) &&
	    (enhanced.n == 0 || str_is(str_skip(enhanced, 1), ".5.3"));
}

bool
smtp_has_too_many(const struct smtp_result results[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (smtp_is_too_many(&results[i]))
			return true;
	return false;
}

int
smtp_none_accepted(const struct smtp_result results[], size_t n,
    const char *host, struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (results[i].fate != SMTP_PERMANENT)
			return err_set(e, STATUS_TEMPFAIL, "%s: no recipient "
			    "was accepted: try again later", host);
	return err_set(e, STATUS_NOUSER, "%s: no recipient was accepted",
	    host);
}
