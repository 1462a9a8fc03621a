/* SPDX-License-Identifier: ISC */
#include "net/smtp_log.h"

#include "mime/header.h"

static void
add_message(struct log_line *l, const struct smtp_mail *m)
{
	struct buf id = BUF_INIT;
	struct field f;

	log_text(l, "from", buf_str(&m->envelope->sender));
	log_number(l, "size", outgoing_size(m->message));
	if (header_find(buf_str(&m->message->header), "Message-ID", &f))
		header_unfold(f.value, &id);
	log_text(l, "msgid", buf_str(&id));
	buf_free(&id);
}

/* Those who have got it have got it by one reply, but for LMTP. */
static void
add_acceptance(struct log_line *l, const struct smtp_mail *m)
{
	const struct smtp_reply *r;
	struct buf text = BUF_INIT;
	size_t i = 0;

	while (i < m->n && m->results[i].fate != SMTP_ACCEPTED)
		i++;
	if (i == m->n)
		return;
	r = &m->results[i].reply;
	log_number(l, "code", (uint64_t)r->code);
	if (smtp_reply_enhanced(r).n > 0)
		log_text(l, "enhanced", smtp_reply_enhanced(r));
	smtp_reply_text(r, &text);
	log_text(l, "reply", buf_str(&text));
	buf_free(&text);
}

static void
add_refusal(struct log_line *l, const char *address,
    const struct smtp_reply *r)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s: ", address);
	smtp_reply_line(r, &text);
	log_text(l, "refused", buf_str(&text));
	buf_free(&text);
}

void
smtp_log(struct log_line *l, const struct smtp_mail *m, int status,
    const struct err *why)
{
	size_t i;

	if (l->to == NULL)
		return;
	add_message(l, m);
	log_number(l, "exit", (uint64_t)status);
	add_acceptance(l, m);
	if (why != NULL)
		log_text(l, "error", str_from(why->text));
	for (i = 0; i < m->n; i++)
		log_text(l, "to", str_from(m->envelope->rcpts[i]));
	for (i = 0; i < m->n; i++)
		if (m->results[i].fate == SMTP_TEMPORARY ||
		    m->results[i].fate == SMTP_PERMANENT)
			add_refusal(l, m->envelope->rcpts[i],
			    &m->results[i].reply);
}
