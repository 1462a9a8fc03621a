/* SPDX-License-Identifier: ISC */
#ifndef MIME_RECORDHEAD_H
#define MIME_RECORDHEAD_H

#include "base/json.h"
#include "base/str.h"
#include "mime/header.h"

/* Adds what programs want of a message's header to an open object: from, to,
   cc, reply_to, subject, date, epoch, message_id, in_reply_to, references;
   what is absent is left out.  charset: as value_add has it. */
void recordhead_add(struct json *json, const struct header *h,
    struct str charset);

/* Adds "headers": all fields in order, [name, decoded value].  The defects
   that they have. */
unsigned int recordhead_add_all(struct json *json, struct str fields,
    struct str charset);

#endif
