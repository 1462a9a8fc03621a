/* SPDX-License-Identifier: ISC */
#include "net/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "base/vis.h"

/* The signals that could leave the terminal without its echo. */
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM,
	SIGTSTP};
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

static volatile sig_atomic_t caught;

static void
catch(int number)
{
	caught = number;
}

/* What is given back by release_signals. */
struct signals {
	struct sigaction actions[SIGNALS];
	sigset_t mask;
};

/* They stay blocked but for the time in which we wait, so that none comes
   between the look at caught and the waiting. */
static void
catch_signals(struct signals *old)
{
	struct sigaction act;
	sigset_t ours;
	size_t i;

	memset(&act, 0, sizeof(act));
	sigemptyset(&act.sa_mask);
	act.sa_handler = catch;
	caught = 0;
	sigemptyset(&ours);
	for (i = 0; i < SIGNALS; i++)
		sigaddset(&ours, signals[i]);
	sigprocmask(SIG_BLOCK, &ours, &old->mask);
	for (i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &old->actions[i]);
		if (old->actions[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &act, NULL);
	}
}

static void
release_signals(const struct signals *old)
{
	size_t i;

	for (i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &old->actions[i], NULL);
	sigprocmask(SIG_SETMASK, &old->mask, NULL);
}

/* Waits for a byte: 1, or 0 when a signal came first. */
static int
await(int tty, const sigset_t *mask)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET((unsigned int)tty, &set); /* musl divides by it unsigned */
	return pselect(tty + 1, &set, NULL, NULL, NULL, mask) > 0;
}

static void
say(int tty, const char *text)
{
	struct buf line = BUF_INIT;

	vis_buf(&line, str_from(text), VIS_LINES);
	(void)!write(tty, buf_string(&line), line.len);
	buf_free(&line);
}

/* Byte by byte, so that nothing of the next line is taken.  Bytes past max
   are read, but the answer is then too long by one. */
static int
read_line(int tty, const sigset_t *mask, struct buf *answer, size_t max)
{
	ssize_t got;
	char c;

	buf_reserve(answer, max + 1);
	while (caught == 0) {
		if (!await(tty, mask))
			continue;
		got = read(tty, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 0;
		if (c == '\n')
			return 1;
		if (answer->len <= max)
			answer->data[answer->len++] = c;
	}
	return 0;
}

/* One question; *number becomes the signal that came in between, or 0. */
static int
ask(int tty, struct buf *answer, const char *question, size_t max,
    int *number)
{
	struct signals old;
	struct termios before, silent;
	int result = 0;

	if (tcgetattr(tty, &before) < 0)
		return 0;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ICANON | ECHONL;
	catch_signals(&old);
	if (tcsetattr(tty, TCSAFLUSH, &silent) == 0) {
		say(tty, question);
		result = read_line(tty, &old.mask, answer, max);
	}
	while (tcsetattr(tty, TCSAFLUSH, &before) < 0 && errno == EINTR)
		continue;
	if (result == 0)
		say(tty, "\n");
	release_signals(&old);
	*number = caught;
	return result;
}

int
prompt_secret(struct buf *answer, const char *question, size_t max)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int number = 0, result;

	if (tty < 0)
		return 0;
	do {
		answer->len = 0;
		result = tty < FD_SETSIZE ?
		    ask(tty, answer, question, max, &number) : 0;
		if (number != 0)
			raise(number);
	} while (result == 0 && number == SIGTSTP);
	close(tty);
	return result;
}
