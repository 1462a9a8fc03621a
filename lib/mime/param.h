/* SPDX-License-Identifier: ISC */
#ifndef MIME_PARAM_H
#define MIME_PARAM_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "mime/paramlex.h"

/* The value of a parameter, as bytes in a charset. */
struct param {
	struct buf value;
	struct buf charset; /* empty if not given (RFC 2231 4) */
	struct buf plain;   /* of a plain one beside those of RFC 2231 */
	bool extended;      /* RFC 2231: no encoded words in it */
	bool doubled;       /* it was given twice; the first holds */
	bool bad;           /* malformed: an open quote, a piece missing */
};

#define PARAM_INIT {BUF_INIT, BUF_INIT, BUF_INIT, false, false, false}

void param_free(struct param *p);

/* A field such as Content-Type (RFC 2045 5.1), unfolded, as slices of it. */
struct params {
	struct str main, rest; /* as paramlex_init leaves them */
	struct attribute {
		struct str name;
		struct paramlex_value value;
	} *list;
	size_t n, cap;
	bool bad;              /* something is malformed */
};

#define PARAMS_INIT {STR_INIT, STR_INIT, NULL, 0, 0, false}

void params_free(struct params *all);

/* Reads a field, which must outlive what is read; what was read before is
   forgotten, but for its memory. */
void params_read(struct params *all, struct str field);

/*
 * Finds a parameter by name in any case.  Forms of RFC 2231, in pieces or
 * with a charset, come before a plain one of the same name.  Returns whether
 * there is one; *p is emptied first.
 */
bool params_find(const struct params *field, struct param *p,
    struct str name);

/* The same in a field that is read for it alone. */
bool param_find(struct param *p, struct str field, const char *name);

/* The value before the parameters, up to a comment: "text/plain". */
struct str param_main(struct str field);

/* The value as UTF-8, its charset and encoded words (which do not belong
   there, but many write them) decoded.  False if that is not all possible. */
bool param_text(const struct param *p, struct buf *b);

#endif
