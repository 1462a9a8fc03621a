/* SPDX-License-Identifier: ISC */
#define _XOPEN_SOURCE 700 /* syslog */
#include "net/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/name.h"
#include "base/vis.h"

void
log_begin(struct log_line *l, const struct account *a)
{
	memset(l, 0, sizeof(*l));
	l->to = account_get(a, ACCOUNT_LOG);
	log_text(l, "host", str_from(url_server(&a->url)));
	if (a->url.user != NULL)
		log_text(l, "user", str_from(a->url.user));
}

static void
add_key(struct log_line *l, const char *key)
{
	if (l->text.len > 0)
		buf_add_char(&l->text, ' ');
	buf_add_string(&l->text, key);
	buf_add_char(&l->text, '=');
}

/* Backslashes are doubled in text already, so that \" is a quote alone. */
static void
add_quoted(struct buf *b, struct str text)
{
	size_t n;

	buf_add_char(b, '"');
	while (text.n > 0) {
		n = str_find(text, '"');
		buf_add(b, text.p, n);
		if (n < text.n)
			buf_add_string(b, "\\\"");
		text = str_skip(text, n + 1);
	}
	buf_add_char(b, '"');
}

void
log_text(struct log_line *l, const char *key, struct str value)
{
	struct buf text = BUF_INIT;
	struct str s;

	if (l->to == NULL)
		return;
	vis_field_buf(&text, value);
	s = buf_str(&text);
	add_key(l, key);
	if (s.n == 0 || str_has(s, ' ') || str_has(s, '"') || str_has(s, '='))
		add_quoted(&l->text, s);
	else
		buf_add_str(&l->text, s);
	buf_free(&text);
}

void
log_number(struct log_line *l, const char *key, uint64_t value)
{
	if (l->to == NULL)
		return;
	add_key(l, key);
	buf_printf(&l->text, "%llu", (unsigned long long)value);
}

static void
add_head(struct buf *line)
{
	time_t now = time(NULL);
	char text[32] = "";
	struct tm tm;

	if (gmtime_r(&now, &tm) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(line, "%s %s[%ld]: ", text, prog_name(), (long)getpid());
}

/* One write for one line: those of several programs do not mix. */
static int
write_line(int fd, struct str line, const char *path, struct err *e)
{
	ssize_t n;

	do
		n = write(fd, line.p, line.n);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(e, STATUS_IOERR, "log: %s", path);
	if ((size_t)n < line.n)
		return err_set(e, STATUS_IOERR, "log: %s: no room for all of "
		    "the line", path);
	return 0;
}

/* Whether the log, open as fd, ends within a line, which a full disk has cut
   there.  It is asked for by its name once more, for fd cannot be read. */
static bool
is_cut(int fd, const char *path)
{
	struct stat st, same;
	char last = '\n';
	int in;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return false;
	in = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (in < 0)
		return false;
	if (fstat(in, &same) == 0 && same.st_ino == st.st_ino &&
	    same.st_dev == st.st_dev &&
	    pread(in, &last, 1, st.st_size - 1) != 1)
		last = '\n';
	close(in);
	return last != '\n';
}

/* It is opened for each line, so that it can be moved away at any time.  A
   FIFO that nobody reads must not hold us up. */
static int
add_to_file(const char *path, struct buf *line, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY |
	    O_NONBLOCK | O_CLOEXEC, 0600);
	int done;

	if (fd < 0)
		return err_sys(e, STATUS_CANTCREAT, "log: %s", path);
	if (!is_cut(fd, path))
		buf_drop(line, 1);
	done = write_line(fd, buf_str(line), path, e);
	if (close(fd) < 0 && done == 0)
		done = err_sys(e, STATUS_IOERR, "log: %s", path);
	return done;
}

static int
write_log(const struct log_line *l, struct err *e)
{
	struct buf line = BUF_INIT;
	int done;

	buf_add_char(&line, '\n'); /* ends what was cut, if it was */
	add_head(&line);
	buf_add_str(&line, buf_str(&l->text));
	buf_add_char(&line, '\n');
	done = add_to_file(l->to, &line, e);
	buf_free(&line);
	return done;
}

int
log_end(struct log_line *l, struct err *e)
{
	int done = 0;

	if (l->to != NULL && strcmp(l->to, "syslog") == 0) {
		openlog(prog_name(), LOG_PID, LOG_MAIL);
		syslog(LOG_INFO, "%s", buf_string(&l->text));
		closelog();
	} else if (l->to != NULL) {
		done = write_log(l, e);
	}
	buf_free(&l->text);
	return done;
}
