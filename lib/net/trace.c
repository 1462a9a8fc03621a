/* SPDX-License-Identifier: ISC */
#include "net/trace.h"

#include "base/out.h"
#include "base/vis.h"

void
trace_line(void *out, enum conn_side side, struct str text)
{
	struct err ignored;

	out_add_string(out, side == CONN_CLIENT ? "C: " :
	    side == CONN_SERVER ? "S: " : "* ");
	vis_out(out, text, VIS_LINE);
	out_add_char(out, '\n');
	out_flush(out, &ignored);
}
