/* SPDX-License-Identifier: ISC */
/* qp: encode and decode quoted-printable. */
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/in.h"
#include "base/out.h"
#include "mime/qp.h"

static const char usage[] = "qp [-dbi] [file]\n";

struct options {
	bool decode, lenient;
	enum qp_mode mode;
};

/* 0, or -1 when the input could not be read to its end. */
static int
encode(const struct options *o, struct in *in, struct out *out,
    struct err *e)
{
	struct qp_encoder encoder;
	struct str window;
	int got;

	qp_encode_init(&encoder, o->mode);
	while ((got = in_more(in, e)) > 0 && !out_failed(out)) {
		window = in_window(in);
		qp_encode_out(&encoder, window, out);
		in_take(in, window.n);
	}
	if (got == 0)
		qp_encode_end_out(&encoder, out);
	return got < 0 ? -1 : 0;
}

static void
decode_window(struct qp_decoder *d, struct str s, struct out *out)
{
	char *to;

	while (s.n > 0 && d->wrong == NULL) {
		to = out_reserve(out, OUT_SIZE);
		out_commit(out, qp_decode(d, &s, to, OUT_SIZE));
	}
}

static int
decode_end(struct qp_decoder *d, const char *name, struct out *out,
    struct err *e)
{
	char *to = out_reserve(out, QP_ROOM);

	out_commit(out, qp_decode_end(d, to));
	if (qp_decode_check(d, e) < 0)
		return err_prefix(e, "%s", name);
	return 0;
}

/* 0, or -1 behind the good part of the input. */
static int
decode(const struct options *o, struct in *in, struct out *out,
    struct err *e)
{
	struct qp_decoder decoder;
	struct str window;
	int got = 0;

	qp_decode_init(&decoder, o->mode, o->lenient);
	while (decoder.wrong == NULL && !out_failed(out) &&
	    (got = in_more(in, e)) > 0) {
		window = in_window(in);
		decode_window(&decoder, window, out);
		in_take(in, window.n);
	}
	return got < 0 ? -1 : decode_end(&decoder, in->name, out, e);
}

static void
run(const struct options *o, const char *path)
{
	struct err e = ERR_INIT;
	struct in in;
	struct out out;
	int fd = file_open(path, &e), done;

	if (fd < 0)
		die(&e);
	in_init(&in, fd, fd == STDIN_FILENO ? "stdin" : path, IN_SIZE);
	out_init(&out, STDOUT_FILENO, "stdout");
	done = o->decode ? decode(o, &in, &out, &e) :
	    encode(o, &in, &out, &e);
	in_free(&in);
	if (done < 0)
		prog_fail(&out, &e);
	prog_end(&out, STATUS_OK);
}

int
main(int argc, char **argv)
{
	struct options o = {false, false, QP_TEXT};
	int c;

	prog_start("qp", usage, argc, argv);
	while ((c = getopt(argc, argv, ":dbi")) != -1)
		switch (c) {
		case 'd':
			o.decode = true;
			break;
		case 'b':
			o.mode = QP_BINARY;
			break;
		case 'i':
			o.lenient = true;
			break;
		default:
			prog_bad_option(c);
		}
	if (argc - optind > 1)
		prog_usage("more than one file: %s", argv[optind + 1]);
	run(&o, optind < argc ? argv[optind] : "-");
}
