/* SPDX-License-Identifier: ISC */
/* A date for APPEND: what is taken is one of IMAP's, and means the same when
   it is written in another way. */
#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "net/imap_date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* "31-Jan-2026 09:30:00 +0100" (RFC 9051 9) */
static void
check_form(struct str date)
{
	static const char form[] = "00-aaa-0000 00:00:00 s0000";
	size_t i;

	must(date.n == sizeof(form) - 1);
	for (i = 0; i < date.n; i++)
		switch (form[i]) {
		case '0': must(ascii_is_digit(date.p[i])); break;
		case 'a': must(ascii_is_alpha(date.p[i])); break;
		case 's': must(date.p[i] == '+' || date.p[i] == '-'); break;
		default: must(date.p[i] == form[i]);
		}
}

/* As RFC 5322 has it the date is the same. */
static void
check_again(struct str date)
{
	struct buf mail = BUF_INIT, again = BUF_INIT;

	buf_printf(&mail, "%.2s %.3s %.4s %.8s %.5s", date.p, date.p + 3,
	    date.p + 7, date.p + 12, date.p + 21);
	must(imap_date_add(&again, buf_str(&mail)) == 0);
	must(str_is(date, buf_string(&again)));
	buf_free(&mail);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf date = BUF_INIT;

	if (imap_date_add(&date, str_of((const char *)data, size)) == 0) {
		check_form(buf_str(&date));
		check_again(buf_str(&date));
	} else {
		must(date.len == 0);
	}
	buf_free(&date);
	return 0;
}
