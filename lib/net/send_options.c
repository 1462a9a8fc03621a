/* SPDX-License-Identifier: ISC */
#include "net/send_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/smtp_probe.h"

/* Lists of arguments grow by one; there are few of them. */
static void
add(char ***list, size_t *n, char *text)
{
	*list = mem_resize(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = text;
}

void
send_options_override(struct send_options *o, char *text)
{
	add(&o->overrides, &o->override_count, text);
}

/* Where an option without an argument is kept. */
static bool *
flag_of(struct send_options *o, int c)
{
	switch (c) {
	case 'E':
		return &o->may_be_empty;
	case 'M':
		return &o->is_mbox;
	case 'Q':
		return &o->queues;
	case 'S':
		return &o->offers;
	case 'c':
		return &o->copies;
	case 'j':
		return &o->is_json;
	case 'l':
		return &o->lists;
	case 'n':
		return &o->is_dry;
	case 'q':
		return &o->is_quiet;
	case 't':
		return &o->address.from_header;
	case 'v':
		return &o->traces;
	default:
		return NULL;
	}
}

static const char **
text_of(struct send_options *o, int c)
{
	switch (c) {
	case 'A':
		return &o->account;
	case 'F':
		return &o->address.full_name;
	case 'N':
		return &o->dsn.notify;
	case 'R':
		return &o->dsn.ret;
	case 'V':
		return &o->dsn.envid;
	case 'f':
		return &o->address.sender;
	default:
		return NULL;
	}
}

static int
take(struct send_options *o, int c, struct err *e)
{
	if (flag_of(o, c) != NULL)
		*flag_of(o, c) = true;
	else if (text_of(o, c) != NULL)
		*text_of(o, c) = optarg;
	else if (c == 'x')
		add(&o->probes, &o->probe_count, optarg);
	else if (c == 'o' && strchr(optarg, '=') != NULL)
		send_options_override(o, optarg);
	else if (c == 'b' && strcmp(optarg, "m") != 0)
		return err_set(e, STATUS_USAGE, "unknown option -b%s",
		    optarg);
	else if (c == ':')
		return err_set(e, STATUS_USAGE, "option -%c needs an "
		    "argument", optopt);
	else if (c == '?')
		return err_set(e, STATUS_USAGE, optopt == '-'
		    ? "of long options there are --help and --version"
		    : "unknown option -%c", optopt);
	return 0; /* sendmail's -i, -oi and -bm are passed over */
}

bool
send_options_asks(const struct send_options *o)
{
	return o->offers || o->probe_count > 0;
}

int
send_options_late(char *const *rcpts, struct err *e)
{
	for (; *rcpts != NULL; rcpts++)
		if ((*rcpts)[0] == '-')
			return err_set(e, STATUS_USAGE, "%s stands behind a "
			    "recipient: options come first", *rcpts);
	return 0;
}

static int
check(const struct send_options *o, struct err *e)
{
	bool has_rcpts = *o->address.rcpts != NULL ||
	    o->address.from_header;
	size_t i;

	if (send_options_asks(o) && has_rcpts)
		return err_set(e, STATUS_USAGE,
		    "-S and -x send nothing, and take no recipient");
	if (!send_options_asks(o) && !has_rcpts)
		return err_set(e, STATUS_USAGE, "no recipient");
	if (o->copies + o->is_json + o->lists > 1)
		return err_set(e, STATUS_USAGE,
		    "-c, -j and -l exclude each other");
	for (i = 0; i < o->probe_count; i++)
		if (!smtp_probe_is_known(str_from(o->probes[i])))
			return err_set(e, STATUS_USAGE, "-x %s: not VRFY, "
			    "EXPN, NOOP, RSET, HELP or ETRN", o->probes[i]);
	/* An unset variable, most likely: all bounces would be lost. */
	if (o->address.sender != NULL && *o->address.sender == '\0')
		return err_set(e, STATUS_DATA, "-f: empty address (the null "
		    "sender is written <>)");
	return smtp_dsn_check(&o->dsn, e);
}

int
send_options_read(struct send_options *o, int argc, char **argv,
    struct err *e)
{
	int c;

	memset(o, 0, sizeof(*o));
	o->argv0 = argv[0];
	while ((c = getopt(argc, argv,
	    ":A:EF:MN:QR:SV:b:cf:ijlno:qtvx:")) != -1)
		if (take(o, c, e) < 0)
			return -1;
	o->address.rcpts = argv + optind;
	if (strcmp(argv[optind - 1], "--") != 0 &&
	    send_options_late(o->address.rcpts, e) < 0)
		return -1;
	return check(o, e);
}

void
send_options_free(struct send_options *o)
{
	free(o->overrides);
	free(o->probes);
	memset(o, 0, sizeof(*o));
}
