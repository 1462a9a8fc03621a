/* SPDX-License-Identifier: ISC */
#include "mime/charsetname.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/ascii.h"

/*
 * In a name of mail, letters have any case and - _ . : blanks and quotes are
 * left out before it is looked up, for they vary.  Labels that are narrower
 * than what is sent under them are read as the wider charset.
 */
static const struct {
	const char *name, *system;
} names[] = {
	{"", "US-ASCII"}, {"utf8", "UTF-8"}, {"usascii", "US-ASCII"},
	{"ascii", "US-ASCII"}, {"ansix341968", "US-ASCII"},
	{"646", "US-ASCII"}, {"xunknown", "US-ASCII"},
	{"unknown8bit", "US-ASCII"}, {"unicode11utf8", "UTF-8"},
	{"utf8mb4", "UTF-8"}, {"cngb", "GB18030"},
	{"iso88591", "WINDOWS-1252"}, {"latin1", "WINDOWS-1252"},
	{"isoir100", "WINDOWS-1252"}, {"l1", "WINDOWS-1252"},
	{"windows1252", "WINDOWS-1252"}, {"cp1252", "WINDOWS-1252"},
	{"xcp1252", "WINDOWS-1252"}, {"iso88591windows1252", "WINDOWS-1252"},
	{"gb2312", "GB18030"}, {"gb231280", "GB18030"}, {"gbk", "GB18030"},
	{"gb18030", "GB18030"}, {"cp936", "GB18030"}, {"xgbk", "GB18030"},
	{"euccn", "GB18030"}, {"windows936", "GB18030"}, {"hzgb2312", "HZ"},
	{"ksc56011987", "CP949"}, {"ksc5601", "CP949"}, {"euckr", "CP949"},
	{"ksc56011989", "CP949"}, {"cp949", "CP949"}, {"windows949", "CP949"},
	{"uhc", "CP949"}, {"iso2022kr", "ISO-2022-KR"},
	{"big5", "BIG5-HKSCS"}, {"big5hkscs", "BIG5-HKSCS"},
	{"cp950", "CP950"}, {"xxbig5", "BIG5-HKSCS"}, {"euctw", "EUC-TW"},
	{"shiftjis", "CP932"}, {"sjis", "CP932"}, {"xsjis", "CP932"},
	{"windows31j", "CP932"}, {"cp932", "CP932"}, {"mskanji", "CP932"},
	{"eucjp", "EUC-JP"}, {"xeucjp", "EUC-JP"},
	{"iso2022jp", "ISO-2022-JP-2"}, {"iso2022jp1", "ISO-2022-JP-2"},
	{"iso2022jp2", "ISO-2022-JP-2"}, {"cp50220", "ISO-2022-JP-2"},
	{"iso88592", "ISO-8859-2"}, {"latin2", "ISO-8859-2"},
	{"iso88593", "ISO-8859-3"}, {"iso88594", "ISO-8859-4"},
	{"iso88595", "ISO-8859-5"}, {"iso88596", "ISO-8859-6"},
	{"iso88597", "ISO-8859-7"}, {"iso88598", "ISO-8859-8"},
	{"iso88598i", "ISO-8859-8"}, {"iso88598e", "ISO-8859-8"},
	{"iso88599", "CP1254"}, {"latin5", "CP1254"},
	{"iso885910", "ISO-8859-10"}, {"iso885911", "CP874"},
	{"iso885913", "ISO-8859-13"}, {"iso885914", "ISO-8859-14"},
	{"iso885915", "ISO-8859-15"}, {"latin9", "ISO-8859-15"},
	{"iso885916", "ISO-8859-16"},
	{"windows1250", "CP1250"}, {"cp1250", "CP1250"},
	{"windows1251", "CP1251"}, {"cp1251", "CP1251"},
	{"windows1253", "CP1253"}, {"cp1253", "CP1253"},
	{"windows1254", "CP1254"}, {"cp1254", "CP1254"},
	{"windows1255", "CP1255"}, {"cp1255", "CP1255"},
	{"windows1256", "CP1256"}, {"cp1256", "CP1256"},
	{"windows1257", "CP1257"}, {"cp1257", "CP1257"},
	{"windows1258", "CP1258"}, {"cp1258", "CP1258"},
	{"tis620", "CP874"}, {"windows874", "CP874"}, {"cp874", "CP874"},
	{"koi8r", "KOI8-R"}, {"koi8u", "KOI8-U"}, {"koi8", "KOI8-R"},
	{"cp437", "CP437"}, {"ibm437", "CP437"}, {"cp850", "CP850"},
	{"ibm850", "CP850"}, {"cp852", "CP852"}, {"cp866", "CP866"},
	{"ibm866", "CP866"}, {"macintosh", "MACINTOSH"},
	{"macroman", "MACINTOSH"}, {"viscii", "VISCII"},
	{"utf7", "UTF-7"}, {"unicode11utf7", "UTF-7"}, {"utf16", "UTF-16"},
	{"utf16le", "UTF-16LE"}, {"utf16be", "UTF-16BE"},
	{"utf32", "UTF-32"}, {"utf32le", "UTF-32LE"},
	{"utf32be", "UTF-32BE"}
};

/* Whether a name of mail is the plain one of the table. */
static bool
is_name(struct str name, const char *plain)
{
	size_t i;

	for (i = 0; i < name.n; i++) {
		if (ascii_is_alnum(name.p[i])) {
			if (ascii_lower(name.p[i]) != *plain)
				return false;
			plain++;
		} else if (name.p[i] == '\0' ||
		    !str_has(STR("-_.: '\""), name.p[i])) {
			return false;
		}
	}
	return *plain == '\0';
}

const char *
charset_system_name(struct str name)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_name(name, names[i].name))
			return names[i].system;
	return NULL;
}

struct str
charset_user_name(void)
{
	const char *name = getenv("MAILPIPE_CHARSET");

	return str_from(name != NULL ? name : "");
}
