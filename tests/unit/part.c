/* SPDX-License-Identifier: ISC */
/* The structure of messages, the same whatever the pieces they come in. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "mime/defect.h"
#include "partdump.h"

static void
check_text(struct str text, const char *want, bool whole)
{
	struct buf events = BUF_INIT, raw = BUF_INIT;
	size_t piece;

	for (piece = 1; piece <= text.n; piece++) {
		if (text.n / piece > 200)
			continue;
		events.len = raw.len = 0;
		dump(text, piece, &events, &raw);
		if (!str_is(buf_str(&events), want)) {
			fprintf(stderr, "piece %zu of:\n%.*s\ngives:\n%s\n"
			    "want:\n%s\n", piece, (int)text.n, text.p,
			    buf_string(&events), want);
			check_failures++;
			break;
		}
		CHECK(!whole || str_equal(buf_str(&raw), text));
	}
	buf_free(&events);
	buf_free(&raw);
}

static void
check_message(const char *text, const char *want)
{
	struct buf crlf = BUF_INIT, wanted = BUF_INIT;
	const char *p;

	check_text(str_from(text), want, true);
	/* With CRLF everywhere nothing else changes. */
	for (p = text; *p != '\0'; p++) {
		if (*p == '\n')
			buf_add_char(&crlf, '\r');
		buf_add_char(&crlf, *p);
	}
	for (p = want; *p != '\0'; p++) {
		if (*p == '\n' && p[1] != '\0')
			buf_add_char(&wanted, '\r');
		buf_add_char(&wanted, *p);
	}
	check_text(buf_str(&crlf), buf_string(&wanted), true);
	buf_free(&crlf);
	buf_free(&wanted);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"
#define HTML "Content-Type: text/html\n\n"

static void
test_plain(void)
{
	check_message("A: b\n\nbody\n", "<1 text/plain|body\n>1 0|\n");
	check_message("A: b\n\n--b\n--\n-", "<1 text/plain|--b\n--\n->1 0|\n");
	check_message("A: b\n", "<1 text/plain|>1 0|\n");
	check_message("hello\n", "<1 text/plain|hello\n>1 20000|\n");
	check_message(HTML "x", "<1 text/html|x>1 0|\n");
}

