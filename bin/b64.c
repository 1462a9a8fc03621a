/* SPDX-License-Identifier: ISC */
/* b64: encode and decode base64, as base64(1) does. */
#include <unistd.h>

#include "base/die.h"
#include "base/filter.h"
#include "base/num.h"
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
		prog_usage("-w %s: not a number", text);
	return (size_t)n;
}

static bool
encode(void *arg, struct str piece, struct out *out)
{
	base64_encode_out(arg, piece, out);
	return true;
}

static int
encode_end(void *arg, struct out *out, struct err *e)
{
	(void)e;
	base64_encode_end_out(arg, out);
	return 0;
}

static bool
decode(void *arg, struct str piece, struct out *out)
{
	struct base64_decoder *d = arg;
	size_t room;
	char *to;

	while (piece.n > 0 && d->wrong == NULL) {
		to = out_reserve_all(out, BASE64_ROOM, &room);
		out_commit(out, base64_decode(d, &piece, to, room));
	}
	return d->wrong == NULL;
}

static int
decode_end(void *arg, struct out *out, struct err *e)
{
	(void)out;
	return base64_decode_end(arg, e);
}

static int
convert(const struct options *o, const char *path, struct out *out,
    struct err *e)
{
	struct base64_decoder decoder;
	struct base64_encoder encoder;
	const struct filter decoding = {decode, decode_end, &decoder};
	const struct filter encoding = {encode, encode_end, &encoder};

	base64_decode_init(&decoder, o->alphabet, o->mode);
	base64_encode_init(&encoder, o->alphabet, o->columns);
	return filter_file(o->decode ? &decoding : &encoding, path, out, e);
}

int
main(int argc, char **argv)
{
	struct options o = {false, BASE64_STRICT, BASE64_STANDARD,
	    BASE64_COLUMNS};
	struct err e = ERR_INIT;
	struct out out;
	int c;

	prog_start("b64", usage, argc, argv);
	while ((c = getopt(argc, argv, ":diuw:")) != -1)
		switch (c) {
		case 'd': o.decode = true; break;
		case 'i': o.mode = BASE64_IGNORE; break;
		case 'u': o.alphabet = BASE64_URL; break;
		case 'w': o.columns = columns_of(optarg); break;
		default: prog_bad_option(c);
		}
	if (argc - optind > 1)
		prog_usage("more than one file: %s", argv[optind + 1]);
	out_init(&out, STDOUT_FILENO, "stdout");
	if (convert(&o, optind < argc ? argv[optind] : "-", &out, &e) < 0)
		prog_fail(&out, &e);
	prog_end(&out, STATUS_OK);
}
