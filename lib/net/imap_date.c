/* SPDX-License-Identifier: ISC */
#include "net/imap_date.h"

#include "base/ascii.h"
#include "base/num.h"
#include "mime/date.h"
#include "mime/dateparse.h"

/* The month's name for "01" to "12". */
static const char *
month_name(struct str number)
{
	uint64_t month;

	if (num_parse(number, 12, &month) < 0 || month == 0)
		return NULL;
	return date_months + 3 * (month - 1);
}

/* Whether it begins as a date of ISO 8601 does. */
static bool
is_iso(struct str text)
{
	return text.n >= 10 && text.p[4] == '-' && text.p[7] == '-' &&
	    ascii_is_digit(text.p[0]);
}

/* The time and the zone, which may be missing, as RFC 5322 has them. */
static void
add_time(struct buf *b, struct str text)
{
	size_t at;

	if (text.n == 0) {
		buf_add_string(b, " 00:00:00 +0000");
		return;
	}
	for (at = 1; at < text.n && str_has(STR("0123456789:"), text.p[at]); )
		at++;
	buf_add_char(b, ' ');
	buf_add_str(b, str_of(text.p + 1, at - 1));
	text = str_trim(str_skip(text, at));
	if (text.n == 0 || str_case_is(text, "Z"))
		buf_add_string(b, " +0000");
	else if (text.n == 6 && text.p[3] == ':')
		buf_printf(b, " %.3s%.2s", text.p, text.p + 4);
	else
		buf_printf(b, " %.*s", (int)text.n, text.p);
}

/* As RFC 5322 has it; what is wrong in it is found when that is read. */
static void
add_mail_date(struct buf *b, struct str iso)
{
	const char *month = month_name(str_of(iso.p + 5, 2));

	buf_printf(b, "%.2s %.3s %.4s", iso.p + 8, month != NULL ? month : "?",
	    iso.p);
	add_time(b, str_skip(iso, 10));
}

static int
read_date(struct str text, struct dateparse *d)
{
	struct buf mail = BUF_INIT;
	int result;

	if (!is_iso(text))
		return dateparse_read(text, d);
	add_mail_date(&mail, text);
	result = dateparse_read(buf_str(&mail), d);
	buf_free(&mail);
	return result;
}

int
imap_date_add(struct buf *b, struct str text)
{
	struct buf iso = BUF_INIT;
	struct dateparse d;
	const char *month;
	int result = -1;

	if (read_date(text, &d) < 0)
		return -1;
	dateparse_iso(&d, &iso);
	/* 2026-11-20T19:35:00+01:00, or ...:00Z */
	if (iso.len == 20) {
		iso.len--;
		buf_add_string(&iso, "+00:00");
	}
	month = iso.len == 25 ? month_name(str_of(iso.data + 5, 2)) : NULL;
	if (month != NULL) {
		buf_printf(b, "%.2s-%.3s-%.4s %.8s %.3s%.2s", iso.data + 8,
		    month, iso.data, iso.data + 11, iso.data + 19,
		    iso.data + 23);
		result = 0;
	}
	buf_free(&iso);
	return result;
}