static void
test_multipart(void)
{
	check_message(MIXED "pre\n--b\n\none\n--b\n" HTML "two\n\n--b--\nepi\n",
	    "<TEXT multipart/mixed|{pre\n--b\n}<1 text/plain|one>1 0|{\n"
	    "--b\n}<2 text/html|two\n>2 0|{\n--b--\nepi\n}"
	    ">TEXT 0|\n");
	/* right at the start; blanks behind; no line end at the end */
	check_message(MIXED "--b \t\n\n--b\n\n\n--b-- ",
	    "<TEXT multipart/mixed|{--b \t\n}<1 text/plain|>1 0|{"
	    "--b\n}<2 text/plain|>2 0|{\n--b-- }>TEXT 0|\n");
	/* a header alone, no header at all */
	check_message(MIXED "--b\n--b\nA: b\n--b--",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|>1 0|{"
	    "--b\n}<2 text/plain|>2 0|{--b--}>TEXT 0|\n");
	/* what is no delimiter, though some of it is near one */
	check_message(MIXED "--b\n\n--bb\n --b\nx --b\n--b x\n--\n-\n--b--x\n"
	    "--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|--bb\n --b\nx --b\n"
	    "--b x\n--\n-\n--b--x>1 40|{\n--b--\n}>TEXT 0|\n");
	/* not closed; no part; closed twice */
	check_message(MIXED "--b\n\none\n--b\n\ntw",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|one>1 0|{\n"
	    "--b\n}<2 text/plain|tw>2 4|>TEXT 4|\n");
	check_message(MIXED "x\n", "<TEXT multipart/mixed|{x\n}>TEXT c|\n");
	check_message(MIXED "--b\n\none\n--b--\n--b\n\ntwo\n--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|one>1 0|{\n--b--\n"
	    "--b\n\ntwo\n--b--\n}>TEXT 20|\n");
	check_message("Content-Type: multipart/mixed\n\n--b\n",
	    "<1 multipart/mixed|--b\n>1 10|\n");
}

static void
test_base64(void)
{
#define BASE64 "Content-Transfer-Encoding: base64\n\n"
	check_message(MIXED "--b\n" BASE64 "QUJD\n--b\n" BASE64 "\n--b\n"
	    BASE64 "--b\n" BASE64 "-\n--\n\n---\nQ-\n--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|QUJD>1 0|{\n--b\n}"
	    "<2 text/plain|>2 0|{\n--b\n}<3 text/plain|>3 0|{--b\n}"
	    "<4 text/plain|-\n--\n\n---\nQ->4 0|{\n--b--\n}>TEXT 0|\n");
	check_message(MIXED "--b\n" BASE64 "QUJD\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|QUJD\n>1 4|"
	    ">TEXT 4|\n");
}

static void
test_bad_header(void)
{
	/* the body follows without a blank line */
	check_message("Content-Type: multipart/mixed; boundary=b\n"
	    "--b\n\none\n--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|one>1 0|{\n"
	    "--b--\n}>TEXT 20000|\n");
	check_message("Content-Type: multipart/mixed; boundary=b\n"
	    "junk\n--b\n\none\n--b--\n",
	    "<TEXT multipart/mixed|{junk\n--b\n}<1 text/plain|one>1 0|{\n"
	    "--b--\n}>TEXT 20000|\n");
	check_message(MIXED "--b\none\n--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|one>1 20000|{\n"
	    "--b--\n}>TEXT 0|\n");
	check_message(MIXED "--b\none\ntwo\n--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|one\ntwo>1 20000|{\n"
	    "--b--\n}>TEXT 0|\n");
}

static void
test_nested(void)
{
	static const char inner[] =
	    "Content-Type: multipart/alternative; boundary=bb\n\n";
	char text[1024], want[1024];

	snprintf(text, sizeof(text), MIXED "--b\n%s--bb\n\nx\n--bb--\n\n"
	    "--b\n\ny\n--b--\n", inner);
	check_message(text,
	    "<TEXT multipart/mixed|{--b\n}<1 multipart/alternative|{--bb\n}"
	    "<1.1 text/plain|x>1.1 0|{\n--bb--\n}>1 0|{\n--b\n}"
	    "<2 text/plain|y>2 0|{\n--b--\n}>TEXT 0|\n");
	/* the outer boundary closes the inner parts */
	snprintf(text, sizeof(text), MIXED "--b\n%s--bb\n\nx\n"
	    "--b\n\ny\n--b--\n", inner);
	check_message(text,
	    "<TEXT multipart/mixed|{--b\n}<1 multipart/alternative|{--bb\n}"
	    "<1.1 text/plain|x>1.1 0|>1 4|{\n--b\n}"
	    "<2 text/plain|y>2 0|{\n--b--\n}>TEXT 0|\n");
	/* one boundary for both: that may be read in two ways */
	check_message(MIXED "--b\n" MIXED "--b\n\nx\n--b--\n--b--\n",
	    "<TEXT multipart/mixed|{--b\n}<1 multipart/mixed|{--b\n}"
	    "<1.1 text/plain|x>1.1 0|{\n--b--}>1 20|{\n--b--\n}>TEXT 0|\n");
	/* RFC 9051 6.4.5 */
	snprintf(text, sizeof(text), MIXED "--b\n"
	    "Content-Type: message/rfc822\n\nSubject: s\n%s"
	    "--bb\n\nx\n--bb--\n--b\nContent-Type: message/rfc822\n\n"
	    HTML "y\n--b--\n", inner);
	snprintf(want, sizeof(want),
	    "<TEXT multipart/mixed|{--b\n}<1 message/rfc822|"
	    "<1.TEXT multipart/alternative|{--bb\n}<1.1 text/plain|x>1.1 0|"
	    "{\n--bb--}>1.TEXT 0|>1 0|{\n--b\n}<2 message/rfc822|"
	    "<2.1 text/html|y>2.1 0|>2 0|{\n--b--\n}>TEXT 0|\n");
	check_message(text, want);
	check_message("Content-Type: message/rfc822\n\n" HTML "x",
	    "<1 message/rfc822|<1.1 text/html|x>1.1 0|>1 0|\n");
	check_message("Content-Type: multipart/digest; boundary=b\n\n--b\n\n"
	    "A: b\n\nx\n--b--\n",
	    "<TEXT multipart/digest|{--b\n}<1 message/rfc822|"
	    "<1.1 text/plain|x>1.1 0|>1 0|{\n--b--\n}>TEXT 0|\n");
	check_message("Content-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: base64\n\nQQ==\n",
	    "<1 message/rfc822|QQ==\n>1 80|\n");
}

static void
test_mbox(void)
{
	check_text(STR("From a\nA: b\n\nx\n\nFrom b\nA: c\n\ny\n\n"),
	    "<1 text/plain|x\n>1 0|\n<1 text/plain|y\n>1 0|\n", false);
	check_text(STR("From a\nA: b\n\n>From x\n>>From y\n>Fro\n> \n>"
	    "\nFrom b\n\n\n\n\nz\nFrom c\n"),
	    "<1 text/plain|From x\n>From y\n>Fro\n> \n>\n>1 0|\n"
	    "<1 text/plain|\n\n\nz\n>1 0|\n<1 text/plain|>1 0|\n", false);
	check_text(STR("From a\r\nA: b\r\n\r\nx\r\n\r\nFrom b\r\n\r\ny\r\n"),
	    "<1 text/plain|x\r\n>1 0|\n<1 text/plain|y\r\n>1 0|\n", false);
	check_text(STR("From a\n" MIXED "--b\n\nx\n\nFrom b\n\ny\n"),
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|x\n>1 4|>TEXT 4|\n"
	    "<1 text/plain|y\n>1 0|\n", false);
	check_text(STR("From a\n" MIXED "--b\n\nx\n>From y\n--b--\n\n\n"),
	    "<TEXT multipart/mixed|{--b\n}<1 text/plain|x\nFrom y>1 0|{\n"
	    "--b--\n\n}>TEXT 0|\n", false);
	check_text(STR("From a\n\nx\n\nFrom"), "<1 text/plain|x\n\nFrom>1 0|\n",
	    false);
}

/* The limits make what is past them opaque, and say so. */
static void
check_nested(size_t depth, const char *part, unsigned int defect)
{
	struct buf text = BUF_INIT, events = BUF_INIT, raw = BUF_INIT;
	char want[32];
	size_t i;

	for (i = 0; i < depth; i++)
		buf_add_string(&text, part);
	dump(buf_str(&text), 1000, &events, &raw);
	snprintf(want, sizeof(want), " %x|", defect);
	CHECK((str_find_str(buf_str(&events), str_from(want)) < events.len)
	    == (depth >= PART_DEPTH_MAX));
	CHECK(str_equal(buf_str(&raw), buf_str(&text)));
	buf_free(&text);
	buf_free(&events);
	buf_free(&raw);
}

static void
test_limits(void)
{
	const char *message = "Content-Type: message/rfc822\n\n";
	const char *multipart = MIXED "--b\n";

	check_nested(PART_DEPTH_MAX - 1, message, DEFECT_DEPTH_LIMIT);
	check_nested(PART_DEPTH_MAX, message, DEFECT_DEPTH_LIMIT);
	check_nested(1000, message, DEFECT_DEPTH_LIMIT);
	check_nested(1000, multipart, DEFECT_DEPTH_LIMIT);
}

int
main(void)
{
	test_plain();
	test_multipart();
	test_base64();
	test_bad_header();
	test_nested();
	test_mbox();
	test_limits();
	return check_failures > 0;
}
