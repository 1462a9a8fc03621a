/* SPDX-License-Identifier: ISC */
#include "net/smtp_probe.h"

#include "base/status.h"
#include "base/vis.h"

bool
smtp_probe_is_known(struct str command)
{
	static const char *const verbs[] = {"VRFY", "EXPN", "NOOP", "RSET",
	    "HELP", "ETRN"};
	struct str verb = str_cut(&command, ' ');
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_case_is(verb, verbs[i]))
			return true;
	return false;
}

static int
status_of(const struct smtp_reply *r)
{
	switch (smtp_reply_class(r)) {
	case 2:
		return STATUS_OK;
	case 4:
		return STATUS_TEMPFAIL;
	case 5: /* 500 to 504: not known, or not done here */
		return r->code > 504 ? STATUS_PARTIAL : STATUS_UNAVAILABLE;
	default:
		return STATUS_PROTOCOL;
	}
}

static void
print_reply(struct out *out, const struct smtp_reply *r)
{
	struct str rest = buf_str(&r->text);

	while (rest.n > 0) {
		out_printf(out, "%d ", r->code);
		vis_out(out, str_cut(&rest, '\n'), VIS_LINE);
		out_add_char(out, '\n');
	}
}

int
smtp_probe(struct smtp *s, char *const commands[], size_t n,
    struct out *out, struct err *e)
{
	int status = STATUS_OK;
	size_t i;

	for (i = 0; i < n; i++) {
		if (smtp_ask(s, e, commands[i]) < 0)
			return -1;
		print_reply(out, &s->reply);
		if (status == STATUS_OK)
			status = status_of(&s->reply);
	}
	return status;
}
