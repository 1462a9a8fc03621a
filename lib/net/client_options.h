/* SPDX-License-Identifier: ISC */
#ifndef NET_CLIENT_OPTIONS_H
#define NET_CLIENT_OPTIONS_H

#include <stdbool.h>

#include "base/out.h"
#include "net/account.h"
#include "net/conn.h"

/* The options of every program that fetches mail, for getopt(3). */
#define CLIENT_OPTIONS "A:o:qv"

struct client_options {
	struct account_query query; /* -A, -o */
	bool quiet;                 /* -q: no progress */
	bool verbose;               /* -v: a trace */
	char **overrides;
	struct out trace;
};

/* argc is main's; the arguments stay the caller's. */
void client_options_init(struct client_options *o, enum url_protocol protocol,
    int argc);
void client_options_free(struct client_options *o);

/* Takes the option that getopt has found; false if it is none of these. */
bool client_options_take(struct client_options *o, int c);

/* Lets the connection be traced on stderr if -v was given; to be called
   before it is opened. */
void client_options_trace(struct client_options *o, struct conn *c);

#endif
