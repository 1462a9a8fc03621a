/* SPDX-License-Identifier: ISC */
/*
 * usage: mkmbox [messages [seed]]: writes an mbox such as people have: short
 * and long texts, HTML, attachments, lists, forwards and bounces, with the
 * header that they have behind some servers.  The same bytes each time.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t state;

/* A number below n; Numerical Recipes' generator, its upper bits. */
static unsigned int
pick(unsigned int n)
{
	state = state * 1664525u + 1013904223u;
	return (unsigned int)(((uint64_t)(state >> 4) * n) >> 28);
}

static const char *
one_of(const char *const list[], size_t n)
{
	return list[pick((unsigned int)n)];
}

#define ONE_OF(list) one_of(list, sizeof(list) / sizeof((list)[0]))

static const char *const words[] = {"the", "report", "of", "a", "meeting",
	"we", "should", "send", "it", "again", "please", "find", "attached",
	"and", "table", "results", "for", "next", "week", "students", "who",
	"have", "not", "answered", "yet", "from", "server", "which", "was",
	"down", "on", "Monday", "because", "in", "general", "question",
	"mail", "address", "that", "you", "asked", "about", "will", "be",
	"ready", "tomorrow", "thanks", "regards", "to", "is"};
static const char *const names[] = {"Anna Schmidt", "\"Miller, Bob\"",
	"=?UTF-8?B?5byg5Lyf?=", "=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?=",
	"Carol Jones", "=?gb2312?B?wO7LxA==?=", "build daemon",
	"=?ISO-8859-1?Q?Andr=E9_Dupont?=", "Dmitri", "\"Support (no reply)\""};
static const char *const users[] = {"anna", "bob.miller", "zhangwei",
	"j.mueller", "carol", "li4", "noreply", "andre", "dmitri", "support"};
static const char *const domains[] = {"example.org", "example.com",
	"mail.example.net", "cs.example.edu", "lists.example.org"};
static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	"Sun"};

static void
put_words(unsigned int n)
{
	while (n-- > 0)
		printf("%s%s", ONE_OF(words), n > 0 ? " " : "");
}

/* Random bytes in base64 would not take longer to read than these. */
static void
put_base64(unsigned int n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
	    "klmnopqrstuvwxyz0123456789+/";

	while (n-- > 0)
		putchar(digits[pick(64)]);
}

static void
put_hex(unsigned int n)
{
	while (n-- > 0)
		putchar("0123456789abcdef"[pick(16)]);
}

static void
put_id(void)
{
	putchar('<');
	put_hex(20);
	printf("@%s>", ONE_OF(domains));
}

static void
put_date(void)
{
	printf("%s, %u Jan 2026 %02u:%02u:%02u +0%u00", ONE_OF(days),
	    1 + pick(28), pick(24), pick(60), pick(60), pick(10));
}

static void
put_addresses(const char *field, unsigned int n)
{
	printf("%s: ", field);
	while (n-- > 0) {
		if (pick(3) > 0)
			printf("%s <%s@%s>", ONE_OF(names), ONE_OF(users),
			    ONE_OF(domains));
		else
			printf("%s@%s", ONE_OF(users), ONE_OF(domains));
		printf("%s", n > 0 ? ",\n\t" : "\n");
	}
}

static void
put_received(void)
{
	printf("Received: from %s (%s [192.0.2.%u])\n\tby mx%u.%s (Postfix) "
	    "with ESMTPS id ", ONE_OF(domains), ONE_OF(domains), pick(256),
	    pick(4), ONE_OF(domains));
	put_hex(12);
	printf("\n\tfor <%s@%s>; ", ONE_OF(users), ONE_OF(domains));
	put_date();
	printf(" (CET)\n");
}

static void
put_signature(const char *field)
{
	unsigned int i;

	printf("%s: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s;\n"
	    "\ts=mail; t=17%08u; h=from:to:subject:date:message-id;\n\tbh=",
	    field, ONE_OF(domains), pick(100000000));
	put_base64(43);
	printf("=;\n\tb=");
	for (i = 0; i < 5; i++) {
		put_base64(i < 4 ? 70 : 58);
		printf("%s", i < 4 ? "\n\t " : "==\n");
	}
}

static void
put_transport(void)
{
	unsigned int n = 2 + pick(5);

	printf("Return-Path: <%s@%s>\nDelivered-To: %s@%s\n", ONE_OF(users),
	    ONE_OF(domains), ONE_OF(users), ONE_OF(domains));
	while (n-- > 0)
		put_received();
	if (pick(4) > 0)
		put_signature("DKIM-Signature");
	if (pick(3) == 0)
		put_signature("ARC-Message-Signature");
	printf("Authentication-Results: mx.example.org;\n\tdkim=pass "
	    "header.d=example.org;\n\tspf=pass smtp.mailfrom=example.org\n");
	printf("X-Spam-Status: No, score=-%u.%u required=5.0 tests=BAYES_00,\n"
	    "\tDKIM_SIGNED,DKIM_VALID,SPF_PASS autolearn=ham\n", pick(5),
	    pick(10));
}

static void
put_subject(void)
{
	switch (pick(6)) {
	case 0:
		printf("Subject: =?UTF-8?B?5oql5ZGK77ya56ys5LiA5a2j5bqm?=\n "
		    "=?UTF-8?B?5pWw5o2u?= %u\n", pick(1000));
		break;
	case 1:
		printf("Subject: Re: =?iso-8859-1?Q?Pr=FCfung_am?= Montag\n");
		break;
	default:
		printf("Subject: %s", pick(2) ? "Re: " : "");
		put_words(3 + pick(8));
		putchar('\n');
	}
}

