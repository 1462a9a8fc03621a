/* SPDX-License-Identifier: ISC */
/* A TLS helper's status line of any bytes: it is good or has a status of
   ours, a field is found again as it was written, nothing is read past. */
#include <stdint.h>
#include <stdlib.h>

#include "base/vis.h"
#include "net/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* The value, escaped as tlspipe does it, comes back. */
static void
check_round_trip(struct str value)
{
	struct buf line = BUF_INIT, back = BUF_INIT;
	size_t i;

	buf_add_string(&line, "ok TLSv1.3 C subject=");
	for (i = 0; i < value.n; i++)
		buf_printf(&line, "\\x%02X", (unsigned char)value.p[i]);
	buf_add_string(&line, " pin=x");
	must(tls_status(buf_str(&line), NULL) == 0);
	must(tls_field(buf_str(&line), "subject", &back) == 0);
	must(str_equal(buf_str(&back), value));
	back.len = 0;
	must(tls_field(buf_str(&line), "pin", &back) == 0);
	must(str_is(buf_str(&back), "x"));
	buf_free(&line);
	buf_free(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"version", "cipher", "pin",
	    "subject", "notafter", ""};
	struct str line = str_of((const char *)data, size);
	struct buf value = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i;

	if (tls_status(line, &e) == 0)
		must(str_starts(line, "ok"));
	else
		must(e.status >= STATUS_USAGE && e.status <= STATUS_CONFIG);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value.len = 0;
		if (tls_field(line, names[i], &value) < 0)
			must(value.len == 0);
		must(value.len <= size);
	}
	buf_free(&value);
	check_round_trip(line);
	return 0;
}
