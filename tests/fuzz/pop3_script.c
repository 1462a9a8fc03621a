/* SPDX-License-Identifier: ISC */
/* The lines of pop3sh: what was read has a target only with a sink, inside
   the line, and reading the same words again gives the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "net/pop3_script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int law)
{
	if (!law)
		abort();
}

static void
check_target(struct str line, const struct pop3_script *s)
{
	require((s->sink == POP3_SHOWN) == (s->target.n == 0));
	require(!str_has(s->target, '\0'));
	if (s->target.n > 0)
		require(s->target.p > line.p &&
		    s->target.p + s->target.n <= line.p + line.n);
}

static void
check_request(const struct pop3_script *s)
{
	static const char *const names[POP3_COMMANDS] = {
		[POP3_STAT] = "StAt", [POP3_LIST] = "lIsT",
		[POP3_UIDL] = "uIdL", [POP3_RETR] = "ReTr",
		[POP3_TOP] = "ToP", [POP3_DELE] = "DeLe",
		[POP3_RSET] = "rset", [POP3_NOOP] = "NOOP",
		[POP3_CAPA] = "capa", [POP3_QUIT] = "QUIT",
	};
	const struct pop3_request *r = &s->request;
	struct buf line = BUF_INIT;
	struct pop3_script again;
	struct err e = ERR_INIT;

	require(names[r->command] != NULL);
	buf_printf(&line, " %s", names[r->command]);
	if (r->number > 0)
		buf_printf(&line, " %llu", (unsigned long long)r->number);
	if (r->command == POP3_TOP)
		buf_printf(&line, " %llu", (unsigned long long)r->lines);
	require(pop3_script_read(buf_str(&line), &again, &e) == 0);
	require(again.request.command == r->command &&
	    again.request.number == r->number &&
	    again.request.lines == r->lines);
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = str_of((const char *)data, size);
	struct pop3_script s;
	struct err e = ERR_INIT;

	if (pop3_script_read(line, &s, &e) < 0) {
		require(e.status == STATUS_USAGE);
		return 0;
	}
	check_target(line, &s);
	if (!s.is_empty && !s.is_help)
		check_request(&s);
	return 0;
}
