/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/in.h"
#include "base/num.h"
#include "mime/charset.h"
#include "mime/parse.h"

static const char usage[] =
    "mimeparse [-b | -B | -j] [-k number] [file ...]\n"
    "mimeparse -d | -l | -V [-H] [-k number] [file ...]\n"
    "mimeparse -h names [-H] [-k number] [file ...]\n"
    "mimeparse -p part [-r] [-k number] [file ...]\n"
    "mimeparse -x [-C directory] [-k number] [file ...]\n"
    "mimeparse -X command [-k number] [file ...]\n";

static void
set_mode(struct parse_options *o, enum parse_mode mode, const char *argument)
{
	if (o->mode != PARSE_VIEW)
		prog_usage("more than one of -b -B -d -h -j -l -p -V -x -X");
	if (argument != NULL && argument[0] == '\0')
		prog_usage("an empty argument");
	o->mode = mode;
	o->argument = argument;
}

static uint64_t
read_number(const char *text)
{
	uint64_t n;

	if (num_parse(str_from(text), UINT64_MAX, &n) < 0 || n == 0)
		prog_usage("-k %s: not a number from 1 on", text);
	return n;
}

static void
read_options(struct parse_options *o, int argc, char **argv)
{
	const char *directory = NULL;
	int c;

	while ((c = getopt(argc, argv, ":lh:bBp:rxX:djVC:Hk:")) != -1)
		switch (c) {
		case 'l': set_mode(o, PARSE_LIST, NULL); break;
		case 'h': set_mode(o, PARSE_FIELDS, optarg); break;
		case 'b': set_mode(o, PARSE_PLAIN, NULL); break;
		case 'B': set_mode(o, PARSE_HTML, NULL); break;
		case 'p': set_mode(o, PARSE_PART, optarg); break;
		case 'r': o->raw = true; break;
		case 'x': set_mode(o, PARSE_SAVE, "."); break;
		case 'X': set_mode(o, PARSE_RUN, optarg); break;
		case 'd': set_mode(o, PARSE_REPORT, NULL); break;
		case 'j': set_mode(o, PARSE_JSON, NULL); break;
		case 'V': set_mode(o, PARSE_CHECK, NULL); break;
		case 'C': directory = optarg; break;
		case 'H': o->header = true; break;
		case 'k': o->which = read_number(optarg); break;
		default: prog_bad_option(c);
		}
	if (o->raw && o->mode != PARSE_PART)
		prog_usage("-r goes with -p");
	if (o->header && o->mode != PARSE_LIST && o->mode != PARSE_FIELDS &&
	    o->mode != PARSE_CHECK && o->mode != PARSE_REPORT)
		prog_usage("-H goes with -d, -h, -l or -V");
	if (directory != NULL && o->mode != PARSE_SAVE)
		prog_usage("-C goes with -x");
	if (directory != NULL)
		o->argument = directory;
}

static void
read_file(struct parse *p, const char *path)
{
	struct err e = ERR_INIT;
	struct in in;
	int fd, got;

	fd = file_open(path, &e);
	if (fd < 0)
		prog_fail(p->out, &e);
	in_init(&in, fd, fd == STDIN_FILENO ? "stdin" : path, IN_SIZE);
	got = parse_input(p, &in, &e);
	in_free(&in);
	if (fd != STDIN_FILENO)
		close(fd);
	if (got < 0)
		prog_fail(p->out, &e);
}

/* The end: all was there, or not. */
static void
end(struct parse *p)
{
	int status = STATUS_OK;

	if (p->missing || p->options->which > p->messages)
		status = STATUS_PARTIAL;
	if (p->messages == 0)
		status = STATUS_OK;
	parse_free(p);
	if (p->defects != 0 && p->options->mode == PARSE_CHECK)
		status = STATUS_DATA; /* the output says all about it */
	else if (p->defects != 0)
		prog_fail(p->out, &p->first);
	prog_end(p->out, status);
}

int
main(int argc, char **argv)
{
	struct parse_options options = {PARSE_VIEW, NULL, false, false, 0};
	struct err e = ERR_INIT;
	struct parse parse;
	struct out out;

	prog_start("mimeparse", usage, argc, argv);
	read_options(&options, argc, argv);
	if (charset_check_user(&e) < 0)
		die(&e);
	out_init(&out, STDOUT_FILENO, "stdout");
	if (parse_init(&parse, &options, &out, &e) < 0)
		die(&e);
	if (optind == argc)
		read_file(&parse, "-");
	for (; optind < argc; optind++)
		read_file(&parse, argv[optind]);
	end(&parse);
}
