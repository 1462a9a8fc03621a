/* SPDX-License-Identifier: ISC */
#include "net/conn_open.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "net/account.h"
#include "net/dial.h"
#include "net/tls.h"

/* How long a tunnel or a helper may take to end by itself. */
#define GRACE_MS 5000

/* Room for the commands of a flight and a block of message text. */
#define OUT_MAX (2 * OUT_SIZE)

void
conn_init(struct conn *c, const struct account *account, const char *argv0)
{
	memset(c, 0, sizeof(*c));
	c->account = account;
	c->argv0 = argv0;
	c->fd = -1;
	c->timeout = (int64_t)account->timeout * 1000;
	c->name = mem_string(*account->url.host != '\0' ? account->url.host
	                                                : account->url.path);
	in_init(&c->in, -1, c->name, IN_SIZE);
	out_init(&c->out, -1, c->name);
	c->out.cap = OUT_MAX;
}

static void
note(const struct conn *c, const char *what, struct str which)
{
	struct buf text = BUF_INIT;

	if (c->trace == NULL)
		return;
	buf_add_string(&text, what);
	buf_add_str(&text, which);
	c->trace(c->trace_arg, CONN_NOTE, buf_str(&text));
	buf_free(&text);
}

static void
use(struct conn *c, int fd)
{
	c->fd = fd;
	c->in.fd = fd;
	c->out.fd = fd;
}

static int
run_tunnel(struct conn *c, const char *command, struct err *e)
{
	struct proc_fd map[2];
	int fd[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) < 0)
		return err_sys(e, STATUS_OSERR, "socketpair");
	dial_prepare(fd[0]);
	file_cloexec(fd[1]);
	map[0].child = STDIN_FILENO;
	map[1].child = STDOUT_FILENO;
	map[0].ours = map[1].ours = fd[1];
	pid = proc_shell(command, map, 2, e);
	close(fd[1]);
	if (pid < 0) {
		close(fd[0]);
		return -1;
	}
	c->tunnel = pid;
	note(c, "connected through ", str_from(command));
	return fd[0];
}

static void
find_local(int fd, struct buf *address)
{
	struct sockaddr_storage name;
	struct sockaddr *generic = (struct sockaddr *)&name;
	socklen_t size = sizeof(name);
	char text[INET6_ADDRSTRLEN];
	const void *bytes = &((struct sockaddr_in *)generic)->sin_addr;

	if (getsockname(fd, generic, &size) < 0)
		return;
	if (name.ss_family == AF_INET6)
		bytes = &((struct sockaddr_in6 *)generic)->sin6_addr;
	if (inet_ntop(name.ss_family, bytes, text, sizeof(text)) != NULL)
		buf_add_string(address, text);
}

static int
dial(struct conn *c, struct err *e)
{
	const struct account *a = c->account;
	struct dial d = {a->url.host, a->url.port,
	    account_get(a, ACCOUNT_FAMILY), account_get(a, ACCOUNT_BIND),
	    c->in.deadline};
	struct buf reached = BUF_INIT;
	int fd;

	fd = dial_tcp(&d, &reached, e);
	if (fd >= 0) {
		buf_printf(&reached, " port %u", d.port);
		note(c, "connected to ", buf_str(&reached));
		find_local(fd, &c->local);
		c->is_socket = true;
	}
	buf_free(&reached);
	return fd;
}

/* The TLS helper's path; the caller frees it. */
static char *
helper_path(const struct conn *c)
{
	const char *given = account_get(c->account, ACCOUNT_TLS_CMD);

	return given != NULL ? mem_string(given)
	                     : proc_helper(c->argv0, "tlspipe");
}

/* Better to know before anybody is called. */
static int
check_tls(const struct conn *c, struct err *e)
{
	bool is_ours = account_get(c->account, ACCOUNT_TLS_CMD) == NULL;
	char *path;
	int result;

	if (c->account->url.security == URL_CLEAR)
		return 0;
	path = helper_path(c);
	result = tls_available(path, is_ours, e);
	free(path);
	return result;
}

