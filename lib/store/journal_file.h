/* SPDX-License-Identifier: ISC */
#ifndef STORE_JOURNAL_FILE_H
#define STORE_JOURNAL_FILE_H

#include "store/journal.h"

/* Between the files that make up the journal; nobody else includes it. */

/* Opens, locks and reads the file; as journal_open. */
int journal_file_open(struct journal *j, struct err *e);

/* Writes the file anew with the lines in *text, n of them.  0, or -1: then
   it is as it was. */
int journal_file_replace(struct journal *j, const struct buf *text, size_t n,
    struct err *e);

/* Puts a line that was read into the table. */
void journal_apply(struct journal *j, const struct journal_record *r);

#endif
