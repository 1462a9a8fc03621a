/* SPDX-License-Identifier: ISC */
/* b64: encode and decode base64, as base64(1) does. */
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/in.h"
#include "base/num.h"
#include "base/out.h"
#include "mime/base64.h"

static const char usage[] = "b64 [-diu] [-w cols] [file]\n";

struct options {
	bool decode;
	enum base64_mode mode;
	enum base64_alphabet alphabet;
	size_t columns;
};

static size_t
columns_of(const char *text)
{
	uint64_t n;

	if (num_parse(str_from(text), SIZE_MAX, &n) < 0)
		prog_usage("-w: not a number of columns: %s", text);
	return (size_t)n;
}

/* 0, or -1 when the input could not be read to its end. */
static int
encode(const struct options *o, struct in *in, struct out *out,
    struct err *e)
{
	struct base64_encoder encoder;
	struct str window;
	int got;

	base64_encode_init(&encoder, o->alphabet, o->columns);
	while ((got = in_more(in, e)) > 0 && !out_failed(out)) {
		window = in_window(in);
		base64_encode_out(&encoder, window, out);
		in_take(in, window.n);
	}
	if (got == 0)
		base64_encode_end_out(&encoder, out);
	return got < 0 ? -1 : 0;
}

static void
decode_window(struct base64_decoder *d, struct str s, struct out *out)
{
	char *to;

	while (s.n > 0 && d->wrong == NULL) {
		to = out_reserve(out, OUT_SIZE);
		out_commit(out, base64_decode(d, &s, to, OUT_SIZE));
	}
}

/* 0, or -1 behind the good part of the input. */
static int
decode(const struct options *o, struct in *in, struct out *out,
    struct err *e)
{
	struct base64_decoder decoder;
	struct str window;
	int got = 0;

	base64_decode_init(&decoder, o->alphabet, o->mode);
	while (decoder.wrong == NULL && !out_failed(out) &&
	    (got = in_more(in, e)) > 0) {
		window = in_window(in);
		decode_window(&decoder, window, out);
		in_take(in, window.n);
	}
	if (got < 0)
		return -1;
	if (base64_decode_end(&decoder, e) < 0)
		return err_prefix(e, "%s", in->name);
	return 0;
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
	struct options o = {false, BASE64_STRICT, BASE64_STANDARD,
	    BASE64_COLUMNS};
	int c;

	prog_start("b64", usage, argc, argv);
	while ((c = getopt(argc, argv, ":diuw:")) != -1)
		switch (c) {
		case 'd':
			o.decode = true;
			break;
		case 'i':
			o.mode = BASE64_IGNORE;
			break;
		case 'u':
			o.alphabet = BASE64_URL;
			break;
		case 'w':
			o.columns = columns_of(optarg);
			break;
		default:
			prog_bad_option(c);
		}
	if (argc - optind > 1)
		prog_usage("more than one file: %s", argv[optind + 1]);
	run(&o, optind < argc ? argv[optind] : "-");
}
