/* SPDX-License-Identifier: ISC */
#include "mime/defect.h"

static const struct {
	const char *name, *text;
} defects[DEFECT_COUNT] = {
	{"charset", "text that is not in its charset, or in an unknown one"},
	{"decoding", "data that its encoding does not allow"},
	{"unclosed", "it ends before its last boundary"},
	{"no-parts", "a multipart holds no part"},
	{"boundary", "a multipart has no usable boundary"},
	{"after-close", "a boundary stands behind the last one"},
	{"near-boundary", "a line of it only begins with a boundary"},
	{"encoded-composite", "a composite type has a transfer encoding"},
	{"encoding", "the transfer encoding is not known"},
	{"type", "the content type is malformed"},
	{"doubled", "a field or parameter is given twice"},
	{"two-names", "two different file names are given"},
	{"parameter", "a parameter is malformed"},
	{"header-line", "a line in the header is no field"},
	{"header-space", "blanks stand before a colon"},
	{"mark", "a byte order mark stands before the header"},
	{"header-control", "the header holds a NUL, or a CR that ends no line"},
	{"no-blank-line", "no empty line ends the header"},
	{"header-limit", "the header is longer than the limit"},
	{"depth-limit", "parts are nested deeper than the limit"},
	{"count-limit", "there are more parts than the limit"},
	{"address", "an address list is malformed"},
	{"body-limit", "the body is longer than the limit"},
	{"repeated", "a header field is there more than once"},
	{"date", "the date is malformed"}
};

const char *
defect_name(int bit)
{
	return defects[bit].name;
}

const char *
defect_text(int bit)
{
	return defects[bit].text;
}
