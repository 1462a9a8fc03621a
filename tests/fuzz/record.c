/* SPDX-License-Identifier: ISC */
/* Laws of all that reads a message: the same JSON, list and view whatever
   the pieces, in UTF-8 without control bytes but line ends and TABs. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/vis.h"
#include "mime/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int held)
{
	if (!held)
		abort();
}

static void
read_back(int fd, struct buf *b)
{
	ssize_t n;

	must(lseek(fd, 0, SEEK_SET) == 0);
	while ((n = read(fd, buf_reserve(b, 4096), 4096)) > 0)
		b->len += (size_t)n;
	must(n == 0);
}

static void
run(enum parse_mode mode, struct str text, size_t piece, struct buf *b)
{
	struct parse_options options = {mode, "from:subject", false, false,
	    0};
	char name[] = "/tmp/fuzz-record-XXXXXX";
	struct parse *p = calloc(1, sizeof(*p));
	struct err e = ERR_INIT;
	struct out out;
	struct in in;
	size_t n;
	int fd[2], file = mkstemp(name);

	must(file >= 0 && p != NULL && unlink(name) == 0);
	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) == 0);
	for (; text.n > 0; text = str_skip(text, n)) {
		n = text.n < piece ? text.n : piece;
		must(send(fd[1], text.p, n, 0) >= 0);
	}
	close(fd[1]);
	out_init(&out, file, "out");
	in_init(&in, fd[0], "in", PART_IN_MIN);
	must(parse_init(p, &options, &out, &e) == 0);
	must(parse_input(p, &in, &e) == 0);
	must(out_flush(&out, &e) == 0);
	read_back(file, b);
	parse_free(p);
	free(p);
	in_free(&in);
	out_free(&out);
	close(fd[0]);
	close(file);
}

static void
check_text(struct str s)
{
	size_t n;

	for (; s.n > 0; s = str_skip(s, n)) {
		n = utf8_length(s);
		must(n > 0);
		must(!vis_is_hidden(utf8_code(s.p, n)) || s.p[0] == '\n' ||
		    s.p[0] == '\t');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum parse_mode modes[] = {PARSE_JSON, PARSE_VIEW,
	    PARSE_LIST, PARSE_CHECK, PARSE_REPORT, PARSE_FIELDS, PARSE_HTML,
	    PARSE_PLAIN};
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	struct str text;
	size_t piece;

	if (size < 2 || size > 4000)
		return 0;
	text = str_of((const char *)data + 2, size - 2);
	piece = data[0] % 32 + 1U;
	if (text.n / piece > 100)
		piece = text.n / 100;
	run(modes[data[1] % 8], text, size, &whole);
	run(modes[data[1] % 8], text, piece, &cut);
	must(str_equal(buf_str(&whole), buf_str(&cut)));
	check_text(buf_str(&whole));
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
