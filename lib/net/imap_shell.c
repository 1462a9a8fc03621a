/* SPDX-License-Identifier: ISC */
#include "net/imap_shell.h"

#include <string.h>

#include "base/pour.h"
#include "base/vis.h"
#include "net/imap_append.h"
#include "net/imap_boxes.h"
#include "net/imap_name.h"
#include "net/imap_namespace.h"
#include "net/imap_part.h"
#include "net/imap_quota.h"
#include "net/imap_search.h"
#include "net/imap_show.h"

static int
judge(struct imap_shell *s, const struct imap_reply *r)
{
	struct err why = ERR_INIT;

	if (r->status.word == IMAP_OK) {
		if (s->interactive)
			imap_show_status(r, s->out);
		return STATUS_OK;
	}
	imap_refused(s->session, r, STATUS_PARTIAL, "refused", &why);
	s->complain(s->arg, &why);
	return why.status;
}

static int
show_listed(struct imap_shell *s, struct err *e)
{
	struct imap_listed box;
	struct buf name = BUF_INIT;
	int got;

	memset(&box, 0, sizeof(box));
	got = imap_listed_read(s->session, &box, e);
	if (got > 0) {
		imap_name_decode(&name, buf_str(&box.name));
		vis_field(s->out, buf_str(&name));
		out_add_char(s->out, '\n');
	}
	buf_free(&name);
	imap_listed_free(&box);
	return got < 0 ? -1 : 0;
}

static int
show_namespaces(struct imap_shell *s, struct err *e)
{
	struct imap_namespaces ns = IMAP_NAMESPACES_INIT;
	int result = imap_namespaces_read(s->session, &ns, e);
	size_t i;

	for (i = 0; i < ns.n && result == 0; i++)
		imap_namespace_line(&ns.v[i], s->out);
	imap_namespaces_free(&ns);
	return result;
}

/* Data that comes while a command is under way. */
static int
take_data(struct imap_shell *s, const struct imap_reply *r, struct err *e)
{
	const struct imap_script *script = s->script;

	if (script->deed == IMAP_DO_NAMESPACE && imap_is_data(r, "NAMESPACE"))
		return show_namespaces(s, e);
	if (script->deed == IMAP_DO_QUOTA && imap_is_data(r, "QUOTA"))
		return imap_quota_show(s->session, s->out, e);
	if (script->deed == IMAP_DO_LIST &&
	    (imap_is_data(r, "LIST") || imap_is_data(r, "LSUB")))
		return show_listed(s, e);
	if (r->tag != 0 || r->is_more || !imap_script_shows(script, r->name))
		return 0;
	return imap_show(s->session, r, s->out, e);
}

/* IMAP4rev2 has LIST (SUBSCRIBED) for LSUB (RFC 9051 6.3.9.8). */
static int
send_command(struct imap_shell *s, unsigned int *tag, struct err *e)
{
	struct str text = buf_str(&s->script->command);
	struct buf command = BUF_INIT;
	int done;

	if (!str_starts(text, "LSUB "))
		return imap_send(s->session, tag, text, e);
	if (imap_settle(s->session, e) < 0)
		return -1;
	if (s->session->rev2) {
		buf_add_string(&command, "LIST (SUBSCRIBED)");
		text = str_skip(text, sizeof("LSUB") - 1);
	}
	buf_add_str(&command, text);
	done = imap_send(s->session, tag, buf_str(&command), e);
	buf_free(&command);
	return done;
}

static int
do_command(struct imap_shell *s, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (send_command(s, &tag, e) < 0)
		return -1;
	do
		if (imap_reply(s->session, &r, e) < 0 ||
		    take_data(s, &r, e) < 0)
			return -1;
	while (r.tag != tag);
	return judge(s, &r);
}

static int
do_search(struct imap_shell *s, struct err *e)
{
	struct imap *session = s->session;
	struct imap_set found = IMAP_SET_INIT;
	struct imap_reply r;
	unsigned int tag;
	int status = imap_send(session, &tag, buf_str(&s->script->command), e);

	do
		if (status < 0 || imap_reply(session, &r, e) < 0 ||
		    imap_search_take(session, &r, &found, e) < 0)
			status = -1;
	while (status == 0 && r.tag != tag);
	imap_set_sort(&found);
	if (status == 0)
		imap_show_uids(session, &found, s->out);
	imap_set_free(&found);
	return status < 0 ? -1 : judge(s, &r);
}

