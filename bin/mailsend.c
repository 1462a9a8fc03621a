/* SPDX-License-Identifier: ISC */
/* Makes a message and sends it: mimebuild and smtpsend in one command. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/pipeline.h"
#include "base/proc.h"
#include "mime/addr.h"
#include "net/account.h"

static const char usage[] =
    "mailsend [-ElnQqtv] [-A account] [-a file] [-b bcc] [-C charset] [-c cc]\n"
    "[-D description] [-e encoding] [-f from] [-H field] [-I content-id]\n"
    "[-i file] [-M type] [-m file] [-N name] [-o key=value] [-R reply-to]\n"
    "[-r file] [-s subject] [-T type] [-w file] [to ...]\n";

/* Arguments, ended by NULL. */
struct args {
	char **v;
	size_t n;
};

struct job {
	struct args maker, taker; /* of mimebuild and smtpsend */
	struct args overrides;    /* of -o */
	struct args to;
	const char *account, *from;
	bool has_rcpt, has_body, reads_stdin, quiet;
};

static void
add(struct args *a, const char *text)
{
	a->v = mem_resize(a->v, a->n + 2, sizeof(*a->v));
	a->v[a->n++] = mem_string(text);
	a->v[a->n] = NULL;
}

static void
args_free(struct args *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		free(a->v[i]);
	free(a->v);
}

static void
add_option(struct args *a, int c, const char *value)
{
	const char option[] = {'-', (char)c, '\0'};

	add(a, option);
	if (value != NULL)
		add(a, value);
}

/* Whether a field of -H may name a recipient. */
static bool
may_name_rcpt(const char *field)
{
	static const char *const names[] = {"To:", "Cc:", "Bcc:",
	    "Resent-"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_case_starts(str_from(field), names[i]))
			return true;
	return false;
}

/* What an option of mimebuild means to us. */
static void
note(struct job *job, int c, const char *value)
{
	if (strchr("bcrt", c) != NULL ||
	    (c == 'H' && may_name_rcpt(value)))
		job->has_rcpt = true;
	if (strchr("aimrw", c) != NULL && strcmp(value, "-") == 0)
		job->reads_stdin = true;
	if (c == 'm')
		job->has_body = true;
	if (c == 'f' && *value != '\0')
		job->from = value;
	if (c == 'E')
		add_option(&job->taker, c, NULL);
}

static void
option(struct job *job, int c, const char *value)
{
	if (c == ':' || c == '?')
		prog_bad_option(c);
	if (c == 'o')
		add(&job->overrides, value);
	if (c == 'A')
		job->account = value;
	if (c == 'q')
		job->quiet = true;
	if (strchr("AnoQqv", c) != NULL) {
		add_option(&job->taker, c, value);
		return;
	}
	note(job, c, value);
	add_option(&job->maker, c, value);
}

/* Options may stand behind recipients too, up to a "--". */
static void
options(struct job *job, int argc, char **argv)
{
	bool no_more = false;
	int c, before;

	while (optind < argc) {
		before = optind;
		c = no_more ? -1 : getopt(argc, argv,
		    ":A:C:D:EH:I:M:N:QR:T:a:b:c:e:f:i:lm:no:qr:s:tvw:");
		if (c != -1)
			option(job, c, strchr("ElnQqtv", c) == NULL ? optarg
			                                           : NULL);
		else if (optind > before)
			no_more = true;
		else
			add(&job->to, argv[optind++]);
	}
	if (job->to.n == 0 && !job->has_rcpt)
		prog_usage("no recipient: mailsend -s Hello -m text.txt "
		    "friend@example.org");
}

/* The first address of a From; empty if there is none. */
static void
first_address(struct buf *address, const char *from)
{
	struct addr_list list;
	enum addr_item item;

	addr_init(&list, str_from(from));
	while (address->len == 0 && (item = addr_next(&list)) != ADDR_END)
		if (item == ADDR_MAILBOX)
			buf_add_str(address, buf_str(&list.address));
	addr_free(&list);
}

