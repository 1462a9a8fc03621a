/* SPDX-License-Identifier: ISC */
#ifndef BASE_DIE_H
#define BASE_DIE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/out.h"

/*
 * How a program starts, speaks and ends.  Everything that is said on
 * stderr is one line "program: what: why", its control bytes made visible.
 */

/*
 * The first call of every main.  Puts /dev/null on the descriptors 0 to 2
 * that are closed; ignores SIGXFSZ, so that the write fails instead; answers
 * --help (usage on stdout) and --version, either as the first argument, and
 * exits 0.  usage is the SYNOPSIS of the manual, a line for each form, each
 * ended by a newline.  name and usage stay the caller's and must live as long
 * as the program.
 */
void prog_start(const char *name, const char *usage, int argc, char **argv);

/* For the '?' and ':' that getopt(3) returns for an option it does not know
   or that lacks its argument, with opterr 0: exits 64. */
void prog_bad_option(int c) ATTR_NORETURN;

/* A usage error found by the program itself: exits 64. */
void prog_usage(const char *fmt, ...) ATTR_PRINTF(1, 2) ATTR_NORETURN;

/* Says what went wrong and exits with its status. */
void die(const struct err *e) ATTR_NORETURN;

/* Says something, and goes on. */
void warn(const char *fmt, ...) ATTR_PRINTF(1, 2);
void warn_err(const struct err *e);

/* The end of every main: flushes and closes out, which is stdout, and exits
   with status, or with 74 and a line if not all could be written. */
void prog_end(struct out *out, int status) ATTR_NORETURN;

/* The end of one that failed behind good output: writes what out holds,
   then dies of e, or of the output's error if that failed. */
void prog_fail(struct out *out, const struct err *e) ATTR_NORETURN;

#endif
