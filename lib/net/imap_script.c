/* SPDX-License-Identifier: ISC */
#include "net/imap_script.h"

#include <string.h>

#include "base/ascii.h"
#include "net/imap_verb.h"

void
imap_script_init(struct imap_script *s)
{
	memset(s, 0, sizeof(*s));
}

void
imap_script_free(struct imap_script *s)
{
	buf_free(&s->box);
	buf_free(&s->command);
	words_free(&s->words);
}

/* Those that change how the connection is spoken are not done by hand. */
static int
read_raw(struct imap_script *s, struct str rest, struct err *e)
{
	static const char *const others[] = {"APPEND", "AUTHENTICATE",
	    "COMPRESS", "ENABLE", "EXAMINE", "IDLE", "LOGIN", "LOGOUT",
	    "SELECT", "STARTTLS", "UNAUTHENTICATE"};
	struct str text = str_trim(rest), word = text;
	size_t i;

	word.n = 0;
	while (word.n < text.n && ascii_is_graph(text.p[word.n]))
		word.n++;
	if (word.n == 0)
		return err_set(e, STATUS_USAGE, "raw: which command?");
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_case_is(word, others[i]))
			return err_set(e, STATUS_USAGE,
			    "raw: %s is not to be had so", others[i]);
	if (text.p[text.n - 1] == '}' || str_has_line_end_or_nul(text))
		return err_set(e, STATUS_USAGE, "raw: a literal, a line end "
		    "or a NUL");
	s->deed = IMAP_DO_COMMAND;
	s->once = true;
	s->shown = "*";
	buf_add_str(&s->command, text);
	return 0;
}

static int
read_redirect(struct imap_script *s, struct str *rest, struct err *e)
{
	if (s->words.n == 0 || s->deed != IMAP_DO_FETCH)
		return err_set(e, STATUS_USAGE,
		    "%c: no text to put there", rest->p[0]);
	s->once = rest->p[0] == '|';
	return redirect_read(&s->to, &s->words, rest, e);
}

static int
read_words(struct imap_script *s, struct err *e)
{
	const struct imap_verb *v = imap_verb_find(s->words.v[0]);

	if (v == NULL)
		return err_set(e, STATUS_USAGE,
		    "\"%s\": no such command (help lists them)",
		    s->words.v[0]);
	if (s->words.n - 1 < v->min || s->words.n - 1 > v->max)
		return err_set(e, STATUS_USAGE, "%s: too %s operands",
		    v->word, s->words.n - 1 < v->min ? "few" : "many");
	s->deed = v->deed;
	s->once = v->once;
	s->shown = v->shown;
	return v->read(s, v->name, e);
}

bool
imap_script_shows(const struct imap_script *s, struct str name)
{
	struct str rest = str_from(s->shown);

	if (str_is(rest, "*"))
		return true;
	while (rest.n > 0)
		if (str_case_equal(str_cut(&rest, ' '), name))
			return true;
	return false;
}

static void
reset(struct imap_script *s)
{
	s->deed = IMAP_DO_NOTHING;
	s->may_fail = s->read_only = s->once = false;
	s->box.len = s->command.len = 0;
	s->validity = s->uid = 0;
	s->to.kind = REDIRECT_NONE;
	s->to.target = str_of(NULL, 0);
}

int
imap_script_read(struct imap_script *s, struct str *line, struct err *e)
{
	struct str text = str_trim(*line), rest;

	*line = str_of(NULL, 0);
	reset(s);
	if (text.n == 0 || text.p[0] == '#')
		return 0;
	s->may_fail = text.p[0] == '-';
	text = str_trim(str_skip(text, s->may_fail));
	if (str_case_starts(text, "raw ") || str_case_is(text, "raw"))
		return read_raw(s, str_skip(text, 3), e);
	if (words_read(&s->words, text, ";>|", &rest, e) < 0)
		return -1;
	if (s->words.n > 0 && read_words(s, e) < 0)
		return -1;
	if (rest.n > 0 && rest.p[0] != ';' && read_redirect(s, &rest, e) < 0)
		return -1;
	if (rest.n > 0)
		*line = str_skip(rest, 1);
	return 0;
}
