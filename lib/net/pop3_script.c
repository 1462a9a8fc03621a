/* SPDX-License-Identifier: ISC */
#include "net/pop3_script.h"

#include <string.h>

#include "base/ascii.h"
#include "base/num.h"

const char pop3_script_help[] =
    "stat             how many messages there are, and their octets\n"
    "list [n]         the octets of each message, or of one\n"
    "uidl [n]         the unique-id of each message, or of one\n"
    "retr n           a message\n"
    "top n [lines]    its header and so many lines of its body\n"
    "dele n           mark a message for deletion\n"
    "rset             take all marks away\n"
    "noop             nothing\n"
    "capa             what the server offers\n"
    "quit             delete what is marked, and leave\n"
    "help             this\n"
    "A text can go to a file or a command: retr 1 > file, retr 1 | less\n";

static const struct known {
	const char *name;
	enum pop3_command command;
	int min, max;  /* how many numbers */
	bool has_text; /* if there are no more than min */
} known[] = {
	{"stat", POP3_STAT, 0, 0, false},
	{"list", POP3_LIST, 0, 1, true},
	{"uidl", POP3_UIDL, 0, 1, true},
	{"retr", POP3_RETR, 1, 1, true},
	{"top", POP3_TOP, 1, 2, true},
	{"dele", POP3_DELE, 1, 1, false},
	{"rset", POP3_RSET, 0, 0, false},
	{"noop", POP3_NOOP, 0, 0, false},
	{"capa", POP3_CAPA, 0, 0, true},
	{"quit", POP3_QUIT, 0, 0, false},
};

/* Takes a word off *s, with the blanks around it. */
static struct str
cut_word(struct str *s)
{
	struct str word = str_trim(*s);
	size_t n = 0;

	while (n < word.n && !ascii_is_space(word.p[n]) &&
	    word.p[n] != '>' && word.p[n] != '|')
		n++;
	*s = str_trim(str_skip(word, n));
	return str_of(word.p, n);
}

static const struct known *
find(struct str word)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_case_is(word, known[i].name))
			return &known[i];
	return NULL;
}

/* The numbers: of the message, from 1 on, and of lines. */
static int
read_numbers(const struct known *k, struct str *rest, struct pop3_script *s,
    struct err *e)
{
	uint64_t *to[2] = {&s->request.number, &s->request.lines};
	struct str word;
	int n;

	for (n = 0; rest->n > 0 && rest->p[0] != '>' && rest->p[0] != '|';
	    n++) {
		word = cut_word(rest);
		if (n == k->max)
			return err_set(e, STATUS_USAGE,
			    "%s: \"%.*s\" is too much", k->name,
			    (int)word.n, word.p);
		if (num_parse(word, n == 0 ? UINT64_MAX : UINT32_MAX,
		    to[n]) < 0 || s->request.number == 0)
			return err_set(e, STATUS_USAGE,
			    "%s: \"%.*s\" is no number of %s", k->name,
			    (int)word.n, word.p,
			    n == 0 ? "a message" : "lines");
	}
	if (n < k->min)
		return err_set(e, STATUS_USAGE,
		    "%s: which message?", k->name);
	return 0;
}

static int
read_redirect(const struct known *k, struct str rest, struct pop3_script *s,
    struct err *e)
{
	if (rest.n == 0)
		return 0;
	if (!k->has_text || (k->min == 0 && s->request.number > 0))
		return err_set(e, STATUS_USAGE,
		    "%s: no text to put anywhere", k->name);
	if (redirect_read(&s->to, &s->words, &rest, e) < 0)
		return err_prefix(e, "%s", k->name);
	if (rest.n > 0)
		return err_set(e, STATUS_USAGE, "%s: a line has one command",
		    k->name);
	return 0;
}

void
pop3_script_init(struct pop3_script *s)
{
	memset(s, 0, sizeof(*s));
}

void
pop3_script_free(struct pop3_script *s)
{
	words_free(&s->words);
}

/* The words stay, for their memory. */
static void
reset(struct pop3_script *s)
{
	struct words words = s->words;

	pop3_script_init(s);
	s->words = words;
}

int
pop3_script_read(struct str line, struct pop3_script *s, struct err *e)
{
	struct str rest = str_trim(line), word;
	const struct known *k;

	reset(s);
	s->is_empty = rest.n == 0 || rest.p[0] == '#';
	if (s->is_empty)
		return 0;
	s->may_fail = rest.p[0] == '-';
	if (s->may_fail)
		rest = str_skip(rest, 1);
	word = cut_word(&rest);
	s->is_help = rest.n == 0 &&
	    (str_case_is(word, "help") || str_is(word, "?"));
	if (s->is_help)
		return 0;
	k = find(word);
	if (k == NULL)
		return err_set(e, STATUS_USAGE,
		    "\"%.*s\": no such command (help lists them)",
		    (int)word.n, word.p);
	s->request.command = k->command;
	if (read_numbers(k, &rest, s, e) < 0)
		return -1;
	return read_redirect(k, rest, s, e);
}
