/* SPDX-License-Identifier: ISC */
#include "net/smtpd_reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/vis.h"

/* The text of a line, beside codes and CRLF, which take 20 bytes at most. */
#define TEXT_MAX ((size_t)480)

void
smtpd_reply_free(struct smtpd_reply *r)
{
	buf_free(&r->text);
}

static int
set_code(struct smtpd_reply *r, int code, struct str enhanced)
{
	if (enhanced.n >= sizeof(r->enhanced))
		enhanced.n = 0;
	r->code = code;
	memcpy(r->enhanced, enhanced.n > 0 ? enhanced.p : "", enhanced.n);
	r->enhanced[enhanced.n] = '\0';
	r->text.len = 0;
	return code >= 400 ? -1 : 0;
}

int
smtpd_reply_set(struct smtpd_reply *r, int code, const char *enhanced,
    const char *fmt, ...)
{
	int done = set_code(r, code, str_from(enhanced)), n;
	va_list ap;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return done;
	va_start(ap, fmt);
	(void)vsnprintf(buf_reserve(&r->text, (size_t)n + 1), (size_t)n + 1,
	    fmt, ap);
	va_end(ap);
	r->text.len = (size_t)n;
	return done;
}

int
smtpd_reply_pass(struct smtpd_reply *r, const struct smtp_reply *from)
{
	static const char *const plain[] = {"2.0.0", "3.0.0", "4.0.0", "5.0.0"};
	struct str enhanced = smtp_reply_enhanced(from);
	int done;

	if (enhanced.n == 0)
		enhanced = str_from(plain[smtp_reply_class(from) - 2]);
	done = set_code(r, from->code == 421 ? 451 : from->code, enhanced);
	smtp_reply_text(from, &r->text);
	return done;
}

int
smtpd_reply_err(struct smtpd_reply *r, const struct err *e)
{
	static const struct {
		int status, code;
		const char *enhanced;
	} known[] = {
		{STATUS_PARTIAL, 554, "5.0.0"},
		{STATUS_DATA, 554, "5.6.0"},
		{STATUS_NOUSER, 550, "5.1.1"},
		{STATUS_NOHOST, 451, "4.4.3"},
		{STATUS_UNAVAILABLE, 554, "5.0.0"},
		{STATUS_OSERR, 452, "4.3.0"},
		{STATUS_CANTCREAT, 452, "4.3.1"},
		{STATUS_IOERR, 452, "4.3.0"},
		{STATUS_TEMPFAIL, 451, "4.4.0"},
		{STATUS_PROTOCOL, 451, "4.5.0"},
		{STATUS_NOPERM, 454, "4.7.0"},
		{STATUS_CONFIG, 451, "4.3.5"},
	};
	size_t i, n = sizeof(known) / sizeof(known[0]);

	for (i = 0; i < n && known[i].status != e->status; i++)
		;
	return smtpd_reply_set(r, i < n ? known[i].code : 451,
	    i < n ? known[i].enhanced : "4.3.0", "%s", e->text);
}

static void
write_line(const struct smtpd_reply *r, struct out *out, struct str line,
    bool last)
{
	size_t i;

	out_printf(out, "%d%c", r->code, last ? ' ' : '-');
	if (r->enhanced[0] != '\0')
		out_printf(out, "%s ", r->enhanced);
	for (i = 0; i < line.n && i < TEXT_MAX; i++)
		out_add_char(out, (unsigned char)line.p[i] < 0x80 ?
		    line.p[i] : '?');
	out_add_string(out, "\r\n");
}

void
smtpd_reply_write(const struct smtpd_reply *r, struct out *out)
{
	struct str rest, line;
	struct buf text = BUF_INIT;

	vis_buf(&text, buf_str(&r->text), VIS_LINES);
	rest = buf_str(&text);
	do {
		line = str_cut(&rest, '\n');
		write_line(r, out, line, rest.p == NULL);
	} while (rest.p != NULL);
	buf_free(&text);
}
