/* SPDX-License-Identifier: ISC */
/*
 * One line of a client of sendmail -bs: the address that is found in it lies
 * inside it, and written anew it is found again; what is refused has a reply
 * for which there is one line, of ASCII, and that fits.
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/smtpd_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Nothing is written to the descriptor: all of it fits the buffer. */
static void
check_reply(const struct smtpd_reply *r)
{
	struct out out;
	size_t i;

	must(r->code >= 500 && r->code < 600 && r->enhanced[0] == '5');
	out_init(&out, -1, "none");
	smtpd_reply_write(r, &out);
	must(out.len > 6 && out.len <= 512 && out.data[3] == ' ');
	must(out.data[out.len - 2] == '\r' && out.data[out.len - 1] == '\n');
	for (i = 0; i < out.len - 2; i++)
		must((out.data[i] >= ' ' && out.data[i] < 0x7f) ||
		    out.data[i] == '\t');
	out_free(&out);
}

static void
add_parameter(struct buf *b, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_add_string(b, name);
	buf_add_str(b, value);
}

static void
check_address(const struct smtpd_command *c, struct str line)
{
	struct smtpd_reply reply = SMTPD_REPLY_INIT;
	struct buf again = BUF_INIT;
	struct smtpd_command d;

	must(c->address.n == 0 || (c->address.p > line.p &&
	    c->address.p + c->address.n < line.p + line.n));
	must(c->verb == SMTPD_MAIL || c->address.n > 0);
	if (c->address.n > 0 && c->address.p[0] == '@')
		return; /* of a route within a route */
	buf_add_string(&again, c->verb == SMTPD_MAIL ? "mail from:<"
	                                             : "rcpt to:<");
	buf_add_str(&again, c->address);
	buf_add_char(&again, '>');
	if (c->size > 0)
		buf_printf(&again, " size=%llu", (unsigned long long)c->size);
	if (c->utf8)
		buf_add_string(&again, " smtputf8");
	add_parameter(&again, " ret=", c->ret);
	add_parameter(&again, " envid=", c->envid);
	add_parameter(&again, " notify=", c->notify);
	add_parameter(&again, " orcpt=", c->orcpt);
	if (smtpd_command_read(&d, buf_str(&again), &reply) == 0)
		must(d.verb == c->verb && d.size == c->size &&
		    d.utf8 == c->utf8 && str_equal(d.address, c->address) &&
		    str_equal(d.ret, c->ret) && str_equal(d.envid, c->envid) &&
		    str_equal(d.notify, c->notify) &&
		    str_equal(d.orcpt, c->orcpt));
	else
		must(str_has(c->address, '"')); /* cut out of quotes */
	smtpd_reply_free(&reply);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smtpd_reply reply = SMTPD_REPLY_INIT;
	struct str line = str_of((const char *)data, size);
	struct smtpd_command c;

	if (smtpd_command_read(&c, line, &reply) < 0) {
		check_reply(&reply);
	} else {
		must(!str_has_line_end_or_nul(line));
		if (c.verb == SMTPD_MAIL || c.verb == SMTPD_RCPT)
			check_address(&c, line);
	}
	smtpd_reply_free(&reply);
	return 0;
}
