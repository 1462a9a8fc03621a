/* SPDX-License-Identifier: ISC */
#include "net/imap_verb.h"

#include <string.h>

#include "base/ascii.h"
#include "net/imap_criteria.h"
#include "net/imap_flag.h"
#include "net/imap_name.h"
#include "net/imap_selector.h"
#include "net/imap_string.h"

const char imap_script_help[] =
    "list [pattern]      mailboxes; * stands for anything\n"
    "lsub [pattern]      those that are subscribed to\n"
    "create box          make a mailbox\n"
    "rename box new      give it another name\n"
    "delete box          delete it, with all its messages\n"
    "subscribe box       have it shown by other programs; unsubscribe box\n"
    "status box          how many messages it has\n"
    "quota [box]         how much room there is\n"
    "namespace           where mailboxes of one's own, of others are\n"
    "select box          open it; examine box: to read only\n"
    "search [criteria]   the UIDs of messages: search from ann unseen\n"
    "fetch uid [part]    a message: fetch 7 > file, fetch 7 header | less\n"
    "store uids flag...  store 1:9 +seen, -flagged, =draft\n"
    "copy uids box       copy messages; move uids box: move them\n"
    "expunge [uids]      remove what is marked as deleted\n"
    "append box file     store a message\n"
    "capability          what the server offers\n"
    "noop                see what is new\n"
    "raw command         any command of IMAP, as it travels\n"
    "quit                leave\n"
    "help                this\n"
    "UIDs: 7 1:9 1,3,9:* v1699.7 all.  A ; stands between two commands.\n";

static int
add_box(struct buf *b, const char *name, struct err *e)
{
	struct buf box = BUF_INIT;
	int result = imap_name_encode(&box, str_from(name), e);

	if (result == 0) {
		buf_add_char(b, ' ');
		imap_add_mailbox(b, buf_str(&box));
	}
	buf_free(&box);
	return result;
}

/* The UIDs of one operand, which need no question to the server. */
static int
add_uids(struct imap_script *s, const char *text, struct err *e)
{
	struct imap_selectors chosen = IMAP_SELECTORS_INIT;
	struct imap_set set = IMAP_SET_INIT;
	size_t at = 0;
	int result = imap_selectors_add(&chosen, str_from(text), e);

	if (result == 0 && (imap_selectors_have(&chosen, SELECTOR_LAST) ||
	    imap_selectors_have(&chosen, SELECTOR_NEW)))
		result = err_set(e, STATUS_USAGE,
		    "\"%s\": only UIDs and \"all\" are known here", text);
	if (result == 0) {
		imap_selectors_ask(&chosen, 1, &set);
		imap_set_write(&set, &at, &s->command, SIZE_MAX);
		s->validity = chosen.validity;
		s->uid = imap_selectors_is_single(&chosen)
		    ? chosen.v[0].first : 0;
	}
	imap_selectors_free(&chosen);
	imap_set_free(&set);
	return result;
}

/* Commands whose operands are names of mailboxes. */
static int
read_boxes(struct imap_script *s, const char *name, struct err *e)
{
	size_t i;

	buf_add_string(&s->command, name);
	for (i = 1; i < s->words.n; i++)
		if (add_box(&s->command, s->words.v[i], e) < 0)
			return -1;
	return 0;
}

static int
read_list(struct imap_script *s, const char *name, struct err *e)
{
	struct buf pattern = BUF_INIT;
	int result = imap_name_encode(&pattern, s->words.n > 1
	    ? str_from(s->words.v[1]) : STR("*"), e);

	buf_add_string(&s->command, name);
	buf_add_string(&s->command, " \"\" ");
	imap_add_pattern(&s->command, buf_str(&pattern));
	buf_free(&pattern);
	return result;
}

static int
read_status(struct imap_script *s, const char *name, struct err *e)
{
	if (read_boxes(s, name, e) < 0)
		return -1;
	buf_add_string(&s->command,
	    " (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)");
	return 0;
}

static int
read_quota(struct imap_script *s, const char *name, struct err *e)
{
	if (s->words.n > 1)
		return read_boxes(s, name, e);
	buf_add_string(&s->command, name);
	return add_box(&s->command, "INBOX", e);
}

static int
read_select(struct imap_script *s, const char *name, struct err *e)
{
	s->read_only = str_is(str_from(name), "EXAMINE");
	return imap_name_encode(&s->box, str_from(s->words.v[1]), e);
}

static int
read_search(struct imap_script *s, const char *name, struct err *e)
{
	buf_add_string(&s->command, name);
	buf_add_char(&s->command, ' ');
	return imap_criteria_add(&s->command, s->words.v + 1,
	    s->words.n - 1, e);
}

/* A section (RFC 9051 6.4.5) is printable, and ends with our bracket. */
static bool
is_section(const char *text)
{
	for (; *text != '\0'; text++)
		if ((!ascii_is_graph(*text) && *text != ' ') ||
		    strchr("]{}\"\\%*", *text) != NULL)
			return false;
	return true;
}

