/* SPDX-License-Identifier: ISC */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
set_text(struct err *e, const char *fmt, va_list ap)
{
	if (vsnprintf(e->text, sizeof(e->text), fmt, ap) < 0)
		e->text[0] = '\0';
}

static void
append(struct err *e, const char *text)
{
	size_t len = strlen(e->text);

	snprintf(e->text + len, sizeof(e->text) - len, ": %s", text);
}

int
err_set(struct err *e, int status, const char *fmt, ...)
{
	va_list ap;

	e->status = status;
	va_start(ap, fmt);
	set_text(e, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_sys(struct err *e, int status, const char *fmt, ...)
{
	int errnum = errno;
	va_list ap;

	e->status = status;
	va_start(ap, fmt);
	set_text(e, fmt, ap);
	va_end(ap);
	append(e, strerror(errnum));
	errno = errnum;
	return -1;
}

int
err_prefix(struct err *e, const char *fmt, ...)
{
	char why[ERR_TEXT_MAX];
	va_list ap;

	memcpy(why, e->text, sizeof(why));
	va_start(ap, fmt);
	set_text(e, fmt, ap);
	va_end(ap);
	append(e, why);
	return -1;
}

int
err_hint(struct err *e, const char *fmt, ...)
{
	char hint[ERR_TEXT_MAX / 2];
	size_t len = strlen(e->text), most;
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(hint, sizeof(hint), fmt, ap) < 0)
		hint[0] = '\0';
	va_end(ap);
	most = sizeof(e->text) - sizeof(" ()") - strlen(hint);
	if (len > most)
		len = most;
	snprintf(e->text + len, sizeof(e->text) - len, " (%s)", hint);
	return -1;
}
