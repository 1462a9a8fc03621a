/* SPDX-License-Identifier: ISC */
#include "mime/qp_masks.h"

static bool
always(void)
{
	return true;
}

static inline void
masks(const char *p, struct qp_masks *m)
{
	struct block b = block_load(p);

	m->lf = block_equal(&b, '\n');
	m->cr = block_equal(&b, '\r');
	m->blank = block_equal(&b, ' ') | block_equal(&b, '\t');
	m->escape = block_equal(&b, '=');
	m->high = block_within(&b, (char)0x80, (char)0xff);
	m->hex = 0;
	if (m->escape != 0) /* nobody asks otherwise */
		m->hex = block_within(&b, '0', '9') |
		    block_within(&b, 'A', 'F') | block_within(&b, 'a', 'f');
}

static size_t
count(struct str *in, bool *high)
{
	struct qp_masks m;
	size_t sum = 0;

	while (in->n >= BLOCK) {
		masks(in->p, &m);
		if (!qp_masks_take(&m, in, &sum, high))
			break;
	}
	return sum;
}

const struct qp_masks_way qp_masks_plain = {"plain C", always, count};

const struct qp_masks_way *
qp_masks_way(size_t i)
{
	static const struct qp_masks_way *const all[] = {
		&qp_masks_avx512, &qp_masks_plain,
	};
	size_t k;

	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k]->is_usable() && i-- == 0)
			return all[k];
	return NULL;
}
