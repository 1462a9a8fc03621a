/* SPDX-License-Identifier: ISC */
#include "net/smtp_dsn.h"

#include "base/ascii.h"

#define ENVID_MAX 100 /* RFC 3461 4.4 */

static int
check_notify(struct str notify, struct err *e)
{
	struct str word;

	if (str_case_is(notify, "never"))
		return 0;
	do {
		word = str_cut(&notify, ',');
		if (!str_case_is(word, "success") &&
		    !str_case_is(word, "failure") &&
		    !str_case_is(word, "delay"))
			return err_set(e, STATUS_USAGE, "-N is never, or some "
			    "of success,failure,delay");
	} while (notify.p != NULL);
	return 0;
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

int
smtp_dsn_check(const struct smtp_dsn *d, struct err *e)
{
	if (d->notify != NULL && check_notify(str_from(d->notify), e) < 0)
		return -1;
	if (d->ret != NULL && !str_case_is(str_from(d->ret), "full") &&
	    !str_case_is(str_from(d->ret), "hdrs"))
		return err_set(e, STATUS_USAGE, "-R is full or hdrs");
	if (d->envid != NULL)
		return check_envid(str_from(d->envid), e);
	return 0;
}

static void
add_upper(struct buf *line, const char *s)
{
	for (; *s != '\0'; s++)
		buf_add_char(line, ascii_upper(*s));
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
		add_upper(line, d->ret);
	}
	if (d->envid != NULL) {
		buf_add_string(line, " ENVID=");
		add_xtext(line, d->envid);
	}
}

/* An address that is not ASCII would need the type of RFC 6533, which
   servers do not know: it goes without. */
void
smtp_dsn_rcpt(const struct smtp_dsn *d, const char *address, struct buf *line)
{
	if (d->notify == NULL)
		return;
	buf_add_string(line, " NOTIFY=");
	add_upper(line, d->notify);
	if (str_has_8bit(str_from(address)))
		return;
	buf_add_string(line, " ORCPT=rfc822;");
	add_xtext(line, address);
}
