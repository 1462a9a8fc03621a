/* SPDX-License-Identifier: ISC */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Opens a file for reading, close-on-exec; "-" gives stdin.  Returns the
   descriptor, or -1: status 66. */
int file_open(const char *path, struct err *e);

/* Reads all of a small file, at most max bytes, behind what is in *b.  0, or
   -1: status 66, 74, or 65 when it is larger. */
int file_read(const char *path, struct buf *b, size_t max, struct err *e);

/* Makes fd close-on-exec. */
void file_cloexec(int fd);

#endif
