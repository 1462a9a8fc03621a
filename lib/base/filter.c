/* SPDX-License-Identifier: ISC */
#include "base/filter.h"

#include <unistd.h>

#include "base/file.h"
#include "base/in.h"

static int
run(const struct filter *f, struct in *in, struct out *out, struct err *e)
{
	struct str window;
	bool wants = true;
	int got = 0;

	while (wants && !out_failed(out) && (got = in_more(in, e)) > 0) {
		window = in_window(in);
		wants = f->add(f->arg, window, out);
		in_take(in, window.n);
	}
	if (got < 0)
		return -1;
	if (f->end(f->arg, out, e) < 0)
		return err_prefix(e, "%s", in->name);
	return 0;
}

int
filter_file(const struct filter *f, const char *path, struct out *out,
    struct err *e)
{
	struct in in;
	int fd = file_open(path, e), done;

	if (fd < 0)
		return -1;
	in_init(&in, fd, fd == STDIN_FILENO ? "stdin" : path, IN_SIZE);
	done = run(f, &in, out, e);
	in_free(&in);
	if (fd != STDIN_FILENO)
		close(fd);
	return done;
}
