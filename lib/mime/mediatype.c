/* SPDX-License-Identifier: ISC */
#include "mime/mediatype.h"

#include <stddef.h>

#include "base/ascii.h"
#include "mime/chars.h"

/* What people attach, by extension; sorted to be read, not searched. */
static const struct {
	const char *extension;
	const char *type;
} table[] = {
	{"7z", "application/x-7z-compressed"},
	{"aac", "audio/aac"},
	{"avi", "video/x-msvideo"},
	{"avif", "image/avif"},
	{"bmp", "image/bmp"},
	{"bz2", "application/x-bzip2"},
	{"c", "text/x-c"},
	{"conf", "text/plain"},
	{"cpp", "text/x-c"},
	{"css", "text/css"},
	{"csv", "text/csv"},
	{"deb", "application/vnd.debian.binary-package"},
	{"diff", "text/x-diff"},
	{"doc", "application/msword"},
	{"docx", "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document"},
	{"eml", "message/rfc822"},
	{"eps", "application/postscript"},
	{"epub", "application/epub+zip"},
	{"flac", "audio/flac"},
	{"gif", "image/gif"},
	{"gz", "application/gzip"},
	{"h", "text/x-c"},
	{"heic", "image/heic"},
	{"htm", "text/html"},
	{"html", "text/html"},
	{"ics", "text/calendar"},
	{"jar", "application/java-archive"},
	{"jpeg", "image/jpeg"},
	{"jpg", "image/jpeg"},
	{"js", "text/javascript"},
	{"json", "application/json"},
	{"key", "application/pgp-keys"},
	{"log", "text/plain"},
	{"m4a", "audio/mp4"},
	{"md", "text/markdown"},
	{"mkv", "video/matroska"},
	{"mov", "video/quicktime"},
	{"mp3", "audio/mpeg"},
	{"mp4", "video/mp4"},
	{"mpeg", "video/mpeg"},
	{"mpg", "video/mpeg"},
	{"odp", "application/vnd.oasis.opendocument.presentation"},
	{"ods", "application/vnd.oasis.opendocument.spreadsheet"},
	{"odt", "application/vnd.oasis.opendocument.text"},
	{"ogg", "audio/ogg"},
	{"opus", "audio/ogg"},
	{"p7m", "application/pkcs7-mime"},
	{"p7s", "application/pkcs7-signature"},
	{"patch", "text/x-diff"},
	{"pdf", "application/pdf"},
	{"pl", "text/x-perl"},
	{"png", "image/png"},
	{"ppt", "application/vnd.ms-powerpoint"},
	{"pptx", "application/vnd.openxmlformats-officedocument."
	    "presentationml.presentation"},
	{"ps", "application/postscript"},
	{"py", "text/x-python"},
	{"rar", "application/vnd.rar"},
	{"rtf", "application/rtf"},
	{"sh", "text/x-sh"},
	{"sql", "application/sql"},
	{"svg", "image/svg+xml"},
	{"tar", "application/x-tar"},
	{"tex", "text/x-tex"},
	{"text", "text/plain"},
	{"tgz", "application/gzip"},
	{"tif", "image/tiff"},
	{"tiff", "image/tiff"},
	{"tsv", "text/tab-separated-values"},
	{"txt", "text/plain"},
	{"vcf", "text/vcard"},
	{"wav", "audio/wav"},
	{"webm", "video/webm"},
	{"webp", "image/webp"},
	{"xhtml", "application/xhtml+xml"},
	{"xls", "application/vnd.ms-excel"},
	{"xlsx", "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet"},
	{"xml", "application/xml"},
	{"xz", "application/x-xz"},
	{"yaml", "application/yaml"},
	{"yml", "application/yaml"},
	{"zip", "application/zip"},
	{"zst", "application/zstd"},
};

struct str
mediatype_extension(struct str name)
{
	size_t at = name.n;

	while (at > 0 && name.p[at - 1] != '.' && name.p[at - 1] != '/')
		at--;
	if (at == 0 || name.p[at - 1] != '.')
		return str_of(NULL, 0);
	return str_skip(name, at);
}

const char *
mediatype_of_name(struct str name)
{
	struct str ext = mediatype_extension(name);
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (str_case_is(ext, table[i].extension))
			return table[i].type;
	return NULL;
}

/* token of RFC 2045 5.1 */
static size_t
token_length(const char *s)
{
	size_t n = 0;

	while (chars_is_token(s[n]))
		n++;
	return n;
}

/* The length of "type/subtype" at the front, 0 if it is none. */
static size_t
essence_length(const char *type)
{
	size_t n = token_length(type), sub;

	if (n == 0 || type[n] != '/')
		return 0;
	sub = token_length(type + n + 1);
	return sub > 0 ? n + 1 + sub : 0;
}

bool
mediatype_is_valid(const char *type)
{
	size_t n = essence_length(type);

	if (n == 0)
		return false;
	while (ascii_is_blank(type[n]))
		n++;
	if (type[n] != '\0' && type[n] != ';')
		return false;
	for (; type[n] != '\0'; n++)
		if (!ascii_is_graph(type[n]) && type[n] != ' ')
			return false;
	return type[n - 1] != ';' && type[n - 1] != ' ';
}

bool
mediatype_is(const char *type, const char *wanted)
{
	return str_case_is(str_of(type, essence_length(type)), wanted);
}

bool
mediatype_is_same(const char *type, const char *other)
{
	return str_case_equal(str_of(type, essence_length(type)),
	    str_of(other, essence_length(other)));
}

bool
mediatype_starts(const char *type, const char *prefix)
{
	return str_case_starts(str_from(type), prefix);
}

bool
mediatype_has_param(const char *type, const char *name)
{
	struct str rest = str_from(type), param;

	str_cut(&rest, ';');
	while (rest.n > 0) {
		param = str_cut(&rest, ';');
		if (str_case_is(str_trim(str_cut(&param, '=')), name))
			return true;
	}
	return false;
}
