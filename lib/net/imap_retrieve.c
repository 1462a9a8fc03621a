/* SPDX-License-Identifier: ISC */
#include "net/imap_retrieve.h"

#include "mime/crlf.h"
#include "net/imap_opened.h"
#include "net/imap_row.h"
#include "net/imap_uids.h"

static int
add(struct imap_retrieve *f, struct str piece, struct err *e)
{
	struct deliver *d = f->deliver;

	f->targets->v[f->token].octets += piece.n;
	f->text.len = 0;
	crlf_add_as_lf(&f->text, piece, &f->cr);
	deliver_add(d, buf_str(&f->text));
	f->progress(f->arg, piece.n);
	if (d->kind == DELIVER_STDOUT && d->trouble.status != 0) {
		*e = d->trouble;
		return -1;
	}
	return 0;
}

/* Whether it was asked for, and did not come before. */
static bool
is_wanted(struct imap_retrieve *f, uint32_t uid)
{
	return uid > 0 && imap_set_has(&f->asked, uid) &&
	    !imap_set_has(&f->received, uid) &&
	    (!f->is_open || imap_targets_find(f->targets, uid) != NULL);
}

static void
begin(struct imap_retrieve *f)
{
	struct imap_target *t = f->is_open
	    ? imap_targets_find(f->targets, f->uid)
	    : imap_targets_add(f->targets, f->uid, 0);

	f->begun = true;
	f->cr = false;
	t->octets = 0;
	f->token = (size_t)(t - f->targets->v);
	deliver_begin(f->deliver, f->token, t->entry);
}

/* The rest of a message will not come. */
static int
cut(struct imap_retrieve *f, struct err *e)
{
	bool written = deliver_abort(f->deliver);

	f->spoilt |= written;
	if (f->uid == 0)
		return err_prefix(e, "%s: a message was cut", f->box);
	return err_prefix(e, "%s: message %lu was cut%s", f->box,
	    (unsigned long)f->uid, written
	    ? ", and the beginning that was written is no message" : "");
}

static int
stream(struct imap_retrieve *f, struct err *e)
{
	struct str piece;
	int got;

	begin(f);
	while ((got = imap_piece(f->session, &piece, e)) > 0)
		if (add(f, piece, e) < 0)
			return -1;
	return got < 0 ? cut(f, e) : 0;
}

/* Octets whose UID comes behind them wait for it. */
static int
hold(struct imap_retrieve *f, struct err *e)
{
	struct str piece;
	int got;

	f->waiting = true;
	while ((got = imap_piece(f->session, &piece, e)) > 0)
		if (spool_add(&f->spool, piece.p, piece.n, e) < 0)
			return -1;
	return got < 0 ? cut(f, e) : 0;
}

/* The value of the section: a literal, or a string in quotes; NIL is none. */
static int
take_body(struct imap_retrieve *f, const struct imap_token *t, struct err *e)
{
	if (f->has_body)
		return imap_skip(f->session, t, e);
	if (t->kind != IMAP_LITERAL && t->kind != IMAP_QUOTED)
		return imap_skip(f->session, t, e);
	f->has_body = true;
	if (t->kind == IMAP_LITERAL && f->uid == 0)
		return hold(f, e);
	if (t->kind == IMAP_QUOTED && f->uid == 0) {
		f->waiting = true;
		return spool_add(&f->spool, t->text.p, t->text.n, e);
	}
	if (!is_wanted(f, f->uid))
		return imap_skip(f->session, t, e);
	if (t->kind == IMAP_LITERAL)
		return stream(f, e);
	begin(f);
	return add(f, t->text, e);
}

/* BODY.PEEK[x] is answered as BODY[x]; the fields in a section may be written
   in another way, so it is compared up to the first blank. */
