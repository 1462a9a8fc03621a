/* SPDX-License-Identifier: ISC */
#ifndef NET_ACCOUNT_FILE_H
#define NET_ACCOUNT_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "net/account_key.h"
#include "net/privfile.h"

/* The most sections that one file may have. */
#define ACCOUNT_SECTIONS_MAX 1000

/* One [section]: its values are slices of the file, p NULL for none. */
struct account_section {
	struct str name;
	struct str values[ACCOUNT_KEYS];
};

struct account_file {
	struct privfile file;
	struct account_section *sections;
	size_t n;
};

/*
 * Reads an accounts file, mailpipe-accounts(5), and checks all that is in
 * it and who may read and write it.  1, 0 when there is no such file, or -1:
 * status 78, the error beginning "path:line: " where a line is wrong.
 * account_file_free in each case; it wipes the passwords.
 */
int account_file_read(struct account_file *f, const char *path,
    struct err *e);

/* The part of it that reads the text, which is there already.  0, or -1. */
int account_file_parse(struct account_file *f, const char *path,
    struct err *e);
void account_file_free(struct account_file *f);

#endif
