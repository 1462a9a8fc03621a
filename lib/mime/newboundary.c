/* SPDX-License-Identifier: ISC */
#include "mime/newboundary.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

int
newboundary(char boundary[NEWBOUNDARY_SIZE], struct seed *seed, struct err *e)
{
	unsigned char bytes[NEWBOUNDARY_BYTES];
	size_t i;

	if (seed_bytes(seed, bytes, sizeof(bytes), e) < 0)
		return -1;
	memcpy(boundary, NEWBOUNDARY_START, sizeof(NEWBOUNDARY_START));
	for (i = 0; i < sizeof(bytes); i++)
		snprintf(boundary + strlen(NEWBOUNDARY_START) + 2 * i, 3,
		    "%02x", (unsigned int)bytes[i]);
	return 0;
}