static bool
is_section(const struct imap_retrieve *f, const struct imap_token *t)
{
	struct str name = t->text, want = str_from(f->wish->section);
	bool whole;

	if (t->kind != IMAP_ATOM || !str_case_starts(name, "BODY["))
		return false;
	name = str_skip(name, 5);
	whole = str_find(want, ' ') == want.n;
	want.n = str_find(want, ' ');
	name.n = whole ? str_find(name, ']') : str_find(name, ' ');
	return str_case_equal(name, want);
}

static int
deliver_held(struct imap_retrieve *f, struct err *e)
{
	char block[65536];
	ssize_t n;

	begin(f);
	spool_rewind(&f->spool);
	while ((n = spool_read(&f->spool, block, sizeof(block), e)) > 0)
		if (add(f, str_of(block, (size_t)n), e) < 0)
			return -1;
	return n < 0 ? -1 : 0;
}

/* Against a server that gives the UID to another message (see
   journal_may_delete). */
static void
note_octets(struct imap_retrieve *f)
{
	const struct imap_target *t = &f->targets->v[f->token];

	if (f->octets > 0 && t->entry != JOURNAL_NONE)
		journal_set_octets(f->targets->journal, t->entry, f->octets);
}

/* The reply is whole, and so is what came in it. */
static int
end_message(struct imap_retrieve *f, struct err *e)
{
	int result = 0;

	if (f->uid > 0 && imap_set_has(&f->asked, f->uid))
		imap_set_insert(&f->there, f->uid);
	if (f->there.n > IMAP_MESSAGES_MAX)
		return err_set(e, STATUS_PROTOCOL, "%s: %s: more than %llu "
		    "messages", f->session->account->url.host, f->box,
		    (unsigned long long)IMAP_MESSAGES_MAX);
	if (f->uid == 0 && f->has_body)
		f->tally.nameless++;
	if (f->waiting && is_wanted(f, f->uid))
		result = deliver_held(f, e);
	if (f->waiting) {
		spool_free(&f->spool);
		spool_init(&f->spool);
	}
	if (result < 0 || !f->begun)
		return result;
	if (f->cr)
		deliver_add(f->deliver, STR("\r"));
	imap_set_insert(&f->received, f->uid);
	note_octets(f);
	result = deliver_end(f->deliver, e);
	if (result == 0 && deliver_is_due(f->deliver))
		result = deliver_commit(f->deliver, e);
	return result;
}

static int
take_item(struct imap_retrieve *f, struct err *e)
{
	struct imap *s = f->session;
	struct imap_token t;
	bool is_uid, is_body, is_size;
	uint64_t n;
	int got;

	if ((got = imap_token(s, &t, e)) <= 0)
		return got;
	is_uid = imap_is_atom(&t, "UID");
	is_body = is_section(f, &t);
	is_size = imap_is_atom(&t, "RFC822.SIZE");
	if (t.kind == IMAP_CLOSE || t.kind == IMAP_OPEN)
		return 1;
	if ((got = imap_token(s, &t, e)) <= 0)
		return got;
	if (is_uid && f->uid == 0 && imap_number(&t, UINT32_MAX, &n))
		f->uid = (uint32_t)n;
	else if (is_size && imap_number(&t, UINT64_MAX, &n))
		f->octets = n;
	else if (is_body)
		return take_body(f, &t, e) < 0 ? -1 : 1;
	else
		return imap_skip(s, &t, e) < 0 ? -1 : 1;
	return 1;
}

static int
take_message(struct imap_retrieve *f, struct err *e)
{
	int got;

	f->uid = 0;
	f->octets = 0;
	f->begun = f->has_body = f->waiting = f->cr = false;
	while ((got = take_item(f, e)) > 0)
		continue;
	if (got < 0 && f->begun)
		f->spoilt |= deliver_abort(f->deliver);
	return got < 0 ? -1 : end_message(f, e);
}

static int
check_select(struct imap_retrieve *f, const struct imap_reply *r,
    struct err *e)
{
	struct imap *s = f->session;

