/* SPDX-License-Identifier: ISC */
#include "net/smtpd_relay.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/queue_letter.h"
#include "net/queue_place.h"
#include "net/send_outcome.h"
#include "net/smtp_flight.h"
#include "net/smtp_start.h"
#include "net/smtpd_outcome.h"
#include "net/smtpd_rcpt.h"

void
smtpd_relay_init(struct smtpd_relay *r, const struct send_options *o,
    void (*tell)(const struct err *e))
{
	memset(r, 0, sizeof(*r));
	r->options = o;
	r->tell = tell;
	r->address = o->address;
	letter_init(&r->letter);
}

void
smtpd_relay_reset(struct smtpd_relay *r)
{
	smtpd_rcpt_forget(r);
	letter_free(&r->letter);
	r->sender.len = r->envid.len = r->each.len = 0;
	r->dsn = r->options->dsn;
	r->ahead = 0;
	r->down = (struct err)ERR_INIT;
}

void
smtpd_relay_free(struct smtpd_relay *r)
{
	smtpd_relay_reset(r);
	send_session_close(&r->session);
	if (r->has_account)
		account_free(&r->account);
	free(r->results);
	buf_free(&r->sender);
	buf_free(&r->envid);
	buf_free(&r->each);
}

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The account of this sender.  The password of the environment is the first
   one's: no other server may see it. */
static int
find_account(struct smtpd_relay *r, struct err *e)
{
	const struct send_options *o = r->options;
	struct account_query q = {URL_SMTP, o->account, o->overrides,
	    o->override_count, r->address.sender};
	enum account_key key = account_key_of(URL_SMTP);
	struct account found;

	if (account_find(&found, &q, e) < 0) {
		account_free(&found);
		return -1;
	}
	if (r->has_account && is_same(found.name, r->account.name) &&
	    is_same(account_get(&found, key), account_get(&r->account, key))) {
		account_free(&found);
		return 0;
	}
	send_session_close(&r->session);
	if (r->has_account)
		account_free(&r->account);
	r->account = found;
	r->has_account = true;
	return 0;
}

static int
connect_server(struct smtpd_relay *r, struct err *e)
{
	struct smtp *s = &r->session.smtp;

	if (r->session.is_open && smtp_has_gone(s))
		s->broken = true;
	return send_session_open(&r->session, &r->account, r->options, e);
}

/* No server: the queue takes it if it can. */
static int
put_off(struct smtpd_relay *r, const struct err *e,
    struct smtpd_reply *reply)
{
	if (!smtpd_rcpt_queues(r) || !queue_may_help(e->status))
		return smtpd_reply_err(reply, e);
	r->down = *e;
	return smtpd_reply_set(reply, 250, "2.1.0", "sender ok, it is for "
	    "the queue");
}

/* What the server says to MAIL. */
static int
pass_mail(struct smtpd_relay *r, struct smtpd_reply *reply)
{
	const struct smtp_reply *said = &r->session.smtp.reply;

	r->begun = smtp_reply_class(said) == 2;
	if (smtp_reply_class(said) == 4 && smtpd_rcpt_queues(r))
		return smtpd_reply_set(reply, 250, "2.1.0", "sender ok");
	return smtpd_reply_pass(reply, said);
}

/* Calls the server and begins the transaction there.  0 with its reply, 1 if
   it takes no message of that size, or -1. */
static int
begin(struct smtpd_relay *r, uint64_t size, struct err *e)
{
	struct smtp_start start = {buf_str(&r->letter.envelope.sender), 0,
	    false, &r->dsn};

	if (connect_server(r, e) < 0)
		return -1;
	r->begun_utf8 = r->utf8 && smtp_offers(&r->session.smtp, SMTP_UTF8);
	if (!r->begun_utf8 && str_has_8bit(start.sender))
		return err_set(e, STATUS_UNAVAILABLE, "the sender needs "
		    "SMTPUTF8, which the server has not");
	if (r->session.smtp.size_max > 0 && size > r->session.smtp.size_max)
		return 1;
	start.utf8 = r->begun_utf8;
	return smtp_start(&r->session.smtp, &start, e);
}

