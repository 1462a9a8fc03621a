/* SPDX-License-Identifier: ISC */
/* JSON: valid whatever the strings. */
#include "base/json.h"
#include "check.h"

static void
check_string(struct str s, const char *want)
{
	struct buf b = BUF_INIT;
	struct json j;

	json_init(&j, &b, NULL);
	json_string(&j, NULL, s);
	CHECK(str_is(buf_str(&b), want));
	buf_free(&b);
}

int
main(void)
{
	struct buf b = BUF_INIT;
	struct json j;

	json_init(&j, &b, NULL);
	json_open(&j, NULL, '{');
	json_string(&j, "a", STR("x"));
	json_int(&j, "b", -5);
	json_open(&j, "c", '[');
	json_close(&j, ']');
	json_open(&j, "d", '[');
	json_string(&j, NULL, STR("y"));
	json_open(&j, NULL, '[');
	json_close(&j, ']');
	json_close(&j, ']');
	json_close(&j, '}');
	CHECK(str_is(buf_str(&b),
	    "{\"a\":\"x\",\"b\":-5,\"c\":[],\"d\":[\"y\",[]]}"));
	buf_free(&b);
	check_string(STR("\"\\/\n\t\r\0\x1f\x7f"),
	    "\"\\\"\\\\/\\n\\t\\r\\u0000\\u001f\\u007f\"");
	check_string(STR("\xe6\x8a\xa5\xf0\x9f\x98\x80"),
	    "\"\xe6\x8a\xa5\xf0\x9f\x98\x80\"");
	check_string(STR("\xff\xe6\x8a"), "\"\\ufffd\\ufffd\\ufffd\"");
	check_string(STR("\xe2\x80\xae\xc2\x9b"), "\"\\u202e\\u009b\"");
	return check_failures > 0;
}
