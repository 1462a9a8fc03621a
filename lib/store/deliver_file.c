/* SPDX-License-Identifier: ISC */
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "store/deliver_kind.h"
#include "store/mboxfile.h"

/* So many bytes of the hash. */
#define KEY_BYTES 12

/* Where the journal is makes the key its own: a run with another one does not
   wait for this one, and must not write over what it has in tmp. */
static void
add_hash(struct buf *key, const struct journal *j, size_t entry)
{
	unsigned char digest[HASH_MAX];
	struct buf what = BUF_INIT;
	struct hash h;
	size_t i;

	buf_printf(&what, "%s\n%s\n%lu\n", j->path, j->identity,
	    (unsigned long)journal_get(j, entry)->ordinal);
	buf_add_str(&what, journal_id(j, entry));
	hash_init(&h, HASH_SHA256);
	hash_add(&h, what.data, what.len);
	hash_end(&h, digest);
	buf_free(&what);
	for (i = 0; i < KEY_BYTES; i++)
		buf_printf(key, "%02x", digest[i]);
}

/* That of a message of which no journal tells is never used again. */
void
deliver_key(struct deliver *d, size_t entry, struct buf *key)
{
	if (d->journal != NULL && entry != JOURNAL_NONE)
		add_hash(key, d->journal, entry);
	else
		buf_printf(key, "%lldP%ldQ%lu", (long long)time(NULL),
		    (long)getpid(), d->made++);
}

static int
sync_files(struct deliver *d, struct err *e)
{
	struct deliver_message *m;
	struct err why = ERR_INIT;

	for (m = d->v; m < d->v + d->n; m++)
		if (!m->is_there &&
		    maildir_sync(&d->maildir, &m->file, &why) < 0 &&
		    deliver_fail(d, m, &why, e) < 0)
			return -1;
	return 0;
}

static int
note_intents(struct deliver *d, struct err *e)
{
	struct deliver_message *m;

	if (d->journal == NULL)
		return 0;
	for (m = d->v; m < d->v + d->n; m++)
		if (!m->failed && !m->is_there && m->entry != JOURNAL_NONE)
			journal_note(d->journal, m->entry, JOURNAL_INTENT,
			    buf_string(&m->file.name));
	return journal_sync(d->journal, e);
}

static int
link_files(struct deliver *d, struct err *e)
{
	struct deliver_message *m;
	struct err why = ERR_INIT;

	for (m = d->v; m < d->v + d->n; m++)
		if (!m->failed && !m->is_there &&
		    maildir_link(&d->maildir, &m->file, &why) < 0 &&
		    deliver_fail(d, m, &why, e) < 0)
			return -1;
	return 0;
}

static void
note_taken(struct deliver *d)
{
	struct deliver_message *m;

	for (m = d->v; m < d->v + d->n; m++)
		if (!m->failed)
			deliver_note(d, m);
}

/*
 * A crash before the intents are on the disk leaves nothing but files in tmp.
 * Behind it the next run looks for the names: those that it finds have been
 * delivered, and the others have not.
 */
int
deliver_commit_maildir(struct deliver *d, struct err *e)
{
	if (sync_files(d, e) < 0 || note_intents(d, e) < 0 ||
	    link_files(d, e) < 0 || maildir_sync_names(&d->maildir, e) < 0)
		return -1;
	note_taken(d);
	return 0;
}

static int
append_all(struct deliver *d, struct mboxfile *file, struct err *e)
{
	struct deliver_message *m;
	struct err why = ERR_INIT;

	for (m = d->v; m < d->v + d->n; m++) {
		if (mboxfile_add(file, &m->spool, d->when, &why) == 0)
			spool_free(&m->spool);
		else if (deliver_fail(d, m, &why, e) < 0)
			return -1;
	}
	return 0;
}

int
deliver_commit_mbox(struct deliver *d, struct err *e)
{
	struct mboxfile file;
	int result;

	if (mboxfile_open(&file, d->where, e) < 0)
		return -1;
	result = append_all(d, &file, e);
	if (result < 0)
		mboxfile_undo(&file);
	else
		result = mboxfile_sync(&file, e);
	mboxfile_close(&file);
	if (result == 0)
		note_taken(d);
	return result;
}

int
deliver_run(struct deliver *d, struct deliver_message *m, struct err *e)
{
	int status = command_run(d->where, &m->spool, false, &d->idle, e);

	if (status > 0)
		err_set(e, STATUS_PARTIAL, "%s: exit status %d", d->where,
		    status);
	return status == 0 ? 0 : -1;
}
