/* SPDX-License-Identifier: ISC */
#ifndef MIME_SUMMARY_H
#define MIME_SUMMARY_H

#include "base/out.h"
#include "base/str.h"

/*
 * Writes the fields of a header that people look for, decoded, one line
 * each; absent ones are left out.  Returns bits of enum defect.
 */
unsigned int summary_write(struct out *out, struct str fields);

/*
 * Writes the decoded values of the fields whose names stand in names,
 * separated by colons, on one line with a TAB between names.  Values of a
 * field that is repeated are separated by \n.  Returns bits of enum defect.
 */
unsigned int summary_row(struct out *out, struct str fields,
    struct str names);

/* Writes the names as the columns of such rows. */
void summary_columns(struct out *out, struct str names);

#endif
