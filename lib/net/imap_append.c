/* SPDX-License-Identifier: ISC */
#include "net/imap_append.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "net/imap_create.h"
#include "net/imap_search.h"
#include "net/imap_string.h"

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

static bool
add_command(const struct imap_append *how, struct buf *b)
{
	buf_add_string(b, "APPEND ");
	if (!imap_add_astring(b, how->box))
		return false;
	if (how->flags.n > 0) {
		buf_add_string(b, " (");
		buf_add_str(b, how->flags);
		buf_add_char(b, ')');
	}
	if (how->date.n > 0) {
		buf_add_char(b, ' ');
		imap_add_string(b, how->date);
	}
	return true;
}

static int
send_octets(struct imap *s, struct imap_message *m, struct progress *progress,
    struct err *e)
{
	struct buf block = BUF_INIT;
	ssize_t got;

	spool_rewind(&m->spool);
	do {
		got = spool_read(&m->spool, buf_reserve(&block, BLOCK), BLOCK,
		    e);
		if (got <= 0)
			break;
		conn_wake(&s->conn);
		out_add(&s->conn.out, block.data, (size_t)got);
		progress_add(progress, (uint64_t)got);
	} while (!out_failed(&s->conn.out));
	buf_free(&block);
	return got < 0 ? -1 : 0;
}

/* [APPENDUID 38505 3955] (RFC 4315 3) */
static void
take_uid(const struct imap_reply *r, struct imap_stored *stored)
{
	struct str uid = r->status.args, validity = str_cut(&uid, ' ');
	uint64_t v, u;

	if (!str_case_is(r->status.code, "APPENDUID") ||
	    num_parse(validity, UINT32_MAX, &v) < 0 ||
	    num_parse(uid, UINT32_MAX, &u) < 0)
		return;
	stored->validity = (uint32_t)v;
	stored->uid = (uint32_t)u;
}

/* The message and its end; *r is how the server answers. */
static int
send_message(struct imap *s, unsigned int tag, struct imap_message *m,
    struct progress *progress, struct imap_stored *stored,
    struct imap_reply *r, struct err *e)
{
	bool all;

	if (send_octets(s, m, progress, e) < 0)
		return -1;
	/* The server may say why, though it does not read on. */
	all = !out_failed(&s->conn.out);
	if (all && imap_send_tail(s, STR(""), e) < 0)
		return -1;
	do
		if (imap_reply(s, r, e) < 0) {
			stored->uncertain = all;
			return -1;
		}
	while (r->tag != tag);
	return 0;
}

static int
append(struct imap *s, const struct imap_append *how, struct imap_message *m,
    struct progress *progress, struct imap_stored *stored,
    struct imap_reply *r, struct err *e)
{
	struct buf command = BUF_INIT;
	unsigned int tag;
	int asked = -1;

	memset(stored, 0, sizeof(*stored));
	if (!add_command(how, &command))
		err_set(e, STATUS_DATA, "a NUL in a mailbox name");
	else
		asked = imap_send_head(s, &tag, buf_str(&command),
		    m->spool.size, r, e);
	buf_free(&command);
	if (asked <= 0)
		return asked;
	return send_message(s, tag, m, progress, stored, r, e);
}

int
imap_append(struct imap *s, const struct imap_append *how,
    struct imap_message *m, struct progress *progress,
    struct imap_stored *stored, struct err *e)
{
	uint64_t limit = size_limit(s);
	struct imap_reply r;

	if (limit > 0 && m->spool.size > limit)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the message has "
		    "%llu octets, the server takes %llu",
		    s->account->url.host, (unsigned long long)m->spool.size,
		    (unsigned long long)limit);
	if (append(s, how, m, progress, stored, &r, e) < 0)
		return -1;
	if (how->may_create && imap_lacks_box(&r) &&
	    (imap_create(s, how->box, e) < 0 ||
	    append(s, how, m, progress, stored, &r, e) < 0))
		return -1;
	if (r.status.word != IMAP_OK)
		return imap_refused(s, &r, STATUS_UNAVAILABLE, "not stored",
		    e);
	take_uid(&r, stored);
	return 0;
}

int
imap_append_look(struct imap *s, struct str box, struct str id,
    struct imap_stored *stored, struct err *e)
{
	struct imap_set found = IMAP_SET_INIT;
	struct buf criteria = BUF_INIT;
	unsigned int select, search;
	int result = -1;

	memset(stored, 0, sizeof(*stored));
	buf_add_string(&criteria, "HEADER \"Message-ID\" ");
	if (str_has_8bit(id) || !imap_add_string(&criteria, id))
		err_set(e, STATUS_DATA, "its Message-ID is not ASCII");
	else if (imap_open(s, e) == 0 &&
	    imap_select(s, &select, true, box, e) == 0 &&
	    imap_search_send(s, &search, buf_str(&criteria), false, e) == 0 &&
	    imap_wait(s, select, STATUS_UNAVAILABLE, "not opened", e) == 0 &&
	    imap_search_wait(s, search, &found, e) == 0)
		result = found.n > 0;
	if (result > 0) {
		stored->validity = (uint32_t)s->box.uidvalidity;
		stored->uid = found.v[found.n - 1].last;
	}
	buf_free(&criteria);
	imap_set_free(&found);
	return result;
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
	struct imap_append how = {box, STR_INIT, STR_INIT, false};
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
