/* SPDX-License-Identifier: ISC */
/* Media types: of names, of first bytes, of the system's list. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "mime/magic.h"
#include "mime/mediatype.h"
#include "mime/mimetypes.h"

static int
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
test_names(void)
{
	CHECK(same(mediatype_of_name(STR("a.PNG")), "image/png"));
	CHECK(same(mediatype_of_name(STR("a.tar.gz")), "application/gzip"));
	CHECK(same(mediatype_of_name(STR("png")), NULL));
	CHECK(same(mediatype_of_name(STR("a.")), NULL));
	CHECK(same(mediatype_of_name(STR("a.png/b")), NULL));
	CHECK(same(mediatype_of_name(STR("")), NULL));
}

static void
test_valid(void)
{
	CHECK(mediatype_is_valid("text/plain"));
	CHECK(mediatype_is_valid("text/csv; header=present"));
	CHECK(mediatype_is_valid("a/b;c=\"d e\""));
	CHECK(!mediatype_is_valid("text") && !mediatype_is_valid("text/"));
	CHECK(!mediatype_is_valid("/plain") && !mediatype_is_valid(""));
	CHECK(!mediatype_is_valid("a/b c") && !mediatype_is_valid("a/b;"));
	CHECK(!mediatype_is_valid("a/b\n") && !mediatype_is_valid("a/b; c=\xe4"));
	CHECK(mediatype_is("Text/HTML; a=b", "text/html"));
	CHECK(!mediatype_is("text/html5", "text/html"));
	CHECK(mediatype_is_same("TEXT/plain;a=b", "text/PLAIN"));
	CHECK(mediatype_has_param("a/b; x=y; Charset = utf-8", "charset"));
	CHECK(!mediatype_has_param("a/b; xcharset=utf-8", "charset"));
	CHECK(!mediatype_has_param("charset=x", "charset"));
}

static void
test_magic(void)
{
	CHECK(same(magic_type(STR("%PDF-1.7\n")), "application/pdf"));
	CHECK(same(magic_type(STR("\x89PNG\r\n\x1a\n....")), "image/png"));
	CHECK(same(magic_type(STR("RIFF\1\2\3\4WEBPVP8 ")), "image/webp"));
	CHECK(same(magic_type(STR(" \n<!doctype HTML><p>")), "text/html"));
	CHECK(same(magic_type(STR("PK\3\4")), "application/zip"));
	CHECK(same(magic_type(STR("PK\3")), NULL));
	CHECK(same(magic_type(STR("")), NULL));
	CHECK(same(magic_type(STR("hello")), NULL));
}

static void
test_file(void)
{
	static const char text[] = "# png of a comment\n\nimage/x-odd\todd oDD2\n"
	    "bad png2\nmultipart/mixed mix\napplication/x-last last";
	char path[] = "/tmp/mailpipe-types.XXXXXX";
	int fd = mkstemp(path);
	char *found;

	CHECK(fd >= 0 && write(fd, text, strlen(text)) ==
	    (ssize_t)strlen(text));
	found = mimetypes_find(path, STR("a.Odd2"));
	CHECK(same(found, "image/x-odd"));
	free(found);
	found = mimetypes_find(path, STR("a.last"));
	CHECK(same(found, "application/x-last"));
	free(found);
	CHECK(mimetypes_find(path, STR("a.png")) == NULL);
	CHECK(mimetypes_find(path, STR("a.png2")) == NULL);
	CHECK(mimetypes_find(path, STR("a.mix")) == NULL);
	CHECK(mimetypes_find(path, STR("odd")) == NULL);
	close(fd);
	unlink(path);
	CHECK(mimetypes_find(path, STR("a.odd")) == NULL);
}

int
main(void)
{
	test_names();
	test_valid();
	test_magic();
	test_file();
	return check_failures > 0;
}
