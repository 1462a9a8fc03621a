/* SPDX-License-Identifier: ISC */
#include "net/imap_show.h"

#include "base/vis.h"

/* So much of a string is shown. */
#define STRING_MAX ((size_t)64 * 1024)

static void
show_string(struct out *out, struct str text)
{
	size_t at;

	out_add_char(out, '"');
	while (text.n > 0) {
		for (at = 0; at < text.n && text.p[at] != '"' &&
		    text.p[at] != '\\'; )
			at++;
		vis_out(out, str_of(text.p, at), VIS_LINE);
		if (at < text.n) {
			out_add_char(out, '\\');
			out_add_char(out, text.p[at++]);
		}
		text = str_skip(text, at);
	}
	out_add_char(out, '"');
}

static int
show_token(struct imap *s, const struct imap_token *t, struct out *out,
    struct err *e)
{
	struct buf text = BUF_INIT;
	int got = 0;

	switch (t->kind) {
	case IMAP_OPEN: out_add_char(out, '('); break;
	case IMAP_CLOSE: out_add_char(out, ')'); break;
	case IMAP_QUOTED: show_string(out, t->text); break;
	case IMAP_LITERAL:
		got = imap_text(s, t, &text, STRING_MAX, e);
		show_string(out, buf_str(&text));
		break;
	default:
		vis_out(out, t->text, VIS_LINE);
		if (t->more)
			out_add_char(out, ',');
		break;
	}
	buf_free(&text);
	return got < 0 ? -1 : 0;
}

int
imap_show(struct imap *s, const struct imap_reply *r, struct out *out,
    struct err *e)
{
	struct imap_token t;
	bool opened = false;
	int got;

	if (r->is_status) {
		imap_show_status(r, out);
		return 0;
	}
	if (r->number > 0 || imap_is_data(r, "EXISTS") ||
	    imap_is_data(r, "RECENT"))
		out_printf(out, "%llu ", (unsigned long long)r->number);
	vis_out(out, r->name, VIS_LINE);
	while ((got = imap_token(s, &t, e)) > 0) {
		if (!opened && t.kind != IMAP_CLOSE)
			out_add_char(out, ' ');
		opened = t.kind == IMAP_OPEN || t.more;
		if (show_token(s, &t, out, e) < 0)
			return -1;
	}
	out_add_char(out, '\n');
	return got;
}

void
imap_show_status(const struct imap_reply *r, struct out *out)
{
	static const char *const words[] = {"OK", "NO", "BAD", "BYE",
	    "PREAUTH"};
	const struct imap_status *status = &r->status;

	out_add_string(out, words[status->word]);
	if (status->code.n > 0) {
		out_add_string(out, " [");
		vis_out(out, status->code, VIS_LINE);
		if (status->args.n > 0)
			out_add_char(out, ' ');
		vis_out(out, status->args, VIS_LINE);
		out_add_char(out, ']');
	}
	out_add_char(out, ' ');
	vis_out(out, status->text, VIS_LINE);
	out_add_char(out, '\n');
}

void
imap_show_offers(const struct imap *s, struct out *out)
{
	struct str rest = buf_str(&s->capabilities);

	while (rest.n > 0) {
		vis_out(out, str_cut(&rest, ' '), VIS_LINE);
		out_add_char(out, '\n');
	}
}

void
imap_show_uids(const struct imap *s, const struct imap_set *uids,
    struct out *out)
{
	uint64_t n;
	size_t i;

	for (i = 0; i < uids->n; i++)
		for (n = uids->v[i].first; n <= uids->v[i].last &&
		    !out_failed(out); n++)
			out_printf(out, "v%llu.%llu\n",
			    (unsigned long long)s->box.uidvalidity,
			    (unsigned long long)n);
}

void
imap_show_box(const struct imap_box *box, struct out *out)
{
	out_printf(out, "%llu messages, UIDVALIDITY %llu, UIDNEXT %llu\n",
	    (unsigned long long)box->exists,
	    (unsigned long long)box->uidvalidity,
	    (unsigned long long)box->uidnext);
}
