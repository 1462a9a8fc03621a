/* SPDX-License-Identifier: ISC */
#include "base/cpu.h"

#if defined(__x86_64__) && defined(__GNUC__)

/* The compiler's own way asks the processor anew before main, a dozen times;
   in a virtual machine each costs microseconds.  glibc has asked already. */
#if defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

#ifdef CPU_FEATURE_ACTIVE
/* As CPU_FEATURE_ACTIVE, which shifts a one into the sign of an int. */
static bool
is_active(unsigned int index)
{
	const struct cpuid_feature *leaf =
	    __x86_get_cpuid_feature_leaf(index / 128);

	return (leaf->active_array[index % 128 / 32] >> index % 32 & 1) != 0;
}

#define HAS(glibc, compiler) is_active(x86_cpu_##glibc)
#else
#define HAS(glibc, compiler) __builtin_cpu_supports(compiler)
#endif

bool
cpu_has_avx2(void)
{
	return HAS(AVX2, "avx2");
}

bool
cpu_has_avx512(void)
{
	return HAS(AVX512BW, "avx512bw");
}

bool
cpu_has_avx512_vbmi(void)
{
	return cpu_has_avx512() && HAS(AVX512VL, "avx512vl") &&
	    HAS(AVX512_VBMI, "avx512vbmi") &&
	    HAS(AVX512_VBMI2, "avx512vbmi2") && HAS(POPCNT, "popcnt");
}

#else

bool
cpu_has_avx2(void)
{
	return false;
}

bool
cpu_has_avx512(void)
{
	return false;
}

bool
cpu_has_avx512_vbmi(void)
{
	return false;
}

#endif
