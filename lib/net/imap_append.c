/* SPDX-License-Identifier: ISC */
#include "net/imap_append.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/utf8.h"
#include "net/imap_create.h"
#include "net/imap_string.h"
#include "net/imap_uidplus.h"

/* One write to the server. */
#define BLOCK ((size_t)64 * 1024)

/* The size that is announced (RFC 7889 3); 0: none is. */
static uint64_t
size_limit(const struct imap *s)
{
	struct str rest = buf_str(&s->capabilities), one;
	uint64_t n;

	while (rest.n > 0) {
		one = str_cut(&rest, ' ');
		if (str_case_starts(one, "APPENDLIMIT=") && num_parse(
		    str_skip(one, 12), UINT64_MAX, &n) == 0)
			return n;
	}
	return 0;
}

/* Whether its header has UTF-8 in it (RFC 6532). */
static bool
is_international(const struct imap_message *m)
{
	struct str header = header_fields(&m->header);

	return str_has_8bit(header) && utf8_is_valid(header);
}

/*
 * Up to the brace.  A server of RFC 6855 wants an international message in
 * UTF8 (...), which its successor RFC 9755 does not have any more, and Courier
 * wants flags before that.
 */
static bool
add_command(const struct imap_append *how, bool wrapped, struct buf *b)
{
	buf_add_string(b, "APPEND ");
	if (!imap_add_mailbox(b, how->box))
		return false;
	if (how->flags.n > 0 || wrapped) {
		buf_add_string(b, " (");
		buf_add_str(b, how->flags);
		buf_add_char(b, ')');
	}
	if (how->date.n > 0) {
		buf_add_char(b, ' ');
		imap_add_string(b, how->date);
	}
	buf_add_string(b, wrapped ? " UTF8 (~" : " ");
	return true;
}

/* A message on its way. */
struct upload {
	struct imap *session;
	const struct imap_append *how;
	struct imap_message *message;
	struct progress *progress;
	struct imap_stored *stored;
	bool wrapped;       /* in UTF8 (...) */
	unsigned int tag;   /* of the command */
	struct imap_reply reply; /* how it was answered */
};

static int
send_octets(struct upload *u, struct err *e)
{
	struct imap *s = u->session;
	struct spool *spool = &u->message->spool;
	struct buf block = BUF_INIT;
	ssize_t got;

	spool_rewind(spool);
	do {
		got = spool_read(spool, buf_reserve(&block, BLOCK), BLOCK, e);
		if (got <= 0)
			break;
		conn_wake(&s->conn);
		out_add(&s->conn.out, block.data, (size_t)got);
		progress_add(u->progress, (uint64_t)got);
	} while (!out_failed(&s->conn.out));
	buf_free(&block);
	return got < 0 ? -1 : 0;
}

/* The next reply, if what was asked before is not all that it is about. */
static int
read_reply(struct upload *u, struct err *e)
{
	const struct imap_append *how = u->how;

	if (imap_reply(u->session, &u->reply, e) < 0)
		return -1;
	return how->before == NULL ? 0 : imap_before_take(how->before,
	    u->session, how->box, &u->reply, e);
}

/* The message and its end. */
static int
send_message(struct upload *u, struct err *e)
{
	struct imap *s = u->session;
	bool all;

	if (send_octets(u, e) < 0)
		return -1;
	/* The server may say why, though it does not read on. */
	all = !out_failed(&s->conn.out);
	if (all && imap_send_tail(s, u->wrapped ? STR(")") : STR(""), e) < 0)
		return -1;
	do
		if (read_reply(u, e) < 0) {
			u->stored->uncertain = all;
			return -1;
		}
	while (u->reply.tag != u->tag);
	return 0;
}

static int
send_head(struct upload *u, struct err *e)
{
	const struct imap_append *how = u->how;
	struct buf command = BUF_INIT;
	int done;

	if (!add_command(how, u->wrapped, &command))
		done = err_set(e, STATUS_DATA, "a NUL in a mailbox name");
	else if (how->before != NULL)
		done = imap_before_ask(how->before, u->session, how->box, e);
	else
		done = 0;
	if (done == 0)
		done = imap_send_head(u->session, &u->tag, buf_str(&command),
		    u->message->spool.size, e);
	buf_free(&command);
	return done;
}

