/* SPDX-License-Identifier: ISC */
#include "net/send_session.h"

#include <unistd.h>

#include "net/trace.h"

/* Whoever hangs up on every message would do that for ever. */
#define BREAKS_MAX 3

int
send_session_open(struct send_session *s, const struct account *a,
    const struct send_options *o, struct err *e)
{
	if (s->is_open && !s->smtp.broken && s->smtp.is_ready)
		return 0;
	if (s->is_open)
		return smtp_reopen(&s->smtp, e) < 0 ? -1 : 1;
	s->is_open = true;
	smtp_init(&s->smtp, a, o->argv0);
	out_init(&s->trace, STDERR_FILENO, "stderr");
	if (o->traces) {
		s->smtp.conn.trace = trace_line;
		s->smtp.conn.trace_arg = &s->trace;
	}
	return smtp_open(&s->smtp, e) < 0 ? -1 : 1;
}

/* Whether the server has said what becomes of the message. */
static bool
is_answered(const struct smtp_mail *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->results[i].fate == SMTP_UNKNOWN)
			return false;
	return true;
}

int
send_session_mail(struct send_session *s, struct smtp_mail *m,
    struct err *e)
{
	int done = smtp_mail_send(&s->smtp, m, e);

	if (!s->smtp.broken || is_answered(m))
		s->breaks = 0;
	else
		s->breaks++;
	if (done < 0 && (m->is_uncertain || s->breaks == BREAKS_MAX ||
	    !s->smtp.is_ready))
		s->down = *e;
	return done;
}

void
send_session_close(struct send_session *s)
{
	if (!s->is_open)
		return;
	smtp_close(&s->smtp);
	out_free(&s->trace);
	s->is_open = false;
}
