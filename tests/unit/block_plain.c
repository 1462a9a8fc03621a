/* SPDX-License-Identifier: ISC */
/* The same without vector instructions. */
#define BLOCK_PLAIN
#include "block.c"
