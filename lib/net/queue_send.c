/* SPDX-License-Identifier: ISC */
#include "net/queue_send.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/num.h"

/* RFC 5321 4.5.4.1 has four or five days. */
#define DAYS_DEFAULT 5

static int
find_waiting(struct queue_send *s, struct err *e)
{
	const struct queue_entry *x = &s->file.entry;
	size_t i;

	if (envelope_set_sender(&s->envelope, buf_str(&x->envelope.sender),
	    e) < 0)
		return -1;
	s->places = mem_alloc((x->envelope.n + 1) * sizeof(*s->places));
	for (i = 0; i < x->envelope.n; i++) {
		if (x->fates[i] != QUEUE_WAITS)
			continue;
		s->places[s->envelope.n] = i;
		if (envelope_add(&s->envelope,
		    str_from(x->envelope.rcpts[i]), e) < 0)
			return -1;
	}
	return 0;
}

int
queue_send_open(struct queue_send *s, struct queue *q, const char *id,
    struct err *e)
{
	const struct queue_entry *x = &s->file.entry;
	int got;

	memset(s, 0, sizeof(*s));
	outgoing_init(&s->text);
	s->queue = q;
	s->id = id;
	got = queue_file_take(&s->file, q, QUEUE_WAITING, id, e);
	if (got <= 0)
		return got;
	s->dsn.notify = queue_entry_get(x, "notify");
	s->dsn.ret = queue_entry_get(x, "ret");
	s->dsn.envid = queue_entry_get(x, "envid");
	s->dsn.each = queue_entry_get(x, "each");
	if (smtp_dsn_check(&s->dsn, e) < 0 || find_waiting(s, e) < 0)
		return err_prefix(e, "%s", id);
	return 1;
}

void
queue_send_close(struct queue_send *s)
{
	queue_file_close(&s->file);
	outgoing_free(&s->text);
	envelope_free(&s->envelope);
	free(s->places);
	s->places = NULL;
}

int
queue_send_begin(struct queue_send *s, struct err *e)
{
	struct queue_entry *x = &s->file.entry;

	x->tries++;
	x->last = time(NULL);
	x->is_open = true;
	x->is_barred = false;
	return queue_file_save(&s->file, true, e);
}

/* A full disk must not keep anything back but the words. */
static void
keep_notes(const struct queue_send *s, struct buf *notes)
{
	struct err unused = ERR_INIT;

	(void)queue_file_note(&s->file, buf_str(notes), &unused);
	buf_free(notes);
}

/* One for the whole. */
static void
note(const struct queue_send *s, const char *text)
{
	struct buf notes = BUF_INIT;

	queue_entry_note(&notes, time(NULL), 0, str_from(text));
	keep_notes(s, &notes);
}

int
queue_send_read(struct queue_send *s, struct err *e)
{
	if (queue_file_read(&s->file, &s->text, e) < 0 ||
	    outgoing_check(&s->text, e) < 0) {
		note(s, e->text);
		return err_prefix(e, "%s", s->id);
	}
	return 0;
}

/* A status that no other try will change: it is about the message. */
static bool
is_final(const struct queue_send *s, const struct err *why)
{
	return why != NULL && !s->no_session && (why->status == STATUS_DATA ||
	    why->status == STATUS_NOUSER ||
	    why->status == STATUS_UNAVAILABLE);
}

static void
take_results(struct queue_send *s, const struct smtp_mail *m,
    const struct err *why)
{
	char *fates = s->file.entry.fates;
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->results[i].fate == SMTP_ACCEPTED)
			fates[s->places[i]] = QUEUE_SENT;
		else if (m->results[i].fate == SMTP_PERMANENT ||
		    (m->results[i].fate == SMTP_UNKNOWN && is_final(s, why)))
			fates[s->places[i]] = QUEUE_REFUSED;
}

/* If it fails here it is done once more at the end.  Who was refused may
   still be asked again. */
void
queue_send_settled(void *arg)
{
	struct queue_send *s = arg;
	struct err unused = ERR_INIT;
	size_t i;

	for (i = 0; i < s->mail->n; i++)
		if (s->mail->results[i].fate == SMTP_ACCEPTED)
			s->file.entry.fates[s->places[i]] = QUEUE_SENT;
	(void)queue_file_save(&s->file, true, &unused);
}

