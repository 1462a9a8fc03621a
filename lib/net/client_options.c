/* SPDX-License-Identifier: ISC */
#include "net/client_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/trace.h"

void
client_options_init(struct client_options *o, enum url_protocol protocol,
    int argc)
{
	memset(o, 0, sizeof(*o));
	o->overrides = mem_alloc((size_t)argc * sizeof(*o->overrides));
	o->query.protocol = protocol;
	o->query.overrides = o->overrides;
	out_init(&o->trace, STDERR_FILENO, "stderr");
}

void
client_options_free(struct client_options *o)
{
	free(o->overrides);
	out_free(&o->trace);
	memset(o, 0, sizeof(*o));
}

bool
client_options_take(struct client_options *o, int c)
{
	switch (c) {
	case 'A':
		o->query.which = optarg;
		return true;
	case 'o':
		o->overrides[o->query.n++] = optarg;
		return true;
	case 'q':
		o->quiet = true;
		return true;
	case 'v':
		o->verbose = true;
		return true;
	default:
		return false;
	}
}

void
client_options_trace(struct client_options *o, struct conn *c)
{
	if (!o->verbose)
		return;
	c->trace = trace_line;
	c->trace_arg = &o->trace;
}
