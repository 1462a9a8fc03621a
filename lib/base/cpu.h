/* SPDX-License-Identifier: ISC */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stdbool.h>

/* Vector instructions of x86-64 that this machine has and its system lets
   programs use; false everywhere else. */
bool cpu_has_avx2(void);

/* AVX-512 that compares bytes (BW), and that permutes them too (VL, VBMI,
   VBMI2). */
bool cpu_has_avx512(void);
bool cpu_has_avx512_vbmi(void);

#endif