static void
note_results(struct queue_send *s, const struct smtp_mail *m,
    const struct err *why)
{
	struct buf text = BUF_INIT, notes = BUF_INIT;
	const int64_t now = time(NULL);
	size_t i;

	if (why != NULL)
		queue_entry_note(&notes, now, 0, str_from(why->text));
	/* A server may say much, to each; more than that is not kept. */
	for (i = 0; i < m->n && notes.len < QUEUE_NOTES_MAX; i++) {
		if (m->results[i].fate == SMTP_UNKNOWN)
			continue;
		text.len = 0;
		smtp_reply_line(&m->results[i].reply, &text);
		queue_entry_note(&notes, now, s->places[i] + 1,
		    buf_str(&text));
	}
	keep_notes(s, &notes);
	buf_free(&text);
}

static int
give_up(struct queue_send *s, struct err *e)
{
	if (queue_file_save(&s->file, true, e) < 0 ||
	    queue_move(s->queue, QUEUE_WAITING, s->id, e) < 0)
		return -1;
	return QUEUE_GIVEN_UP;
}

/* What it was sent to in vain must not be sent again for a directory that
   does not let it go. */
static int
remove_entry(struct queue_send *s, struct err *e)
{
	struct err unused = ERR_INIT;

	if (queue_remove(s->queue, QUEUE_WAITING, s->id, e) >= 0)
		return QUEUE_DONE;
	(void)queue_file_save(&s->file, true, &unused);
	return err_prefix(e, "it was sent, and cannot be removed");
}

int
queue_send_clear(struct queue_send *s, struct err *e)
{
	if (queue_entry_count(&s->file.entry, QUEUE_REFUSED) > 0)
		return give_up(s, e);
	return remove_entry(s, e);
}

static bool
is_too_old(const struct queue_send *s, const struct account *a)
{
	const char *value = account_get(a, ACCOUNT_QUEUE_DAYS);
	uint64_t days = DAYS_DEFAULT;

	if (value != NULL)
		num_parse(str_from(value), UINT32_MAX, &days);
	return time(NULL) - s->file.entry.queued > (int64_t)days * 86400;
}

static int
keep(struct queue_send *s, const struct account *a, bool sync,
    struct err *e)
{
	if (is_too_old(s, a)) {
		note(s, "it has waited too long");
		return give_up(s, e);
	}
	return queue_file_save(&s->file, sync, e) < 0 ? -1 : QUEUE_KEPT;
}

int
queue_send_end(struct queue_send *s, const struct account *a,
    const struct smtp_mail *m, const struct err *why, struct err *e)
{
	struct queue_entry *x = &s->file.entry;
	int done;

	take_results(s, m, why);
	x->is_open = why != NULL && m->is_uncertain;
	x->is_barred = s->is_barred;
	if (queue_entry_count(x, QUEUE_SENT) == x->envelope.n)
		return remove_entry(s, e);
	done = queue_file_save(&s->file, true, e);
	note_results(s, m, why);
	if (done < 0)
		return -1;
	if (queue_entry_count(x, QUEUE_WAITS) == 0)
		return give_up(s, e);
	return is_too_old(s, a) ? keep(s, a, true, e) : QUEUE_KEPT;
}

int
queue_send_put_off(struct queue_send *s, const struct account *a,
    const struct err *why, struct err *e)
{
	s->file.entry.tries++;
	s->file.entry.last = time(NULL);
	s->file.entry.is_barred = s->is_barred;
	note(s, why->text);
	return keep(s, a, false, e);
}

static int
withdraw_from(const struct queue *q, enum queue_room room, const char *id,
    struct err *e)
{
	struct queue_file f;
	int got = queue_file_take(&f, q, room, id, e);

	if (got > 0 || (got < 0 && (e->status == STATUS_DATA ||
	    e->status == STATUS_CONFIG)))
		got = queue_remove(q, room, id, e);
	queue_file_close(&f);
	return got;
}

int
queue_withdraw(const struct queue *q, const char *id, struct err *e)
{
	int got = withdraw_from(q, QUEUE_WAITING, id, e);

	return got != 0 ? got : withdraw_from(q, QUEUE_FAILED, id, e);
}

int
queue_revive(struct queue *q, const char *id, struct err *e)
{
	struct queue_file f;
	int got = queue_file_take(&f, q, QUEUE_FAILED, id, e);
	size_t i;

	if (got > 0) {
		for (i = 0; i < f.entry.envelope.n; i++)
			if (f.entry.fates[i] == QUEUE_REFUSED)
				f.entry.fates[i] = QUEUE_WAITS;
		f.entry.tries = 0;
		f.entry.is_barred = false;
		if (queue_file_save(&f, true, e) < 0 ||
		    queue_move(q, QUEUE_FAILED, id, e) < 0)
			got = -1;
	}
	queue_file_close(&f);
	return got;
}
