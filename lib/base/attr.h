/* SPDX-License-Identifier: ISC */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

/* What C99 cannot say about a function, for the compilers that listen. */
#if defined(__GNUC__)
#define ATTR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define ATTR_NORETURN __attribute__((noreturn))
#define ATTR_UNUSED __attribute__((unused))
#else
#define ATTR_PRINTF(fmt, args)
#define ATTR_NORETURN
#define ATTR_UNUSED
#endif

#endif
