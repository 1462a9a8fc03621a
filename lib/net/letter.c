/* SPDX-License-Identifier: ISC */
#include "net/letter.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "mime/addr.h"
#include "mime/addrenc.h"
#include "mime/aliases.h"
#include "mime/headrewrite.h"
#include "mime/outhead.h"
#include "mime/recode.h"
#include "net/hostname.h"

#define SYSTEM_ALIASES "/etc/aliases"
#define ALIASES_MAX ((size_t)1024 * 1024)

void
letter_init(struct letter *l)
{
	memset(l, 0, sizeof(*l));
	outgoing_init(&l->message);
}

void
letter_free(struct letter *l)
{
	outgoing_free(&l->message);
	envelope_free(&l->envelope);
	buf_free(&l->aliases);
	buf_free(&l->domain);
	l->has_aliases = false;
}

void
letter_author(const struct letter *l, const struct letter_address *a,
    struct buf *author)
{
	const char *sender = a->sender;

	if (sender != NULL && *sender != '\0' && *sender != '<')
		buf_add_string(author, sender);
	else
		(void)envelope_author(buf_str(&l->message.header), author);
}

/* The domain that a name without one gets. */
static void
find_domain(const struct account *account, struct buf *domain)
{
	const char *given = account_get(account, ACCOUNT_MAILDOMAIN);

	if (given != NULL)
		buf_add_string(domain, given);
	else
		hostname_find(domain);
}

/* Who runs this program, for mail that names no sender. */
static void
find_user(const struct account *account, struct buf *address)
{
	hostname_user(address);
	buf_add_char(address, '@');
	find_domain(account, address);
}

/* Whether names without a domain are our own. */
static bool
completes(const struct letter_address *a, const struct account *account)
{
	return a->is_sendmail ||
	    account_get(account, ACCOUNT_MAILDOMAIN) != NULL ||
	    account_get(account, ACCOUNT_ALIASES) != NULL;
}

/* As sendmail, the sender too may be given as "Name <address>". */
static int
put_sender(struct letter *l, const struct letter_address *a,
    const struct account *account, struct buf *sender, struct err *e)
{
	struct envelope *v = &l->envelope;
	struct addr_list list;

	if (a->is_sendmail && !str_is(buf_str(sender), "<>")) {
		addr_init(&list, buf_str(sender));
		if (addr_next(&list) == ADDR_MAILBOX && list.defect == NULL) {
			sender->len = 0;
			buf_add_str(sender, buf_str(&list.address));
		}
		addr_free(&list);
	}
	if (envelope_set_sender(v, buf_str(sender), e) < 0)
		return -1;
	if (v->sender.len > 0 && completes(a, account) &&
	    !str_has(buf_str(&v->sender), '@')) {
		buf_add_char(&v->sender, '@');
		find_domain(account, &v->sender);
	}
	return 0;
}

/* The account's address: its `from`, or a user that is one. */
static struct str
own_address(const struct account *account)
{
	const char *user = account->url.user;

	if (account_from(account).p == NULL && user != NULL &&
	    strchr(user, '@') != NULL)
		return str_from(user);
	return account_from(account);
}

/* The address that stands for every other sender by the account's wish, p
   NULL if there is none; bounces, which have no sender, keep that. */
static struct str
forced_sender(const struct letter_address *a, const struct account *account)
{
	const char *sender = a->sender;
	bool is_bounce = sender != NULL &&
	    (*sender == '\0' || strcmp(sender, "<>") == 0);

	if (!account_flag(account, ACCOUNT_FROM_REWRITE, false) || is_bounce)
		return str_of(NULL, 0);
	return own_address(account);
}

int
letter_set_sender(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	const char *user = account->url.user, *email = getenv("EMAIL");
	struct str from = account_from(account);
	struct str forced = forced_sender(a, account);
	struct buf sender = BUF_INIT;
	int done;

	if (account_flag(account, ACCOUNT_FROM_REWRITE, false) &&
	    own_address(account).p == NULL)
		return err_set(e, STATUS_CONFIG, "from_rewrite: the account "
		    "has no from");
	if (forced.p != NULL)
		buf_add_str(&sender, forced);
	else if (a->sender != NULL)
		buf_add_string(&sender, a->sender);
	else if (from.p != NULL)
		buf_add_str(&sender, from);
	else if (envelope_author(buf_str(&l->message.header), &sender))
		;
	else if (user != NULL && strchr(user, '@') != NULL)
		buf_add_string(&sender, user);
	else if (email != NULL && *email != '\0')
		buf_add_string(&sender, email);
	else
		find_user(account, &sender);
	done = put_sender(l, a, account, &sender, e);
	buf_free(&sender);
	return done;
}

/* The account's aliases, which must be there, or the system's; and the domain
   of names that have none.  0, or -1: 78. */
static int
read_aliases(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	const char *path = account_get(account, ACCOUNT_ALIASES);

	if (l->domain.len == 0)
		find_domain(account, &l->domain);
	if (a->no_aliases || (path == NULL && !a->is_sendmail))
		return 0;
	if (l->has_aliases ||
	    (path == NULL && access(SYSTEM_ALIASES, F_OK) < 0))
		return 0;
	if (file_read(path != NULL ? path : SYSTEM_ALIASES, &l->aliases,
	    ALIASES_MAX, e) < 0) {
		l->aliases.len = 0;
		e->status = STATUS_CONFIG;
		return -1;
	}
	l->has_aliases = true;
	return 0;
}

