/* SPDX-License-Identifier: ISC */
#include "net/imap_watch_file.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/out.h"
#include "base/replace.h"
#include "net/imap_name.h"

/* A file that is larger is none of ours. */
#define FILE_MAX ((size_t)4 * 1024 * 1024)

/* 0, or -1 for a line that is none. */
static int
read_line(struct str line, struct imap_watch *w, struct str *name)
{
	struct str number = str_cut(&line, ' ');
	struct str messages = str_cut(&line, ' ');
	struct str validity;

	if (!str_starts(number, "v"))
		return -1;
	number = str_skip(number, 1);
	validity = str_cut(&number, '.');
	*name = line;
	w->known = w->counted = true;
	return num_parse(validity, UINT32_MAX, &w->validity) < 0 ||
	    num_parse(number, UINT64_MAX, &w->next) < 0 ||
	    num_parse(messages, UINT64_MAX, &w->messages) < 0 ||
	    name->n == 0 ? -1 : 0;
}

static int
read_lines(const char *path, struct str text, const struct imap_boxes *b,
    struct imap_watch *watch, struct err *e)
{
	struct imap_watch w;
	struct str name;
	size_t i;

	while (text.n > 0) {
		if (read_line(str_cut(&text, '\n'), &w, &name) < 0)
			return err_set(e, STATUS_DATA, "%s: it was not "
			    "written by this program", path);
		for (i = 0; i < b->n; i++)
			if (imap_name_equal(buf_str(&b->v[i].name), name))
				watch[i] = w;
	}
	return 0;
}

int
imap_watch_load(const char *path, const struct imap_boxes *b,
    struct imap_watch *watch, struct err *e)
{
	static const struct imap_watch all = {true, 0, 1, 0, false};
	struct buf text = BUF_INIT;
	size_t i;
	int result;

	for (i = 0; i < b->n; i++)
		watch[i] = all;
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	result = file_read(path, &text, FILE_MAX, e);
	if (result == 0)
		result = read_lines(path, buf_str(&text), b, watch, e);
	buf_free(&text);
	return result;
}

int
imap_watch_save(const char *path, const struct imap_boxes *b,
    const struct imap_watch *watch, struct err *e)
{
	struct replace file = REPLACE_INIT;
	struct out out;
	size_t i;
	int result;

	if (replace_open(&file, path, e) < 0)
		return -1;
	out_init(&out, file.fd, path);
	for (i = 0; i < b->n; i++)
		out_printf(&out, "v%llu.%llu %llu %.*s\n",
		    (unsigned long long)watch[i].validity,
		    (unsigned long long)watch[i].next,
		    (unsigned long long)watch[i].messages,
		    (int)b->v[i].name.len, b->v[i].name.data);
	result = out_flush(&out, e);
	out_free(&out);
	if (result == 0)
		result = replace_commit(&file, e);
	replace_drop(&file);
	return result;
}
