/* SPDX-License-Identifier: ISC */
#include "net/imap_boxlist.h"

#include <string.h>

#include "base/vis.h"
#include "net/imap_name.h"

/* So many commands of a kind are under way at once. */
#define FLIGHT_MAX 100

static const char *const count_names[IMAP_COUNTS] = {
	[IMAP_MESSAGES] = "messages",
	[IMAP_UNSEEN] = "unseen",
	[IMAP_UIDNEXT] = "uidnext",
	[IMAP_UIDVALIDITY] = "uidvalidity",
};

void
imap_boxlist_init(struct imap_boxlist *l, struct imap *session,
    struct out *out)
{
	memset(l, 0, sizeof(*l));
	l->session = session;
	l->out = out;
}

void
imap_boxlist_free(struct imap_boxlist *l)
{
	imap_boxes_free(&l->boxes);
	imap_namespaces_free(&l->namespaces);
}

static void
end_json(struct imap_boxlist *l)
{
	json_close(l->json, '}');
	buf_add_char(l->json->b, '\n');
	json_flush(l->json);
	l->json->comma = false;
}

static void
box_json(struct imap_boxlist *l, const struct imap_listed *box,
    struct str name)
{
	struct str rest = buf_str(&box->attributes);
	size_t i;

	json_open(l->json, NULL, '{');
	json_string(l->json, "name", name);
	if (box->delimiter.len > 0)
		json_string(l->json, "delimiter", buf_str(&box->delimiter));
	json_open(l->json, "attributes", '[');
	while (rest.n > 0)
		json_string(l->json, NULL, str_cut(&rest, ' '));
	json_close(l->json, ']');
	for (i = 0; i < IMAP_COUNTS; i++)
		if (box->has[i])
			json_int(l->json, count_names[i],
			    (int64_t)box->counts[i]);
	end_json(l);
}

static void
box_line(struct imap_boxlist *l, const struct imap_listed *box,
    struct str name)
{
	size_t i;

	vis_field(l->out, name);
	out_add_char(l->out, '\t');
	vis_field(l->out, buf_str(&box->delimiter));
	out_add_char(l->out, '\t');
	vis_field(l->out, buf_str(&box->attributes));
	for (i = 0; l->counts && i < IMAP_COUNTS; i++) {
		out_add_char(l->out, '\t');
		if (box->has[i])
			out_printf(l->out, "%llu",
			    (unsigned long long)box->counts[i]);
	}
	out_add_char(l->out, '\n');
}

static void
print_box(struct imap_boxlist *l, const struct imap_listed *box)
{
	struct buf name = BUF_INIT;

	imap_name_decode(&name, buf_str(&box->name));
	if (l->json != NULL)
		box_json(l, box, buf_str(&name));
	else
		box_line(l, box, buf_str(&name));
	buf_free(&name);
}

static void
print_header(struct imap_boxlist *l)
{
	size_t i;

	if (!l->header || l->json != NULL)
		return;
	out_add_string(l->out, "name\tdelimiter\tattributes");
	for (i = 0; l->counts && i < IMAP_COUNTS; i++)
		out_printf(l->out, "\t%s", count_names[i]);
	out_add_char(l->out, '\n');
}

/* Without counts each is printed as it comes; else they are kept. */
static int
take_box(struct imap_boxlist *l, struct err *e)
{
	struct imap_listed box;
	int got;

	memset(&box, 0, sizeof(box));
	got = imap_listed_read(l->session, &box, e);
	if (got > 0) {
		imap_namespaces_note(&l->namespaces, buf_str(&box.name));
		if (!l->counts)
			print_box(l, &box);
		got = l->counts ? imap_boxes_add(&l->boxes, &box, e)
		    : imap_boxes_admit(&l->boxes, &box, e);
	}
	imap_listed_free(&box);
	if (got >= 0 && out_failed(l->out))
		return out_flush(l->out, e);
	return got < 0 ? -1 : 0;
}

static int
take(struct imap_boxlist *l, const struct imap_reply *r, struct err *e)
{
	if (imap_is_data(r, "LIST"))
		return take_box(l, e);
	if (imap_is_data(r, "STATUS") && l->counts)
		return imap_boxes_read_status(l->session, &l->boxes, e);
	if (imap_is_data(r, "NAMESPACE") && l->namespaces.n == 0)
		return imap_namespaces_read(l->session, &l->namespaces, e);
	return 0;
}

/* Reads up to the end of a command, and what comes on the way. */
static int
read_data(struct imap_boxlist *l, unsigned int tag, struct imap_reply *r,
    struct err *e)
{
	do
		if (imap_reply(l->session, r, e) < 0 || take(l, r, e) < 0)
			return -1;
	while (r->tag != tag);
	return 0;
}

static void
refuse(struct imap_boxlist *l, const struct imap_reply *r, const char *what)
{
	struct err e = ERR_INIT;

	imap_refused(l->session, r, STATUS_PARTIAL, what, &e);
	l->say(&e);
	l->failed = true;
}

