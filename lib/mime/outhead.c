/* SPDX-License-Identifier: ISC */
#include "mime/outhead.h"

#include "base/utf8.h"
#include "mime/addrenc.h"
#include "mime/date.h"
#include "mime/header.h"
#include "mime/msgid.h"

enum { FROM = 1, DATE = 2, MESSAGE_ID = 4, TO = 8 };

static unsigned int
kind_of(struct str name)
{
	if (str_case_is(name, "From"))
		return FROM;
	if (str_case_is(name, "Date"))
		return DATE;
	if (str_case_is(name, "Message-ID"))
		return MESSAGE_ID;
	if (str_case_is(name, "To") || str_case_is(name, "Cc"))
		return TO;
	return 0;
}

/* Copies the fields but the blind ones; which of the above were there. */
static unsigned int
copy(struct str fields, struct buf *to)
{
	unsigned int seen = 0;
	struct field f;

	while (header_next(&fields, &f)) {
		if (str_case_is(f.name, "Bcc") ||
		    str_case_is(f.name, "Resent-Bcc"))
			continue;
		seen |= kind_of(f.name);
		buf_add_str(to, f.raw);
	}
	return seen;
}

static int
add_date(struct buf *b, struct err *e)
{
	time_t when;
	bool fixed;

	if (date_now(&when, &fixed, e) < 0)
		return -1;
	buf_add_string(b, "Date: ");
	date_format(b, when, fixed);
	buf_add_char(b, '\n');
	return 0;
}

static int
add_message_id(struct buf *b, struct str domain, struct err *e)
{
	buf_add_string(b, "Message-ID: ");
	if (msgid_new(b, domain, e) < 0)
		return -1;
	buf_add_char(b, '\n');
	return 0;
}

static int
add_missing(struct buf *b, unsigned int seen, const struct outhead *h,
    struct err *e)
{
	if ((seen & FROM) == 0 && addrenc_field(b, "From", h->from, e) < 0)
		return -1;
	if ((seen & TO) == 0 && addrenc_field(b, "To", h->to, e) < 0)
		return -1;
	if ((seen & DATE) == 0 && add_date(b, e) < 0)
		return -1;
	if ((seen & MESSAGE_ID) == 0)
		return add_message_id(b, h->domain, e);
	return 0;
}

int
outhead_complete(struct outgoing *o, const struct outhead *h, struct err *e)
{
	struct buf header = BUF_INIT;
	unsigned int seen = copy(buf_str(&o->header), &header);

	if (add_missing(&header, seen, h, e) < 0) {
		buf_free(&header);
		return -1;
	}
	buf_free(&o->header);
	o->header = header;
	o->has_8bit_header = str_has_8bit(buf_str(&header));
	if (o->has_8bit_header && !utf8_is_valid(buf_str(&header)))
		return err_set(e, STATUS_DATA,
		    "the header holds 8-bit text that is not UTF-8");
	return 0;
}