static void
put_references(void)
{
	unsigned int n = pick(6);

	if (n == 0)
		return;
	printf("In-Reply-To: ");
	put_id();
	printf("\nReferences:");
	while (n-- > 0) {
		printf(" ");
		put_id();
		putchar('\n');
	}
}

static void
put_list_fields(void)
{
	printf("List-Id: discussion <talk.lists.example.org>\n"
	    "List-Unsubscribe: <https://lists.example.org/talk>,\n"
	    "\t<mailto:talk-request@lists.example.org?subject=unsubscribe>\n"
	    "List-Post: <mailto:talk@lists.example.org>\n"
	    "Precedence: list\n");
}

static void
put_head(void)
{
	put_transport();
	put_addresses("From", 1);
	put_addresses("To", 1 + pick(3));
	if (pick(3) == 0)
		put_addresses("Cc", 1 + pick(5));
	put_subject();
	printf("Date: ");
	put_date();
	printf("\nMessage-ID: ");
	put_id();
	putchar('\n');
	put_references();
	if (pick(3) == 0)
		put_list_fields();
	printf("MIME-Version: 1.0\n");
}

static void
put_text(unsigned int lines)
{
	while (lines-- > 0) {
		printf("%s", pick(8) == 0 ? "> " : "");
		printf("%s", pick(64) == 0 ? ">From here on " : "");
		put_words(pick(14));
		putchar('\n');
	}
}

static void
put_plain(unsigned int lines)
{
	printf("Content-Type: text/plain; charset=%s\n"
	    "Content-Transfer-Encoding: 7bit\n\n",
	    pick(2) ? "utf-8" : "\"us-ascii\"");
	put_text(lines);
}

static void
put_qp(unsigned int lines)
{
	printf("Content-Type: text/plain; charset=\"utf-8\"\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n");
	while (lines-- > 0) {
		put_words(4 + pick(4));
		printf(" gr=C3=BC=C3=9Fe %s", pick(3) == 0 ? "=\n" : "\n");
	}
	putchar('\n');
}

static void
put_html(unsigned int lines)
{
	printf("Content-Type: text/html; charset=\"utf-8\"\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "<html><head><style type=3D\"text/css\">p {margin: 0}</style>"
	    "</head><body>\n");
	while (lines-- > 0) {
		printf("<p style=3D\"color:#333\">");
		put_words(5 + pick(3));
		printf("&nbsp;=E2=80=93</p>=\n\n");
	}
	printf("</body></html>\n");
}

static void
put_attachment(unsigned int lines)
{
	static const char *const names_of[] = {"name=\"report 1.pdf\"",
		"name=logo.png", "name*=utf-8''%E6%8A%A5%E5%91%8A.xlsx"};
	const char *name = ONE_OF(names_of);

	printf("Content-Type: application/octet-stream;\n\t%s\n"
	    "Content-Transfer-Encoding: base64\n"
	    "Content-Disposition: attachment;\n\tfile%s\n\n", name, name);
	while (lines-- > 0) {
		put_base64(76);
		putchar('\n');
	}
	put_base64(23);
	printf("=\n");
}

struct boundary {
	char text[40];
};

static struct boundary
begin_multipart(const char *kind)
{
	struct boundary b;

	snprintf(b.text, sizeof(b.text), "----=_Part_%08x%08x", pick(1u << 28),
	    pick(1u << 28));
	printf("Content-Type: multipart/%s;\n\tboundary=\"%s\"\n\n%s\n--%s\n",
	    kind, b.text, "This is a message in MIME format.", b.text);
	return b;
}

static void
next_part(const struct boundary *b)
{
	printf("\n--%s\n", b->text);
}

static void
end_multipart(const struct boundary *b)
{
	printf("\n--%s--\n", b->text);
}

static void
put_alternative(unsigned int lines)
{
	struct boundary b = begin_multipart("alternative");

	put_qp(lines);
	next_part(&b);
	put_html(lines);
	end_multipart(&b);
}

static void
put_mixed(unsigned int parts)
{
	struct boundary b = begin_multipart("mixed");

	if (pick(2) == 0)
		put_plain(5 + pick(20));
	else
		put_alternative(5 + pick(10));
	while (parts-- > 0) {
		next_part(&b);
		put_attachment(40 + pick(300));
	}
	end_multipart(&b);
}

static void
put_forward(void)
{
	struct boundary b = begin_multipart("mixed");

	put_plain(3);
	next_part(&b);
	printf("Content-Type: message/rfc822\n"
	    "Content-Disposition: attachment\n\n");
	put_head();
	put_alternative(10 + pick(10));
	end_multipart(&b);
}

static void
put_bounce(void)
{
	struct boundary b = begin_multipart("report; report-type="
	    "delivery-status");

	put_plain(8);
	next_part(&b);
	printf("Content-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mx.example.org\n\n"
	    "Final-Recipient: rfc822; gone@example.org\nAction: failed\n"
	    "Status: 5.1.1\n");
	next_part(&b);
	printf("Content-Type: text/rfc822-headers\n\n");
	put_head();
	end_multipart(&b);
}

static void
put_message(void)
{
	unsigned int kind = pick(100);

	printf("From %s@%s Mon Jan  5 12:%02u:%02u 2026\n", ONE_OF(users),
	    ONE_OF(domains), pick(60), pick(60));
	put_head();
	if (kind < 35)
		put_plain(5 + pick(60));
	else if (kind < 50)
		put_qp(5 + pick(60));
	else if (kind < 75)
		put_alternative(5 + pick(40));
	else if (kind < 95)
		put_mixed(1 + pick(2));
	else if (kind < 98)
		put_forward();
	else
		put_bounce();
	putchar('\n');
}

int
main(int argc, char **argv)
{
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;

	state = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
	while (n-- > 0)
		put_message();
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
