/* SPDX-License-Identifier: ISC */
#ifndef MIME_RECORDHEAD_H
#define MIME_RECORDHEAD_H

#include "base/json.h"
#include "base/str.h"
#include "mime/header.h"

/* Adds what programs want of a message's header to an open object: from, to,
   cc, reply_to, subject, date, epoch, message_id, in_reply_to, references;
   what is absent is left out. */
void recordhead_add(struct json *json, const struct header *h);

/* Adds "headers": all fields in order, [name, decoded value].  The defects
   that they have. */
unsigned int recordhead_add_all(struct json *json, struct str fields);

#endif
