/* SPDX-License-Identifier: ISC */
/*
 * Attachments of any names are all saved, each with its bytes, under clean
 * names in the directory and nowhere else; what was there stays as it was.
 * Input: a name on each line, in the form that its first byte chooses.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/vis.h"
#include "mime/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The parts of a message; a part's text is its number and a line end. */
#define PARTS_MAX 40

static void
must(int held)
{
	if (!held)
		abort();
}

static void
add_quoted(struct buf *b, struct str name)
{
	size_t i;

	buf_add_string(b, "; filename=\"");
	for (i = 0; i < name.n; i++) {
		if (name.p[i] == '"' || name.p[i] == '\\')
			buf_add_char(b, '\\');
		buf_add_char(b, name.p[i]);
	}
	buf_add_string(b, "\"");
}

static void
add_extended(struct buf *b, struct str name)
{
	size_t i;

	buf_add_string(b, "; filename*=utf-8''");
	for (i = 0; i < name.n; i++)
		buf_printf(b, "%%%02X", (unsigned char)name.p[i]);
}

/* Returns how many parts it has. */
static int
make_message(struct str names, struct buf *b)
{
	struct str name;
	int n = 0;

	buf_add_string(b, "Content-Type: multipart/mixed; boundary=\"=_b\"\n"
	    "\n");
	while (names.n > 0 && n < PARTS_MAX) {
		name = str_cut(&names, '\n');
		buf_add_string(b, "--=_b\nContent-Disposition: attachment");
		if (name.n > 0 && name.p[0] % 2 == 0)
			add_extended(b, str_skip(name, 1));
		else if (name.n > 0)
			add_quoted(b, str_skip(name, 1));
		buf_printf(b, "\n\n%d\n\n", n++);
	}
	buf_add_string(b, "--=_b--\n");
	return n;
}

static int
make_file(int dir, const char *name, struct str text)
{
	int fd = openat(dir, name, O_RDWR | O_CREAT | O_EXCL, 0600);

	must(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
	must(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static void
save(struct str text, const char *path, int parent)
{
	struct parse_options options = {PARSE_SAVE, path, false, false, 0};
	struct parse *p = calloc(1, sizeof(*p));
	struct err e = ERR_INIT;
	struct out out;
	struct in in;
	int fd = make_file(parent, "message", text);
	int list = make_file(parent, "list", STR(""));

	must(p != NULL);
	out_init(&out, list, "list");
	in_init(&in, fd, "message", IN_SIZE);
	must(parse_init(p, &options, &out, &e) == 0);
	must(parse_input(p, &in, &e) == 0);
	must(out_flush(&out, &e) == 0);
	parse_free(p);
	free(p);
	in_free(&in);
	out_free(&out);
	close(fd);
	close(list);
	must(unlinkat(parent, "message", 0) == 0);
	must(unlinkat(parent, "list", 0) == 0);
}

static void
check_name(struct str name)
{
	size_t i, n;

	must(name.n > 0 && name.n <= 255);
	must(name.p[0] != '.' && name.p[0] != '-');
	must(!str_has(name, '/') && !str_has(name, '\\'));
	for (i = 0; i < name.n; i += n) {
		n = utf8_length(str_skip(name, i));
		must(n > 0 && !vis_is_hidden(utf8_code(name.p + i, n)));
	}
}

/* The number in a file, which is taken away. */
static int
take_file(int dir, const char *name)
{
	char text[16] = "";
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW);

	must(fd >= 0 && read(fd, text, sizeof(text) - 1) >= 2);
	close(fd);
	must(unlinkat(dir, name, 0) == 0);
	return atoi(text);
}

/* What is in the directory: every part once, and what was planted. */
static void
check_files(int fd, int parts)
{
	bool seen[PARTS_MAX] = {false};
	DIR *dir = fdopendir(fd);
	struct dirent *file;
	int n, found = 0;

	must(dir != NULL);
	while ((file = readdir(dir)) != NULL) {
		if (file->d_name[0] == '.')
			must(strcmp(file->d_name, ".") == 0 ||
			    strcmp(file->d_name, "..") == 0);
		else if (strcmp(file->d_name, "link") != 0) {
			check_name(str_from(file->d_name));
			n = take_file(dirfd(dir), file->d_name);
			if (strcmp(file->d_name, "file") == 0) {
				must(n == 999);
				continue;
			}
			must(n >= 0 && n < parts && !seen[n]);
			seen[n] = true;
			found++;
		}
	}
	must(found == parts);
	must(unlinkat(dirfd(dir), "link", 0) == 0);
	closedir(dir);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char parent[] = "/tmp/fuzz-unpack-XXXXXX", path[64];
	struct buf text = BUF_INIT;
	int fd, dir, parts;

	if (size > 4000)
		return 0;
	parts = make_message(str_of((const char *)data, size), &text);
	must(mkdtemp(parent) != NULL);
	snprintf(path, sizeof(path), "%s/dir", parent);
	must(mkdir(path, 0700) == 0);
	fd = open(parent, O_RDONLY | O_DIRECTORY);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	must(fd >= 0 && dir >= 0);
	close(make_file(dir, "file", STR("999\n")));
	must(symlinkat("../outside", dir, "link") == 0);
	save(buf_str(&text), path, fd);
	check_files(dir, parts);
	/* Nothing else is there, or these would fail. */
	must(rmdir(path) == 0 && rmdir(parent) == 0);
	close(fd);
	buf_free(&text);
	return 0;
}
