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
	DEFECT_ENCODED = 1 << 6,      /* an encoding on a composite type */
	DEFECT_ENCODING = 1 << 7,     /* an unknown transfer encoding */
	DEFECT_TYPE = 1 << 8,         /* a Content-Type that is none */
	DEFECT_DOUBLED = 1 << 9,      /* a field or parameter given twice */
	DEFECT_NAMES = 1 << 10,       /* two file names that differ */
	DEFECT_PARAMETER = 1 << 11,   /* a malformed parameter */
	DEFECT_HEADER_LINE = 1 << 12, /* a line in the header is no field */
	DEFECT_HEADER_SPACE = 1 << 13, /* blanks before a colon */
	DEFECT_NO_BLANK = 1 << 14,    /* the body follows without blank line */
	DEFECT_HEADER_LIMIT = 1 << 15, /* header longer than HEADER_MAX */
	DEFECT_DEPTH_LIMIT = 1 << 16, /* nested deeper than PART_DEPTH_MAX */
	DEFECT_COUNT_LIMIT = 1 << 17, /* more than PART_COUNT_MAX parts */
	DEFECT_ADDRESS = 1 << 18,     /* a malformed address list */
	DEFECT_BODY_LIMIT = 1 << 19,  /* a body cut at the limit of JSON */
	DEFECT_REPEATED = 1 << 20,    /* a second From, Subject and so on */
	DEFECT_DATE = 1 << 21,        /* a Date that is none */
	DEFECT_MARK = 1 << 22,        /* a byte order mark at the front */
	DEFECT_NEAR = 1 << 23,        /* a line that is almost a boundary */
	DEFECT_CONTROL = 1 << 24      /* NUL or bare CR in the header */
};

/* How many there are; each one's name, a word, and what it means. */
#define DEFECT_COUNT 25
const char *defect_name(int bit);
const char *defect_text(int bit);

#endif
