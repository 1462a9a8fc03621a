/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "mime/envelope.h"
#include "mime/outgoing.h"
#include "mime/outhead.h"
#include "net/account.h"
#include "net/hostname.h"
#include "net/smtp.h"
#include "net/smtp_mail.h"
#include "net/smtp_print.h"
#include "net/trace.h"

static const char usage[] =
    "smtpsend [-Eilnqtv] [-A account] [-bm] [-f sender] [-o key=value]\n"
    "[recipient ...]\n"
    "smtpsend -S [-v] [-A account] [-o key=value]\n";

static struct {
	const char *argv0, *account, *sender;
	char **overrides;
	size_t n;
	bool from_header, dry, list, show, empty_ok, verbose, quiet;
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
	while ((c = getopt(argc, argv, ":A:ESb:f:ilno:qtv")) != -1)
		switch (c) {
		case 'A':
			option.account = optarg;
			break;
		case 'E':
			option.empty_ok = true;
			break;
		case 'S':
			option.show = true;
			break;
		case 'b': /* sendmail's: -bm is what is done anyway */
			if (strcmp(optarg, "m") != 0)
				prog_usage("unknown option -b%s", optarg);
			break;
		case 'f':
			option.sender = optarg;
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
			option.from_header = true;
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
	struct outgoing message;
	struct envelope envelope;
	struct account account;
};

static void
job_free(struct job *j)
{
	outgoing_free(&j->message);
	envelope_free(&j->envelope);
	account_free(&j->account);
}

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

static int
find_sender(struct job *j, struct str author, struct err *e)
{
	const char *user = j->account.url.user, *email = getenv("EMAIL");
	struct str sender = account_from(&j->account);
	struct buf guess = BUF_INIT;
	int done;

	if (option.sender != NULL)
		sender = str_from(option.sender);
	else if (sender.p == NULL && author.n > 0)
		sender = author;
	else if (sender.p == NULL && user != NULL && strchr(user, '@') != NULL)
		sender = str_from(user);
	else if (sender.p == NULL && email != NULL && *email != '\0')
		sender = str_from(email);
	if (sender.p == NULL) {
		hostname_user(&guess);
		sender = buf_str(&guess);
	}
	done = envelope_set_sender(&j->envelope, sender, e);
	buf_free(&guess);
	return done;
}

static int
find_recipients(struct job *j, char **operands, struct err *e)
{
	struct envelope *v = &j->envelope;

	for (; *operands != NULL; operands++)
		if (envelope_add(v, str_from(*operands), e) < 0)
			return -1;
	if (option.from_header &&
	    envelope_add_header(v, buf_str(&j->message.header), e) < 0)
		return -1;
	if (v->n == 0)
		return err_set(e, STATUS_DATA,
		    "stdin: the header names no recipient");
	envelope_unique(v);
	return 0;
}

/* The account by the sender, and the sender by the account. */
static int
address(struct job *j, char **operands, struct err *e)
{
	struct buf author = BUF_INIT;
	const char *from = option.sender;
	int done;

	(void)envelope_author(buf_str(&j->message.header), &author);
	if (from == NULL || *from == '\0' || *from == '<')
		from = buf_string(&author);
	done = find_account(&j->account, from, e);
	if (done == 0)
		done = find_sender(j, buf_str(&author), e);
	if (done == 0)
		done = find_recipients(j, operands, e);
	buf_free(&author);
	return done;
}

static int
complete(struct job *j, struct err *e)
{
	const char *from = account_get(&j->account, ACCOUNT_FROM);
	const struct envelope *v = &j->envelope;
	struct str sender = buf_str(&v->sender);
	struct buf guess = BUF_INIT;
	struct outhead h;
	int done;

	if (sender.n == 0) {
		hostname_user(&guess);
		sender = buf_str(&guess);
	}
	h.from = from != NULL ? str_from(from) : sender;
	h.to = v->n == 1 ? str_from(v->rcpts[0])
	                 : STR("undisclosed-recipients:;");
	h.domain = envelope_domain(sender);
	done = outhead_complete(&j->message, &h, e);
	buf_free(&guess);
	return done;
}

/* The producer has died before it was through, unless it is said that such
   messages are to be sent. */
static int
check_whole(const struct job *j, struct err *e)
{
	const char *truncated = account_get(&j->account, ACCOUNT_TRUNCATED);

	if (!j->message.is_truncated ||
	    (truncated != NULL && str_case_is(str_from(truncated), "send")))
		return 0;
	return err_set(e, STATUS_DATA, "stdin: the multipart's closing "
	    "boundary is missing: nothing was sent");
}

static int
print_dry(struct job *j, struct err *e)
{
	char *block = mem_alloc(OUT_SIZE);
	ssize_t got;

	smtp_print_plan(&out, &j->account, &j->envelope);
	outgoing_rewind(&j->message);
	while ((got = outgoing_text(&j->message, block, OUT_SIZE, e)) > 0)
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

	smtp_mail_init(&mail, &j->envelope, &j->message);
	mail.last = true;
	progress_start(&progress, "sent", j->message.body.size, option.quiet);
	mail.progress = &progress;
	open_session(&s, &j->account);
	done = smtp_open(&s, &e);
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
run(struct job *j, char **operands, struct err *e)
{
	if (option.show)
		return show(j, e);
	if (read_message(&j->message, e) < 0)
		return -1;
	if (j->message.is_empty)
		return STATUS_OK;
	if (address(j, operands, e) < 0 || complete(j, e) < 0 ||
	    check_whole(j, e) < 0)
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
	if (option.show && (option.from_header || optind < argc))
		prog_usage("-S sends nothing, and so takes no recipient");
	if (!option.show && !option.from_header && optind == argc)
		prog_usage("no recipient");
	out_init(&out, STDOUT_FILENO, "stdout");
	memset(&j, 0, sizeof(j));
	outgoing_init(&j.message);
	status = run(&j, argv + optind, &e);
	job_free(&j);
	free(option.overrides);
	if (status < 0)
		prog_fail(&out, &e);
	prog_end(&out, status);
}