static int
read_fetch(struct imap_script *s, const char *name, struct err *e)
{
	const char *section = s->words.n > 2 ? s->words.v[2] : "";

	buf_printf(&s->command, "%s ", name);
	if (add_uids(s, s->words.v[1], e) < 0)
		return -1;
	if (s->uid == 0)
		return err_set(e, STATUS_USAGE,
		    "fetch: one message at a time");
	if (!is_section(section))
		return err_set(e, STATUS_USAGE, "fetch: \"%s\" is no part",
		    section);
	buf_printf(&s->command, " (UID BODY.PEEK[%s])", section);
	return 0;
}

/* The flags have all one sign. */
static int
read_store(struct imap_script *s, const char *name, struct err *e)
{
	struct buf flags = BUF_INIT;
	char sign = s->words.v[2][0];
	size_t i;
	int result = 0;

	buf_printf(&s->command, "%s ", name);
	if (add_uids(s, s->words.v[1], e) < 0)
		return -1;
	for (i = 2; i < s->words.n && result == 0; i++)
		if (sign == '\0' || strchr("+-=", sign) == NULL ||
		    s->words.v[i][0] != sign)
			result = err_set(e, STATUS_USAGE, "store: +flag, "
			    "-flag or =flag, all with one sign");
		else if (sign != '=' || s->words.v[i][1] != '\0')
			result = imap_flags_add(&flags,
			    str_from(s->words.v[i] + 1), e);
	buf_printf(&s->command, " %sFLAGS.SILENT (",
	    sign == '+' ? "+" : sign == '-' ? "-" : "");
	buf_add_str(&s->command, buf_str(&flags));
	buf_add_char(&s->command, ')');
	buf_free(&flags);
	return result;
}

static int
read_copy(struct imap_script *s, const char *name, struct err *e)
{
	buf_printf(&s->command, "%s ", name);
	if (add_uids(s, s->words.v[1], e) < 0)
		return -1;
	return add_box(&s->command, s->words.v[2], e);
}

static int
read_expunge(struct imap_script *s, const char *name, struct err *e)
{
	buf_printf(&s->command, "%s%s", s->words.n > 1 ? "UID " : "", name);
	if (s->words.n == 1)
		return 0;
	buf_add_char(&s->command, ' ');
	return add_uids(s, s->words.v[1], e);
}

static int
read_append(struct imap_script *s, const char *name, struct err *e)
{
	(void)name;
	s->path = s->words.v[2];
	return imap_name_encode(&s->box, str_from(s->words.v[1]), e);
}

static const struct imap_verb verbs[] = {
	{"append", IMAP_DO_APPEND, 2, 2, true, read_append, "", ""},
	{"capability", IMAP_DO_CAPABILITY, 0, 0, false, read_boxes, "", ""},
	{"copy", IMAP_DO_COMMAND, 2, 2, true, read_copy, "UID COPY", ""},
	{"create", IMAP_DO_COMMAND, 1, 1, true, read_boxes, "CREATE", ""},
	{"delete", IMAP_DO_COMMAND, 1, 1, true, read_boxes, "DELETE", ""},
	{"examine", IMAP_DO_SELECT, 1, 1, false, read_select, "EXAMINE", ""},
	{"expunge", IMAP_DO_COMMAND, 0, 1, false, read_expunge, "EXPUNGE", ""},
	{"fetch", IMAP_DO_FETCH, 1, 2, false, read_fetch, "UID FETCH", ""},
	{"help", IMAP_DO_HELP, 0, 0, false, read_boxes, "", ""},
	{"list", IMAP_DO_LIST, 0, 1, false, read_list, "LIST", ""},
	{"lsub", IMAP_DO_LIST, 0, 1, false, read_list, "LSUB", ""},
	{"move", IMAP_DO_COMMAND, 2, 2, false, read_copy, "UID MOVE", ""},
	{"namespace", IMAP_DO_NAMESPACE, 0, 0, false, read_boxes, "NAMESPACE",
	    ""},
	{"noop", IMAP_DO_COMMAND, 0, 0, false, read_boxes, "NOOP", "*"},
	{"quit", IMAP_DO_QUIT, 0, 0, false, read_boxes, "", ""},
	{"quota", IMAP_DO_QUOTA, 0, 1, false, read_quota, "GETQUOTAROOT", ""},
	{"rename", IMAP_DO_COMMAND, 2, 2, true, read_boxes, "RENAME", ""},
	{"search", IMAP_DO_SEARCH, 0, SIZE_MAX, false, read_search,
	    "UID SEARCH", ""},
	{"select", IMAP_DO_SELECT, 1, 1, false, read_select, "SELECT", ""},
	{"status", IMAP_DO_COMMAND, 1, 1, false, read_status, "STATUS",
	    "STATUS"},
	{"store", IMAP_DO_COMMAND, 2, SIZE_MAX, false, read_store,
	    "UID STORE", ""},
	{"subscribe", IMAP_DO_COMMAND, 1, 1, false, read_boxes, "SUBSCRIBE",
	    ""},
	{"unsubscribe", IMAP_DO_COMMAND, 1, 1, false, read_boxes, "UNSUBSCRIBE",
	    ""},
};

const struct imap_verb *
imap_verb_find(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_case_is(str_from(word), verbs[i].word))
			return &verbs[i];
	return NULL;
}
