/* SPDX-License-Identifier: ISC */
/* Makes a message: the body on stdin, the message on stdout. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/out.h"
#include "base/utf8.h"
#include "mime/addr.h"
#include "mime/compose.h"
#include "mime/date.h"
#include "mime/draft.h"
#include "mime/envelope.h"
#include "mime/mediatype.h"
#include "mime/msgid.h"
#include "mime/newhead.h"
#include "net/account.h"

static const char usage[] =
    "mimebuild [-Elt] [-A account] [-a file] [-b bcc] [-C charset] [-c cc]\n"
    "[-D description] [-e encoding] [-f from] [-H field] [-I content-id]\n"
    "[-i file] [-M type] [-m file] [-N name] [-R reply-to] [-r file]\n"
    "[-s subject] [-T type] [-w file] [to ...]\n";

/* What the options say. */
struct job {
	struct newhead head;
	struct compose compose;
	struct compose_part next; /* -T -N -D -I, for the part that follows */
	const char *body_type;    /* -M */
	const char *account;      /* -A */
	const char *reply;        /* -r */
	bool empty_ok;            /* -E */
	bool has_template;        /* -t */
	char *template_type;      /* its Content-Type */
	bool forwards;            /* -w ... */
	size_t forward;           /* ... and which part it is */
	bool has_body, uses_stdin;
	time_t when;
};

static const char *
media_type(const char *type)
{
	if (!mediatype_is_valid(type))
		prog_usage("%s: not a media type", type);
	return type;
}

static enum compose_encoding
encoding(const char *name)
{
	static const char *const names[] = {"auto", "7bit", "8bit", "qp",
	    "b64"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum compose_encoding)i;
	prog_usage("%s: not an encoding", name);
}

/* RFC 2392: a content id is written in <>, with or without them here. */
static char *
content_id(char *id)
{
	size_t n = strlen(id);

	if (n > 2 && id[0] == '<' && id[n - 1] == '>') {
		id[n - 1] = '\0';
		id++;
	}
	if (*id == '\0')
		prog_usage("-I: empty");
	return id;
}

static void
claim_stdin(struct job *job, const char *path)
{
	if (strcmp(path, "-") != 0)
		return;
	if (job->uses_stdin)
		prog_usage("stdin can be read once only");
	job->uses_stdin = true;
}

static void
add_part(struct job *job, enum compose_role role, const char *path)
{
	struct compose_part *part;

	if (path != NULL)
		claim_stdin(job, path);
	part = compose_add(&job->compose, role, path);
	part->type = job->next.type;
	part->name = job->next.name;
	part->description = job->next.description;
	part->cid = job->next.cid;
	memset(&job->next, 0, sizeof(job->next));
	if (role == COMPOSE_BODY)
		job->has_body = true;
}

static void
add_forward(struct job *job, const char *path)
{
	if (job->forwards)
		prog_usage("-w: given twice");
	job->forwards = true;
	job->forward = job->compose.n;
	job->next.type = "message/rfc822";
	if (job->next.name == NULL)
		job->next.name = "forwarded.eml";
	add_part(job, COMPOSE_ATTACHMENT, path);
}

static void
set_reply(struct job *job, const char *path)
{
	if (job->reply != NULL)
		prog_usage("-r: given twice");
	claim_stdin(job, path);
	job->reply = path;
}

static void
add_extra(struct job *job, const char *line)
{
	struct err e = ERR_INIT;

	if (newhead_extra(&job->head, line, &e) < 0)
		die(&e);
}

static void
set_subject(struct job *job, const char *value)
{
	if (!utf8_is_valid(str_from(value)))
		warn("-s: the subject is not UTF-8: sent as unknown-8bit");
	newhead_set(&job->head, "Subject", value);
}

static void
option(struct job *job, int c, char *value)
{
	switch (c) {
	case 'A': job->account = value; break;
	case 'E': job->empty_ok = true; break;
	case 'l': job->compose.flowed = true; break;
	case 't': job->has_template = true; break;
	case 'r': set_reply(job, value); break;
	case 'w': add_forward(job, value); break;
	case 's': set_subject(job, value); break;
	case 'f': newhead_set(&job->head, "From", value); break;
	case 'c': newhead_add(&job->head, "Cc", value); break;
	case 'b': newhead_add(&job->head, "Bcc", value); break;
	case 'R': newhead_add(&job->head, "Reply-To", value); break;
	case 'm': add_part(job, COMPOSE_BODY, value); break;
	case 'a': add_part(job, COMPOSE_ATTACHMENT, value); break;
	case 'i': add_part(job, COMPOSE_INLINE, value); break;
	case 'T': job->next.type = media_type(value); break;
	case 'N': job->next.name = value; break;
	case 'D': job->next.description = value; break;
	case 'I': job->next.cid = content_id(value); break;
	case 'M': job->body_type = media_type(value); break;
	case 'C': job->compose.charset = value; break;
	case 'e': job->compose.encoding = encoding(value); break;
	case 'H': add_extra(job, value); break;
	default: prog_bad_option(c);
	}
}

static void
options(struct job *job, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv,
	    ":A:C:D:EH:I:M:N:R:T:a:b:c:e:f:i:lm:r:s:tw:")) != -1)
		option(job, c, optarg);
	for (; optind < argc; optind++) {
		if (*argv[optind] == '\0')
			prog_usage("empty recipient");
		newhead_add(&job->head, "To", argv[optind]);
	}
	if (job->next.type != NULL || job->next.name != NULL ||
	    job->next.description != NULL || job->next.cid != NULL)
		prog_usage("-T, -N, -D and -I stand before -m, -a, -i or -w");
	if (job->has_template && (job->has_body || job->uses_stdin))
		prog_usage("-t: stdin is not the body");
	if (job->has_body && job->body_type != NULL)
		prog_usage("-M is the type of stdin, and -m replaces that");
}

