/* SPDX-License-Identifier: ISC */
/*
 * Files of aliases, of any bytes.  Whatever they say, a recipient with a
 * domain stays as it is, and the others become addresses that fit into a
 * command; so do the names in a header, and there nothing else changes.
 */
#include <stdint.h>
#include <stdlib.h>

#include "mime/addrcheck.h"
#include "mime/aliases.h"
#include "mime/header.h"
#include "mime/headrewrite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_rcpts(const struct envelope *v)
{
	struct err e = ERR_INIT;
	struct str address;
	size_t i;

	must(v->n >= 3 && str_is(str_from(v->rcpts[0]), "full@x.example"));
	for (i = 0; i < v->n; i++) {
		address = str_from(v->rcpts[i]);
		must(str_has(address, '@'));
		must(addr_check_envelope(&address, &e) == 0);
	}
}

/* What has addresses only is not changed by aliases. */
static void
check_header(struct str aliases)
{
	static const char before[] =
	    "To: root, \"A b\" <a>\nSubject: To: root\nCC: f@x.example\n";
	struct outgoing o;
	struct buf once = BUF_INIT;
	struct field f;

	outgoing_init(&o);
	buf_add_string(&o.header, before);
	headrewrite_to(&o, aliases, STR("x.example"));
	must(header_find(buf_str(&o.header), "Subject", &f) &&
	    str_is(f.raw, "Subject: To: root\n"));
	must(header_find(buf_str(&o.header), "Cc", &f) &&
	    str_is(f.raw, "CC: f@x.example\n"));
	buf_add_str(&once, buf_str(&o.header));
	headrewrite_to(&o, aliases, STR("x.example"));
	must(str_equal(buf_str(&once), buf_str(&o.header)));
	buf_free(&once);
	outgoing_free(&o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str aliases = str_of((const char *)data, size);
	struct envelope v = ENVELOPE_INIT;
	struct err e = ERR_INIT;

	must(envelope_add(&v, STR("full@x.example"), &e) == 0 &&
	    envelope_add(&v, STR("root"), &e) == 0 &&
	    envelope_add(&v, STR("a"), &e) == 0);
	if (aliases_apply(aliases, STR("x.example"), &v, &e) == 0)
		check_rcpts(&v);
	else
		must(e.status == STATUS_CONFIG || e.status == STATUS_DATA);
	envelope_free(&v);
	check_header(aliases);
	return 0;
}
