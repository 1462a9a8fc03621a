/* SPDX-License-Identifier: ISC */
/* What bytes are that have no label of their own. */
#include "base/status.h"
#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/charsetname.h"

int
charset_check_user(struct err *e)
{
	struct str name = charset_user_name();

	if (charset_system_name(name) != NULL)
		return 0;
	return err_set(e, STATUS_CONFIG, "MAILPIPE_CHARSET=%.*s: "
	    "unknown charset", (int)name.n, name.p);
}

/* Makes *s UTF-8, in *b, if it is text of that charset throughout. */
static bool
convert(struct str *s, struct str name, struct buf *b)
{
	struct charset c;
	bool good = charset_init(&c, name) && c.kind != CHARSET_UTF8;

	b->len = 0;
	if (good) {
		charset_add(&c, *s, b);
		charset_end(&c, b);
		good = !c.bad;
	}
	charset_free(&c);
	if (good)
		*s = buf_str(b);
	return good;
}

bool
charset_guess(struct str *s, struct str name, struct buf *b)
{
	if (!str_has_8bit(*s) || utf8_is_valid(*s))
		return false;
	if (name.n > 0 && convert(s, name, b))
		return true;
	convert(s, charset_user_name(), b);
	return false;
}
