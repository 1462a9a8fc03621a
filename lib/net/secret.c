/* SPDX-License-Identifier: ISC */
#include "net/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/proc.h"
#include "net/netrc.h"
#include "net/privfile.h"
#include "net/prompt.h"

/* All that a command may print. */
#define SECRET_MAX ((size_t)64 * 1024)

/* A token of a few thousand bytes is common; this much, in base64, is still
   one command line (conn.h). */
#define TOKEN_MAX ((size_t)32 * 1024)

/* Each from_ looks in one place: 1 when there is a secret, 0 if none, or -1:
   status 78. */

static int
copy(struct buf *secret, const struct buf *from)
{
	if (from->data == NULL)
		return 0;
	buf_reserve(secret, from->len + 1);
	buf_add_str(secret, buf_str(from));
	return 1;
}

static int
from_environment(struct buf *secret, const struct account *a, struct err *e)
{
	(void)e;
	return copy(secret, &a->env);
}

static int
from_pass(struct buf *secret, const struct account *a, struct err *e)
{
	(void)e;
	return copy(secret, &a->pass);
}

/* What a command should know, so that one command serves many accounts. */
static void
set_variables(const struct account *a)
{
	setenv("MAIL_HOST", a->url.host, 1);
	setenv("MAIL_USER", a->url.user, 1);
	setenv("MAIL_PROTOCOL", url_protocol_name(a->url.protocol), 1);
}

static void
unset_variables(void)
{
	unsetenv("MAIL_HOST");
	unsetenv("MAIL_USER");
	unsetenv("MAIL_PROTOCOL");
}

static pid_t
start(const struct account *a, enum account_key key, int *fd, struct err *e)
{
	struct proc_fd map[2];
	int pipes[2], null;
	pid_t pid;

	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0)
		return err_sys(e, STATUS_OSERR, "/dev/null");
	if (proc_pipe(pipes, e) < 0) {
		close(null);
		return -1;
	}
	map[0].child = STDIN_FILENO;
	map[0].ours = null;
	map[1].child = STDOUT_FILENO;
	map[1].ours = pipes[1];
	set_variables(a);
	pid = proc_shell(account_get(a, key), map, 2, e);
	unset_variables();
	close(null);
	close(pipes[1]);
	if (pid < 0)
		close(pipes[0]);
	*fd = pipes[0];
	return pid;
}

