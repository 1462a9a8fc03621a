/* SPDX-License-Identifier: ISC */
#include "net/smtpd_rcpt.h"

#include <string.h>

#include "base/mem.h"
#include "net/queue_place.h"
#include "net/smtp_start.h"

/* Recipients of one message, and those that are asked for in one flight. */
#define RCPT_MAX ((size_t)10000)
#define AHEAD_MAX 100

int
smtpd_rcpt_refuse_utf8(struct smtpd_reply *reply, const char *who)
{
	return smtpd_reply_set(reply, 553, "5.6.7", "this address needs "
	    "SMTPUTF8, which %s", who);
}

bool
smtpd_rcpt_queues(const struct smtpd_relay *r)
{
	return r->options->queues || queue_is_on(&r->account);
}

void
smtpd_rcpt_forget(struct smtpd_relay *r)
{
	size_t i;

	for (i = 0; i < r->result_count; i++)
		smtp_reply_free(&r->results[i].reply);
	r->result_count = 0;
	r->begun = false;
}

/* Whether a recipient may stay in the envelope: the server takes it, or will
   in another transaction, or the queue keeps it. */
static bool
is_kept(const struct smtpd_relay *r, size_t i)
{
	const struct smtp_result *result = &r->results[i];

	return result->fate == SMTP_ACCEPTED ||
	    (result->fate == SMTP_TEMPORARY && smtpd_rcpt_queues(r)) ||
	    (smtp_is_too_many(result) && smtp_has_accepted(r->results, i));
}

/* Room for the answers to all recipients. */
static void
grow_results(struct smtpd_relay *r)
{
	const size_t had = r->result_count, n = r->letter.envelope.n;

	r->results = mem_resize(r->results, n, sizeof(*r->results));
	memset(r->results + had, 0, (n - had) * sizeof(*r->results));
	r->result_count = n;
}

/* Asks for the recipients from the first on; *refused is one that is.  -1
   when the session is over. */
static int
ask(struct smtpd_relay *r, size_t first, size_t *refused)
{
	const struct envelope *v = &r->letter.envelope;
	struct err unused = ERR_INIT;
	size_t i;

	grow_results(r);
	*refused = v->n;
	for (i = first; i < v->n; i++) {
		if (smtp_start_ask(&r->session.smtp, v->rcpts[i],
		    &r->dsn, &r->results[i], &unused) < 0)
			return -1;
		if (*refused == v->n && !is_kept(r, i))
			*refused = i;
	}
	return 0;
}

/* One that was refused takes those along that the same alias stands for; if
   the server took one of them it is to be told all once more. */
static void
take_back(struct smtpd_relay *r, size_t first)
{
	bool told = smtp_has_accepted(r->results + first,
	    r->result_count - first);

	envelope_cut(&r->letter.envelope, first);
	while (r->result_count > first)
		smtp_reply_free(&r->results[--r->result_count].reply);
	if (told)
		smtpd_rcpt_forget(r);
}

/* What the server says to the recipients from the first on.  If it is gone,
   it is asked again when the message is there. */
static int
pass_rcpt(struct smtpd_relay *r, size_t first, struct smtpd_reply *reply)
{
	size_t refused;
	int done;

	smtpd_reply_set(reply, 250, "2.1.5", "recipient ok");
	if (!r->begun || first == r->letter.envelope.n)
		return 0;
	if (!r->begun_utf8 && envelope_has_8bit(&r->letter.envelope)) {
		envelope_cut(&r->letter.envelope, first);
		return smtpd_rcpt_refuse_utf8(reply, "the server has not");
	}
	if (ask(r, first, &refused) < 0) {
		smtpd_rcpt_forget(r);
		return 0;
	}
	if (refused < r->letter.envelope.n) {
		done = smtpd_reply_pass(reply, &r->results[refused].reply);
		take_back(r, first);
		return done;
	}
	if (r->results[first].fate == SMTP_ACCEPTED)
		return smtpd_reply_pass(reply, &r->results[first].reply);
	return 0;
}

/* As smtpsend says it of its -N: once for each message. */
static void
tell_no_dsn(struct smtpd_relay *r)
{
	struct err e = ERR_INIT;

	if (r->each.len > 0)
		return;
	err_set(&e, STATUS_UNAVAILABLE, "%s: the server has no DSN: what is "
	    "asked of reports is ignored", url_server(&r->account.url));
	r->tell(&e);
}

