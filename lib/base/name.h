/* SPDX-License-Identifier: ISC */
#ifndef BASE_NAME_H
#define BASE_NAME_H

/* What the program is called, in front of all that it says; the string
   stays the caller's and must live as long as the program. */
const char *prog_name(void);
void prog_set_name(const char *name);

#endif
