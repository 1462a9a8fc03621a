/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "mime/outgoing.h"
#include "net/account.h"
#include "net/letter.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"
#include "net/smtp_print.h"
#include "net/trace.h"

static const char usage[] =
    "smtpsend [-Eilnqtv] [-A account] [-bm] [-F name] [-f sender]\n"
    "[-N notify] [-o key=value] [-R return] [-V envid] [recipient ...]\n"
    "smtpsend -S [-v] [-A account] [-o key=value]\n";

static struct {
	const char *argv0, *account;
	struct letter_address address;
	struct smtp_dsn dsn;
	char **overrides;
	size_t n;
	bool dry, list, show, empty_ok, verbose, quiet;
} option;

static struct out out;

/* The overrides grow by one; there are few of them. */
static void
add_override(char *text)
{
	/* One without a "=" is sendmail's, such as -oi. */
	if (strchr(text, '=') == NULL)
		return;
	option.overrides = mem_resize(option.overrides, option.n + 1,
	    sizeof(*option.overrides));
	option.overrides[option.n++] = text;
}

static void
read_options(int argc, char **argv)
{
	int c;

	option.argv0 = argv[0];
	while ((c = getopt(argc, argv, ":A:EF:N:R:SV:b:f:ilno:qtv")) != -1)
		switch (c) {
		case 'A':
			option.account = optarg;
			break;
		case 'E':
			option.empty_ok = true;
			break;
		case 'F':
			option.address.full_name = optarg;
			break;
		case 'N':
			option.dsn.notify = optarg;
			break;
		case 'R':
			option.dsn.ret = optarg;
			break;
		case 'S':
			option.show = true;
			break;
		case 'V':
			option.dsn.envid = optarg;
			break;
		case 'b': /* sendmail's: -bm is what is done anyway */
			if (strcmp(optarg, "m") != 0)
				prog_usage("unknown option -b%s", optarg);
			break;
		case 'f':
			option.address.sender = optarg;
			break;
		case 'i': /* sendmail's: a lone dot is no end; never is here */
			break;
		case 'l':
			option.list = true;
			break;
		case 'n':
			option.dry = true;
			break;
		case 'o':
			add_override(optarg);
			break;
		case 'q':
			option.quiet = true;
			break;
		case 't':
			option.address.from_header = true;
			break;
		case 'v':
			option.verbose = true;
			break;
		default:
			prog_bad_option(c);
		}
}

/* What one run is about. */
struct job {
	struct letter letter;
	struct letter_address address;
	struct account account;
};

static int
find_account(struct account *a, const char *from, struct err *e)
{
	struct account_query q = {URL_SMTP, option.account, option.overrides,
	    option.n, from};

	return account_find(a, &q, e);
}

static int
read_message(struct outgoing *m, struct err *e)
{
	struct in in;
	int done;

	in_init(&in, STDIN_FILENO, "stdin", IN_SIZE);
	done = outgoing_read(m, &in, e);
	in_free(&in);
	if (done == 0 && m->is_empty && !option.empty_ok)
		return err_set(e, STATUS_DATA,
		    "stdin: empty: nothing was sent");
	return done;
}

/* The account is found by the sender, and the sender by the account. */
static int
finish(struct job *j, struct err *e)
{
	struct buf author = BUF_INIT;
	int done;

	letter_author(&j->letter, &j->address, &author);
	done = find_account(&j->account, buf_string(&author), e);
	buf_free(&author);
	if (done < 0)
		return -1;
	return letter_finish(&j->letter, &j->address, &j->account, e);
}

static int
print_dry(struct job *j, struct err *e)
{
	struct outgoing *m = &j->letter.message;
	char *block = mem_alloc(OUT_SIZE);
	ssize_t got;

	smtp_print_plan(&out, &j->account, &j->letter.envelope);
	outgoing_rewind(m);
	while ((got = outgoing_text(m, block, OUT_SIZE, e)) > 0)
		out_add(&out, block, (size_t)got);
	free(block);
	return (int)got;
}

