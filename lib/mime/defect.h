/* SPDX-License-Identifier: ISC */
#ifndef MIME_DEFECT_H
#define MIME_DEFECT_H

/*
 * What can be wrong with a message or a part of it: bits of a set.  Each
 * means that what was read is not all there was, or that another reader
 * could read it in another way.
 */
enum defect {
	DEFECT_CHARSET = 1 << 0,      /* unknown, or bytes not of it */
	DEFECT_CODED = 1 << 1,        /* undecodable base64, qp or word */
	DEFECT_UNCLOSED = 1 << 2,     /* cut off before its last boundary */
	DEFECT_NO_PARTS = 1 << 3,     /* a multipart without any part */
	DEFECT_BOUNDARY = 1 << 4,     /* none given, or too long */
	DEFECT_AFTER_CLOSE = 1 << 5,  /* boundaries behind the last one */
	DEFECT_NEAR = 1 << 6,         /* a line that is almost a boundary */
	DEFECT_ENCODED = 1 << 7,      /* an encoding on a composite type */
	DEFECT_ENCODING = 1 << 8,     /* an unknown transfer encoding */
	DEFECT_TYPE = 1 << 9,         /* a Content-Type that is none */
	DEFECT_DOUBLED = 1 << 10,     /* a field or parameter given twice */
	DEFECT_NAMES = 1 << 11,       /* two file names that differ */
	DEFECT_PARAMETER = 1 << 12,   /* a malformed parameter */
	DEFECT_HEADER_LINE = 1 << 13, /* a line in the header is no field */
	DEFECT_HEADER_SPACE = 1 << 14, /* blanks before a colon */
	DEFECT_MARK = 1 << 15,        /* a byte order mark at the front */
	DEFECT_CONTROL = 1 << 16,     /* NUL or bare CR in the header */
	DEFECT_NO_BLANK = 1 << 17,    /* the body follows without blank line */
	DEFECT_HEADER_LIMIT = 1 << 18, /* header longer than HEADER_MAX */
	DEFECT_DEPTH_LIMIT = 1 << 19, /* nested deeper than PART_DEPTH_MAX */
	DEFECT_COUNT_LIMIT = 1 << 20, /* more than PART_COUNT_MAX parts */
	DEFECT_ADDRESS = 1 << 21,     /* a malformed address list */
	DEFECT_BODY_LIMIT = 1 << 22,  /* a body cut at the limit of JSON */
	DEFECT_REPEATED = 1 << 23,    /* a second From, Subject and so on */
	DEFECT_DATE = 1 << 24         /* a Date that is none */
};

/* How many there are; each one's name, a word, and what it means. */
#define DEFECT_COUNT 25
const char *defect_name(int bit);
const char *defect_text(int bit);

#endif
