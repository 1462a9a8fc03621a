/* SPDX-License-Identifier: ISC */
/* qp: encode and decode quoted-printable. */
#include <unistd.h>

#include "base/die.h"
#include "base/filter.h"
#include "mime/qp.h"

static const char usage[] = "qp [-dbi] [file]\n";

struct options {
	bool decode, lenient;
	enum qp_mode mode;
};

static bool
encode(void *arg, struct str piece, struct out *out)
{
	qp_encode_out(arg, piece, out);
	return true;
}

static int
encode_end(void *arg, struct out *out, struct err *e)
{
	(void)e;
	qp_encode_end_out(arg, out);
	return 0;
}

static bool
decode(void *arg, struct str piece, struct out *out)
{
	struct qp_decoder *d = arg;
	size_t room;
	char *to;

	while (piece.n > 0 && d->wrong == NULL) {
		to = out_reserve_all(out, QP_ROOM, &room);
		out_commit(out, qp_decode(d, &piece, to, room));
	}
	return d->wrong == NULL;
}

static int
decode_end(void *arg, struct out *out, struct err *e)
{
	char *to = out_reserve(out, QP_ROOM);

	out_commit(out, qp_decode_end(arg, to));
	return qp_decode_check(arg, e);
}

static int
convert(const struct options *o, const char *path, struct out *out,
    struct err *e)
{
	struct qp_decoder decoder;
	struct qp_encoder encoder;
	const struct filter decoding = {decode, decode_end, &decoder};
	const struct filter encoding = {encode, encode_end, &encoder};

	qp_decode_init(&decoder, o->mode, o->lenient);
	qp_encode_init(&encoder, o->mode);
	return filter_file(o->decode ? &decoding : &encoding, path, out, e);
}

int
main(int argc, char **argv)
{
	struct options o = {false, false, QP_TEXT};
	struct err e = ERR_INIT;
	struct out out;
	int c;

	prog_start("qp", usage, argc, argv);
	while ((c = getopt(argc, argv, ":dbi")) != -1)
		switch (c) {
		case 'd': o.decode = true; break;
		case 'b': o.mode = QP_BINARY; break;
		case 'i': o.lenient = true; break;
		default: prog_bad_option(c);
		}
	if (argc - optind > 1)
		prog_usage("more than one file: %s", argv[optind + 1]);
	out_init(&out, STDOUT_FILENO, "stdout");
	if (convert(&o, optind < argc ? argv[optind] : "-", &out, &e) < 0)
		prog_fail(&out, &e);
	prog_end(&out, STATUS_OK);
}