/* Reads up to the end of this command and all before it, which the server may
   end in any order (RFC 9051 5.5). */
static int
read_all(struct imap_boxlist *l, unsigned int last, const char *what,
    struct err *e)
{
	struct imap_reply r;

	while (imap_is_pending(l->session, last)) {
		if (imap_reply(l->session, &r, e) < 0 || take(l, &r, e) < 0)
			return -1;
		if (r.tag != 0 && r.status.word != IMAP_OK)
			refuse(l, &r, what);
	}
	return 0;
}

/* For each mailbox that can have counts, where LIST did not bring them. */
static int
ask_counts(struct imap_boxlist *l, struct err *e)
{
	unsigned int last = 0;
	size_t n, at = 0;

	/* More may be listed meanwhile. */
	while (at < l->boxes.n) {
		for (n = 0; n < FLIGHT_MAX && at < l->boxes.n; n++, at++)
			if (imap_listed_can_count(&l->boxes.v[at]) &&
			    imap_listed_ask(l->session, &l->boxes.v[at],
			    &last, e) < 0)
				return -1;
		if (read_all(l, last, "STATUS", e) < 0)
			return -1;
	}
	return 0;
}

/* Of those whose names begin so. */
static int
send_list(struct imap_boxlist *l, struct str prefix, unsigned int *tag,
    struct err *e)
{
	struct buf command = BUF_INIT;
	int result;

	imap_boxes_command(l->session, prefix, l->counts, &command);
	result = imap_send(l->session, tag, buf_str(&command), e);
	buf_free(&command);
	return result;
}

static int
list(struct imap_boxlist *l, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;

	if (send_list(l, STR(""), &tag, e) < 0 ||
	    read_data(l, tag, &r, e) < 0)
		return -1;
	if (r.status.word != IMAP_OK)
		return imap_refused(l->session, &r, STATUS_UNAVAILABLE,
		    "LIST", e);
	return 0;
}

/* The namespaces of which nothing was listed, all in one flight. */
static int
list_others(struct imap_boxlist *l, struct err *e)
{
	const struct imap_namespace *one;
	unsigned int last = 0;
	size_t n;

	do {
		for (n = 0; n < FLIGHT_MAX && (one =
		    imap_namespaces_next(&l->namespaces)) != NULL; n++)
			if (send_list(l, buf_str(&one->prefix), &last,
			    e) < 0)
				return -1;
		if (read_all(l, last, "LIST", e) < 0)
			return -1;
	} while (n > 0);
	return 0;
}

/* It travels with the LIST behind it, and may be refused. */
static int
ask_namespaces(struct imap_boxlist *l, unsigned int *tag, struct err *e)
{
	*tag = 0;
	return imap_offers(l->session, "NAMESPACE")
	    ? imap_command(l->session, tag, e, "NAMESPACE") : 0;
}

int
imap_boxlist_run(struct imap_boxlist *l, struct err *e)
{
	unsigned int tag;
	size_t i;

	print_header(l);
	if (ask_namespaces(l, &tag, e) < 0 || list(l, e) < 0 ||
	    list_others(l, e) < 0)
		return -1;
	if (l->counts && !imap_offers(l->session, "LIST-STATUS") &&
	    ask_counts(l, e) < 0)
		return -1;
	for (i = 0; i < l->boxes.n; i++)
		print_box(l, &l->boxes.v[i]);
	return 0;
}

static void
namespace_json(struct imap_boxlist *l, const struct imap_namespace *one)
{
	struct buf prefix = BUF_INIT;

	if (one->prefix.len > 0)
		imap_name_decode(&prefix, buf_str(&one->prefix));
	json_open(l->json, NULL, '{');
	json_string(l->json, "owner", str_from(imap_owners[one->owner]));
	json_string(l->json, "prefix", buf_str(&prefix));
	if (one->delimiter.len > 0)
		json_string(l->json, "delimiter", buf_str(&one->delimiter));
	end_json(l);
	buf_free(&prefix);
}

int
imap_boxlist_namespaces(struct imap_boxlist *l, struct err *e)
{
	struct imap_reply r;
	unsigned int tag;
	size_t i;

	if (ask_namespaces(l, &tag, e) < 0)
		return -1;
	if (tag == 0)
		return err_set(e, STATUS_UNAVAILABLE, "%s: the server does "
		    "not tell of namespaces", l->session->account->url.host);
	if (read_data(l, tag, &r, e) < 0)
		return -1;
	if (r.status.word != IMAP_OK)
		return imap_refused(l->session, &r, STATUS_UNAVAILABLE,
		    "NAMESPACE", e);
	if (l->header && l->json == NULL)
		out_add_string(l->out, "owner\tprefix\tdelimiter\n");
	for (i = 0; i < l->namespaces.n; i++)
		if (l->json != NULL)
			namespace_json(l, &l->namespaces.v[i]);
		else
			imap_namespace_line(&l->namespaces.v[i], l->out);
	return 0;
}
