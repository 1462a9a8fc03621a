/* SPDX-License-Identifier: ISC */
/* The lines of pop3sh: what was read goes somewhere only if it says where,
   which is not longer than the line, and reading the same words again gives the same. */
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
	require((s->to.kind == REDIRECT_NONE) == (s->to.target.n == 0));
	require(!str_has(s->to.target, '\0'));
	require(s->to.target.n < line.n || line.n == 0);
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
	pop3_script_init(&again);
	require(pop3_script_read(buf_str(&line), &again, &e) == 0);
	require(again.request.command == r->command &&
	    again.request.number == r->number &&
	    again.request.lines == r->lines);
	pop3_script_free(&again);
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = str_of((const char *)data, size);
	struct pop3_script s;
	struct err e = ERR_INIT;

	pop3_script_init(&s);
	if (pop3_script_read(line, &s, &e) < 0) {
		require(e.status == STATUS_USAGE);
	} else {
		check_target(line, &s);
		if (!s.is_empty && !s.is_help)
			check_request(&s);
	}
	pop3_script_free(&s);
	return 0;
}
