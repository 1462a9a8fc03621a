/* SPDX-License-Identifier: ISC */
#include "net/imap_run.h"

#include <signal.h>
#include <string.h>

#include "net/imap_name.h"

void
imap_run_init(struct imap_run *r, int argc)
{
	memset(r, 0, sizeof(*r));
	client_options_init(&r->options, URL_IMAP, argc);
}

void
imap_run_free(struct imap_run *r)
{
	account_free(&r->account);
	client_options_free(&r->options);
}

/* ALERT is for people to read (RFC 9051 7.1). */
static void
alert(void *arg, struct str text)
{
	struct imap_run *r = arg;
	struct err e;

	err_set(&e, STATUS_OK, "%s: %.*s", r->account.url.host, (int)text.n,
	    text.p);
	r->warn(&e);
}

int
imap_run_begin(struct imap_run *r, const char *argv0,
    void (*warn)(const struct err *e), struct err *e)
{
	if (account_find(&r->account, &r->options.query, e) < 0)
		return -1;
	signal(SIGPIPE, SIG_IGN);
	r->warn = warn;
	imap_init(&r->session, &r->account, argv0);
	r->session.alert = alert;
	r->session.alert_arg = r;
	client_options_trace(&r->options, &r->session.conn);
	return 0;
}

int
imap_run_select(struct imap_run *r, unsigned int *tag, bool read_only,
    const char *box, struct err *e)
{
	struct buf name = BUF_INIT;
	int done;

	done = imap_name_encode(&name, str_from(box), e);
	if (done == 0)
		done = imap_select(&r->session, tag, read_only,
		    buf_str(&name), e);
	buf_free(&name);
	return done;
}
