/* SPDX-License-Identifier: ISC */
/* Parameters of MIME fields, right and wrong ones. */
#include <string.h>

#include "check.h"
#include "mime/param.h"

/* want: NULL for none; flags: d doubled, b bad. */
static void
check_param(const char *field, const char *want, const char *flags)
{
	struct param p = PARAM_INIT;
	struct buf b = BUF_INIT;
	bool found = param_find(&p, str_from(field), "name");

	CHECK(found == (want != NULL));
	if (found)
		param_text(&p, &b);
	if (found && want != NULL && !str_is(buf_str(&b), want))
		fprintf(stderr, "%s gives %s\n", field, buf_string(&b));
	CHECK(!found || want == NULL || str_is(buf_str(&b), want));
	CHECK(p.doubled == (strchr(flags, 'd') != NULL));
	CHECK(p.bad == (strchr(flags, 'b') != NULL));
	param_free(&p);
	buf_free(&b);
}

static void
test_plain(void)
{
	check_param("t/p; name=x", "x", "");
	check_param("t/p;NAME = x ;y=z", "x", "");
	check_param("t/p; y=\"; name=q\"; name=\"x;y\"", "x;y", "");
	check_param("t/p (c; name=q) ; name (c) = (d) x (e)", "x", "");
	check_param("t (a) / (b) p (c); name(d;=)=x", "x", "");
	check_param("t/p; (c) name=x; (name=y)", "x", "");
	check_param("t/p; name (c=x", NULL, "b");
	check_param("t/p; name= (d) x (e); z=1", "x", "");
	check_param("t/p; name=\"a\\\"b\\\\c\"", "a\"b\\c", "");
	check_param("t/p; name=a(1).pdf", "a(1).pdf", "");
	check_param("t/p; name=my file.pdf", "my file.pdf", "");
	check_param("t/p; name=x; name=y", "x", "d");
	check_param("t/p; name=\"x", "x", "b");
	check_param("t/p; name=\"x\" junk; y=z", "x", "b");
	check_param("t/p; junk; name=x", "x", "b");
	check_param("t/p; names=x; nam=y", NULL, "");
	check_param("t/p; name=", "", "");
	check_param("t/p;;; name=x;", "x", "");
	check_param("", NULL, "");
	check_param("; name=x", "x", "");
	check_param("t/p; name=\"=?utf-8?q?=E6=8A=A5?=\"", "\xe6\x8a\xa5",
	    "");
}

/* RFC 2231 3 and 4. */
static void
test_extended(void)
{
	check_param("t/p; name*=utf-8''%E6%8A%A5", "\xe6\x8a\xa5", "");
	check_param("t/p; name*=iso-8859-1'en'%e9", "\xc3\xa9", "");
	check_param("t/p; name=plain; name*=utf-8''x", "x", "");
	check_param("t/p; name*0=a; name*1=b; name*2=c", "abc", "");
	check_param("t/p; name*1=b; name*2=c; name*0=a", "abc", "");
	check_param("t/p; name*0*=utf-8''%E6; name*1*=%8A; name*2=%A5",
	    "\xef\xbf\xbd\xef\xbf\xbd%A5", "");
	check_param("t/p; name*0*=utf-8''%E6; name*1*=%8A; name*2*=%A5x",
	    "\xe6\x8a\xa5x", "");
	check_param("t/p; name*0=a; name*0=b; name*1=c", "ac", "d");
	check_param("t/p; name*0=a; name*2=c", "a", "b");
	check_param("t/p; name*1=a; name=x", "x", "b");
	check_param("t/p; name*=x", "x", "b");
	check_param("t/p; name*=utf-8''%4", "%4", "b");
	check_param("t/p; name*=utf-8''a'b", "a'b", "");
	check_param("t/p; name*x=a; name*1x=b; name**=c", NULL, "");
	check_param("t/p; name*99999999=a", NULL, "");
	check_param("t/p; name*0=\"=?utf-8?q?x?=\"", "=?utf-8?q?x?=", "");
}

int
main(void)
{
	CHECK(str_is(param_main(STR(" text/plain (c) ; x=y")), "text/plain"));
	CHECK(str_is(param_main(STR("8bit(c); x=y")), "8bit"));
	CHECK(str_is(param_main(STR("(c) attachment")), "attachment"));
	CHECK(str_is(param_main(STR("")), ""));
	test_plain();
	test_extended();
	return check_failures > 0;
}
