/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_CONN_CHECK_H
#define TESTS_UNIT_CONN_CHECK_H

/* A connection through a tunnel that is a shell command. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "net/account.h"
#include "net/conn.h"

static struct account account;
static struct conn conn;
static struct err e;
static struct buf said; /* the trace */

static void
hear(void *arg, enum conn_side side, struct str text)
{
	struct buf *b = arg;

	buf_add_string(b, side == CONN_CLIENT ? "C:"
	    : side == CONN_SERVER ? "S:" : "*:");
	buf_add_str(b, text);
	buf_add_char(b, '|');
}

/* An account whose server is a command; helper may be NULL. */
static void
set_up(const char *url, const char *tunnel, const char *helper)
{
	struct buf t = BUF_INIT, h = BUF_INIT;
	struct account_query q = {URL_SMTP, url, NULL, 0, NULL};
	char *overrides[2];

	buf_printf(&t, "tunnel=%s", tunnel);
	overrides[q.n++] = buf_string(&t);
	buf_printf(&h, "tls_cmd=%s", helper != NULL ? helper : "");
	overrides[q.n] = buf_string(&h);
	if (helper != NULL)
		q.n++;
	q.overrides = overrides;
	e.status = 0;
	CHECK(account_find(&account, &q, &e) == 0);
	conn_init(&conn, &account, "/nowhere/program");
	buf_free(&said);
	conn.trace = hear;
	conn.trace_arg = &said;
	buf_free(&t);
	buf_free(&h);
}

/* Closes, and looks whether every child was waited for. */
static void
tear_down(void)
{
	conn_close(&conn);
	conn_close(&conn);
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	account_free(&account);
}

static void
expect_line(const char *text)
{
	struct str line = STR_INIT;

	CHECK(conn_line(&conn, &line, &e) == 0);
	CHECK(str_is(line, text));
}

static void
expect_error(int status, const char *text)
{
	struct str line;

	e.status = 0;
	CHECK(conn_line(&conn, &line, &e) < 0);
	CHECK(e.status == status && strstr(e.text, text) != NULL);
	if (strstr(e.text, text) == NULL)
		fprintf(stderr, "%s: not %s\n", e.text, text);
}

/* In an empty directory, which leave takes away: what main returns. */
static char dir[] = "/tmp/unit-conn-XXXXXX";

static void
enter(void)
{
	signal(SIGPIPE, SIG_IGN);
	CHECK(mkdtemp(dir) != NULL && chdir(dir) == 0);
}

static int
leave(void)
{
	buf_free(&said);
	return chdir("/") < 0 || rmdir(dir) < 0 || check_failures > 0;
}

#endif