/* Without -m the body is stdin, unless that is a part already. */
static void
add_body(struct job *job)
{
	if (job->has_body)
		return;
	job->next.type = job->body_type != NULL ? job->body_type :
	    "text/plain";
	add_part(job, COMPOSE_BODY, job->uses_stdin ? NULL : "-");
}

/* The fields in the order in which people read them. */
static void
begin_head(struct newhead *head)
{
	static const char *const order[] = {"Date", "From", "To", "Cc", "Bcc",
	    "Reply-To", "Subject", "Message-ID", "In-Reply-To",
	    "References"};
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		newhead_set(head, order[i], NULL);
}

static bool
names_account(const struct job *job)
{
	const char *name = getenv("MAILPIPE_ACCOUNT");

	return job->account != NULL || (name != NULL && *name != '\0');
}

/* The sender of the account that was named; accounts are not looked at
   otherwise, for smtpsend does that when From is missing. */
static int
account_sender(struct job *job, struct err *e)
{
	struct account_query q = {URL_SMTP, job->account, NULL, 0, NULL};
	struct account account;
	int result = account_find(&account, &q, e);

	if (result == 0)
		newhead_set(&job->head, "From",
		    account_get(&account, ACCOUNT_FROM));
	account_free(&account);
	return result;
}

static int
default_from(struct job *job, struct err *e)
{
	if (newhead_get(&job->head, "From") == NULL && names_account(job) &&
	    account_sender(job, e) < 0)
		return -1;
	if (newhead_get(&job->head, "From") == NULL)
		newhead_set(&job->head, "From", getenv("EMAIL"));
	return 0;
}

static int
default_fields(struct job *job, struct err *e)
{
	struct buf date = BUF_INIT;
	bool fixed;

	if (date_now(&job->when, &fixed, e) < 0)
		return -1;
	date_format(&date, job->when, fixed);
	if (newhead_get(&job->head, "Date") == NULL)
		newhead_set(&job->head, "Date", buf_string(&date));
	buf_free(&date);
	seed_init(&job->compose.seed, fixed);
	return default_from(job, e);
}

static int
add_id(struct job *job, struct err *e)
{
	const char *from = newhead_get(&job->head, "From");
	unsigned char bytes[MSGID_BYTES];
	struct addr_list list;
	struct buf id = BUF_INIT;
	struct str domain;
	int result;

	addr_init(&list, str_from(from != NULL ? from : ""));
	addr_next(&list);
	domain = envelope_domain(buf_str(&list.address));
	if (job->compose.seed.fixed) {
		result = seed_bytes(&job->compose.seed, bytes, sizeof(bytes),
		    e);
		msgid_fixed(&id, domain, job->when, bytes);
	} else {
		result = msgid_new(&id, domain, e);
	}
	if (newhead_get(&job->head, "Message-ID") == NULL)
		newhead_set(&job->head, "Message-ID", buf_string(&id));
	addr_free(&list);
	buf_free(&id);
	return result;
}

/* What stdin and other messages say of the header. */
static int
read_drafts(struct job *job, struct err *e)
{
	struct compose_part *parts = job->compose.parts;
	struct compose_part *body = &parts[job->compose.n - 1];

	if (job->has_template && draft_template(&job->head, body,
	    &job->template_type, e) < 0)
		return -1;
	if (job->template_type != NULL && job->body_type == NULL)
		body->type = job->template_type;
	if (job->reply != NULL && draft_reply(&job->head, job->reply, e) < 0)
		return -1;
	if (job->forwards &&
	    draft_forward(&job->head, &parts[job->forward], e) < 0)
		return -1;
	return 0;
}

/* Everything is checked and every input opened before the first byte of
   output, so that a message that cannot be is not begun. */
static int
prepare(struct job *job, struct buf *head, struct err *e)
{
	if (read_drafts(job, e) < 0 || default_fields(job, e) < 0 ||
	    newhead_write(&job->head, head, e) < 0)
		return -1;
	seed_add(&job->compose.seed, buf_str(head));
	if (compose_open(&job->compose, e) < 0 || add_id(job, e) < 0)
		return -1;
	head->len = 0;
	return newhead_write(&job->head, head, e);
}

int
main(int argc, char **argv)
{
	struct job job;
	struct buf head = BUF_INIT;
	struct err e = ERR_INIT;
	struct out out;

	prog_start("mimebuild", usage, argc, argv);
	memset(&job, 0, sizeof(job));
	job.compose.warn = warn;
	begin_head(&job.head);
	options(&job, argc, argv);
	add_body(&job);
	out_init(&out, STDOUT_FILENO, "stdout");
	if (prepare(&job, &head, &e) < 0)
		die(&e);
	if (job.empty_ok && compose_is_empty(&job.compose))
		prog_end(&out, STATUS_OK);
	out_add_str(&out, buf_str(&head));
	if (compose_write(&job.compose, &out, &e) < 0)
		prog_fail(&out, &e);
	buf_free(&head);
	newhead_free(&job.head);
	compose_free(&job.compose);
	free(job.template_type);
	prog_end(&out, STATUS_OK);
}
