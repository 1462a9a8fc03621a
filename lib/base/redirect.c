/* SPDX-License-Identifier: ISC */
#include "base/redirect.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/proc.h"

int
redirect_read(struct redirect_to *to, struct words *words, struct str *rest,
    struct err *e)
{
	bool is_file = rest->p[0] == '>';
	struct str text = str_trim(str_skip(*rest, 1));

	to->kind = is_file ? REDIRECT_FILE : REDIRECT_COMMAND;
	to->target = text;
	*rest = str_of(NULL, 0);
	if (text.n == 0)
		return err_set(e, STATUS_USAGE, "%c what?",
		    is_file ? '>' : '|');
	if (!is_file)
		return str_has(text, '\0') ? err_set(e, STATUS_USAGE,
		    "a NUL in a line") : 0;
	if (text.p[0] == '>')
		return err_set(e, STATUS_USAGE,
		    ">>: a file is not appended to");
	if (words_read(words, text, ";>|", rest, e) < 0)
		return -1;
	if (words->n != 1 || *words->v[0] == '\0' ||
	    (rest->n > 0 && rest->p[0] != ';'))
		return err_set(e, STATUS_USAGE, "behind > stands one file, "
		    "with quotes around it if there are blanks in its name");
	to->target = str_from(words->v[0]);
	return 0;
}

static int
open_file(struct redirect *s, struct str path, struct err *e)
{
	struct buf name = BUF_INIT;
	int result;

	buf_add_str(&name, path);
	result = replace_open(&s->file, buf_string(&name), e);
	buf_free(&name);
	if (result == 0)
		out_init(&s->out, s->file.fd, s->file.path);
	return result;
}

static pid_t
run(struct str command, int input, struct err *e)
{
	struct proc_fd map = {STDIN_FILENO, input};
	struct buf text = BUF_INIT;
	pid_t pid;

	buf_add_str(&text, command);
	pid = proc_shell(buf_string(&text), &map, 1, e);
	buf_free(&text);
	return pid;
}

static int
open_command(struct redirect *s, struct str command, struct err *e)
{
	int ends[2];

	if (proc_pipe(ends, e) < 0)
		return -1;
	s->pid = run(command, ends[0], e);
	close(ends[0]);
	if (s->pid < 0) {
		close(ends[1]);
		return -1;
	}
	out_init(&s->out, ends[1], "the command");
	return 0;
}

int
redirect_open(struct redirect *s, const struct redirect_to *to, struct err *e)
{
	memset(s, 0, sizeof(*s));
	return to->kind == REDIRECT_FILE ? open_file(s, to->target, e)
	    : open_command(s, to->target, e);
}

static int
close_file(struct redirect *s, struct err *e)
{
	int result = out_flush(&s->out, e);

	if (result < 0)
		replace_drop(&s->file);
	else
		result = replace_commit(&s->file, e);
	out_free(&s->out);
	return result;
}

int
redirect_close(struct redirect *s, struct err *e)
{
	struct err ignored;
	int status;

	if (s->pid == 0)
		return close_file(s, e);
	(void)out_close(&s->out, &ignored);
	status = proc_wait(s->pid);
	if (status != 0)
		return err_set(e, STATUS_PARTIAL,
		    "the command ended with %d", status);
	return 0;
}

void
redirect_drop(struct redirect *s)
{
	if (s->pid == 0) {
		replace_drop(&s->file);
	} else {
		(void)proc_end(s->pid, 0);
		close(s->out.fd);
	}
	out_free(&s->out);
}

char *
redirect_unfinished(const struct redirect *s)
{
	return s->file.temp;
}
