/* SPDX-License-Identifier: ISC */
#include "mime/magic.h"

#include <stddef.h>


/* Only what cannot begin anything else. */
static const struct {
	size_t offset;
	struct str bytes;
	const char *type;
} table[] = {
	{0, {"%PDF-", 5}, "application/pdf"},
	{0, {"\x89PNG\r\n\x1a\n", 8}, "image/png"},
	{0, {"\xff\xd8\xff", 3}, "image/jpeg"},
	{0, {"GIF87a", 6}, "image/gif"},
	{0, {"GIF89a", 6}, "image/gif"},
	{0, {"II*\0", 4}, "image/tiff"},
	{0, {"MM\0*", 4}, "image/tiff"},
	{8, {"WEBP", 4}, "image/webp"},
	{8, {"WAVE", 4}, "audio/wav"},
	{8, {"AVI ", 4}, "video/x-msvideo"},
	{4, {"ftypavif", 8}, "image/avif"},
	{4, {"ftypheic", 8}, "image/heic"},
	{4, {"ftypqt  ", 8}, "video/quicktime"},
	{4, {"ftypM4A ", 8}, "audio/mp4"},
	{4, {"ftyp", 4}, "video/mp4"},
	{0, {"ID3", 3}, "audio/mpeg"},
	{0, {"OggS", 4}, "audio/ogg"},
	{0, {"fLaC", 4}, "audio/flac"},
	{0, {"\x1a\x45\xdf\xa3", 4}, "video/matroska"},
	{0, {"PK\3\4", 4}, "application/zip"},
	{0, {"\x1f\x8b\x08", 3}, "application/gzip"},
	{0, {"BZh", 3}, "application/x-bzip2"},
	{0, {"\xfd" "7zXZ\0", 6}, "application/x-xz"},
	{0, {"\x28\xb5\x2f\xfd", 4}, "application/zstd"},
	{0, {"7z\xbc\xaf\x27\x1c", 6}, "application/x-7z-compressed"},
	{0, {"Rar!\x1a\x07", 6}, "application/vnd.rar"},
	{257, {"ustar", 5}, "application/x-tar"},
	{0, {"%!PS-Adobe", 10}, "application/postscript"},
	{0, {"{\\rtf", 5}, "application/rtf"},
	{0, {"SQLite format 3\0", 16}, "application/vnd.sqlite3"},
	{0, {"BEGIN:VCALENDAR", 15}, "text/calendar"},
	{0, {"BEGIN:VCARD", 11}, "text/vcard"},
};

/* HTML is told by its first tag alone, whatever the blanks before it. */
static bool
is_html(struct str head)
{
	head = str_trim(head);
	return str_case_starts(head, "<!doctype html") ||
	    str_case_starts(head, "<html>") ||
	    str_case_starts(head, "<html ");
}

const char *
magic_type(struct str head)
{
	struct str at;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		at = str_skip(head, table[i].offset);
		if (at.n > table[i].bytes.n)
			at.n = table[i].bytes.n;
		if (str_equal(at, table[i].bytes))
			return table[i].type;
	}
	return is_html(head) ? "text/html" : NULL;
}
