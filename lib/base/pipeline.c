/* SPDX-License-Identifier: ISC */
#include "base/pipeline.h"

#include <string.h>
#include <unistd.h>

#include "base/proc.h"

/* Long enough for a program that is about to exit. */
#define MOMENT 1000

static void
ignore(int number)
{
	(void)number;
}

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
#define ENDS (sizeof(ends) / sizeof(ends[0]))

/* The signals wait until sigwait asks for them, so that none comes between
   a look at the children and the waiting.  SIGCHLD needs a handler: without
   one it may be thrown away. */
static void
block_signals(sigset_t *set)
{
	struct sigaction act;
	size_t i;

	sigemptyset(set);
	for (i = 0; i < ENDS; i++)
		if (sigaction(ends[i], NULL, &act) == 0 &&
		    act.sa_handler != SIG_IGN)
			sigaddset(set, ends[i]);
	sigaddset(set, SIGCHLD);
	sigprocmask(SIG_BLOCK, set, NULL);
	memset(&act, 0, sizeof(act));
	sigemptyset(&act.sa_mask);
	act.sa_handler = ignore;
	sigaction(SIGCHLD, &act, NULL);
}

static void
look(struct pipeline_child *c)
{
	if (!c->ended)
		c->ended = proc_look(c->pid, &c->status);
}

static void
end(struct pipeline_child *c, int64_t ms)
{
	if (!c->ended)
		c->status = proc_end(c->pid, ms);
	c->ended = true;
}

static void
release(struct pipeline *p)
{
	if (p->hold >= 0)
		close(p->hold);
	p->hold = -1;
}

int
pipeline_take(struct pipeline *p, char *const argv[], struct err *e)
{
	struct proc_fd map = {STDIN_FILENO, -1};
	int fd[2];

	memset(p, 0, sizeof(*p));
	if (proc_pipe(fd, e) < 0)
		return -1;
	block_signals(&p->signals);
	map.ours = fd[0];
	p->hold = fd[1];
	p->taker.pid = proc_run(argv, &map, 1, e);
	close(fd[0]);
	if (p->taker.pid >= 0)
		return 0;
	release(p);
	return -1;
}

int
pipeline_make(struct pipeline *p, char *const argv[], struct err *e)
{
	struct proc_fd map = {STDOUT_FILENO, p->hold};

	p->maker.pid = proc_run(argv, &map, 1, e);
	if (p->maker.pid >= 0)
		return 0;
	end(&p->taker, 0);
	release(p);
	return -1;
}

/* The maker has failed.  If it has nobody to write to, the taker was the
   first, and is about to say with what. */
static enum pipeline_end
maker_failed(struct pipeline *p, int *status)
{
	bool alone = p->maker.status == 128 + SIGPIPE;
	int said;

	end(&p->taker, alone ? MOMENT : 0);
	said = p->taker.status;
	if (alone && said > 0 && said < 127) {
		*status = said;
		return PIPELINE_TAKER;
	}
	*status = p->maker.status;
	return PIPELINE_MAKER;
}

/* A signal that has come for us; 0 if none has. */
static int
pending(const struct pipeline *p)
{
	sigset_t set;
	size_t i;

	sigpending(&set);
	for (i = 0; i < ENDS; i++)
		if (sigismember(&set, ends[i]) &&
		    sigismember(&p->signals, ends[i]))
			return ends[i];
	return 0;
}

/* Waits until something happens.  A signal that came for us, or 0. */
static int
next_signal(const struct pipeline *p)
{
	int number;

	if (sigwait(&p->signals, &number) != 0 || number == SIGCHLD)
		return 0;
	return number;
}

/* The taker has ended while nothing was wrong with the maker. */
static enum pipeline_end
taker_ended(struct pipeline *p, int *status)
{
	end(&p->maker, 0);
	*status = p->taker.status;
	/* It says that all is well, but has not seen the end. */
	if (p->hold >= 0 && *status == 0)
		*status = 127;
	return PIPELINE_TAKER;
}

static enum pipeline_end
settle(struct pipeline *p, int *status)
{
	int number = 0;

	while (number == 0) {
		look(&p->maker);
		look(&p->taker);
		/* A terminal sends it to all, and they may be the first. */
		if (p->maker.status > 128 || p->taker.status > 128)
			number = pending(p);
		if (number != 0)
			break;
		if (p->maker.ended && p->maker.status != 0)
			return maker_failed(p, status);
		if (p->taker.ended)
			return taker_ended(p, status);
		if (p->maker.ended)
			release(p);
		number = next_signal(p);
	}
	end(&p->taker, 0);
	end(&p->maker, 0);
	*status = number;
	return PIPELINE_SIGNAL;
}

enum pipeline_end
pipeline_wait(struct pipeline *p, int *status)
{
	enum pipeline_end who = settle(p, status);

	release(p);
	return who;
}
