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
#include "net/send_session.h"
#include "net/smtp_mail.h"
#include "net/smtp_print.h"
#include "net/smtp_probe.h"
#include "net/smtpd.h"

static const char usage[] =
    "smtpsend [-cEijlMnQqtv] [-A account] [-bm] [-F name] [-f sender]\n"
    "[-N notify] [-o key=value] [-R return] [-V envid] [recipient ...]\n"
    "smtpsend -S | -x command [-v] [-A account] [-o key=value]\n"
    "sendmail [-intv] [-A account] [-bm | -bp | -bs] [-F name] [-f sender]\n"
    "[-N notify] [-o option] [-q] [-R return] [-V envid] [recipient ...]\n";

static struct send_options options;

static struct out out;

/* A message of the input. */
struct item {
	uint64_t number;      /* from 1 */
	int got;              /* 1; 0: there is none; -1: it cannot be sent */
	struct err err;       /* why */
	struct letter letter;
	struct smtp_mail mail;
};

/* What one run is about. */
struct job {
	struct in in;
	struct messages messages; /* of -M */
	uint64_t count;           /* messages read */
	struct item items[2]; /* the one that is sent, and the next one */
	struct account account;
	bool has_account;
	struct send_session session;
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
read_message(struct job *j, struct item *it, struct err *e)
{
	struct outgoing *m = &it->letter.message;
	int got;

	do {
		letter_free(&it->letter);
		m->dot_ends = options.is_sendmail && !options.ignores_dots;
		it->number = ++j->count;
		got = it->number == 1;
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
finish(struct job *j, struct letter *l, struct err *e)
{
	struct buf author = BUF_INIT;
	int done;

	letter_author(l, &options.address, &author);
	done = find_account(j, buf_string(&author), e);
	buf_free(&author);
	if (done < 0)
		return -1;
	if (letter_fit(l, &options.address, &j->account, e) < 0)
		return err_prefix(e, "stdin");
	return letter_finish(l, &options.address, &j->account, e);
}

/* Gets the next message ready to be sent. */
static void
prepare(struct job *j, struct item *it)
{
	it->err = (struct err)ERR_INIT;
	it->got = read_message(j, it, &it->err);
	if (it->got > 0 && finish(j, &it->letter, &it->err) < 0)
		it->got = -1;
	if (it->got <= 0)
		return;
	smtp_mail_init(&it->mail, &it->letter.envelope, &it->letter.message);
	it->mail.recode = letter_recodes(&options.address, &j->account);
	it->mail.dsn = &options.dsn;
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
	bool was_open = j->session.is_open;

	if (send_session_open(&j->session, &j->account, &options, e) < 0)
		return -1;
	if (!was_open)
		warn_no_dsn(&j->session.smtp);
	return 0;
}

/* Says what is wrong, and with which message of an mbox. */
static void
tell(const struct item *it, struct err *e)
{
	if (options.is_mbox)
		err_prefix(e, "message %llu", (unsigned long long)it->number);
	warn_err(e);
}

/* Names the recipients that were refused one by one; how many. */
static size_t
tell_refused(const struct job *j, const struct item *it)
{
	struct err e = ERR_INIT;
	size_t i, refused = 0;

	for (i = 0; i < it->mail.n; i++)
		if (send_refusal(&j->account, &it->mail, i, &e)) {
			tell(it, &e);
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
report(struct job *j, const struct item *it, struct send_outcome *o,
    struct err *e)
{
	uint64_t number = options.is_mbox ? it->number : 0;
	size_t refused = tell_refused(j, it);
	struct err queued = ERR_INIT;

	if (options.lists)
		smtp_print_results(&out, &it->mail, number);
	if (options.is_json)
		smtp_print_json(&out, &it->mail, number);
	j->sent += o->is_taken;
	if (o->status != STATUS_OK)
		count_failure(j, o->status);
	/* If each was refused alone, the lines above have said it all; and to
	   sendmail's callers a message in the queue is one that was sent. */
	send_queued(o, &j->account, refused < it->mail.n ? e : NULL, &queued);
	if (o->waiting > 0 && !options.is_sendmail)
		tell(it, &queued);
	else if (o->waiting == 0 && e != NULL && refused < it->mail.n)
		tell(it, e);
	if (o->queue_error.status != STATUS_OK)
		tell(it, &o->queue_error);
	if (o->log_error.status != STATUS_OK)
		warn_err(&o->log_error);
}

static bool
queues(const struct job *j)
{
	return options.queues || queue_is_on(&j->account);
}

/* Sends it, unless there is no server any more: then all that follow in the
   mbox are not sent for the same reason. */
static int
send_mail(struct job *j, struct smtp_mail *mail, struct err *why)
{
	if (j->session.down.status != STATUS_OK) {
		*why = j->session.down;
		return -1;
	}
	if (open_session(j, why) == 0)
		return send_session_mail(&j->session, mail, why);
	j->session.down = *why;
	return -1;
}

static int
deliver(struct job *j, struct item *it, struct item *next, struct err *e)
{
	const struct queue_source source = {&j->account, options.overrides,
	    options.override_count};
	struct outgoing *message = &it->letter.message;
	bool was_down = j->session.down.status != STATUS_OK;
	struct err why = ERR_INIT;
	struct send_outcome outcome;
	struct progress progress;
	int done;

	it->mail.last = next->got == 0;
	it->mail.next = next->got > 0 ? &next->mail : NULL;
	it->mail.progress = &progress;
	progress_start(&progress, "sent", message->body.size, options.is_quiet);
	done = send_mail(j, &it->mail, &why);
	progress_end(&progress);
	send_outcome(&outcome, &j->account, &it->mail, done < 0 ? &why : NULL,
	    queues(j) ? &source : NULL, !was_down);
	report(j, it, &outcome, done < 0 ? &why : NULL);
	if (!options.copies || !outcome.is_taken)
		return 0;
	return smtp_print_message(&out, message, options.is_mbox, e);
}

/* A message and the one behind it.  One that cannot be sent does not keep the
   next one of an mbox from it.  Returns whether that can be sent. */
static bool
handle(struct job *j, struct item *it, struct item *next)
{
	const struct err *down = &j->session.down;

	if (it->got > 0 && options.is_dry) {
		smtp_print_plan(&out, &j->account, &it->letter.envelope);
		if (smtp_print_message(&out, &it->letter.message,
		    options.is_mbox, &it->err) < 0)
			it->got = -1;
	} else if (it->got > 0 && deliver(j, it, next, &it->err) < 0) {
		it->got = -1;
	}
	if (it->got < 0) {
		tell(it, &it->err);
		count_failure(j, it->err.status);
		return it->err.status == STATUS_DATA;
	}
	return down->status == STATUS_OK ||
	    (queues(j) && queue_may_help(down->status));
}

/* Returns the exit status. */
static int
send_all(struct job *j)
{
	struct item *it = &j->items[0], *next = &j->items[1], *done;
	bool more = true;

	in_init(&j->in, STDIN_FILENO, "stdin", IN_SIZE);
	messages_init(&j->messages, &j->in);
	prepare(j, it);
	if (it->got == 0 && !options.may_be_empty) {
		warn("stdin: empty: nothing was sent");
		count_failure(j, STATUS_DATA);
	}
	while (more && it->got != 0) {
		if (options.is_mbox && (it->got > 0 ||
		    it->err.status == STATUS_DATA))
			prepare(j, next);
		more = handle(j, it, next);
		smtp_mail_free(&it->mail);
		if (!more && next->got != 0)
			warn("stdin: no message behind number %llu was sent",
			    (unsigned long long)it->number);
		done = it;
		it = next;
		next = done;
		next->got = 0;
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
			smtp_print_offers(&out, &j->session.smtp);
		status = smtp_probe(&j->session.smtp, options.probes,
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
	send_session_close(&j->session);
	smtp_mail_free(&j->items[0].mail);
	smtp_mail_free(&j->items[1].mail);
	letter_free(&j->items[0].letter);
	letter_free(&j->items[1].letter);
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
	letter_init(&j.items[0].letter);
	letter_init(&j.items[1].letter);
	status = send_options_asks(&options) ? ask(&j) : send_all(&j);
	job_free(&j);
	prog_end(&out, status);
}
