/* SPDX-License-Identifier: ISC */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

/* The exit statuses of every program; the values are those of sysexits. */
enum status {
	STATUS_OK = 0,           /* done, or nothing to do */
	STATUS_PARTIAL = 1,      /* partly done, or it is not there */
	STATUS_USAGE = 64,       /* wrong options or operands */
	STATUS_DATA = 65,        /* bad input data */
	STATUS_NOINPUT = 66,     /* cannot read the input */
	STATUS_NOUSER = 67,      /* every recipient refused for good */
	STATUS_NOHOST = 68,      /* no such host */
	STATUS_UNAVAILABLE = 69, /* refused, or TLS or a capability missing */
	STATUS_SOFTWARE = 70,    /* a bug */
	STATUS_OSERR = 71,       /* out of a system resource */
	STATUS_CANTCREAT = 73,   /* cannot create output */
	STATUS_IOERR = 74,       /* read or write error */
	STATUS_TEMPFAIL = 75,    /* temporary: run again later */
	STATUS_PROTOCOL = 76,    /* the peer broke the protocol */
	STATUS_NOPERM = 77,      /* login or certificate refused */
	STATUS_CONFIG = 78       /* configuration, secret missing */
};

#endif
