/* SPDX-License-Identifier: ISC */
#ifndef NET_POP3_FETCH_H
#define NET_POP3_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/pop3.h"
#include "net/pop3_choose.h"
#include "net/pop3_plan.h"
#include "store/deliver.h"

/*
 * Messages on their way from the server: retrieved, delivered, and then
 * deleted.  While replies come, more commands are sent; a DELE is among them
 * as soon as its message is safe.  What goes wrong with one message stops no
 * other one.
 */
struct pop3_fetch {
	/* Set by the caller. */
	struct pop3 *session;
	struct pop3_targets *targets; /* with their fates */
	const struct retr_wish *wish;
	struct deliver *deliver;      /* its callbacks are set here */
	void (*say)(void *arg, const struct err *e); /* about one message */
	void (*progress)(void *arg, uint64_t octets);
	void *arg;

	/* How it went. */
	bool failed;       /* a message was not to be had, or not deleted */
	bool temporary;    /* and may be had later */
	int trouble;       /* what the file system had with one: 73, 74; or 0 */
	size_t delivered;

	/* private */
	size_t asked;      /* the targets before it were asked for */
	size_t answered;   /* and before this one the answers have come */
	size_t retrieved;  /* by RETR */
	size_t *removals;  /* the targets that are to be deleted */
	size_t n, cap;
	size_t n_asked, n_answered; /* as above */
	bool slow;         /* a command takes its time */
};

/* Lets the wish's filter see the headers, and decide.  0, or -1: 69 when the
   server has no TOP. */
int pop3_fetch_filter(struct pop3_fetch *f, struct err *e);

/* Retrieves and delivers, and closes the deliver.  0, or -1. */
int pop3_fetch_run(struct pop3_fetch *f, struct err *e);

/*
 * Ends the session, with the deletions if there are any: whether they were
 * done is known when the server has confirmed it.  A server that deletes by
 * itself what it has sent (RFC 2449 6.7) is told QUIT only if all of that was
 * to be deleted, and delivered.  0, or -1.
 */
int pop3_fetch_quit(struct pop3_fetch *f, struct err *e);

void pop3_fetch_free(struct pop3_fetch *f);

/* Says that something is the matter with a message: "host: message 3: what:
   why", or what the server said of it. */
void pop3_fetch_say(struct pop3_fetch *f, uint64_t number, const char *what,
    const struct err *why);
void pop3_fetch_refused(struct pop3_fetch *f, const struct pop3_reply *r,
    const char *what);

/* Keeps a session alive in which nothing is under way; arg is the fetch. */
void pop3_fetch_idle(void *arg);

/* How often that is to be called, in milliseconds. */
int64_t pop3_fetch_idle_ms(const struct pop3_fetch *f);

#endif
