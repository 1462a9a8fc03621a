/* SPDX-License-Identifier: ISC */
#ifndef NET_SEND_OPTIONS_H
#define NET_SEND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/letter.h"
#include "net/smtp_dsn.h"

/* What sendmail(8) may be asked to do about its queue. */
enum sendmail_queue_use { SENDMAIL_SENDS, SENDMAIL_LISTS, SENDMAIL_RUNS };

/* What one run that sends mail is asked to do; the texts are argv's. */
struct send_options {
	const char *argv0;
	const char *account;   /* of -A; or NULL */
	char **overrides;      /* of -o key=value; own array */
	size_t override_count;
	char **probes;         /* of -x; own array */
	size_t probe_count;
	struct letter_address address;
	struct smtp_dsn dsn;
	bool is_sendmail;  /* as sendmail(8) does it */
	bool ignores_dots; /* as sendmail: a lone dot is text */
	enum sendmail_queue_use queue_use; /* as sendmail */
	bool is_server;     /* as sendmail: speak SMTP with a client */
	const char *answer; /* as sendmail: print this, and send nothing */
	bool copies;    /* print what was sent */
	bool may_be_empty; /* no message is no error */
	bool is_json;   /* print that as JSON */
	bool lists;     /* print what became of each recipient */
	bool is_mbox;   /* all messages of an mbox */
	bool queues;    /* keep what cannot be sent now */
	bool is_dry;    /* print, and send nothing */
	bool is_quiet;  /* no progress */
	bool offers;    /* print what the server offers, send nothing */
	bool traces;    /* say what both sides say */
};

/* Reads the command line of smtpsend(1).  0, or -1: 64, 65; send_options_free
   in each case. */
int send_options_read(struct send_options *o, int argc, char **argv,
    struct err *e);
void send_options_free(struct send_options *o);

/* Adds an -o key=value. */
void send_options_override(struct send_options *o, char *text);

/* 64 if an option stands behind a recipient, where it would be taken for
   another one; for operands that "--" does not begin. */
int send_options_late(char *const *rcpts, struct err *e);

/* By which name of sendmail(8) a program was called; NULL: by none. */
const char *sendmail_name(const char *argv0);

/* Reads the command line of sendmail(8) in the same way; 69 for what it can
   be beside a program that sends. */
int sendmail_options_read(struct send_options *o, int argc, char **argv,
    struct err *e);

/* Becomes smtpq(1), which lists or runs the queue.  -1: 69. */
int sendmail_queue(const struct send_options *o, struct err *e);

/* Whether the server is only asked something, and nothing is sent. */
bool send_options_asks(const struct send_options *o);

#endif