/* What the client wants of reports, in the place of what our options say. */
static void
take_dsn(struct smtpd_relay *r, const struct smtpd_command *c)
{
	if (c->ret.n > 0)
		r->dsn.ret = str_case_is(c->ret, "FULL") ? "full" : "hdrs";
	smtp_dsn_undo_xtext(c->envid, &r->envid);
	if (r->envid.len > 0)
		r->dsn.envid = buf_string(&r->envid);
}

int
smtpd_relay_mail(struct smtpd_relay *r, const struct smtpd_command *c,
    struct smtpd_reply *reply)
{
	struct smtp *s = &r->session.smtp;
	struct err e = ERR_INIT;
	bool was_open;
	int done;

	smtpd_relay_reset(r);
	r->utf8 = c->utf8;
	buf_add_str(&r->sender, c->address.n > 0 ? c->address : STR("<>"));
	r->address.sender = buf_string(&r->sender);
	take_dsn(r, c);
	if (!c->utf8 && str_has_8bit(c->address))
		return smtpd_rcpt_refuse_utf8(reply, "MAIL has not said");
	if (find_account(r, &e) < 0)
		return smtpd_reply_err(reply, &e);
	if (letter_set_sender(&r->letter, &r->address, &r->account, &e) < 0)
		return e.status != STATUS_DATA ? smtpd_reply_err(reply, &e) :
		    smtpd_reply_set(reply, 553, "5.1.7", "%s", e.text);
	/* Another message may have been the last one it wanted to see. */
	was_open = r->session.is_open;
	done = begin(r, c->size, &e);
	if (done < 0 && was_open && s->broken)
		done = begin(r, c->size, &e);
	if (done < 0)
		return put_off(r, &e, reply);
	if (done > 0)
		return smtpd_reply_set(reply, 552, "5.3.4",
		    "the server takes %llu bytes",
		    (unsigned long long)s->size_max);
	return pass_mail(r, reply);
}

/* Sends it, going on with what was begun if the server was told just that. */
static int
send_mail(struct smtpd_relay *r, struct smtp_mail *m, struct err *e)
{
	if (r->down.status != STATUS_OK) {
		*e = r->down;
		return -1;
	}
	m->begun = r->begun && smtp_flight_needs_utf8(m) == r->begun_utf8 &&
	    smtp_has_accepted(r->results, r->result_count);
	if (m->begun) {
		memcpy(m->results, r->results, m->n * sizeof(*m->results));
		r->result_count = 0;
	} else if (connect_server(r, e) < 0) {
		return -1;
	}
	return smtp_mail_send(&r->session.smtp, m, e);
}

static int
deliver(struct smtpd_relay *r, struct smtpd_reply *reply)
{
	const struct queue_source source = {&r->account,
	    r->options->overrides, r->options->override_count};
	struct err why = ERR_INIT;
	struct send_outcome o;
	struct smtp_mail m;
	int done;

	smtp_mail_init(&m, &r->letter.envelope, &r->letter.message);
	m.recode = letter_recodes(&r->address, &r->account);
	m.dsn = &r->dsn;
	done = send_mail(r, &m, &why);
	send_outcome(&o, &r->account, &m, done < 0 ? &why : NULL,
	    smtpd_rcpt_queues(r) ? &source : NULL, true);
	done = smtpd_outcome(reply, &m, &o, done < 0 ? &why : NULL);
	if (o.log_error.status != STATUS_OK)
		r->tell(&o.log_error);
	smtp_mail_free(&m);
	return done;
}

int
smtpd_relay_send(struct smtpd_relay *r, struct smtpd_reply *reply)
{
	struct err e = ERR_INIT;
	int done;

	if (letter_fit(&r->letter, &r->address, &r->account, &e) < 0 ||
	    letter_seal(&r->letter, &r->address, &r->account, &e) < 0)
		done = smtpd_reply_err(reply, &e);
	else
		done = deliver(r, reply);
	smtpd_relay_reset(r);
	return done;
}
