/* SPDX-License-Identifier: ISC */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One line on stderr, drawn again and again, for work that takes more than
 * a second; only on a terminal, and never when quiet.
 */
struct progress {
	const char *what; /* "sent", "received"; not owned */
	uint64_t total;   /* bytes to come; 0: not known */
	uint64_t done;
	int64_t started, drawn; /* of clock_ms */
	bool on, shown;
};

void progress_start(struct progress *p, const char *what, uint64_t total,
    bool quiet);

/* n more bytes are done. */
void progress_add(struct progress *p, uint64_t n);

/* Wipes the line away. */
void progress_end(struct progress *p);

#endif