/* Reads to the end, for a command that is cut off may fail. */
static int
read_output(int fd, struct buf *secret, int64_t deadline, struct err *e)
{
	struct pollfd p = {fd, POLLIN, 0};
	ssize_t got;
	int ready;

	buf_reserve(secret, SECRET_MAX);
	for (;;) {
		ready = poll(&p, 1, clock_left(deadline));
		if (ready == 0)
			return err_set(e, STATUS_CONFIG, "did not end in time");
		got = ready < 0 ? -1 : read(fd, secret->data + secret->len,
		    SECRET_MAX - secret->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(e, STATUS_CONFIG, "reading its output");
		if (got == 0)
			return 0;
		secret->len += (size_t)got;
		if (secret->len == SECRET_MAX)
			return err_set(e, STATUS_CONFIG, "prints too much");
	}
}

static int
check_end(pid_t pid, struct err *e)
{
	int status = proc_wait(pid);

	if (status != 0)
		return err_set(e, STATUS_CONFIG, "failed with status %d",
		    status);
	return 0;
}

static int
run(struct buf *secret, const struct account *a, enum account_key key,
    struct err *e)
{
	int64_t deadline = clock_ms() + (int64_t)a->timeout * 1000;
	int fd = -1, result;
	pid_t pid = start(a, key, &fd, e);

	if (pid < 0)
		return -1;
	result = read_output(fd, secret, deadline, e);
	close(fd);
	if (result < 0) {
		proc_end(pid, 0);
		return -1;
	}
	return check_end(pid, e);
}

/* The first line of what it prints, without its LF or CRLF. */
static int
from_key(struct buf *secret, const struct account *a, enum account_key key,
    struct err *e)
{
	struct str output, line;

	if (account_get(a, key) == NULL)
		return 0;
	if (run(secret, a, key, e) < 0) {
		e->status = STATUS_CONFIG;
		return err_prefix(e, "%s", account_key_name(key));
	}
	output = buf_str(secret);
	line = str_cut(&output, '\n');
	if (output.p != NULL && line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	secret->len = line.n;
	return 1;
}

static int
from_command(struct buf *secret, const struct account *a, struct err *e)
{
	return from_key(secret, a, ACCOUNT_PASS_CMD, e);
}

static int
check_netrc(const struct privfile *f, const char *path, struct err *e)
{
	if (f->is_foreign)
		return err_set(e, STATUS_CONFIG, "%s: belongs to somebody "
		    "else", path);
	if (f->is_readable || f->is_writable)
		return err_set(e, STATUS_CONFIG, "%s: has a password and "
		    "others can read or write it: chmod go= it", path);
	return 1;
}

static int
search_netrc(struct buf *secret, const struct account *a,
    const struct privfile *f, const char *path, struct err *e)
{
	int found = netrc_find(buf_str(&f->text), a->url.host, a->url.user,
	    secret, e);

	if (found < 0)
		return err_prefix(e, "%s", path);
	return found > 0 ? check_netrc(f, path, e) : 0;
}

static int
from_netrc(struct buf *secret, const struct account *a, struct err *e)
{
	const char *home = getenv("HOME");
	struct buf path = BUF_INIT;
	struct privfile f;
	int found;

	if (home == NULL || *home == '\0' || *a->url.host == '\0')
		return 0;
	buf_printf(&path, "%s/.netrc", home);
	found = privfile_read(&f, buf_string(&path), e);
	if (found > 0)
		found = search_netrc(secret, a, &f, path.data, e);
	privfile_free(&f);
	buf_free(&path);
	return found;
}

static int
from_terminal(struct buf *secret, const struct account *a, struct err *e)
{
	struct buf question = BUF_INIT;
	int found;

	(void)e;
	buf_printf(&question, "Password for %s at %s: ", a->url.user,
	    a->url.host);
	found = prompt_secret(secret, buf_string(&question), SECRET_MAX);
	buf_free(&question);
	return found;
}

/* A line or an AUTH PLAIN response ends at these bytes (RFC 4616 2). */
static int
check(const struct buf *secret, const char *where, struct err *e)
{
	if (secret->len == 0)
		return err_set(e, STATUS_CONFIG, "%s: the password is empty",
		    where);
	if (secret->len > SECRET_MAX)
		return err_set(e, STATUS_CONFIG, "%s: the password is too "
		    "long", where);
	if (str_has_line_end_or_nul(buf_str(secret)))
		return err_set(e, STATUS_CONFIG, "%s: CR, LF or NUL in the "
		    "password", where);
	return 0;
}

static int
search(struct buf *secret, const struct account *a, struct err *e)
{
	static const struct {
		const char *name;
		int (*find)(struct buf *, const struct account *,
		    struct err *);
	} places[] = {
		{"$MAILPIPE_PASSWORD", from_environment},
		{"pass_cmd", from_command},
		{"pass", from_pass},
		{"~/.netrc", from_netrc},
		{"terminal", from_terminal},
	};
	size_t i;
	int found;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		found = places[i].find(secret, a, e);
		if (found < 0)
			return -1;
		if (found > 0 && check(secret, places[i].name, e) < 0)
			return -1;
		if (found > 0)
			return places[i].find == from_terminal;
	}
	return err_set(e, STATUS_CONFIG, "no password for %s at %s: put it "
	    "into $MAILPIPE_PASSWORD, into pass_cmd or pass of the accounts "
	    "file, or into ~/.netrc", a->url.user, a->url.host);
}

static int
find_token(struct buf *secret, const struct account *a, struct err *e)
{
	if (from_key(secret, a, ACCOUNT_TOKEN_CMD, e) < 0)
		return -1;
	if (secret->len == 0 || secret->len > TOKEN_MAX)
		return err_set(e, STATUS_CONFIG, "token_cmd: the token %s",
		    secret->len == 0 ? "is empty" : "is too long");
	return check(secret, "token_cmd", e);
}

int
secret_find(struct buf *secret, const struct account *a, struct err *e)
{
	int found = account_get(a, ACCOUNT_TOKEN_CMD) != NULL
	    ? find_token(secret, a, e) : search(secret, a, e);

	if (found < 0)
		buf_wipe(secret);
	return found;
}
