/* SPDX-License-Identifier: ISC */
#ifndef MIME_SUMMARY_H
#define MIME_SUMMARY_H

#include "base/out.h"
#include "base/str.h"

/*
 * Writes the fields of a header that people look for, decoded, one line
 * each; absent ones are left out.  charset: as value_add has it.  Returns
 * bits of enum defect.
 */
unsigned int summary_write(struct out *out, struct str fields,
    struct str charset);

#endif
