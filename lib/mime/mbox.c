/* SPDX-License-Identifier: ISC */
#include "mime/mbox.h"

#include <time.h>

#include "base/ascii.h"
#include "mime/date.h"

static const char from_[] = "From ";

#define FROM_LENGTH (sizeof(from_) - 1)

/* Longer than any address may be (RFC 5321 4.5.3.1.3), and short enough for
   the line to be seen as what it is. */
#define SENDER_MAX ((size_t)512)

/* The form of asctime(3) in UTC, whatever the locale. */
static void
add_date(struct out *out, int64_t when)
{
	time_t t = (time_t)when;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL) {
		t = 0;
		gmtime_r(&t, &tm);
	}
	out_printf(out, "%.3s %.3s %2d %02d:%02d:%02d %d",
	    date_days + 3 * tm.tm_wday, date_months + 3 * tm.tm_mon,
	    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_year + 1900);
}

static void
add_sender(struct out *out, struct str sender)
{
	size_t i;
	char c;

	if (sender.n == 0)
		sender = STR("MAILER-DAEMON");
	if (sender.n > SENDER_MAX)
		sender.n = SENDER_MAX;
	for (i = 0; i < sender.n; i++) {
		c = sender.p[i];
		if (c == ' ' || ascii_is_control(c))
			c = '_';
		out_add_char(out, c);
	}
}

void
mbox_begin(struct mbox_writer *w, struct out *out, struct str sender,
    int64_t when)
{
	w->out = out;
	w->at_start = w->line_empty = true;
	w->matched = 0;
	out_add_string(out, from_);
	add_sender(out, sender);
	out_add_char(out, ' ');
	add_date(out, when);
	out_add_char(out, '\n');
}

/* Writes what waits for the rest of "From ". */
static void
release(struct mbox_writer *w)
{
	out_add(w->out, from_, w->matched);
	w->matched = 0;
	w->at_start = false;
}

/* One byte of a line of which only >s and a part of "From " were seen. */
static void
add_at_start(struct mbox_writer *w, char c)
{
	w->line_empty = false;
	if (c == from_[w->matched]) {
		w->matched++;
		if (w->matched == FROM_LENGTH) {
			out_add_char(w->out, '>');
			release(w);
		}
		return;
	}
	if (c != '>' || w->matched > 0)
		release(w);
	out_add_char(w->out, c);
	if (c == '\n')
		w->at_start = w->line_empty = true;
}

void
mbox_add(struct mbox_writer *w, const void *p, size_t n)
{
	struct str s = str_of(p, n);
	size_t line;

	while (s.n > 0) {
		if (w->at_start) {
			add_at_start(w, s.p[0]);
			s = str_skip(s, 1);
			continue;
		}
		line = str_find(s, '\n');
		if (line < s.n) {
			line++;
			w->at_start = w->line_empty = true;
		}
		out_add(w->out, s.p, line);
		s = str_skip(s, line);
	}
}

void
mbox_end(struct mbox_writer *w)
{
	if (w->matched > 0)
		release(w);
	if (!w->line_empty)
		out_add_char(w->out, '\n');
	out_add_char(w->out, '\n');
}
