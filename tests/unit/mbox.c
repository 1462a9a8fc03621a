/* SPDX-License-Identifier: ISC */
/* The mbox writer: the same bytes whatever the pieces it is given. */
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "check.h"
#include "mime/mbox.h"

static void
check_pieces(const char *text, size_t n, struct str sender, const char *want)
{
	struct mbox_writer w;
	struct out out;
	struct err e = ERR_INIT;
	char got[512];
	size_t size = strlen(text), at, take;
	ssize_t len;
	int fd[2];

	CHECK(proc_pipe(fd, &e) == 0);
	out_init(&out, fd[1], "pipe");
	mbox_begin(&w, &out, sender, 1700000000);
	for (at = 0; at < size; at += take) {
		take = size - at < n ? size - at : n;
		mbox_add(&w, text + at, take);
	}
	mbox_end(&w);
	CHECK(out_close(&out, &e) == 0);
	len = read(fd[0], got, sizeof(got));
	close(fd[0]);
	CHECK(len >= 0 && str_is(str_of(got, (size_t)len), want));
}

static void
check_message(const char *text, const char *body)
{
	char want[512] =
	    "From MAILER-DAEMON Tue Nov 14 22:13:20 2023\n";
	size_t n;

	strcat(want, body);
	for (n = 1; n <= strlen(text) + 1; n++)
		check_pieces(text, n, STR(""), want);
}

int
main(void)
{
	check_message("", "\n");
	check_message("A: b\n\nx\n", "A: b\n\nx\n\n");
	check_message("A: b\n\nx", "A: b\n\nx\n\n");
	check_message("From x\n>From \n>>From y\n",
	    ">From x\n>>From \n>>>From y\n\n");
	check_message("From\n>From\n From \nFFrom \nFroFrom \n",
	    "From\n>From\n From \nFFrom \nFroFrom \n\n");
	check_message("\n\n>\n>>", "\n\n>\n>>\n\n");
	check_message("Fro", "Fro\n\n");
	check_message("a\r\nFrom b\r\n", "a\r\n>From b\r\n\n");
	check_pieces("", 1, STR("a b\n@c"),
	    "From a_b_@c Tue Nov 14 22:13:20 2023\n\n");
	return check_failures > 0;
}
