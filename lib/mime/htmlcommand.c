/* SPDX-License-Identifier: ISC */
#include "mime/htmlcommand.h"

#include <unistd.h>

#include "base/in.h"
#include "base/proc.h"
#include "mime/charset.h"

/* All that comes from the pipe; whatever is no UTF-8 in it is replaced. */
static int
read_text(int fd, const char *command, struct sink sink, struct err *e)
{
	struct charset utf8;
	struct buf text = BUF_INIT;
	struct in in;
	int got;

	in_init(&in, fd, command, IN_SIZE);
	charset_init(&utf8, STR(""));
	while ((got = in_more(&in, e)) > 0) {
		charset_add(&utf8, in_window(&in), &text);
		in_take(&in, in_window(&in).n);
		sink.put(sink.to, buf_str(&text));
		text.len = 0;
	}
	charset_end(&utf8, &text);
	sink.put(sink.to, buf_str(&text));
	buf_free(&text);
	in_free(&in);
	return got;
}

int
htmlcommand_run(const char *command, struct spool *html, struct sink sink,
    struct err *e)
{
	struct proc_fd map[2];
	int fd[2], got, status;
	pid_t pid;

	map[0].child = STDIN_FILENO;
	map[0].ours = spool_fd(html, e);
	if (map[0].ours < 0 || proc_pipe(fd, e) < 0)
		return -1;
	map[1].child = STDOUT_FILENO;
	map[1].ours = fd[1];
	pid = proc_shell(command, map, 2, e);
	close(fd[1]);
	if (pid < 0) {
		close(fd[0]);
		return -1;
	}
	got = read_text(fd[0], command, sink, e);
	close(fd[0]);
	status = proc_wait(pid);
	if (got == 0 && status != 0)
		return err_set(e, STATUS_UNAVAILABLE,
		    "$MAILPIPE_HTML: %s: exit status %d", command, status);
	return got;
}