/* One From for the header and the envelope: that of -f, else the account's,
   which mimebuild gets as $EMAIL and so below a From of -H or -t. */
static int
find_sender(struct job *job, struct account *account, struct err *e)
{
	const char *from = job->from != NULL ? job->from : getenv("EMAIL");
	struct buf address = BUF_INIT;
	struct account_query q = {URL_SMTP, job->account, job->overrides.v,
	    job->overrides.n, NULL};
	int result;

	if (from != NULL)
		first_address(&address, from);
	if (address.len > 0)
		q.from = buf_string(&address);
	result = account_find(account, &q, e);
	if (job->from != NULL && address.len > 0)
		add_option(&job->taker, 'f', q.from);
	buf_free(&address);
	from = account_get(account, ACCOUNT_FROM);
	if (result == 0 && from != NULL)
		setenv("EMAIL", from, 1);
	return result;
}

/* A program's path, its options and its operands, if it has any. */
static void
command(struct args *all, const char *argv0, const char *name,
    const struct args *letters, const struct args *operands)
{
	char *path = proc_helper(argv0, name);
	size_t i;

	add(all, path);
	free(path);
	for (i = 0; i < letters->n; i++)
		add(all, letters->v[i]);
	if (operands == NULL)
		return;
	add(all, "--");
	for (i = 0; i < operands->n; i++)
		add(all, operands->v[i]);
}

/* The password is smtpsend's alone. */
static int
start(struct job *job, struct pipeline *p, struct account *account,
    const char *argv0, struct err *e)
{
	struct args taker = {NULL, 0}, maker = {NULL, 0};
	int result;

	command(&taker, argv0, "smtpsend", &job->taker, NULL);
	command(&maker, argv0, "mimebuild", &job->maker, &job->to);
	if (account->env.data != NULL)
		setenv("MAILPIPE_PASSWORD", buf_string(&account->env), 1);
	result = pipeline_take(p, taker.v, e);
	unsetenv("MAILPIPE_PASSWORD");
	unsetenv("MAILPIPE_ACCOUNT");
	if (result == 0)
		result = pipeline_make(p, maker.v, e);
	args_free(&taker);
	args_free(&maker);
	return result;
}

static void
prompt(const struct job *job)
{
	if ((job->reads_stdin || !job->has_body) && !job->quiet &&
	    isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		warn("type the message, and Ctrl-D on a line of its own to "
		    "send it, or Ctrl-C to drop it");
}

/* Ends as if the signal, which is blocked, had killed us. */
static void
die_of(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	raise(number);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Who has failed with a status has said why.  Returns ours. */
static int
judge(enum pipeline_end who, int status)
{
	if (who == PIPELINE_SIGNAL)
		die_of(status);
	if (status < 127)
		return status;
	if (who == PIPELINE_MAKER) {
		warn("mimebuild: ended by signal %d: nothing was sent",
		    status - 128);
		return STATUS_OSERR;
	}
	warn("smtpsend: ended by signal %d: uncertain whether the message "
	    "was sent", status - 128);
	return STATUS_TEMPFAIL;
}

static void
job_free(struct job *job)
{
	args_free(&job->maker);
	args_free(&job->taker);
	args_free(&job->overrides);
	args_free(&job->to);
}

int
main(int argc, char **argv)
{
	enum pipeline_end who;
	struct pipeline pipeline;
	struct account account;
	struct err e = ERR_INIT;
	struct out out;
	struct job job;
	int status;

	prog_start("mailsend", usage, argc, argv);
	memset(&job, 0, sizeof(job));
	add_option(&job.taker, 't', NULL);
	options(&job, argc, argv);
	if (find_sender(&job, &account, &e) < 0)
		die(&e);
	prompt(&job);
	if (start(&job, &pipeline, &account, argv[0], &e) < 0)
		die(&e);
	who = pipeline_wait(&pipeline, &status);
	account_free(&account);
	job_free(&job);
	out_init(&out, STDOUT_FILENO, "stdout");
	prog_end(&out, judge(who, status));
}
