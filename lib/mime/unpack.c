/* SPDX-License-Identifier: ISC */
#include "mime/unpack.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "base/vis.h"
#include "mime/defect.h"
#include "mime/filename.h"

int
unpack_init(struct unpack *u, struct out *out, const char *dir,
    const char *command, struct err *e)
{
	memset(u, 0, sizeof(*u));
	u->out = out;
	u->command = command;
	u->dir = dir;
	decode_init(&u->decode);
	spool_init(&u->spool);
	if (command == NULL)
		return save_init(&u->save, dir, e);
	/* A command that does not read to the end is no failure. */
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

void
unpack_free(struct unpack *u)
{
	decode_free(&u->decode);
	buf_free(&u->name);
	buf_free(&u->path);
	buf_free(&u->header);
	entity_free(&u->entity);
	spool_free(&u->spool);
	if (u->command == NULL)
		save_free(&u->save);
}

static void
put_out(void *to, struct str s)
{
	out_add_str(to, s);
}

/* The name under which the part is saved. */
static void
choose_name(struct unpack *u, const struct entity *en, struct str number)
{
	u->name.len = 0;
	filename_clean(buf_str(&en->name), &u->name);
	if (u->name.len == 0)
		filename_default(number, buf_str(&en->type), &u->name);
}

/* Longer values are cut: the environment of a program is not large. */
#define VARIABLE_MAX ((size_t)4096)

/* What a variable may hold: text that is safe to show, without NUL. */
static void
set_variable(const char *name, struct str value)
{
	struct buf text = BUF_INIT;

	if (value.n > VARIABLE_MAX)
		value.n = VARIABLE_MAX;
	vis_buf(&text, value, VIS_LINE);
	if (setenv(name, buf_string(&text), 1) < 0)
		unsetenv(name);
	buf_free(&text);
}

static void
set_variables(struct unpack *u, const struct entity *en, struct str part,
    uint64_t message)
{
	char number[32];

	snprintf(number, sizeof(number), "%" PRIu64, message);
	set_variable("MAIL_MESSAGE", str_from(number));
	set_variable("MAIL_PART", part);
	set_variable("MAIL_TYPE", buf_str(&en->type));
	set_variable("MAIL_CHARSET", buf_str(&en->charset));
	set_variable("MAIL_ENCODING", buf_str(&en->encoding_name));
	set_variable("MAIL_DISPOSITION", buf_str(&en->disposition));
	set_variable("MAIL_CID", buf_str(&en->cid));
	choose_name(u, en, part);
	set_variable("MAIL_NAME", buf_str(&u->name));
}

static int
run_command(struct unpack *u, struct err *e)
{
	struct proc_fd map;
	int fd[2];

	if (out_flush(u->out, e) < 0 || proc_pipe(fd, e) < 0)
		return -1;
	map.child = STDIN_FILENO;
	map.ours = fd[0];
	u->pid = proc_shell(u->command, &map, 1, e);
	close(fd[0]);
	if (u->pid < 0) {
		close(fd[1]);
		return -1;
	}
	out_init(&u->pipe, fd[1], u->command);
	return 0;
}

/* The part's header is kept: it is not the reader's any more at its end. */
static int
begin_message(struct unpack *u, const struct part_reader *r, struct err *e)
{
	if (u->command == NULL && save_begin(&u->save, &u->whole, e) < 0)
		return -1;
	u->in_message = true;
	u->depth = r->depth;
	u->header.len = 0;
	buf_add_str(&u->header, header_fields(&r->header));
	return 0;
}

static int
begin_part(struct unpack *u, const struct part_reader *r, uint64_t message,
    struct err *e)
{
	struct sink sink = {put_out, &u->file.out};

	if (r->kind == PART_MESSAGE && !u->in_message)
		return begin_message(u, r, e);
	if (r->kind != PART_LEAF)
		return 0;
	if (u->command != NULL) {
		set_variables(u, &r->entity, r->number, message);
		if (run_command(u, e) < 0)
			return -1;
		sink.to = &u->pipe;
	} else {
		if (!entity_is_attachment(&r->entity))
			return 0;
		choose_name(u, &r->entity, r->number);
		if (save_begin(&u->save, &u->file, e) < 0)
			return -1;
	}
	u->reading = true;
	decode_begin(&u->decode, r->entity.encoding, sink);
	return 0;
}

static int
end_file(struct unpack *u, struct save_file *file, struct err *e)
{
	u->path.len = 0;
	if (strcmp(u->dir, ".") != 0)
		buf_printf(&u->path, "%s/", u->dir);
	if (save_end(&u->save, file, buf_str(&u->name), &u->path, e) < 0)
		return -1;
	buf_add_char(&u->path, '\n');
	out_add_str(u->out, buf_str(&u->path));
	return 0;
}

static int
end_command(struct unpack *u, struct err *e)
{
	bool refused;

	out_flush(&u->pipe, e);
	refused = u->pipe.error == EPIPE;
	if (out_close(&u->pipe, e) < 0 && !refused)
		u->failed = true;
	if (proc_wait(u->pid) != 0)
		u->failed = true;
	return 0;
}

static int
end_part(struct unpack *u, struct err *e)
{
	u->reading = false;
	if (!decode_end(&u->decode))
		u->defects |= DEFECT_CODED;
	return u->command != NULL ? end_command(u, e) :
	    end_file(u, &u->file, e);
}

static int
feed_command(struct unpack *u, struct err *e)
{
	char block[4096];
	ssize_t n;

	if (run_command(u, e) < 0)
		return -1;
	spool_rewind(&u->spool);
	while ((n = spool_read(&u->spool, block, sizeof(block), e)) > 0)
		out_add(&u->pipe, block, (size_t)n);
	if (end_command(u, e) < 0)
		return -1;
	spool_free(&u->spool);
	spool_init(&u->spool);
	return n < 0 ? -1 : 0;
}

static int
end_message(struct unpack *u, struct str number, uint64_t message,
    struct err *e)
{
	u->in_message = false;
	/* In a digest it may have no type: RFC 2046 5.1.5. */
	entity_read(&u->entity, buf_str(&u->header), "message/rfc822");
	if (u->command != NULL) {
		set_variables(u, &u->entity, number, message);
		return feed_command(u, e);
	}
	choose_name(u, &u->entity, number);
	return end_file(u, &u->whole, e);
}

/* Some bytes of the attached message. */
static int
add_to_message(struct unpack *u, struct str raw, struct err *e)
{
	if (u->command != NULL)
		return spool_add(&u->spool, raw.p, raw.n, e);
	out_add_str(&u->whole.out, raw);
	return 0;
}

int
unpack_event(struct unpack *u, const struct part_reader *r, int event,
    uint64_t message, struct err *e)
{
	if (u->in_message && event != PART_END &&
	    add_to_message(u, r->raw, e) < 0)
		return -1;
	if (event == PART_BEGIN)
		return begin_part(u, r, message, e);
	if (u->reading && event == PART_DATA)
		decode_add(&u->decode, r->raw);
	if (u->reading && event == PART_END)
		return end_part(u, e);
	if (u->in_message && event == PART_END && r->depth == u->depth)
		return end_message(u, r->number, message, e);
	return 0;
}

void
unpack_abandon(struct unpack *u)
{
	if (u->command == NULL && u->reading)
		save_abandon(&u->save, &u->file);
	if (u->command == NULL && u->in_message)
		save_abandon(&u->save, &u->whole);
	u->reading = u->in_message = false;
}
