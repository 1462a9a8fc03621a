/* SPDX-License-Identifier: ISC */
#include "net/smtp_print.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/vis.h"
#include "mime/mbox.h"
#include "net/tls.h"

static void
print_settings(struct out *out, const struct account *a)
{
	enum account_key key;
	const char *value;

	for (key = 0; key < ACCOUNT_KEYS; key++) {
		value = account_get(a, key); /* never a password */
		if (value == NULL)
			continue;
		out_printf(out, "%s = ", account_key_name(key));
		vis_out(out, str_from(value), VIS_LINE);
		out_add_char(out, '\n');
	}
}

static void
print_address(struct out *out, const char *command, struct str address)
{
	out_printf(out, "%s:<", command);
	vis_out(out, address, VIS_LINE);
	out_add_string(out, ">\n");
}

void
smtp_print_plan(struct out *out, const struct account *a,
    const struct envelope *v)
{
	size_t i;

	print_settings(out, a);
	print_address(out, "MAIL FROM", buf_str(&v->sender));
	for (i = 0; i < v->n; i++)
		print_address(out, "RCPT TO", str_from(v->rcpts[i]));
	out_add_char(out, '\n');
}

int
smtp_print_message(struct out *out, struct outgoing *m, bool in_mbox,
    struct err *e)
{
	char *block = mem_alloc(OUT_SIZE);
	struct mbox_writer mbox;
	ssize_t got;

	if (in_mbox)
		mbox_begin(&mbox, out, str_of(NULL, 0), time(NULL));
	outgoing_rewind(m);
	while ((got = outgoing_text(m, block, OUT_SIZE, e)) > 0)
		if (in_mbox)
			mbox_add(&mbox, block, (size_t)got);
		else
			out_add(out, block, (size_t)got);
	if (in_mbox)
		mbox_end(&mbox);
	free(block);
	return (int)got;
}

void
smtp_print_results(struct out *out, const struct smtp_mail *m)
{
	struct buf text = BUF_INIT;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->results[i].fate == SMTP_UNKNOWN)
			continue;
		vis_field(out, str_from(m->envelope->rcpts[i]));
		out_printf(out, "\t%d\t", m->results[i].reply.code);
		vis_field(out, smtp_reply_enhanced(&m->results[i].reply));
		out_add_char(out, '\t');
		text.len = 0;
		smtp_reply_text(&m->results[i].reply, &text);
		vis_field(out, buf_str(&text));
		out_add_char(out, '\n');
	}
	buf_free(&text);
}

void
smtp_print_offers(struct out *out, const struct smtp *s)
{
	static const char *const facts[] = {"version", "cipher", "subject",
	    "issuer", "notafter", "pin"};
	struct str rest = buf_str(&s->offers), line;
	struct buf value = BUF_INIT;
	size_t i;

	if (s->greeting.len > 0) {
		out_add_string(out, "greeting\t");
		vis_field(out, buf_str(&s->greeting));
		out_add_char(out, '\n');
	}
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		value.len = 0;
		if (tls_field(buf_str(&s->conn.tls_status), facts[i],
		    &value) < 0)
			continue;
		out_printf(out, "tls-%s\t", facts[i]);
		vis_field(out, buf_str(&value));
		out_add_char(out, '\n');
	}
	while (rest.n > 0) {
		line = str_cut(&rest, '\n');
		vis_field(out, str_cut(&line, ' '));
		out_add_char(out, '\t');
		vis_field(out, str_trim(line));
		out_add_char(out, '\n');
	}
	if (s->login != NULL)
		out_printf(out, "login\t%s\n", s->login);
	buf_free(&value);
}
