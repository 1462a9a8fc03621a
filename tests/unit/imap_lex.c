/* SPDX-License-Identifier: ISC */
/* Replies of IMAP servers as tokens, given whole and byte by byte. */
#include <stdlib.h>

#include "check.h"
#include "net/imap_lex.h"

static const char *const marks[] = {"a:", "q:", "l:", "(", ")", "t:", "."};

/* Writes the tokens of a wire that comes in pieces of n bytes: a line each,
   literals with their octets; "..." where more is needed, "!" for an error. */
static void
dump(struct str wire, size_t n, struct buf *b)
{
	struct imap_lex l = IMAP_LEX_INIT;
	struct imap_token t;
	struct err e = ERR_INIT;
	size_t at = 0, end = 0, used, take;
	int got;

	while (1) {
		got = imap_lex_next(&l, str_of(wire.p + at, end - at), &used,
		    &t, &e);
		at += used;
		if (got < 0 || (got == 0 && end == wire.n))
			break;
		if (got == 0) {
			end = wire.n - end > n ? end + n : wire.n;
			continue;
		}
		buf_add_string(b, marks[t.kind]);
		buf_add_str(b, t.text);
		if (t.binary)
			buf_add_char(b, '~');
		take = l.literal < wire.n - at ? (size_t)l.literal
		                               : wire.n - at;
		buf_add(b, wire.p + at, take);
		at += take;
		l.literal -= take;
		end = end < at ? at : end;
		buf_add_char(b, '\n');
	}
	if (got < 0 || at < wire.n || l.literal > 0)
		buf_add_string(b, got < 0 ? "!" : "...");
	CHECK(got == 0 || e.status == STATUS_PROTOCOL);
	imap_lex_free(&l);
}

static void
check_tokens(struct str wire, const char *want, int line)
{
	size_t n;
	struct buf got = BUF_INIT;

	for (n = 1; n <= wire.n; n++) {
		got.len = 0;
		dump(wire, n, &got);
		if (!str_is(buf_str(&got), want)) {
			fprintf(stderr, "line %d, %zu bytes at once:\n%s\n",
			    line, n, buf_string(&got));
			check_failures++;
			break;
		}
	}
	buf_free(&got);
}

#define TOKENS(wire, want) check_tokens(STR(wire), want, __LINE__)

static void
test_status(void)
{
	TOKENS("A1 OK [X (\"{5}] done ({3}\r\n",
	    "a:A1\na:OK\nt:[X (\"{5}] done ({3}\n.\n");
	TOKENS("* no\r\n", "a:*\na:no\nt:\n.\n");
	TOKENS("* BYE  x \r\n", "a:*\na:BYE\nt: x \n.\n");
	TOKENS("+ aGk=\r\n", "a:+\nt:aGk=\n.\n");
	TOKENS("+\r\n", "a:+\nt:\n.\n");
	TOKENS("+ \r\n", "a:+\nt:\n.\n");
	TOKENS("* OK a\rb\r\n", "a:*\na:OK\nt:a\rb\n.\n");
	TOKENS("* OK a\n", "a:*\na:OK\n!");
	TOKENS("* OK a", "a:*\na:OK\n...");
}

static void
test_data(void)
{
	TOKENS("* 12 EXISTS\r\n", "a:*\na:12\na:EXISTS\n.\n");
	TOKENS("* SEARCH\r\n", "a:*\na:SEARCH\n.\n");
	TOKENS("* LIST (\\Noselect) \"/\" NIL\r\n", "a:*\na:LIST\n(\n"
	    "a:\\Noselect\n)\nq:/\na:NIL\n.\n");
	TOKENS("* LIST () \"\\\\\" \"a\\\"b c\"\r\n",
	    "a:*\na:LIST\n(\n)\nq:\\\nq:a\"b c\n.\n");
	TOKENS("* X \"a\\b\" \"\"\r\n", "a:*\na:X\nq:ab\nq:\n.\n");
	TOKENS("* X  a   (b)  \r\n", "a:*\na:X\na:a\n(\na:b\n)\n.\n");
	TOKENS("* X \033[1m\377 [Gmail]/All a~b ~ ~x\r\n", "a:*\na:X\n"
	    "a:\033[1m\377\na:[Gmail]/All\na:a~b\na:~\na:~x\n.\n");
}

static void
test_sets(void)
{
	TOKENS("* ESEARCH (TAG \"A3\") UID ALL 2,10:11,3 MAX 11\r\n",
	    "a:*\na:ESEARCH\n(\na:TAG\nq:A3\n)\na:UID\na:ALL\na:2\n"
	    "a:10:11\na:3\na:MAX\na:11\n.\n");
	TOKENS("* VANISHED (EARLIER) 1:5,7\r\n* LIST () NIL 1,2\r\n",
	    "a:*\na:VANISHED\n(\na:EARLIER\n)\na:1:5\na:7\n.\n"
	    "a:*\na:LIST\n(\n)\na:NIL\na:1,2\n.\n");
	TOKENS("* ESEARCH ALL 1, 2\r\n", "a:*\na:ESEARCH\na:ALL\na:1\n!");
	TOKENS("* ESEARCH ALL 1,\r\n", "a:*\na:ESEARCH\na:ALL\na:1\n!");
	TOKENS("* ESEARCH ALL ,1\r\n", "a:*\na:ESEARCH\na:ALL\n!");
}

