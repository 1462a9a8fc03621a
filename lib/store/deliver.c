/* SPDX-License-Identifier: ISC */
#include "store/deliver.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/deliver_kind.h"
#include "store/mboxfile.h"

/* So many messages are made durable together, of so many bytes, which are in
   memory for an mbox; and they wait no longer than this. */
#define BATCH 64
#define BATCH_BYTES ((uint64_t)16 * 1024 * 1024)
#define BATCH_MEMORY ((uint64_t)1024 * 1024)
#define BATCH_MS 5000

int
deliver_open(struct deliver *d, enum deliver_kind kind, const char *where,
    bool single, struct journal *journal, int64_t when, struct err *e)
{
	memset(d, 0, sizeof(*d));
	d->kind = kind;
	d->where = where;
	d->journal = journal;
	d->when = when;
	if (kind == DELIVER_MAILDIR)
		return maildir_open(&d->maildir, where, e);
	if (kind == DELIVER_MBOX)
		return mboxfile_check(where, e);
	if (kind == DELIVER_STDOUT) {
		out_init(&d->out, STDOUT_FILENO, "stdout");
		msgout_init(&d->message, &d->out, single, when);
	}
	return 0;
}

static void
free_message(struct deliver *d, struct deliver_message *m)
{
	if (d->kind == DELIVER_MAILDIR && m->file.temporary.len > 0)
		maildir_give_up(&d->maildir, &m->file);
	else if (d->kind == DELIVER_MBOX || d->kind == DELIVER_COMMAND)
		spool_free(&m->spool);
}

void
deliver_free(struct deliver *d)
{
	size_t i;

	deliver_abort(d);
	for (i = 0; i < d->n; i++)
		free_message(d, &d->v[i]);
	free(d->v);
	d->v = NULL;
	d->n = d->cap = 0;
	if (d->kind == DELIVER_MAILDIR && d->maildir.path != NULL)
		maildir_close(&d->maildir);
	msgout_free(&d->message);
	out_free(&d->out);
}

static void
add_pending(struct deliver *d)
{
	d->v = mem_more(d->v, d->n, &d->cap, sizeof(*d->v));
	if (d->n == 0)
		d->since = clock_ms();
	d->v[d->n++] = d->now;
	d->open = false;
}

static void
set_now(struct deliver *d, size_t token, size_t entry)
{
	memset(&d->now, 0, sizeof(d->now));
	d->now.token = token;
	d->now.entry = entry;
	d->now.file.out.fd = -1;
	spool_init(&d->now.spool);
	d->size = 0;
	d->trouble.status = 0;
}

int
deliver_find(struct deliver *d, size_t token, size_t entry, struct err *e)
{
	struct buf name = BUF_INIT, key = BUF_INIT;
	int has;

	if (d->kind != DELIVER_MAILDIR || d->journal == NULL ||
	    entry == JOURNAL_NONE ||
	    journal_get(d->journal, entry)->word != JOURNAL_INTENT)
		return 0;
	buf_add_str(&name, journal_name(d->journal, entry));
	has = maildir_has(&d->maildir, buf_string(&name), e);
	buf_free(&name);
	if (has > 0) {
		deliver_key(d, entry, &key);
		maildir_clean(&d->maildir, buf_string(&key));
		buf_free(&key);
		set_now(d, token, entry);
		d->now.is_there = true;
		add_pending(d);
	}
	return has;
}

void
deliver_begin(struct deliver *d, size_t token, size_t entry)
{
	struct buf key = BUF_INIT;

	set_now(d, token, entry);
	d->open = true;
	if (d->kind == DELIVER_STDOUT) {
		msgout_begin(&d->message);
	} else if (d->kind == DELIVER_MAILDIR) {
		deliver_key(d, entry, &key);
		maildir_begin(&d->maildir, &d->now.file, buf_string(&key),
		    &d->trouble);
		buf_free(&key);
	}
}

void
deliver_add(struct deliver *d, struct str piece)
{
	d->size += piece.n;
	if (d->trouble.status != 0)
		return;
	if (d->kind == DELIVER_STDOUT)
		msgout_add(&d->message, piece);
	else if (d->kind == DELIVER_MAILDIR)
		out_add_str(&d->now.file.out, piece);
	else
		(void)spool_add(&d->now.spool, piece.p, piece.n,
		    &d->trouble);
	/* On stdout nothing can be taken back: it is no use going on. */
	if (d->kind == DELIVER_STDOUT && out_failed(&d->out))
		(void)out_flush(&d->out, &d->trouble);
}

bool
deliver_abort(struct deliver *d)
{
	bool written = d->open && d->kind == DELIVER_STDOUT &&
	    d->message.begun;

	if (d->open)
		free_message(d, &d->now);
	d->open = false;
	return written;
}

