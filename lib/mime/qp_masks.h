/* SPDX-License-Identifier: ISC */
#ifndef MIME_QP_MASKS_H
#define MIME_QP_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands in a block (base/block.h) of quoted-printable. */
struct qp_masks {
	uint64_t lf, cr, blank; /* blank: TAB too */
	uint64_t escape;        /* = */
	uint64_t hex;           /* digits, in both cases */
	uint64_t high;          /* over 0x7f */
};

/* A way to find that out.  For mime/qp_*.c and the tests. */
struct qp_masks_way {
	const char *name;
	bool (*is_usable)(void);
	void (*read)(const char *p, struct qp_masks *m);
};

extern const struct qp_masks_way qp_masks_avx512, qp_masks_plain;

struct qp_decoder;
struct str;

/* qp_count in that way. */
size_t qp_count_way(struct qp_decoder *d, struct str *in,
    const struct qp_masks_way *way);

/* The i-th best of those that are usable, NULL behind the last. */
const struct qp_masks_way *qp_masks_way(size_t i);

#endif
