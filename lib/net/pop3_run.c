/* SPDX-License-Identifier: ISC */
#include "net/pop3_run.h"

#include <signal.h>
#include <string.h>

#include "mime/date.h"

void
pop3_run_init(struct pop3_run *r, int argc)
{
	memset(r, 0, sizeof(*r));
	client_options_init(&r->options, URL_POP3, argc);
}

void
pop3_run_free(struct pop3_run *r)
{
	if (r->has_journal)
		journal_close(&r->journal);
	r->has_journal = false;
	pop3_selectors_free(&r->selectors);
	account_free(&r->account);
	client_options_free(&r->options);
}

static int
open_journal(struct pop3_run *r, struct err *e)
{
	struct buf identity = BUF_INIT;
	int result;

	account_identity(&r->account, &identity);
	result = journal_open(&r->journal, buf_string(&identity),
	    (int64_t)r->now, e);
	buf_free(&identity);
	r->has_journal = result == 0;
	return result;
}

int
pop3_run_begin(struct pop3_run *r, const char *argv0, char *const *operands,
    bool needs_user, struct err *e)
{
	bool fixed;

	if (date_now(&r->now, &fixed, e) < 0 ||
	    pop3_selectors_add_operands(&r->selectors, operands, e) < 0 ||
	    account_find(&r->account, &r->options.query, e) < 0)
		return -1;
	if (needs_user && r->account.url.user == NULL)
		return err_set(e, STATUS_CONFIG, "%s: no user to log in as "
		    "(see user in mailpipe-accounts(5))",
		    r->account.url.host);
	if ((r->remembers || pop3_selectors_need_journal(&r->selectors)) &&
	    open_journal(r, e) < 0)
		return -1;
	signal(SIGPIPE, SIG_IGN);
	pop3_init(&r->session, &r->account, argv0);
	client_options_trace(&r->options, &r->session.conn);
	return 0;
}

int
pop3_run_try(struct pop3_run *r, int (*work)(void *arg, struct err *e),
    bool (*undo)(void *arg), void *arg, struct err *e)
{
	int result = work(arg, e);

	if (result < 0 && pop3_may_retreat(&r->session, e) && undo(arg)) {
		pop3_retreat(&r->session, e);
		result = work(arg, e);
	}
	return result;
}

int
pop3_run_end(struct pop3_run *r, int result, struct err *e)
{
	pop3_close(&r->session);
	if (result < 0)
		pop3_add_retreat(&r->session, e);
	return result;
}
