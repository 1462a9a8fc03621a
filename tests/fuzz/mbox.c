/* SPDX-License-Identifier: ISC */
/* Laws of mboxes: what mbox_add writes, messages_next reads back, whatever
   the pieces are; the last line gets an end if it has none. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "mime/mbox.h"
#include "mime/messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

/* Writes the text as two messages, piece by piece. */
static void
write_messages(int fd, struct str text, size_t piece)
{
	struct mbox_writer w;
	struct out out;
	struct err e = ERR_INIT;
	struct str rest;
	int i;

	out_init(&out, fd, "out");
	for (i = 0; i < 2; i++) {
		mbox_begin(&w, &out, STR(""), 0);
		for (rest = text; rest.n > 0; rest = str_skip(rest, piece))
			mbox_add(&w, rest.p, rest.n < piece ? rest.n : piece);
		mbox_end(&w);
		must(out_flush(&out, &e) == 0);
	}
	out_free(&out);
}

static void
read_messages(int fd, struct str text, size_t cap)
{
	struct messages m;
	struct in in;
	struct err e = ERR_INIT;
	struct buf all = BUF_INIT, want = BUF_INIT;

	buf_add_str(&want, text);
	if (text.n > 0 && text.p[text.n - 1] != '\n')
		buf_add_char(&want, '\n');
	in_init(&in, fd, "in", cap);
	messages_init(&m, &in);
	while (messages_next(&m, &e) > 0) {
		must(m.is_mbox);
		all.len = 0;
		do {
			buf_add_str(&all, messages_window(&m));
			messages_take(&m, messages_window(&m).n);
		} while (messages_fill(&m, &e) > 0);
		must(str_equal(buf_str(&all), buf_str(&want)));
	}
	must(m.count == 2);
	in_free(&in);
	buf_free(&all);
	buf_free(&want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text;
	int fd[2];

	if (size == 0 || size > 8000)
		return 0;
	text = str_of((const char *)data + 1, size - 1);
	must(pipe(fd) == 0);
	write_messages(fd[1], text, data[0] % 8 + 1);
	close(fd[1]);
	read_messages(fd[0], text, data[0] / 8 + MESSAGES_IN_MIN);
	close(fd[0]);
	return 0;
}
