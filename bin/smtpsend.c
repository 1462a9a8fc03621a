/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "mime/messages.h"
#include "mime/outgoing.h"
#include "net/account.h"
#include "net/letter.h"
#include "net/queue_letter.h"
#include "net/queue_place.h"
#include "net/send_options.h"
#include "net/send_outcome.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"
#include "net/smtp_print.h"
#include "net/smtp_probe.h"
#include "net/smtpd.h"
#include "net/trace.h"

static const char usage[] =
    "smtpsend [-cEijlMnQqtv] [-A account] [-bm] [-F name] [-f sender]\n"
    "[-N notify] [-o key=value] [-R return] [-V envid] [recipient ...]\n"
    "smtpsend -S | -x command [-v] [-A account] [-o key=value]\n"
    "sendmail [-intv] [-A account] [-bm | -bp | -bs] [-F name] [-f sender]\n"
    "[-N notify] [-o option] [-q] [-R return] [-V envid] [recipient ...]\n";

static struct send_options options;

static struct out out;

/* What one run is about. */
struct job {
	struct in in;
	struct messages messages; /* of -M */
	uint64_t count;           /* messages read */
	struct letter letter;
	struct account account;
	bool has_account;
	struct smtp smtp;
	bool is_open;
	struct err lost;          /* why there is no connection any more */
	uint64_t sent, failed;    /* both, for one that was partly sent */
	int status;               /* of those that failed */
};

static int
find_account(struct job *j, const char *from, struct err *e)
{
	struct account_query q = {URL_SMTP, options.account,
	    options.overrides, options.override_count, from};

	if (j->has_account)
		return 0;
	j->has_account = true;
	return account_find(&j->account, &q, e);
}

/* Reads the next message, of which there is one without -M.  Returns 1, 0
   when there is none, -1. */
static int
read_message(struct job *j, struct err *e)
{
	struct outgoing *m = &j->letter.message;
	int got;

	do {
		letter_free(&j->letter);
		m->dot_ends = options.is_sendmail && !options.ignores_dots;
		got = j->count++ == 0;
		if (options.is_mbox)
			got = messages_next(&j->messages, e);
		if (got <= 0)
			return got;
		got = options.is_mbox
		    ? outgoing_read_one(m, &j->messages, e)
		    : outgoing_read(m, &j->in, e);
	} while (got == 0 && m->is_empty && !options.is_sendmail);
	return got < 0 ? -1 : 1;
}

/* The account is found by the sender, and the sender by the account. */
static int
finish(struct job *j, struct err *e)
{
	struct buf author = BUF_INIT;
	int done;

	letter_author(&j->letter, &options.address, &author);
	done = find_account(j, buf_string(&author), e);
	buf_free(&author);
	if (done < 0)
		return -1;
	if (letter_fit(&j->letter, &options.address, &j->account, e) < 0)
		return err_prefix(e, "stdin");
	return letter_finish(&j->letter, &options.address, &j->account, e);
}

static void
warn_no_dsn(const struct smtp *s)
{
	const struct smtp_dsn *d = &options.dsn;

	if ((s->extensions & SMTP_DSN) == 0 && (d->notify != NULL ||
	    d->ret != NULL || d->envid != NULL))
		warn("%s: the server has no DSN: -N, -R and -V are ignored",
		    url_server(&s->account->url));
}

static int
open_session(struct job *j, struct err *e)
{
	static struct out trace;
	struct smtp *s = &j->smtp;

	if (j->is_open)
		return 0;
	j->is_open = true;
	smtp_init(s, &j->account, options.argv0);
	if (options.traces) {
		out_init(&trace, STDERR_FILENO, "stderr");
		s->conn.trace = trace_line;
		s->conn.trace_arg = &trace;
	}
	if (smtp_open(s, e) < 0)
		return -1;
	warn_no_dsn(s);
	return 0;
}