	if (r->status.word != IMAP_OK)
		return imap_not_opened(s, r, f->box, e);
	if (f->validity != 0 && s->box.uidvalidity != f->validity)
		return err_set(e, STATUS_PARTIAL, "%s: %s: the mailbox has "
		    "got another UIDVALIDITY: the rest of the messages is "
		    "gone", s->account->url.host, f->box);
	f->validity = s->box.uidvalidity;
	imap_tally_begin(&f->tally, s);
	return imap_retrieve_check(f, e);
}

int
imap_retrieve_too_early(const struct imap_retrieve *f, struct err *e)
{
	return err_set(e, STATUS_PROTOCOL, "%s: %s: a command is answered "
	    "before the mailbox is open", f->session->account->url.host,
	    f->box);
}

/* Reads till the last FETCH, whose tag this is, and all others are
   answered. */
static int
receive(struct imap_retrieve *f, unsigned int select, unsigned int last,
    struct err *e)
{
	struct imap_reply r;
	bool selected = select == 0;

	do {
		if (imap_reply(f->session, &r, e) < 0)
			return -1;
		if (r.tag > 0 && r.tag == select) {
			if (check_select(f, &r, e) < 0)
				return -1;
			selected = true;
		} else if (r.tag > 0 && !selected) {
			return imap_retrieve_too_early(f, e);
		} else if (selected && imap_is_data(&r, "FETCH")) {
			if (take_message(f, e) < 0)
				return -1;
		} else if (r.tag > 0 && r.status.word != IMAP_OK &&
		    f->refusal.status == 0) {
			imap_refused(f->session, &r, STATUS_UNAVAILABLE,
			    f->box, &f->refusal);
		}
	} while (imap_is_pending(f->session, last));
	return 0;
}

static int
ask_and_receive(struct imap_retrieve *f, unsigned int select,
    const struct imap_set *asked, struct err *e)
{
	struct buf items = BUF_INIT;
	unsigned int last = select;
	int result;

	buf_printf(&items, "(UID %sBODY.PEEK[%s])", f->targets->journal != NULL
	    ? "RFC822.SIZE " : "", f->wish->section);
	result = imap_uids_send(f->session, &last, "FETCH", asked,
	    buf_str(&items), e);
	buf_free(&items);
	return result == 0 && last > 0 ? receive(f, select, last, e) : result;
}

/* Whether there is a new connection, for the one that is over had brought
   some messages: else it might be that one message which ends each. */
static bool
begin_again(struct imap_retrieve *f, uint64_t before, unsigned int *select,
    struct err *e)
{
	struct err why = *e;

	if (!imap_is_over(f->session) || f->spoilt ||
	    f->validity == 0 || imap_set_count(&f->received) == before)
		return false;
	spool_free(&f->spool);
	spool_init(&f->spool);
	if (f->again(f->arg, select, e) == 0)
		return true;
	if (e->status == STATUS_TEMPFAIL)
		*e = why;
	return false;
}

int
imap_retrieve_run(struct imap_retrieve *f, unsigned int select,
    const struct imap_set *asked, struct err *e)
{
	struct imap_set left = IMAP_SET_INIT;
	uint64_t before;
	int result;

	spool_init(&f->spool);
	imap_set_add_all(&f->asked, asked);
	if (f->is_open)
		imap_targets_with(f->targets, IMAP_FETCH, &f->there);
	if (select == 0)
		f->validity = f->session->box.uidvalidity;
	do {
		before = imap_set_count(&f->received);
		imap_set_free(&left);
		imap_set_subtract(&f->asked, &f->received, &left);
		result = ask_and_receive(f, select, &left, e);
	} while (result < 0 && begin_again(f, before, &select, e));
	imap_set_free(&left);
	if (result < 0)
		return -1;
	if (f->refusal.status != 0) {
		f->say(f->arg, &f->refusal);
		f->failed = true;
		f->temporary |= f->refusal.status == STATUS_TEMPFAIL;
	}
	imap_retrieve_absent(f);
	return deliver_close(f->deliver, e);
}