static void
open_session(struct smtp *s, const struct account *a)
{
	static struct out trace;

	smtp_init(s, a, option.argv0);
	if (option.verbose) {
		out_init(&trace, STDERR_FILENO, "stderr");
		s->conn.trace = trace_line;
		s->conn.trace_arg = &trace;
	}
}

static void
warn_no_dsn(const struct smtp *s)
{
	const struct smtp_dsn *d = &option.dsn;

	if ((s->extensions & SMTP_DSN) == 0 && (d->notify != NULL ||
	    d->ret != NULL || d->envid != NULL))
		warn("%s: the server has no DSN: -N, -R and -V are ignored",
		    s->account->url.host);
}

/* Names the recipients that were refused one by one; how many. */
static size_t
warn_refused(const struct smtp_mail *m, const char *host)
{
	struct buf text = BUF_INIT;
	size_t i, refused = 0;

	for (i = 0; i < m->n; i++) {
		if (!m->results[i].alone ||
		    m->results[i].fate == SMTP_ACCEPTED)
			continue;
		text.len = 0;
		smtp_reply_line(&m->results[i].reply, &text);
		warn("%s: %s refused: %s", host, m->envelope->rcpts[i],
		    buf_string(&text));
		refused++;
	}
	buf_free(&text);
	return refused;
}

/* Says what became of it; e is NULL if it was sent.  The exit status. */
static int
report(const struct smtp_mail *m, const char *host, const struct err *e)
{
	size_t refused = warn_refused(m, host);

	if (option.list)
		smtp_print_results(&out, m);
	if (e == NULL)
		return refused > 0 ? STATUS_PARTIAL : STATUS_OK;
	/* If each was refused alone, the lines above have said it all. */
	if (refused < m->n)
		warn_err(e);
	return e->status;
}

static int
deliver(struct job *j)
{
	struct err e = ERR_INIT;
	struct progress progress;
	struct smtp_mail mail;
	struct smtp s;
	int done, status;

	smtp_mail_init(&mail, &j->letter.envelope, &j->letter.message);
	mail.last = true;
	mail.dsn = &option.dsn;
	progress_start(&progress, "sent", j->letter.message.body.size, option.quiet);
	mail.progress = &progress;
	open_session(&s, &j->account);
	done = smtp_open(&s, &e);
	if (done == 0)
		warn_no_dsn(&s);
	if (done == 0)
		done = smtp_mail_send(&s, &mail, &e);
	progress_end(&progress);
	smtp_close(&s);
	status = report(&mail, j->account.url.host, done < 0 ? &e : NULL);
	smtp_mail_free(&mail);
	return status;
}

static int
show(struct job *j, struct err *e)
{
	struct smtp s;
	int done;

	if (find_account(&j->account, NULL, e) < 0)
		return -1;
	open_session(&s, &j->account);
	done = smtp_open(&s, e);
	if (done == 0)
		smtp_print_offers(&out, &s);
	smtp_close(&s);
	return done;
}

/* Returns the exit status, or -1 and an error to be told. */
static int
run(struct job *j, struct err *e)
{
	if (option.show)
		return show(j, e);
	if (read_message(&j->letter.message, e) < 0)
		return -1;
	if (j->letter.message.is_empty)
		return STATUS_OK;
	if (finish(j, e) < 0)
		return -1;
	return option.dry ? print_dry(j, e) : deliver(j);
}

int
main(int argc, char **argv)
{
	struct err e = ERR_INIT;
	struct job j;
	int status;

	prog_start("smtpsend", usage, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	read_options(argc, argv);
	if (option.show && (option.address.from_header || optind < argc))
		prog_usage("-S sends nothing, and so takes no recipient");
	if (!option.show && !option.address.from_header && optind == argc)
		prog_usage("no recipient");
	if (smtp_dsn_check(&option.dsn, &e) < 0)
		prog_usage("%s", e.text);
	out_init(&out, STDOUT_FILENO, "stdout");
	memset(&j, 0, sizeof(j));
	letter_init(&j.letter);
	j.address = option.address;
	j.address.rcpts = argv + optind;
	status = run(&j, &e);
	letter_free(&j.letter);
	account_free(&j.account);
	free(option.overrides);
	if (status < 0)
		prog_fail(&out, &e);
	prog_end(&out, status);
}