int
deliver_fail(struct deliver *d, struct deliver_message *m,
    const struct err *why, struct err *e)
{
	free_message(d, m);
	m->failed = true;
	if (why->status == STATUS_CANTCREAT || why->status == STATUS_IOERR)
		d->failures++;
	if (d->failures > 1 || d->kind == DELIVER_STDOUT) {
		*e = *why;
		return -1;
	}
	d->done(d->arg, m->token, why);
	return 0;
}

void
deliver_note(struct deliver *d, const struct deliver_message *m)
{
	d->failures = 0;
	if (d->journal != NULL && m->entry != JOURNAL_NONE)
		journal_note(d->journal, m->entry,
		    d->to_delete ? JOURNAL_DELETE : JOURNAL_TAKEN, NULL);
}

/* Tells done of all pending messages that have not failed; none is left. */
static void
all_done(struct deliver *d)
{
	size_t i, n = d->n;

	d->n = 0;
	d->held = 0;
	for (i = 0; i < n; i++)
		if (!d->v[i].failed)
			d->done(d->arg, d->v[i].token, NULL);
}

/* What the command has done cannot be undone: the journal says so at once. */
static int
end_command(struct deliver *d, struct err *e)
{
	struct err why = ERR_INIT;
	int result = deliver_run(d, &d->now, &why);

	d->open = false;
	if (result < 0)
		return deliver_fail(d, &d->now, &why, e);
	spool_free(&d->now.spool);
	deliver_note(d, &d->now);
	if (d->journal != NULL && journal_sync(d->journal, e) < 0)
		return -1;
	d->done(d->arg, d->now.token, NULL);
	return 0;
}

static int
fail_now(struct deliver *d, struct err *e)
{
	const struct err why = d->trouble;

	d->open = false;
	return deliver_fail(d, &d->now, &why, e);
}

int
deliver_end(struct deliver *d, struct err *e)
{
	struct buf key = BUF_INIT;

	if (d->size == 0 && d->trouble.status == 0) {
		err_set(&d->trouble, STATUS_PARTIAL,
		    "the server gives no byte of it");
		d->open = false;
		free_message(d, &d->now);
		d->done(d->arg, d->now.token, &d->trouble);
		return 0;
	}
	if (d->trouble.status == 0 && d->kind == DELIVER_MAILDIR) {
		deliver_key(d, d->now.entry, &key);
		(void)maildir_end(&d->maildir, &d->now.file,
		    buf_string(&key), &d->trouble);
		buf_free(&key);
	}
	if (d->trouble.status != 0)
		return fail_now(d, e);
	if (d->kind == DELIVER_COMMAND)
		return end_command(d, e);
	if (d->kind == DELIVER_STDOUT)
		msgout_end(&d->message);
	d->held += d->size;
	add_pending(d);
	return 0;
}

bool
deliver_is_due(const struct deliver *d)
{
	if (d->kind == DELIVER_STDOUT || d->n == 0)
		return false;
	return d->n >= BATCH || d->held >= (d->kind == DELIVER_MBOX ?
	    BATCH_MEMORY : BATCH_BYTES) || clock_ms() - d->since > BATCH_MS;
}

static int
commit(struct deliver *d, struct err *e)
{
	if ((d->kind == DELIVER_MAILDIR ? deliver_commit_maildir(d, e)
	    : deliver_commit_mbox(d, e)) < 0)
		return -1;
	if (d->journal != NULL && journal_sync(d->journal, e) < 0)
		return -1;
	all_done(d);
	return 0;
}

int
deliver_commit(struct deliver *d, struct err *e)
{
	if (d->broken)
		return -1;
	if (d->n == 0 || d->kind == DELIVER_STDOUT)
		return 0;
	d->broken = commit(d, e) < 0;
	return d->broken ? -1 : 0;
}

static int
close_stdout(struct deliver *d, struct err *e)
{
	struct stat st;

	if (out_flush(&d->out, e) < 0)
		return -1;
	if ((d->sync || d->journal != NULL) && fstat(d->out.fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && fsync(d->out.fd) < 0)
		return err_sys(e, STATUS_IOERR, "%s", d->out.name);
	return out_close(&d->out, e);
}

int
deliver_close(struct deliver *d, struct err *e)
{
	size_t i;

	if (d->kind != DELIVER_STDOUT)
		return deliver_commit(d, e);
	if (close_stdout(d, e) < 0)
		return -1;
	for (i = 0; i < d->n; i++)
		deliver_note(d, &d->v[i]);
	if (d->n > 0 && d->journal != NULL && journal_sync(d->journal, e) < 0)
		return -1;
	all_done(d);
	return 0;
}
