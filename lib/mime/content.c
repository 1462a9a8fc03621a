/* SPDX-License-Identifier: ISC */
#include "mime/content.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "mime/charset.h"
#include "mime/fromline.h"

/* Enough to judge a file by, and little enough for a thousand of them. */
#define HEAD_SIZE 4096

void
content_init(struct content *c)
{
	memset(c, 0, sizeof(*c));
	c->fd = -1;
	spool_init(&c->spool);
	flow_init(&c->flow);
}

void
content_close(struct content *c)
{
	in_free(&c->in);
	if (c->fd > STDIN_FILENO)
		close(c->fd);
	c->fd = -1;
	spool_free(&c->spool);
	flow_free(&c->flow);
}

int
content_open(struct content *c, const char *path, struct err *e)
{
	struct stat st;
	int got;

	c->opened = true;
	c->name = strcmp(path, "-") == 0 ? "stdin" : path;
	c->fd = file_open(path, e);
	if (c->fd < 0)
		return -1;
	if (fstat(c->fd, &st) < 0)
		return err_sys(e, STATUS_NOINPUT, "%s", c->name);
	/* Those of /proc say 0, whatever they have. */
	if (S_ISREG(st.st_mode))
		c->end = st.st_size;
	in_init(&c->in, c->fd, c->name, HEAD_SIZE);
	got = in_fill(&c->in, e);
	/* /dev/null has an end; /dev/zero and terminals may have none. */
	if (got > 0 && c->fd != STDIN_FILENO && S_ISCHR(st.st_mode))
		return err_set(e, STATUS_NOINPUT, "%s: is a device", c->name);
	while (got > 0)
		got = in_fill(&c->in, e);
	return got;
}

static int
keep(struct content *c, struct str text, struct err *e)
{
	textscan_add(&c->scan, text);
	return spool_add(&c->spool, text.p, text.n, e);
}

/* Adds a piece of text that was read, or, NULL, its end. */
static int
add_text(struct content *c, const struct str *text, struct err *e)
{
	struct buf flowed = BUF_INIT;
	int result;

	if (!c->flowed)
		return text != NULL ? keep(c, *text, e) : 0;
	if (text != NULL)
		flow_add(&c->flow, *text, &flowed);
	else
		flow_end(&c->flow, &flowed);
	result = keep(c, buf_str(&flowed), e);
	buf_free(&flowed);
	return result;
}

int
content_set(struct content *c, struct str text, struct err *e)
{
	c->name = "body";
	c->opened = true;
	textscan_init(&c->scan);
	c->spooled = true;
	if (keep(c, text, e) < 0)
		return -1;
	textscan_end(&c->scan);
	return 0;
}

void
content_drop_mbox_line(struct content *c)
{
	struct str head = in_window(&c->in);
	size_t n = str_find(head, '\n');

	if (n < head.n && fromline_judge(head, c->in.eof) > 0)
		in_take(&c->in, n + 1);
}

struct str
content_head(const struct content *c)
{
	return in_window(&c->in);
}

/* A file that shrank while it was read is not whole.  One that grew is no
   trouble where all was read before the first byte of output; else there may
   be no end, such as when it is the output. */
static int
check_size(const struct content *c, bool at_end, struct err *e)
{
	off_t at;

	if (c->end == 0 || (at = lseek(c->fd, 0, SEEK_CUR)) < 0)
		return 0;
	if ((at_end && at < c->end) || (at > c->end && !c->spooled))
		return err_set(e, STATUS_NOINPUT,
		    "%s: changed while it was read", c->name);
	return 0;
}

/* The head was read through a small buffer, the rest comes in big blocks. */
int
content_more(struct content *c, struct err *e)
{
	int got;

	if (c->in.cap == HEAD_SIZE && in_window(&c->in).n == 0 &&
	    !c->in.eof) {
		in_free(&c->in);
		in_init(&c->in, c->fd, c->name, IN_SIZE);
	}
	got = in_more(&c->in, e);
	if (got >= 0 && check_size(c, got == 0, e) < 0)
		return -1;
	return got;
}

static int
spool_plain(struct content *c, struct err *e)
{
	struct str window;
	int got, kept;

	while ((got = content_more(c, e)) > 0) {
		window = in_window(&c->in);
		kept = add_text(c, &window, e);
		if (kept < 0)
			return -1;
		in_take(&c->in, window.n);
	}
	return got;
}

static int
convert(struct content *c, struct charset *charset, struct err *e)
{
	struct buf text = BUF_INIT;
	struct str window;
	int got;

	do {
		got = content_more(c, e);
		window = in_window(&c->in);
		if (got > 0)
			charset_add(charset, window, &text);
		else if (got == 0)
			charset_end(charset, &text);
		in_take(&c->in, window.n);
		window = buf_str(&text);
		if (add_text(c, &window, e) < 0)
			got = -1;
		text.len = 0;
	} while (got > 0);
	buf_free(&text);
	return got;
}

static int
spool_charset(struct content *c, const char *name, struct err *e)
{
	struct charset charset;
	int result;

	if (!charset_init(&charset, str_from(name))) {
		charset_free(&charset);
		return err_set(e, STATUS_DATA, "%s: unknown charset", name);
	}
	result = convert(c, &charset, e);
	if (result == 0 && charset.bad)
		result = err_set(e, STATUS_DATA, "%s: not in %s", c->name,
		    name);
	charset_free(&charset);
	return result;
}

int
content_spool(struct content *c, const char *charset, struct err *e)
{
	textscan_init(&c->scan);
	c->spooled = true;
	if (charset != NULL ? spool_charset(c, charset, e) < 0 :
	    spool_plain(c, e) < 0)
		return -1;
	if (add_text(c, NULL, e) < 0)
		return -1;
	textscan_end(&c->scan);
	return 0;
}

int
content_header(struct content *c, struct header *h, struct err *e)
{
	char block[HEAD_SIZE];
	ssize_t got = 1;

	spool_rewind(&c->spool);
	while (h->end == HEADER_OPEN && got > 0) {
		got = spool_read(&c->spool, block, sizeof(block), e);
		if (got > 0)
			header_feed(h, str_of(block, (size_t)got));
	}
	header_finish(h);
	return got < 0 ? -1 : 0;
}