/* Says what is wrong, and with which message of an mbox. */
static void
tell(const struct job *j, struct err *e)
{
	if (options.is_mbox && j->count > 0)
		err_prefix(e, "message %llu", (unsigned long long)j->count);
	warn_err(e);
}

/* Names the recipients that were refused one by one; how many. */
static size_t
tell_refused(const struct job *j, const struct smtp_mail *m)
{
	struct err e = ERR_INIT;
	size_t i, refused = 0;

	for (i = 0; i < m->n; i++)
		if (send_refusal(&j->account, m, i, &e)) {
			tell(j, &e);
			refused++;
		}
	return refused;
}

/* As long as one may be sent later, all may be tried again. */
static void
count_failure(struct job *j, int status)
{
	j->failed++;
	if (j->status == STATUS_OK || status == STATUS_TEMPFAIL)
		j->status = status;
}

/* Says what became of one message; e is NULL if it was sent. */
static void
report(struct job *j, const struct smtp_mail *m, struct send_outcome *o,
    struct err *e)
{
	size_t refused = tell_refused(j, m);
	struct err queued = ERR_INIT;

	if (options.lists)
		smtp_print_results(&out, m);
	if (options.is_json)
		smtp_print_json(&out, m, options.is_mbox ? j->count : 0);
	j->sent += o->is_taken;
	if (o->status != STATUS_OK)
		count_failure(j, o->status);
	/* If each was refused alone, the lines above have said it all; and to
	   sendmail's callers a message in the queue is one that was sent. */
	send_queued(o, &j->account, refused < m->n ? e : NULL, &queued);
	if (o->waiting > 0 && !options.is_sendmail)
		tell(j, &queued);
	else if (o->waiting == 0 && e != NULL && refused < m->n)
		tell(j, e);
	if (o->queue_error.status != STATUS_OK)
		tell(j, &o->queue_error);
	if (o->log_error.status != STATUS_OK)
		warn_err(&o->log_error);
}

static bool
queues(const struct job *j)
{
	return options.queues || queue_is_on(&j->account);
}

/* Sends it, unless the connection was lost before: then all that follow in
   the mbox are not sent for the same reason. */
static int
send_mail(struct job *j, struct smtp_mail *mail, struct err *why)
{
	int done;

	if (j->is_open && j->smtp.broken) {
		*why = j->lost;
		return -1;
	}
	done = open_session(j, why);
	if (done == 0)
		done = smtp_mail_send(&j->smtp, mail, why);
	if (done < 0)
		j->lost = *why;
	else if (j->smtp.broken)
		err_set(&j->lost, STATUS_TEMPFAIL, "%s: connection lost",
		    url_server(&j->account.url));
	return done;
}

static int
deliver(struct job *j, struct err *e)
{
	const struct queue_source source = {&j->account, options.overrides,
	    options.override_count};
	struct outgoing *message = &j->letter.message;
	bool was_lost = j->is_open && j->smtp.broken;
	struct err why = ERR_INIT;
	struct send_outcome outcome;
	struct progress progress;
	struct smtp_mail mail;
	int done;

	smtp_mail_init(&mail, &j->letter.envelope, message);
	mail.last = !options.is_mbox;
	mail.recode = letter_recodes(&options.address, &j->account);
	mail.dsn = &options.dsn;
	mail.progress = &progress;
	progress_start(&progress, "sent", message->body.size, options.is_quiet);
	done = send_mail(j, &mail, &why);
	progress_end(&progress);
	send_outcome(&outcome, &j->account, &mail, done < 0 ? &why : NULL,
	    queues(j) ? &source : NULL, !was_lost);
	report(j, &mail, &outcome, done < 0 ? &why : NULL);
	smtp_mail_free(&mail);
	if (!options.copies || !outcome.is_taken)
		return 0;
	return smtp_print_message(&out, message, options.is_mbox, e);
}

