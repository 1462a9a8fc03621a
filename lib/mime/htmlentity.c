/* SPDX-License-Identifier: ISC */
#include "mime/htmlentity.h"

#include <stdint.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "mime/charset.h"

/* U+00A0 to U+00FF. */
static const char *const latin1[] = {
	"nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect",
	"uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr", "deg",
	"plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
	"cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34",
	"iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring",
	"AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave",
	"Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
	"Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute",
	"Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute",
	"acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave",
	"eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml",
	"eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
	"divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute",
	"thorn", "yuml"
};

static const struct {
	const char *name;
	uint32_t code;
} others[] = {
	{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'},
	{"apos", '\''}, {"AMP", '&'}, {"LT", '<'}, {"GT", '>'},
	{"QUOT", '"'}, {"OElig", 0x152}, {"oelig", 0x153},
	{"Scaron", 0x160}, {"scaron", 0x161}, {"Yuml", 0x178},
	{"fnof", 0x192}, {"circ", 0x2c6}, {"tilde", 0x2dc},
	{"Alpha", 0x391}, {"Beta", 0x392}, {"Gamma", 0x393},
	{"Delta", 0x394}, {"Omega", 0x3a9}, {"alpha", 0x3b1},
	{"beta", 0x3b2}, {"gamma", 0x3b3}, {"delta", 0x3b4},
	{"epsilon", 0x3b5}, {"lambda", 0x3bb}, {"mu", 0x3bc},
	{"pi", 0x3c0}, {"sigma", 0x3c3}, {"omega", 0x3c9},
	{"ensp", 0x2002}, {"emsp", 0x2003}, {"thinsp", 0x2009},
	{"zwnj", 0x200c}, {"zwj", 0x200d}, {"ndash", 0x2013},
	{"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
	{"sbquo", 0x201a}, {"ldquo", 0x201c}, {"rdquo", 0x201d},
	{"bdquo", 0x201e}, {"dagger", 0x2020}, {"Dagger", 0x2021},
	{"bull", 0x2022}, {"hellip", 0x2026}, {"permil", 0x2030},
	{"prime", 0x2032}, {"Prime", 0x2033}, {"lsaquo", 0x2039},
	{"rsaquo", 0x203a}, {"euro", 0x20ac}, {"trade", 0x2122},
	{"larr", 0x2190}, {"uarr", 0x2191}, {"rarr", 0x2192},
	{"darr", 0x2193}, {"harr", 0x2194}, {"rArr", 0x21d2},
	{"minus", 0x2212}, {"radic", 0x221a}, {"infin", 0x221e},
	{"asymp", 0x2248}, {"ne", 0x2260}, {"le", 0x2264}, {"ge", 0x2265},
	{"spades", 0x2660}, {"clubs", 0x2663}, {"hearts", 0x2665},
	{"diams", 0x2666}, {"check", 0x2713}
};

/* A reference by number, which stops growing past all characters. */
static bool
read_number(struct str s, uint32_t *code)
{
	uint32_t base = 10;
	int digit;

	if (s.n > 0 && (s.p[0] == 'x' || s.p[0] == 'X')) {
		base = 16;
		s = str_skip(s, 1);
	}
	if (s.n == 0)
		return false;
	for (*code = 0; s.n > 0; s = str_skip(s, 1)) {
		digit = ascii_hex(s.p[0]);
		if (digit < 0 || digit >= (int)base)
			return false;
		if (*code <= 0x10ffff)
			*code = *code * base + (uint32_t)digit;
	}
	return true;
}

/* A page may be all &s: most names are told apart by their first byte. */
static bool
is_name(struct str name, const char *known)
{
	return name.p[0] == known[0] && str_is(name, known);
}

static uint32_t
find_name(struct str name)
{
	uint32_t i;

	if (name.n == 0)
		return 0;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (is_name(name, others[i].name))
			return others[i].code;
	for (i = 0; i < sizeof(latin1) / sizeof(latin1[0]); i++)
		if (is_name(name, latin1[i]))
			return 0xa0 + i;
	return 0;
}

bool
htmlentity_add(struct str name, struct buf *b)
{
	uint32_t code = 0;

	if (name.n > 0 && name.p[0] == '#') {
		if (!read_number(str_skip(name, 1), &code))
			return false;
		/* These mean windows-1252, wherever they are written. */
		if (code >= 0x80 && code < 0xa0)
			code = charset_windows(code);
	} else {
		code = find_name(name);
		if (code == 0)
			return false;
	}
	if (code == 0xa0)
		code = ' ';
	if (code != 0xad) /* a soft hyphen is not to be seen */
		utf8_add(b, code);
	return true;
}
