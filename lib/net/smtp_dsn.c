/* SPDX-License-Identifier: ISC */
#include "net/smtp_dsn.h"

#include "base/ascii.h"

#define ENVID_MAX 100 /* RFC 3461 4.4 */

bool
smtp_dsn_is_notify(struct str notify)
{
	struct str word;

	if (str_case_is(notify, "never"))
		return true;
	do {
		word = str_cut(&notify, ',');
		if (!str_case_is(word, "success") &&
		    !str_case_is(word, "failure") &&
		    !str_case_is(word, "delay"))
			return false;
	} while (notify.p != NULL);
	return true;
}

static int
check_envid(struct str envid, struct err *e)
{
	size_t i;

	if (envid.n == 0 || envid.n > ENVID_MAX)
		return err_set(e, STATUS_USAGE, "-V has 1 to %d bytes",
		    ENVID_MAX);
	for (i = 0; i < envid.n; i++)
		if (!ascii_is_graph(envid.p[i]) && envid.p[i] != ' ')
			return err_set(e, STATUS_USAGE,
			    "-V is printable ASCII");
	return 0;
}

/* Takes the last line off `each`: NOTIFY, ORCPT and the address, which may
   hold blanks. */
static bool
take_each(struct str *each, struct str *notify, struct str *orcpt,
    struct str *address)
{
	size_t end = each->n > 0 ? each->n - 1 : 0, at = end;

	while (at > 0 && each->p[at - 1] != '\n')
		at--;
	*address = str_of(each->p + at, end - at);
	each->n = at;
	*notify = str_cut(address, ' ');
	*orcpt = str_cut(address, ' ');
	return address->n > 0;
}

static int
check_each(struct str each, struct err *e)
{
	struct str notify, orcpt, address;

	while (each.n > 0)
		if (!take_each(&each, &notify, &orcpt, &address) ||
		    (!str_is(notify, "-") && !smtp_dsn_is_notify(notify)))
			return err_set(e, STATUS_USAGE,
			    "what each recipient is to cause is damaged");
	return 0;
}

int
smtp_dsn_check(const struct smtp_dsn *d, struct err *e)
{
	if (d->notify != NULL && !smtp_dsn_is_notify(str_from(d->notify)))
		return err_set(e, STATUS_USAGE, "-N is never, or some of "
		    "success,failure,delay");
	if (d->ret != NULL && !str_case_is(str_from(d->ret), "full") &&
	    !str_case_is(str_from(d->ret), "hdrs"))
		return err_set(e, STATUS_USAGE, "-R is full or hdrs");
	if (d->envid != NULL && check_envid(str_from(d->envid), e) < 0)
		return -1;
	return d->each != NULL ? check_each(str_from(d->each), e) : 0;
}

static int
hex_pair(struct str s, size_t i)
{
	int high = i + 2 < s.n ? ascii_hex(s.p[i + 1]) : -1;
	int low = i + 2 < s.n ? ascii_hex(s.p[i + 2]) : -1;

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool
smtp_dsn_is_xtext(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_is_graph(s.p[i]) || s.p[i] == '=' ||
		    (s.p[i] == '+' && hex_pair(s, i) < 0))
			return false;
	return true;
}

void
smtp_dsn_undo_xtext(struct str s, struct buf *text)
{
	int c;
	size_t i;

	for (i = 0; i < s.n; i++) {
		c = s.p[i] == '+' ? hex_pair(s, i) : -1;
		buf_add_char(text, c < 0 ? s.p[i] : (char)c);
		i += c < 0 ? 0 : 2;
	}
}

/* "-" stands for nothing, and "=" for the address itself. */
void
smtp_dsn_add(struct buf *each, struct str address, struct str notify,
    struct str orcpt)
{
	buf_add_str(each, notify.n > 0 ? notify : STR("-"));
	buf_add_char(each, ' ');
	buf_add_str(each, orcpt.n > 0 ? orcpt : orcpt.p != NULL ? STR("-")
	                                                        : STR("="));
	buf_add_char(each, ' ');
	buf_add_str(each, address);
	buf_add_char(each, '\n');
}

/* The last that was said of an address. */
static void
find_each(struct str each, struct str wanted, struct str *notify,
    struct str *orcpt)
{
	struct str n, o, address;

	while (take_each(&each, &n, &o, &address))
		if (str_equal(address, wanted)) {
			*notify = str_is(n, "-") ? *notify : n;
			*orcpt = o;
			return;
		}
}

static void
add_upper(struct buf *line, struct str s)
{
	for (; s.n > 0; s = str_skip(s, 1))
		buf_add_char(line, ascii_upper(*s.p));
}

/* xtext of RFC 3461 4. */
static void
add_xtext(struct buf *line, const char *s)
{
	for (; *s != '\0'; s++) {
		if (ascii_is_graph(*s) && *s != '+' && *s != '=')
			buf_add_char(line, *s);
		else
			buf_printf(line, "+%02X",
			    (unsigned int)(unsigned char)*s);
	}
}

void
smtp_dsn_mail(const struct smtp_dsn *d, struct buf *line)
{
	if (d->ret != NULL) {
		buf_add_string(line, " RET=");
		add_upper(line, str_from(d->ret));
	}
	if (d->envid != NULL) {
		buf_add_string(line, " ENVID=");
		add_xtext(line, d->envid);
	}
}

/* An address that is not ASCII would need the type of RFC 6533, which
   servers do not know: it goes without. */
static void
add_orcpt(struct buf *line, struct str orcpt, const char *address)
{
	if (str_is(orcpt, "-") || (str_is(orcpt, "=") &&
	    str_has_8bit(str_from(address))))
		return;
	buf_add_string(line, " ORCPT=");
	if (!str_is(orcpt, "=")) {
		buf_add_str(line, orcpt);
		return;
	}
	buf_add_string(line, "rfc822;");
	add_xtext(line, address);
}

void
smtp_dsn_rcpt(const struct smtp_dsn *d, const char *address, struct buf *line)
{
	struct str notify = STR_INIT, orcpt = STR("=");

	if (d->notify != NULL)
		notify = str_from(d->notify);
	if (d->each != NULL)
		find_each(str_from(d->each), str_from(address), &notify,
		    &orcpt);
	if (notify.n > 0) {
		buf_add_string(line, " NOTIFY=");
		add_upper(line, notify);
	}
	if (notify.n > 0 || !str_is(orcpt, "="))
		add_orcpt(line, orcpt, address);
}