/* One message that was read. */
static int
handle(struct job *j, struct err *e)
{
	if (finish(j, e) < 0)
		return -1;
	if (!options.is_dry)
		return deliver(j, e);
	smtp_print_plan(&out, &j->account, &j->letter.envelope);
	return smtp_print_message(&out, &j->letter.message, options.is_mbox, e);
}

/* A message that cannot be sent does not keep the next one of an mbox from
   it.  Returns whether there may be a next one. */
static bool
fail(struct job *j, struct err *e)
{
	tell(j, e);
	count_failure(j, e->status);
	return options.is_mbox && e->status == STATUS_DATA;
}

/* Returns the exit status. */
static int
send_all(struct job *j)
{
	struct err e = ERR_INIT;
	bool any = false, more = true;
	int got;

	in_init(&j->in, STDIN_FILENO, "stdin", IN_SIZE);
	messages_init(&j->messages, &j->in);
	while (more && (got = read_message(j, &e)) != 0) {
		any = true;
		if (got < 0 || handle(j, &e) < 0)
			more = fail(j, &e);
		else if (j->is_open && j->smtp.broken)
			more = queues(j) && queue_may_help(j->lost.status);
	}
	if (options.is_mbox && j->is_open && j->smtp.broken && !more &&
	    messages_next(&j->messages, &e) > 0)
		warn("stdin: no message behind number %llu was sent",
		    (unsigned long long)j->count);
	if (!any && !options.may_be_empty) {
		warn("stdin: empty: nothing was sent");
		count_failure(j, STATUS_DATA);
	}
	return j->sent > 0 && j->failed > 0 ? STATUS_PARTIAL : j->status;
}

/* For -S and -x.  Returns the exit status. */
static int
ask(struct job *j)
{
	struct err e = ERR_INIT;
	int status = -1;

	if (find_account(j, NULL, &e) == 0 && open_session(j, &e) == 0) {
		if (options.offers)
			smtp_print_offers(&out, &j->smtp);
		status = smtp_probe(&j->smtp, options.probes,
		    options.probe_count, &out, &e);
	}
	if (status >= 0)
		return status;
	warn_err(&e);
	return e.status;
}

/* For -bs.  Returns the exit status. */
static int
serve(void)
{
	struct err e = ERR_INIT;

	if (smtpd_serve(&options, &out, warn_err, &e) == 0)
		return STATUS_OK;
	warn_err(&e);
	return e.status;
}

static void
job_free(struct job *j)
{
	if (j->is_open)
		smtp_close(&j->smtp);
	letter_free(&j->letter);
	account_free(&j->account);
	in_free(&j->in);
	send_options_free(&options);
}

/* Reads the command line: whose it is, our name says. */
static void
start(int argc, char **argv)
{
	const char *name = sendmail_name(argv[0]);
	struct err e = ERR_INIT;
	int done;

	prog_start(name != NULL ? name : "smtpsend", usage, argc, argv);
	if (name != NULL)
		done = sendmail_options_read(&options, argc, argv, &e);
	else
		done = send_options_read(&options, argc, argv, &e);
	if (done < 0 && e.status == STATUS_USAGE)
		prog_usage("%s", e.text);
	if (done == 0 && options.queue_use != SENDMAIL_SENDS)
		done = sendmail_queue(&options, &e);
	if (done < 0)
		die(&e);
}

int
main(int argc, char **argv)
{
	struct job j;
	int status;

	start(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	out_init(&out, STDOUT_FILENO, "stdout");
	if (options.answer != NULL) {
		out_add_string(&out, options.answer);
		prog_end(&out, STATUS_OK);
	}
	if (options.is_server) {
		status = serve();
		send_options_free(&options);
		prog_end(&out, status);
	}
	memset(&j, 0, sizeof(j));
	letter_init(&j.letter);
	status = send_options_asks(&options) ? ask(&j) : send_all(&j);
	job_free(&j);
	prog_end(&out, status);
}
