/* SPDX-License-Identifier: ISC */
#ifndef MIME_HTMLCOMMAND_H
#define MIME_HTMLCOMMAND_H

#include "base/err.h"
#include "base/spool.h"
#include "mime/decode.h"

/*
 * Runs a shell command with the HTML in html, which is UTF-8, on its stdin,
 * and gives what it prints to the sink, as UTF-8.  0, or -1: status 69 if it
 * could not be run or failed, 71, 73, 74.
 */
int htmlcommand_run(const char *command, struct spool *html,
    struct sink sink, struct err *e);

#endif
