/* SPDX-License-Identifier: ISC */
/* SMTP replies of any bytes: the limits hold, a reply has one code, and what
   is shown of it is one line. */
#include <stdint.h>
#include <stdlib.h>

#include "net/smtp_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_reply(const struct smtp_reply *r)
{
	struct str enhanced = smtp_reply_enhanced(r);
	struct buf line = BUF_INIT;

	must(r->code >= 200 && r->code <= 599);
	must(r->lines >= 1 && r->lines <= SMTP_REPLY_LINES);
	must(r->text.len <= 2 * SMTP_REPLY_MAX);
	must(enhanced.n == 0 || (enhanced.n >= 5 && enhanced.n <= 9 &&
	    enhanced.p[0] - '0' == smtp_reply_class(r)));
	smtp_reply_line(r, &line);
	must(line.len >= 3 && line.len <= r->text.len + 16);
	must(!str_has_line_end_or_nul(buf_str(&line)));
	must(line.data[line.len - 1] != ' ');
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_of((const char *)data, size), line;
	struct smtp_reply r;
	struct err e = ERR_INIT;
	size_t lines = 0;
	int more = 0;

	smtp_reply_init(&r);
	while (rest.n > 0 && more >= 0) {
		line = str_cut(&rest, '\n');
		if (more == 0) {
			smtp_reply_clear(&r);
			lines = 0;
		}
		more = smtp_reply_add(&r, line, &e);
		must(more < 0 || r.lines == ++lines);
		must(more >= 0 || e.status == STATUS_PROTOCOL);
		if (more == 0)
			check_reply(&r);
	}
	smtp_reply_free(&r);
	return 0;
}
