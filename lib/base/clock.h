/* SPDX-License-Identifier: ISC */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that never jumps: what deadlines are made of. */
int64_t clock_ms(void);

/*
 * What poll(2) takes for the time that is left until the deadline:
 * milliseconds, 0 when it has passed, -1 (for ever) when deadline is 0.
 */
int clock_left(int64_t deadline);

#endif
