/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "net/account_key.h"
#include "net/send_options.h"

/* Options by how they take an argument: not; joined to them or not at all;
   joined or as the next word. */
static const char alone[] = "EGITUcimnstvx";
static const char joined[] = "Qdq";
static const char with_argument[] = "ABCDFLMNORVXbefhopr";

static const char *
base_name(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	return slash != NULL ? slash + 1 : argv0;
}

const char *
sendmail_name(const char *argv0)
{
	static const char *const names[] = {"sendmail", "mailq",
	    "newaliases"};
	size_t i;

	for (i = 0; argv0 != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(base_name(argv0), names[i]) == 0)
			return names[i];
	return NULL;
}

/* -bm sends; what else sendmail(8) can be is not this program. */
static int
set_mode(struct send_options *o, const char *mode, struct err *e)
{
	if (strcmp(mode, "p") == 0)
		o->queue_use = SENDMAIL_LISTS;
	else if (strcmp(mode, "i") == 0)
		o->answer = ""; /* aliases are read as they are */
	else if (strcmp(mode, "s") == 0)
		o->is_server = true;
	else if (strcmp(mode, "m") != 0)
		return err_set(e, STATUS_UNAVAILABLE, "-b%s: this sendmail "
		    "sends a message, and does nothing else", mode);
	return 0;
}

/* -oi and the like; and the keys of an account, which hold a "=". */
static void
set_option(struct send_options *o, char *text)
{
	struct str name = str_from(text);

	name = str_cut(&name, '=');
	if (strcmp(text, "i") == 0)
		o->ignores_dots = true;
	else if (strchr(text, '=') != NULL &&
	    account_key_find(name) != ACCOUNT_KEYS)
		send_options_override(o, text);
}

static void
set_long_option(struct send_options *o, const char *text)
{
	struct str value = str_from(text), name = str_cut(&value, '=');

	if (str_case_is(name, "IgnoreDots") && (value.n == 0 ||
	    strchr("TtYy1", value.p[0]) != NULL))
		o->ignores_dots = true;
}

static void
set_flag(struct send_options *o, char c)
{
	if (c == 'i')
		o->ignores_dots = true;
	else if (c == 't')
		o->address.from_header = true;
	else if (c == 'n')
		o->address.no_aliases = true;
	else if (c == 'v')
		o->traces = true;
	else if (c == 'I')
		o->answer = "";
	else if (c == 'q')
		o->queue_use = SENDMAIL_RUNS;
}

static int
set_text(struct send_options *o, char c, char *text, struct err *e)
{
	if (c == 'b')
		return set_mode(o, text, e);
	if (c == 'o')
		set_option(o, text);
	else if (c == 'O')
		set_long_option(o, text);
	else if (c == 'f' || c == 'r')
		o->address.sender = text;
	else if (c == 'F')
		o->address.full_name = text;
	else if (c == 'N')
		o->dsn.notify = text;
	else if (c == 'R')
		o->dsn.ret = text;
	else if (c == 'V')
		o->dsn.envid = text;
	/* Its own -Ac and -Am name configuration files. */
	else if (c == 'A' && strcmp(text, "c") != 0 && strcmp(text, "m") != 0)
		o->account = text;
	return 0;
}

/* The options of one word, whose argument may be the next one; *used tells.
   0, or -1: 64 or 69. */
static int
take_word(struct send_options *o, char *word, char *next, bool *used,
    struct err *e)
{
	for (word++; *word != '\0'; word++) {
		if (strchr(alone, *word) != NULL) {
			set_flag(o, *word);
			continue;
		}
		if (strchr(joined, *word) != NULL) {
			set_flag(o, *word);
			return 0;
		}
		if (strchr(with_argument, *word) == NULL)
			return err_set(e, STATUS_USAGE, "unknown option -%c",
			    *word);
		*used = word[1] == '\0';
		if (*used && next == NULL)
			return err_set(e, STATUS_USAGE,
			    "option -%c needs an argument", *word);
		return set_text(o, *word, *used ? next : word + 1, e);
	}
	return 0;
}

static int
check(const struct send_options *o, struct err *e)
{
	if (o->answer == NULL && o->queue_use == SENDMAIL_SENDS &&
	    !o->is_server && *o->address.rcpts == NULL &&
	    !o->address.from_header)
		return err_set(e, STATUS_USAGE, "no recipient");
	return smtp_dsn_check(&o->dsn, e);
}

int
sendmail_options_read(struct send_options *o, int argc, char **argv,
    struct err *e)
{
	bool used, no_more = false;
	int i;

	memset(o, 0, sizeof(*o));
	o->argv0 = argv[0];
	o->is_sendmail = o->address.is_sendmail = true;
	if (strcmp(sendmail_name(argv[0]), "mailq") == 0)
		set_mode(o, "p", e);
	else if (strcmp(sendmail_name(argv[0]), "newaliases") == 0)
		set_mode(o, "i", e);
	for (i = 1; i < argc && !no_more && argv[i][0] == '-' &&
	    argv[i][1] != '\0'; i++) {
		used = false;
		no_more = strcmp(argv[i], "--") == 0;
		if (!no_more &&
		    take_word(o, argv[i], argv[i + 1], &used, e) < 0)
			return -1;
		i += used;
	}
	o->address.rcpts = argv + i;
	if (!no_more && send_options_late(o->address.rcpts, e) < 0)
		return -1;
	return check(o, e);
}
