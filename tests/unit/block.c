/* SPDX-License-Identifier: ISC */
/* A mask has a bit for each byte that is meant, and no other. */
#include <stdlib.h>

#include "base/block.h"
#include "check.h"

static void
check_block(const char *p)
{
	struct block b = block_load(p);
	uint64_t equal = 0, range = 0, upper = 0;
	size_t i;

	for (i = 0; i < BLOCK; i++) {
		equal |= (uint64_t)(p[i] == '\n') << i;
		range |= (uint64_t)(p[i] >= '0' && p[i] <= '9') << i;
		upper |= (uint64_t)((unsigned char)p[i] >= 0x80) << i;
	}
	for (i = 0; i < BLOCK_SHORT && p[i] >= '!' && p[i] <= '~' &&
	     p[i] != ':' && p[i] != ';'; i++)
		;
	CHECK(block_run(p, '!', '~', ';', ':') == i);
	CHECK(block_equal(&b, '\n') == equal);
	CHECK(block_within(&b, '0', '9') == range);
	CHECK(block_within(&b, (char)0x80, (char)0xff) == upper);
}

/* Every byte in every place. */
static void
test_masks(void)
{
	char *text = malloc(BLOCK); /* which ends where the memory does */
	size_t i, byte;

	for (i = 0; i < BLOCK; i++)
		text[i] = (char)(7 * i);
	for (byte = 0; byte < 256; byte++)
		for (i = 0; i < BLOCK; i++) {
			text[i] = (char)byte;
			check_block(text);
		}
	free(text);
}

static void
test_bits(void)
{
	size_t i, k;

	CHECK(block_count(0) == 0 && block_count(UINT64_MAX) == 64);
	CHECK(block_below(0) == 0 && block_below(BLOCK) == UINT64_MAX);
	for (i = 0; i < BLOCK; i++)
		for (k = i; k < BLOCK; k++) {
			uint64_t mask = (uint64_t)1 << i | (uint64_t)1 << k;

			CHECK(block_first(mask) == i && block_last(mask) == k);
			CHECK(block_count(mask) == (i == k ? 1 : 2));
			CHECK(block_count(block_below(k) & ~block_below(i))
			    == k - i);
		}
}

int
main(void)
{
	test_masks();
	test_bits();
	return check_failures > 0;
}