/* What the client wants of reports on those from the first on.  An address
   that he has not named is told to nobody as the one that he has (RFC 3461
   5.2.7). */
static void
add_dsn(struct smtpd_relay *r, const struct smtpd_command *c, size_t first)
{
	const struct envelope *v = &r->letter.envelope;
	struct str orcpt = c->orcpt;
	size_t i;

	if (r->each.len == 0 && c->notify.n == 0 && c->orcpt.n == 0)
		return;
	if (r->begun && !smtp_offers(&r->session.smtp, SMTP_DSN))
		tell_no_dsn(r);
	if (orcpt.n == 0 && (v->n != first + 1 ||
	    !str_is(c->address, v->rcpts[first])))
		orcpt = STR("");
	for (i = first; i < v->n; i++)
		smtp_dsn_add(&r->each, str_from(v->rcpts[i]), c->notify,
		    orcpt);
	r->dsn.each = buf_string(&r->each);
}

bool
smtpd_rcpt_ahead(struct smtpd_relay *r, const struct smtpd_command *c)
{
	struct smtp *s = &r->session.smtp;
	struct envelope *v = &r->letter.envelope;
	struct err unused = ERR_INIT;
	size_t first = v->n;

	if (!r->begun || !smtp_pipelines(s) || r->ahead == AHEAD_MAX ||
	    first >= RCPT_MAX || (s->rcpt_max > 0 && first >= s->rcpt_max) ||
	    (!r->begun_utf8 && str_has_8bit(c->address)))
		return false;
	if (letter_add(&r->letter, &r->address, &r->account, c->address,
	    &unused) < 0 || v->n != first + 1 ||
	    (!r->begun_utf8 && str_has_8bit(str_from(v->rcpts[first])))) {
		envelope_cut(v, first);
		return false;
	}
	add_dsn(r, c, first);
	if (smtp_start_rcpt(s, v->rcpts[first], &r->dsn, &unused) < 0) {
		envelope_cut(v, first);
		return false;
	}
	grow_results(r);
	r->ahead++;
	return true;
}

/* What the server says to the first of those that were asked for ahead.  If
   it is gone, they are asked for again when the message is there. */
static int
answer(struct smtpd_relay *r, struct smtpd_reply *reply)
{
	size_t i = r->letter.envelope.n - r->ahead--;
	struct smtp_result *result;
	struct err unused = ERR_INIT;
	int done = smtpd_reply_set(reply, 250, "2.1.5", "recipient ok");

	if (!r->begun)
		return done;
	result = &r->results[i];
	if (smtp_start_answer(&r->session.smtp, result, &unused) < 0) {
		smtpd_rcpt_forget(r);
		return done;
	}
	if (is_kept(r, i))
		return result->fate == SMTP_ACCEPTED ?
		    smtpd_reply_pass(reply, &result->reply) : done;
	done = smtpd_reply_pass(reply, &result->reply);
	envelope_drop(&r->letter.envelope, i);
	smtp_reply_free(&result->reply);
	memmove(result, result + 1, (--r->result_count - i) *
	    sizeof(*result));
	return done;
}

int
smtpd_relay_rcpt(struct smtpd_relay *r, const struct smtpd_command *c,
    struct smtpd_reply *reply)
{
	struct envelope *v = &r->letter.envelope;
	struct err e = ERR_INIT;
	size_t first = v->n;

	if (r->ahead > 0)
		return answer(r, reply);
	if (!r->utf8 && str_has_8bit(c->address))
		return smtpd_rcpt_refuse_utf8(reply, "MAIL has not said");
	if (v->n >= RCPT_MAX)
		return smtpd_reply_set(reply, 452, "4.5.3",
		    "too many recipients");
	if (letter_add(&r->letter, &r->address, &r->account, c->address,
	    &e) == 0) {
		add_dsn(r, c, first);
		return pass_rcpt(r, first, reply);
	}
	envelope_cut(v, first);
	if (e.status != STATUS_DATA)
		return smtpd_reply_err(reply, &e);
	return smtpd_reply_set(reply, 553, "5.1.3", "%s", e.text);
}
