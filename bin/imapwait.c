/* SPDX-License-Identifier: ISC */
/* imapwait: waits for new messages in mailboxes, by IMAP. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vis.h"
#include "net/imap_name.h"
#include "net/imap_run.h"
#include "net/imap_selector.h"
#include "net/imap_vigil.h"
#include "net/imap_watch_file.h"

static const char usage[] =
    "imapwait [-Hajkqv] [-A account] [-f selector] [-i secs] [-o key=value] "
    "[-s file] [-t secs] box ...\n";

/* One run of the program. */
struct waiting {
	struct imap_run run;
	struct imap_vigil vigil;
	const char *file;     /* of -s, and whether it is up to date */
	bool saved;
	bool all, keep, json; /* -a, -k, -j */
	bool came;            /* there was an event */
	struct out out;
};

static uint64_t
seconds(char option, const char *text)
{
	uint64_t n;

	if (num_parse(str_from(text), UINT32_MAX, &n) < 0 || n == 0)
		prog_usage("-%c %s: not a number of seconds", option, text);
	return n;
}

/* -f: the first UID that is new. */
static void
set_first(struct imap_watch *w, const char *text)
{
	struct imap_selectors s = IMAP_SELECTORS_INIT;
	struct err e = ERR_INIT;

	if (imap_selectors_add(&s, str_from(text), &e) < 0)
		die(&e);
	if (!imap_selectors_is_single(&s))
		prog_usage("-f %s: not one UID", text);
	*w = (struct imap_watch){true, s.validity, s.v[0].first, 0, false};
	imap_selectors_free(&s);
}

/* What is known at the start. */
static void
set_watch(struct waiting *w, const char *first, size_t n)
{
	w->vigil.watch = mem_alloc(n * sizeof(*w->vigil.watch));
	if (first != NULL && n > 1)
		prog_usage("-f is for one mailbox");
	if (w->file != NULL && strcmp(w->file, "-") == 0)
		prog_usage("-s needs a file");
	if (first != NULL && w->file != NULL)
		prog_usage("-f and -s both say what is known");
	if (first != NULL)
		set_first(&w->vigil.watch[0], first);
}

static void
read_options(struct waiting *w, int argc, char **argv)
{
	const char *first = NULL;
	bool header = false;
	int c;

	while ((c = getopt(argc, argv, ":" CLIENT_OPTIONS "Haf:i:jks:t:")) !=
	    -1) {
		if (client_options_take(&w->run.options, c))
			continue;
		switch (c) {
		case 'H': header = true; break;
		case 'a': w->all = true; break;
		case 'f': first = optarg; break;
		case 'i': w->vigil.period = seconds('i', optarg); break;
		case 'j': w->json = true; break;
		case 'k': w->keep = true; break;
		case 's': w->file = optarg; break;
		case 't': w->vigil.deadline = clock_ms() +
		    1000 * (int64_t)seconds('t', optarg); break;
		default: prog_bad_option(c);
		}
	}
	if (optind == argc)
		prog_usage("no mailbox is named");
	w->vigil.names = argv + optind;
	set_watch(w, first, (size_t)(argc - optind));
	if (header && !w->json)
		out_add_string(&w->out, "mailbox\tevent\tmessages\n");
}

/* The UIDs of news, as a selector; nothing if they are not known. */
static void
add_uids(struct buf *b, const struct imap_watch *now,
    const struct imap_news *news)
{
	if (news->first == 0)
		return;
	buf_printf(b, "v%llu.%llu", (unsigned long long)now->validity,
	    (unsigned long long)news->first);
	if (news->last > news->first)
		buf_printf(b, ":%llu", (unsigned long long)news->last);
}

static void
print_event(struct waiting *w, size_t i, const char *event, struct str what)
{
	struct buf text = BUF_INIT;
	struct json j;

	if (w->json) {
		json_init(&j, &text, &w->out);
		json_open(&j, NULL, '{');
		json_string(&j, "mailbox", str_from(w->vigil.names[i]));
		json_string(&j, "event", str_from(event));
		json_string(&j, "messages", what);
		json_close(&j, '}');
		json_flush(&j);
		buf_free(&text);
	} else {
		vis_field(&w->out, str_from(w->vigil.names[i]));
		out_printf(&w->out, "\t%s\t%.*s", event, (int)what.n, what.p);
	}
	out_add_char(&w->out, '\n');
	w->came = true;
}

/* Says what is new in a mailbox. */
static void
print_news(struct waiting *w, size_t i, const struct imap_news *news)
{
	struct buf what = BUF_INIT;

	if (news->reset)
		print_event(w, i, "reset", STR(""));
	if (news->came > 0) {
		add_uids(&what, &w->vigil.watch[i], news);
		print_event(w, i, "new", buf_str(&what));
	}
	if (news->gone > 0 && w->all) {
		what.len = 0;
		buf_printf(&what, "%llu", (unsigned long long)news->gone);
		print_event(w, i, "gone", buf_str(&what));
	}
	buf_free(&what);
}

/* What was printed is known from then on, and not before. */
static int
tell(void *arg, const struct imap_news *news, struct err *e)
{
	struct waiting *w = arg;
	size_t i;

	for (i = 0; i < w->vigil.boxes.n; i++) {
		print_news(w, i, &news[i]);
		w->saved &= !news[i].reset && news[i].came == 0 &&
		    news[i].gone == 0;
	}
	w->vigil.over = w->came && !w->keep;
	if (out_flush(&w->out, e) < 0)
		return -1;
	if (w->file == NULL || w->saved)
		return 0;
	w->saved = true;
	return imap_watch_save(w->file, &w->vigil.boxes, w->vigil.watch, e);
}

static void
complain(void *arg, const struct err *e)
{
	struct waiting *w = arg;

	if (!w->run.options.quiet)
		warn("%s; trying again", e->text);
}

static void
begin(struct waiting *w, int argc, char **argv)
{
	struct imap_vigil *v = &w->vigil;
	struct imap_listed box;
	struct err e = ERR_INIT;
	char **name;

	memset(w, 0, sizeof(*w));
	imap_run_init(&w->run, argc);
	out_init(&w->out, STDOUT_FILENO, "stdout");
	read_options(w, argc, argv);
	for (name = v->names; *name != NULL; name++) {
		memset(&box, 0, sizeof(box));
		if (imap_name_encode(&box.name, str_from(*name), &e) < 0 ||
		    imap_boxes_add(&v->boxes, &box, &e) < 0)
			die(&e);
	}
	if ((w->file != NULL && imap_watch_load(w->file, &v->boxes, v->watch,
	    &e) < 0) || imap_run_begin(&w->run, argv[0],
	    warn_err, &e) < 0)
		die(&e);
	v->run = &w->run;
	v->persists = w->file != NULL;
	v->tell = tell;
	v->complain = complain;
	v->arg = w;
}

int
main(int argc, char **argv)
{
	struct waiting w;
	struct err e = ERR_INIT;
	int result;

	prog_start("imapwait", usage, argc, argv);
	begin(&w, argc, argv);
	result = imap_vigil(&w.vigil, &e);
	if (result == 0)
		imap_leave(&w.run.session);
	imap_close(&w.run.session);
	imap_boxes_free(&w.vigil.boxes);
	free(w.vigil.watch);
	imap_run_free(&w.run);
	if (result < 0)
		prog_fail(&w.out, &e);
	prog_end(&w.out, w.came ? STATUS_OK : STATUS_PARTIAL);
}