static int
send_once(struct upload *u, struct err *e)
{
	if (send_head(u, e) < 0)
		return -1;
	while (imap_head_waits(u->session)) {
		if (read_reply(u, e) < 0)
			return -1;
		if (u->reply.tag == u->tag)
			return 0;
	}
	return send_message(u, e);
}

/* A server that has never heard of UTF8 (...) says BAD, or NO without a code:
   to its head, or when it has read it all. */
static int
append(struct upload *u, struct err *e)
{
	struct imap *s = u->session;
	const struct imap_status *status = &u->reply.status;

	u->wrapped = is_international(u->message);
	if (u->wrapped && imap_settle(s, e) < 0)
		return -1;
	u->wrapped = u->wrapped && s->utf8 && !s->rev2 && !s->wants_plain;
	if (send_once(u, e) < 0)
		return -1;
	if (!u->wrapped || status->word == IMAP_OK ||
	    (status->word == IMAP_NO && status->code.n > 0))
		return 0;
	u->wrapped = false;
	u->progress->done = 0;
	if (send_once(u, e) < 0)
		return -1;
	/* Else it was no matter of the form: the mailbox, or the room in it. */
	s->wants_plain = status->word == IMAP_OK;
	return 0;
}

/* What the next message finds there: this one, which has the highest UID. */
static void
note_before(struct imap_before *b, const struct imap_stored *stored)
{
	b->validity = stored->validity;
	b->next = stored->uid == 0 ? 0 : (uint64_t)stored->uid + 1;
}

int
imap_append(struct imap *s, const struct imap_append *how,
    struct imap_message *m, struct progress *progress,
    struct imap_stored *stored, struct err *e)
{
	const struct imap_reply *r;
	struct upload u;
	uint64_t limit = size_limit(s);

	memset(&u, 0, sizeof(u));
	u.session = s;
	u.how = how;
	u.message = m;
	u.progress = progress;
	u.stored = stored;
	r = &u.reply;
	memset(stored, 0, sizeof(*stored));
	if (limit > 0 && m->spool.size > limit)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message has "
		    "%llu octets, the server takes %llu",
		    s->account->url.host, (unsigned long long)m->spool.size,
		    (unsigned long long)limit);
	if (append(&u, e) < 0)
		return -1;
	if (how->may_create && imap_lacks_box(r) &&
	    (imap_create(s, how->box, e) < 0 || append(&u, e) < 0))
		return -1;
	if (r->status.word != IMAP_OK)
		return imap_refused(s, r, STATUS_UNAVAILABLE, "not stored",
		    e);
	imap_appenduid(&r->status, &stored->validity, &stored->uid);
	if (how->before != NULL)
		note_before(how->before, stored);
	return 0;
}

static int
read_file(const char *path, struct imap_message *m, struct err *e)
{
	struct messages messages;
	struct in in;
	int fd = file_open(path, e), got;

	if (fd < 0)
		return -1;
	in_init(&in, fd, path, IN_SIZE);
	messages_init(&messages, &in);
	got = messages_next(&messages, e);
	if (got > 0)
		got = imap_message_read(m, &messages, e);
	if (got == 0 && m->spool.size == 0)
		got = err_set(e, STATUS_DATA, "%s: it is empty", path);
	in_free(&in);
	close(fd);
	return got;
}

int
imap_append_file(struct imap *s, struct str box, const char *path,
    bool quiet, struct imap_stored *stored, struct err *e)
{
	struct imap_append how = {box, STR_INIT, STR_INIT, false,
	    NULL};
	struct imap_message message;
	struct progress progress;
	int result;

	memset(stored, 0, sizeof(*stored));
	imap_message_init(&message);
	result = read_file(path, &message, e);
	if (result == 0) {
		progress_start(&progress, "sent", message.spool.size, quiet);
		result = imap_append(s, &how, &message, &progress, stored, e);
		progress_end(&progress);
	}
	imap_message_free(&message);
	return result;
}