/* Names without a domain become addresses. */
static int
complete_rcpts(struct letter *l, struct envelope *v,
    const struct letter_address *a, const struct account *account,
    struct err *e)
{
	if (!completes(a, account))
		return 0;
	return read_aliases(l, a, account, e) < 0 ? -1 : aliases_apply(
	    buf_str(&l->aliases), buf_str(&l->domain), v, e);
}

int
letter_add(struct letter *l, const struct letter_address *a,
    const struct account *account, struct str address, struct err *e)
{
	struct envelope one = ENVELOPE_INIT;
	int done = envelope_add(&one, address, e);
	size_t i;

	if (done == 0)
		done = complete_rcpts(l, &one, a, account, e);
	for (i = 0; done == 0 && i < one.n; i++)
		if (!envelope_has(&l->envelope, one.rcpts[i]))
			done = envelope_add(&l->envelope,
			    str_from(one.rcpts[i]), e);
	envelope_free(&one);
	return done;
}

static int
find_recipients(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	struct envelope *v = &l->envelope;
	char *const *rcpt;

	for (rcpt = a->rcpts; *rcpt != NULL; rcpt++)
		if ((a->is_sendmail ? envelope_add_list : envelope_add)(v,
		    str_from(*rcpt), e) < 0)
			return -1;
	if (a->from_header &&
	    envelope_add_header(v, buf_str(&l->message.header), e) < 0)
		return -1;
	if (v->n == 0)
		return err_set(e, STATUS_DATA, a->from_header
		    ? "the header names no recipient" : "no recipient");
	if (complete_rcpts(l, v, a, account, e) < 0)
		return -1;
	envelope_unique(v);
	return 0;
}

/* A From that is missing: the account's if that is who sends it. */
static void
make_from(const struct letter *l, const struct letter_address *a,
    const struct account *account, struct buf *from)
{
	const char *own = account_get(account, ACCOUNT_FROM);
	struct str sender = buf_str(&l->envelope.sender);
	struct buf guess = BUF_INIT;

	if (sender.n == 0 && own != NULL) {
		sender = account_from(account);
	} else if (sender.n == 0) {
		find_user(account, &guess);
		sender = buf_str(&guess);
	}
	if (a->full_name != NULL)
		addrenc_mailbox(from, str_from(a->full_name), sender);
	else if (own != NULL && str_equal(sender, account_from(account)))
		buf_add_string(from, own);
	else
		buf_add_str(from, sender);
	buf_free(&guess);
}

/* What the account's keys, or sendmail's ways, change in the header. */
static int
rewrite(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	struct str forced = forced_sender(a, account);
	int done = 0;

	if (account_flag(account, ACCOUNT_TO_REWRITE, false)) {
		done = read_aliases(l, a, account, e);
		if (done == 0)
			headrewrite_to(&l->message, buf_str(&l->aliases),
			    buf_str(&l->domain));
	}
	if (done == 0 && forced.p != NULL)
		done = headrewrite_from(&l->message, forced, e);
	if (done == 0 && letter_recodes(a, account))
		headrewrite_encode(&l->message);
	return done;
}

static int
complete(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	const struct envelope *v = &l->envelope;
	struct buf from = BUF_INIT;
	struct outhead h;
	int done;

	make_from(l, a, account, &from);
	h.from = buf_str(&from);
	h.to = v->n == 1 ? str_from(v->rcpts[0])
	                 : STR("undisclosed-recipients:;");
	h.domain = envelope_domain(buf_str(&v->sender));
	done = outhead_complete(&l->message, &h, e);
	buf_free(&from);
	return done;
}

/* The producer has died before it was through, unless it is said that such
   messages are to be sent. */
static int
check_whole(const struct letter *l, const struct account *account,
    struct err *e)
{
	const char *truncated = account_get(account, ACCOUNT_TRUNCATED);

	if (!l->message.is_truncated ||
	    (truncated != NULL && str_case_is(str_from(truncated), "send")))
		return 0;
	return err_set(e, STATUS_DATA, "the multipart's closing boundary is "
	    "missing: nothing was sent");
}

bool
letter_recodes(const struct letter_address *a, const struct account *account)
{
	return account_flag(account, ACCOUNT_RECODE, a->is_sendmail);
}

int
letter_fit(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	if (outgoing_check(&l->message, e) == 0)
		return 0;
	if (!letter_recodes(a, account) || !recode_is_possible(&l->message))
		return -1;
	return recode_body(&l->message, e);
}

int
letter_seal(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	if (rewrite(l, a, account, e) < 0 || complete(l, a, account, e) < 0)
		return -1;
	return check_whole(l, account, e);
}

int
letter_finish(struct letter *l, const struct letter_address *a,
    const struct account *account, struct err *e)
{
	if (letter_set_sender(l, a, account, e) < 0 ||
	    find_recipients(l, a, account, e) < 0)
		return -1;
	return letter_seal(l, a, account, e);
}