static int
make_tls(struct conn *c, struct err *e)
{
	const struct account *a = c->account;
	char *path = helper_path(c);
	struct tls_options o = {path, a->url.host,
	    account_get(a, ACCOUNT_TLS_CA), account_get(a, ACCOUNT_TLS_CERT),
	    account_get(a, ACCOUNT_TLS_KEY), account_get(a, ACCOUNT_TLS_PIN)};
	int fd = c->fd;
	pid_t pid;

	pid = tls_start(&fd, &o, c->in.deadline, &c->tls_status, e);
	free(path);
	use(c, fd);
	c->is_socket = false;
	if (pid < 0)
		return err_prefix(e, "%s", c->name);
	c->helper = pid;
	note(c, "TLS ", buf_str(&c->tls_status));
	return 0;
}

int
conn_open(struct conn *c, struct err *e)
{
	const struct account *a = c->account;
	const char *tunnel = account_get(a, ACCOUNT_TUNNEL);
	int fd;

	if (check_tls(c, e) < 0)
		return -1;
	conn_wake(c);
	if (tunnel != NULL)
		fd = run_tunnel(c, tunnel, e);
	else if (*a->url.host == '\0')
		fd = dial_unix(a->url.path, e);
	else
		fd = dial(c, e);
	if (fd < 0)
		return -1;
	use(c, fd);
	if (url_is_at_tls_port(&a->url))
		conn_set_patience(c, CONN_GREETING_MS);
	return a->url.security == URL_TLS ? make_tls(c, e) : 0;
}

int
conn_has_more(struct conn *c, struct err *e)
{
	struct pollfd p = {c->fd, POLLIN, 0};
	int got;

	if (in_window(&c->in).n > 0)
		return 1;
	if (c->fd < 0)
		return conn_lost(c, NULL, e);
	if (poll(&p, 1, 0) <= 0)
		return 0;
	got = in_fill(&c->in, e);
	return got > 0 ? 1 : conn_lost(c, NULL, e);
}

int
conn_start_tls(struct conn *c, struct err *e)
{
	int more;

	if (c->fd < 0)
		return conn_lost(c, NULL, e);
	if (conn_is_tls(c) || c->out.len > 0)
		return err_set(e, STATUS_SOFTWARE,
		    "%s: not the time to start TLS", c->name);
	conn_wake(c);
	more = conn_has_more(c, e);
	if (more < 0)
		return -1;
	if (more > 0)
		return err_set(e, STATUS_PROTOCOL, "%s: the server said more "
		    "before TLS than it was asked: an attack?", c->name);
	return make_tls(c, e);
}

bool
conn_is_open(const struct conn *c)
{
	return c->fd >= 0;
}

bool
conn_is_lost(const struct conn *c)
{
	return c->fd < 0 || (c->out.error != 0 && c->out.error != ETIMEDOUT);
}

bool
conn_is_late(const struct conn *c)
{
	return c->late;
}

bool
conn_is_tls(const struct conn *c)
{
	return c->helper > 0;
}

/* Waits for a process.  Returns its status, 0 if there is none. */
static int
wait_for(pid_t *pid)
{
	int status = 0;

	if (*pid > 0)
		status = proc_end(*pid, GRACE_MS);
	*pid = 0;
	return status;
}

int
conn_lost(struct conn *c, const char *why, struct err *e)
{
	int helper, tunnel;

	if (c->fd >= 0)
		close(c->fd);
	use(c, -1);
	helper = wait_for(&c->helper);
	tunnel = wait_for(&c->tunnel);
	if (helper == STATUS_PROTOCOL)
		return err_set(e, STATUS_TEMPFAIL, "%s: connection lost: "
		    "not ended as TLS demands", c->name);
	if (helper != 0 && helper != STATUS_TEMPFAIL)
		return err_set(e, STATUS_TEMPFAIL, "%s: connection lost: "
		    "the TLS helper ended with %d", c->name, helper);
	if (tunnel != 0)
		return err_set(e, STATUS_TEMPFAIL, "%s: connection lost: "
		    "the tunnel's command ended with %d", c->name, tunnel);
	return err_set(e, STATUS_TEMPFAIL, "%s: connection lost%s%s",
	    c->name, why != NULL ? ": " : "", why != NULL ? why : "");
}

void
conn_close(struct conn *c)
{
	if (c->fd >= 0)
		close(c->fd);
	use(c, -1);
	(void)wait_for(&c->helper);
	(void)wait_for(&c->tunnel);
	in_free(&c->in);
	if (c->has_secret && c->out.data != NULL)
		mem_wipe(c->out.data, c->out.len);
	c->has_secret = false;
	out_free(&c->out);
	buf_free(&c->tls_status);
	buf_free(&c->local);
	free(c->name);
	c->name = NULL;
}
