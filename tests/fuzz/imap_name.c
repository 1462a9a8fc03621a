/* SPDX-License-Identifier: ISC */
/* A name of a server, and a name of people: each comes back from the other
   form as it was. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vis.h"
#include "net/imap_name.h"
#include "net/imap_string.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* No name shows anything that a terminal must not get. */
static void
check_shown(struct str s)
{
	struct buf b = BUF_INIT;

	vis_buf(&b, s, VIS_LINE);
	must(str_equal(buf_str(&b), s) || str_has(s, '\\'));
	must(utf8_is_valid(s));
	buf_free(&b);
}

static void
check_decode(struct str name)
{
	struct buf people = BUF_INIT, server = BUF_INIT;
	struct err e = ERR_INIT;

	imap_name_decode(&people, name);
	check_shown(buf_str(&people));
	if (imap_name_encode(&server, buf_str(&people), &e) == 0)
		must(str_equal(buf_str(&server), name));
	else
		must(name.n == 0 || str_has_line_end_or_nul(name));
	buf_free(&people);
	buf_free(&server);
}

/* What travels in UTF-8 has a form for the rest, and for people. */
static void
check_utf8(struct str utf8)
{
	struct buf name = BUF_INIT, back = BUF_INIT;

	imap_name_from_utf8(&name, utf8);
	imap_name_to_utf8(&back, buf_str(&name));
	must(str_equal(buf_str(&back), utf8));
	check_decode(buf_str(&name));
	buf_free(&name);
	buf_free(&back);
}

static void
check_encode(struct str name)
{
	struct buf people = BUF_INIT, server = BUF_INIT, text = BUF_INIT;
	struct err e = ERR_INIT;

	if (imap_name_encode(&server, name, &e) == 0) {
		must(!str_has_line_end_or_nul(buf_str(&server)));
		must(imap_add_astring(&text, buf_str(&server)));
		imap_name_decode(&people, buf_str(&server));
		must(str_equal(buf_str(&people), name) ||
		    str_starts(buf_str(&people), "raw:") ||
		    str_starts(name, "raw:"));
	} else {
		must(e.status == STATUS_USAGE && server.len == 0);
	}
	buf_free(&text);
	buf_free(&people);
	buf_free(&server);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str name = str_of((const char *)data, size);

	check_decode(name);
	check_utf8(name);
	check_encode(name);
	return 0;
}
