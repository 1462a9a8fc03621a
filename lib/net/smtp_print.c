/* SPDX-License-Identifier: ISC */
#include "net/smtp_print.h"

#include <stdlib.h>
#include <time.h>

#include "base/ascii.h"
#include "base/json.h"
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
smtp_print_results(struct out *out, const struct smtp_mail *m,
    uint64_t number)
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
		if (number > 0)
			out_printf(out, "\t%llu", (unsigned long long)number);
		out_add_char(out, '\n');
	}
	buf_free(&text);
}

/* By which name the server knows the message now, as most say it: "queued
   as NAME" (Postfix, Gmail and more), "id=NAME" (Exim). */
static struct str
queue_id(struct str text)
{
	static const char *const marks[] = {"queued as ", "id="};
	struct str rest, mark;
	size_t i, n;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		mark = str_from(marks[i]);
		rest = str_skip(text, str_find_str(text, mark));
		rest = str_skip(rest, mark.n);
		for (n = 0; n < rest.n && (ascii_is_alnum(rest.p[n]) ||
		    rest.p[n] == '-' || rest.p[n] == '_');)
			n++;
		if (n > 0)
			return str_of(rest.p, n);
	}
	return str_of(NULL, 0);
}

static void
print_object(struct json *j, const struct smtp_result *result,
    const char *rcpt, uint64_t number)
{
	static const char *const words[] = {
		[SMTP_UNKNOWN] = "unknown",
		[SMTP_ACCEPTED] = "accepted",
		[SMTP_TEMPORARY] = "temporary",
		[SMTP_PERMANENT] = "permanent",
	};
	struct str enhanced = smtp_reply_enhanced(&result->reply), id;
	struct buf text = BUF_INIT;

	smtp_reply_text(&result->reply, &text);
	id = queue_id(buf_str(&text));
	json_open(j, NULL, '{');
	if (number > 0)
		json_int(j, "message", (int64_t)number);
	json_string(j, "recipient", str_from(rcpt));
	json_string(j, "status", str_from(words[result->fate]));
	json_int(j, "code", result->reply.code);
	if (enhanced.n > 0)
		json_string(j, "enhanced", enhanced);
	json_string(j, "text", buf_str(&text));
	if (id.n > 0 && result->fate == SMTP_ACCEPTED)
		json_string(j, "queue_id", id);
	json_close(j, '}');
	buf_free(&text);
}

void
smtp_print_json(struct out *out, const struct smtp_mail *m, uint64_t number)
{
	struct buf line = BUF_INIT;
	struct json j;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->results[i].fate == SMTP_UNKNOWN)
			continue;
		json_init(&j, &line, out);
		print_object(&j, &m->results[i], m->envelope->rcpts[i],
		    number);
		json_flush(&j);
		out_add_char(out, '\n');
	}
	buf_free(&line);
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