static int
do_select(struct imap_shell *s, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (imap_select(s->session, &tag, s->script->read_only,
	    buf_str(&s->script->box), e) < 0)
		return -1;
	do
		if (imap_reply(s->session, &r, e) < 0)
			return -1;
	while (r.tag != tag);
	if (s->interactive && r.status.word == IMAP_OK)
		imap_show_box(&s->session->box, s->out);
	return judge(s, &r);
}

static int
store_text(struct imap_shell *s, struct spool *spool, struct err *e)
{
	struct err ignored;
	struct redirect to;
	int result;

	out_flush(s->out, &ignored);
	if (redirect_open(&to, &s->script->to, e) < 0)
		return -1;
	*s->half_written = redirect_unfinished(&to);
	result = pour_redirect(spool, &to, e);
	*s->half_written = NULL;
	return result;
}

static int
do_fetch(struct imap_shell *s, struct err *e)
{
	struct err why = ERR_INIT;
	struct spool spool;
	struct imap_reply r;
	bool found;
	int status;

	spool_init(&spool);
	status = imap_part_fetch(s->session,
	    buf_str(&s->script->command), s->script->uid, &spool, &found, &r,
	    e);
	if (status == 0 && r.status.word != IMAP_OK) {
		status = judge(s, &r);
	} else if (status == 0) {
		if (!found)
			err_set(&why, STATUS_PARTIAL, "%lu: no such message",
			    (unsigned long)s->script->uid);
		else if (s->script->to.kind == REDIRECT_NONE)
			pour_visible(&spool, s->out, &why);
		else
			store_text(s, &spool, &why);
		if (why.status != 0)
			s->complain(s->arg, &why);
		status = why.status;
	}
	spool_free(&spool);
	return status;
}

static int
do_append(struct imap_shell *s, struct err *e)
{
	struct imap_stored stored;
	struct err why = ERR_INIT;

	if (imap_append_file(s->session, buf_str(&s->script->box),
	    s->script->path, s->quiet, &stored, &why) == 0) {
		if (stored.uid != 0)
			out_printf(s->out, "v%lu.%lu\n",
			    (unsigned long)stored.validity,
			    (unsigned long)stored.uid);
		return STATUS_OK;
	}
	if (!conn_is_open(&s->session->conn) || stored.uncertain) {
		*e = why;
		return err_prefix(e, "uncertain whether it was stored");
	}
	s->complain(s->arg, &why);
	return why.status;
}

/* What it says, if the mailbox is the one that it means. */
static int
do_deed(struct imap_shell *s, struct err *e)
{
	const struct imap_script *script = s->script;
	struct err why = ERR_INIT;

	if (script->validity != 0 &&
	    script->validity != s->session->box.uidvalidity) {
		err_set(&why, STATUS_PARTIAL, "the mailbox that is open has "
		    "another UIDVALIDITY: these messages are not there");
		s->complain(s->arg, &why);
		return STATUS_PARTIAL;
	}
	switch (script->deed) {
	case IMAP_DO_NOTHING: return STATUS_OK;
	case IMAP_DO_HELP:
		out_add_string(s->out, imap_script_help);
		return STATUS_OK;
	case IMAP_DO_QUIT: s->left = true; return STATUS_OK;
	case IMAP_DO_CAPABILITY:
		imap_show_offers(s->session, s->out);
		return STATUS_OK;
	case IMAP_DO_SELECT: return do_select(s, e);
	case IMAP_DO_APPEND: return do_append(s, e);
	case IMAP_DO_FETCH: return do_fetch(s, e);
	case IMAP_DO_SEARCH: return do_search(s, e);
	default: return do_command(s, e);
	}
}

int
imap_shell_do(struct imap_shell *s, struct err *e)
{
	int status = do_deed(s, e);

	s->did |= status == STATUS_OK && s->script->once;
	return status;
}
