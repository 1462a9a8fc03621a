/* SPDX-License-Identifier: ISC */
/* Laws of file names: a clean one can be created anywhere, is shown as it
   is, and stays the same when cleaned again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/vis.h"
#include "mime/filename.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
check_clean(struct str name)
{
	struct buf visible = BUF_INIT;

	must(name.n <= FILENAME_MAX_BYTES);
	vis_buf(&visible, name, VIS_LINE);
	must(str_equal(buf_str(&visible), name));
	must(!str_has(name, '/') && !str_has(name, '\\'));
	must(!str_has(name, '\0') && !str_has(name, '\t'));
	must(name.n == 0 || (name.p[0] != '.' && name.p[0] != '-'));
	buf_free(&visible);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once = BUF_INIT, twice = BUF_INIT, numbered = BUF_INIT;

	filename_clean(str_of((const char *)data, size), &once);
	check_clean(buf_str(&once));
	filename_clean(buf_str(&once), &twice);
	must(str_equal(buf_str(&once), buf_str(&twice)));
	if (once.len > 0) {
		filename_number(buf_str(&once), 4294967295UL, &numbered);
		check_clean(buf_str(&numbered));
		must(!str_equal(buf_str(&once), buf_str(&numbered)));
	}
	buf_free(&once);
	buf_free(&twice);
	buf_free(&numbered);
	return 0;
}
