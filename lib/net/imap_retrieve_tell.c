/* SPDX-License-Identifier: ISC */
#include "net/imap_retrieve.h"
#include "net/log.h"

void
imap_retrieve_say(struct imap_retrieve *f, uint32_t uid, const char *what,
    const struct err *why)
{
	struct err e = *why;

	err_prefix(&e, "%s: %s: message %lu: %s",
	    f->session->account->url.host, f->box, (unsigned long)uid, what);
	f->say(f->arg, &e);
	f->failed = true;
	if (e.status == STATUS_TEMPFAIL)
		f->temporary = true;
	if (e.status == STATUS_CANTCREAT || e.status == STATUS_IOERR)
		f->trouble = e.status;
}

static void
log_one(struct imap_retrieve *f, const struct imap_target *t)
{
	struct err e = ERR_INIT;
	struct log_line line;

	log_begin(&line, f->session->account);
	log_text(&line, "action", STR("fetched"));
	log_text(&line, "box", str_from(f->box));
	log_number(&line, "uidvalidity", f->session->box.uidvalidity);
	log_number(&line, "uid", t->uid);
	log_number(&line, "size", t->octets);
	if (f->deliver->where != NULL)
		log_text(&line, "to", str_from(f->deliver->where));
	if (log_end(&line, &e) < 0)
		f->say(f->arg, &e);
}

static void
delivered(void *arg, size_t token, const struct err *why)
{
	struct imap_retrieve *f = arg;
	const struct imap_target *t = &f->targets->v[token];

	if (why != NULL) {
		imap_retrieve_say(f, t->uid, "not delivered", why);
		return;
	}
	f->delivered++;
	imap_set_add(&f->done, t->uid, t->uid);
	log_one(f, t);
}

void
imap_retrieve_init(struct imap_retrieve *f)
{
	f->deliver->done = delivered;
	f->deliver->arg = f;
	f->deliver->to_delete = f->wish->to_delete;
	f->deliver->sync = f->wish->to_delete || f->wish->seen;
}

int
imap_retrieve_check(const struct imap_retrieve *f, struct err *e)
{
	const struct imap_box *box = &f->session->box;

	if (imap_selectors_check(f->selectors, (uint32_t)box->uidvalidity,
	    e) < 0)
		return err_prefix(e, "%s", f->box);
	if (box->read_only && (f->wish->to_delete || f->wish->has_days ||
	    f->wish->seen))
		return err_set(e, STATUS_UNAVAILABLE,
		    "%s: %s: the mailbox is read-only",
		    f->session->account->url.host, f->box);
	return 0;
}

void
imap_retrieve_absent(struct imap_retrieve *f)
{
	struct imap_set missing = IMAP_SET_INIT;
	const struct err why = {STATUS_PARTIAL,
	    "the server gives nothing of it"};
	struct err e = ERR_INIT;
	uint64_t uid, asked;
	size_t i;

	imap_set_sort(&f->there);
	imap_set_subtract(&f->there, &f->received, &missing);
	for (i = 0; i < missing.n; i++)
		for (uid = missing.v[i].first; uid <= missing.v[i].last;
		    uid++)
			imap_retrieve_say(f, (uint32_t)uid, "not retrieved",
			    &why);
	imap_set_free(&missing);
	f->tally.told = imap_set_count(&f->there);
	asked = imap_set_count(&f->asked);
	if (asked > 1 && imap_tally_lacks(&f->tally, f->session, f->box,
	    asked == UINT32_MAX && !f->is_open, &e)) {
		f->say(f->arg, &e);
		f->failed = true;
	}
}

void
imap_retrieve_free(struct imap_retrieve *f)
{
	spool_free(&f->spool);
	buf_free(&f->text);
	imap_set_free(&f->there);
	imap_set_free(&f->done);
	imap_set_free(&f->asked);
	imap_set_free(&f->received);
}