static void
test_fetch(void)
{
	TOKENS("* 1 FETCH (UID 7 BODY[] {5}\r\n)\r\nA1 FLAGS ())\r\n",
	    "a:*\na:1\na:FETCH\n(\na:UID\na:7\na:BODY[]\nl:)\r\nA1\n"
	    "a:FLAGS\n(\n)\n)\n.\n");
	TOKENS("* 1 FETCH (BODY[HEADER.FIELDS (A \"]\\\"\")] {0}\r\n)\r\n",
	    "a:*\na:1\na:FETCH\n(\na:BODY[HEADER.FIELDS (A \"]\\\"\")]\n"
	    "l:\n)\n.\n");
	TOKENS("* 1 FETCH (BODY[1.MIME]<0> NIL)\r\n",
	    "a:*\na:1\na:FETCH\n(\na:BODY[1.MIME]<0>\na:NIL\n)\n.\n");
	TOKENS("* 1 FETCH (BINARY[1] ~{3}\r\n\1\r\n)\r\n",
	    "a:*\na:1\na:FETCH\n(\na:BINARY[1]\nl:~\1\r\n\n)\n.\n");
	TOKENS("* 1 FETCH (BODY[]{2}\r\nabBODY[1]{1}\r\nc)\r\n",
	    "a:*\na:1\na:FETCH\n(\na:BODY[]\nl:ab\na:BODY[1]\nl:c\n)\n.\n");
}

static void
test_literals(void)
{
	TOKENS("* X {3}\r\n", "a:*\na:X\nl:\n...");
	TOKENS("* X {3}\r\nab", "a:*\na:X\nl:ab\n...");
	TOKENS("* X {012}\r\n{0}\r\n* OK [x\r\n\r\n",
	    "a:*\na:X\nl:{0}\r\n* OK [x\n.\n!");
	TOKENS("* X {18446744073709551616}\r\n", "a:*\na:X\n!");
	TOKENS("* X {4294967296}\r\nabc", "a:*\na:X\nl:abc\n...");
	TOKENS("* X {-5}\r\n", "a:*\na:X\n!");
	TOKENS("* X {5+}\r\n", "a:*\na:X\n!");
	TOKENS("* X {}\r\n", "a:*\na:X\n!");
	TOKENS("* X {5} \r\n", "a:*\na:X\n!");
	TOKENS("* X {5}\n", "a:*\na:X\n!");
	TOKENS("* X ~{5\r\n", "a:*\na:X\n!");
	TOKENS("* X a{5 b}\r\n", "a:*\na:X\na:a\n!");
	TOKENS("* X \"{5}\r\n", "a:*\na:X\n!");
}

static void
test_wrong(void)
{
	TOKENS("\r\n", "!");
	TOKENS(" * OK\r\n", "!");
	TOKENS("*\r\n", "a:*\n!");
	TOKENS("(\r\n", "!");
	TOKENS("* (\r\n", "a:*\n!");
	TOKENS("* X )\r\n", "a:*\na:X\n!");
	TOKENS("* X (\r\n", "a:*\na:X\n(\n!");
	TOKENS("* X a\n", "a:*\na:X\na:a\n!");
	TOKENS("* X a\rb\r\n", "a:*\na:X\na:a\n!");
	TOKENS("* X \"a\0b\"\r\n", "a:*\na:X\n!");
	TOKENS("* X a\0b\r\n", "a:*\na:X\na:a\n!");
	TOKENS("* X BODY[\r\n", "a:*\na:X\n!");
	TOKENS("* X BODY[A {5}\r\n", "a:*\na:X\n!");
	TOKENS("\"a\" OK\r\n", "!");
}

/* n bytes c in front of an end. */
static void
check_long(const char *head, char c, size_t n, const char *tail, bool good)
{
	struct buf wire = BUF_INIT, got = BUF_INIT;
	struct str s;

	buf_add_string(&wire, head);
	while (n-- > 0)
		buf_add_char(&wire, c);
	buf_add_string(&wire, tail);
	dump(buf_str(&wire), 1 + wire.len / 3, &got);
	s = buf_str(&got);
	CHECK(s.n > 2 && (s.p[s.n - 1] != '!') == good);
	buf_free(&wire);
	buf_free(&got);
}

static void
test_limits(void)
{
	check_long("* X ", 'a', IMAP_TOKEN_MAX, "\r\n", true);
	check_long("* X ", 'a', IMAP_TOKEN_MAX + 3, "\r\n", false);
	check_long("* X \"", 'a', IMAP_TOKEN_MAX, "\"\r\n", true);
	check_long("* X \"", 'a', IMAP_TOKEN_MAX + 3, "\"\r\n", false);
	check_long("* X \"", 'a', 2 * IMAP_TOKEN_MAX, "", false);
	check_long("* OK ", 'a', IMAP_TOKEN_MAX, "\r\n", true);
	check_long("* OK ", 'a', 2 * IMAP_TOKEN_MAX, "\r\n* OK\r\n", true);
	check_long("* OK ", 'a', 2 * IMAP_TOKEN_MAX, "\r\r\n", true);
	check_long("* OK ", 'a', 2 * IMAP_TOKEN_MAX, "\n", false);
	check_long("* OK ", 'a', IMAP_REPLY_MAX, "", false);
	check_long("* ESEARCH ALL 1", ',', 1, "2\r\n", true);
	check_long("* ESEARCH ALL 1", ',', 2, "2\r\n", false);
	check_long("* ESEARCH ALL ", '1', IMAP_TOKEN_MAX + 3, "\r\n", false);
	check_long("* X BODY[", 'a', 2 * IMAP_TOKEN_MAX, "", false);
	check_long("* X ", '(', IMAP_DEPTH_MAX, "", true);
	check_long("* X ", '(', IMAP_DEPTH_MAX + 1, "", false);
	check_long("* X (", ' ', IMAP_REPLY_MAX - 6, "", true);
	check_long("* X (", ' ', IMAP_REPLY_MAX, "", false);
}

int
main(void)
{
	test_status();
	test_data();
	test_sets();
	test_fetch();
	test_literals();
	test_wrong();
	test_limits();
	return check_failures > 0;
}
