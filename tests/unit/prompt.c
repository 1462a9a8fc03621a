/* SPDX-License-Identifier: ISC */
/* The question for a password, on a terminal that we play. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "check.h"
#include "net/prompt.h"

#define MAX 8

/* The child: its answer, if any, goes to report. */
static void
ask(const char *slave, int report)
{
	struct buf answer = BUF_INIT;
	int fd;

	setsid();
	fd = open(slave, O_RDWR); /* becomes its terminal */
	if (fd < 0 || prompt_secret(&answer, "Password\x1b: ", MAX) == 0)
		_exit(3);
	if (write(report, answer.data, answer.len) < 0)
		_exit(4);
	_exit(answer.len > MAX ? 5 : 0);
}

static pid_t
start(int master, int *report)
{
	int fd[2];
	pid_t pid;

	CHECK(pipe(fd) == 0);
	pid = fork();
	if (pid == 0)
		ask(ptsname(master), fd[1]);
	close(fd[1]);
	*report = fd[0];
	return pid;
}

/* Reads what the terminal shows until it ends in tail. */
static int
shows(int master, const char *tail, char *got, size_t size)
{
	size_t n = 0, want = strlen(tail);
	ssize_t more;

	while (n < want || memcmp(got + n - want, tail, want) != 0) {
		more = n < size ? read(master, got + n, size - n) : 0;
		if (more <= 0)
			return 0;
		n += (size_t)more;
	}
	return 1;
}

static int
echoes(int fd)
{
	struct termios t;

	return tcgetattr(fd, &t) == 0 && (t.c_lflag & ECHO) != 0;
}

/*
 * Types keys at the prompt.  The child must exit with status, or end by
 * -status, having answered so; the echo must be back.
 */
static void
check_typed(const char *keys, int status, const char *answer)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, report, got;
	char shown[256], text[64];
	ssize_t n;
	pid_t pid;

	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	CHECK(slave >= 0 && echoes(slave));
	pid = start(master, &report);
	CHECK(shows(master, "Password\\x1B: ", shown, sizeof(shown)));
	CHECK(!echoes(slave));
	CHECK(write(master, keys, strlen(keys)) == (ssize_t)strlen(keys));
	n = read(report, text, sizeof(text));
	CHECK(n == (ssize_t)strlen(answer) &&
	    memcmp(text, answer, strlen(answer)) == 0);
	CHECK(waitpid(pid, &got, 0) == pid);
	CHECK(status < 0 ? WIFSIGNALED(got) && WTERMSIG(got) == -status
	    : WIFEXITED(got) && WEXITSTATUS(got) == status);
	CHECK(echoes(slave));
	/* Nothing but the line's end; a signal may throw that away too. */
	if (status >= 0) {
		CHECK(shows(master, "\n", shown, sizeof(shown)));
		CHECK(shown[0] == '\r' && shown[1] == '\n');
	}
	close(master);
	close(slave);
	close(report);
}

/* A stop that cannot be caught does no harm. */
static void
check_stopped(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, report, got;
	char shown[256], text[64];
	pid_t pid;

	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	pid = start(master, &report);
	CHECK(shows(master, "Password\\x1B: ", shown, sizeof(shown)));
	CHECK(kill(pid, SIGSTOP) == 0);
	CHECK(waitpid(pid, &got, WUNTRACED) == pid && WIFSTOPPED(got));
	CHECK(kill(pid, SIGCONT) == 0);
	CHECK(write(master, "ab\n", 3) == 3);
	CHECK(read(report, text, sizeof(text)) == 2);
	CHECK(memcmp(text, "ab", 2) == 0);
	CHECK(waitpid(pid, &got, 0) == pid && WIFEXITED(got));
	close(master);
	close(slave);
	close(report);
}

int
main(void)
{
	/* They may have been ignored where we were started. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	check_typed("hunter2\n", 0, "hunter2");
	check_typed("\n", 0, "");
	check_typed("12345678\n", 0, "12345678");
	check_typed("123456789abc\n", 5, "123456789");
	check_typed("\x04", 3, "");
	check_typed("\x03", -SIGINT, "");
	check_typed("abc\x03", -SIGINT, "");
	check_typed("\x1c", -SIGQUIT, "");
	check_stopped();
	return check_failures > 0;
}
