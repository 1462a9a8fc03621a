/* SPDX-License-Identifier: ISC */
#include "net/smtp_mail.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/smtp_fit.h"
#include "net/smtp_transact.h"

void
smtp_mail_init(struct smtp_mail *m, const struct envelope *envelope,
    struct outgoing *message)
{
	memset(m, 0, sizeof(*m));
	m->envelope = envelope;
	m->message = message;
	m->n = envelope->n;
	m->results = mem_alloc(m->n * sizeof(*m->results));
}

void
smtp_mail_free(struct smtp_mail *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		smtp_reply_free(&m->results[i].reply);
	free(m->results);
	m->results = NULL;
	m->n = 0;
}

/* What was answered before the message was there: to all of them. */
static void
take_results(struct smtp_mail *part, struct smtp_result *results)
{
	memcpy(part->results, results, part->n * sizeof(*results));
	memset(results, 0, part->n * sizeof(*results));
}

/* One transaction for some of the recipients, by their numbers. */
static int
send_to(struct smtp *s, struct smtp_mail *m, const size_t at[], size_t n,
    struct err *e)
{
	struct envelope some = *m->envelope;
	struct smtp_mail part = *m;
	size_t i;
	int done;

	some.n = n;
	some.rcpts = mem_alloc(n * sizeof(*some.rcpts));
	for (i = 0; i < n; i++)
		some.rcpts[i] = m->envelope->rcpts[at[i]];
	part.envelope = &some;
	part.n = n;
	part.results = mem_alloc(n * sizeof(*part.results));
	part.whole = m;
	part.places = at;
	if (m->begun)
		take_results(&part, m->results);
	done = smtp_transact(s, &part, e);
	if (done < 0 && !part.is_told)
		smtp_withdraw(part.results, n);
	for (i = 0; i < n; i++) {
		smtp_reply_free(&m->results[at[i]].reply);
		m->results[at[i]] = part.results[i];
	}
	m->is_told = part.is_told;
	m->is_uncertain = part.is_uncertain;
	m->begun = false;
	free(part.results);
	free(some.rcpts);
	return done;
}

/* Whether each was refused alone, so that the next ones may be taken. */
static bool
all_refused(const struct smtp_mail *m, const size_t at[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!m->results[at[i]].alone ||
		    m->results[at[i]].fate == SMTP_ACCEPTED)
			return false;
	return true;
}

/* Takes those off the front of the list that need no other transaction, and
   learns how many the server takes in one. */
static void
settle(struct smtp *s, const struct smtp_mail *m, size_t at[], size_t *left,
    size_t asked)
{
	size_t accepted = 0, kept = 0, i;

	for (i = 0; i < asked; i++)
		accepted += m->results[at[i]].fate == SMTP_ACCEPTED;
	for (i = 0; i < *left; i++)
		if (i >= asked ||
		    (accepted > 0 && smtp_is_too_many(&m->results[at[i]])))
			at[kept++] = at[i];
	/* If it takes none of them alone, their number was not the reason. */
	if (accepted == 0 || kept + asked > *left)
		s->rcpt_max = accepted;
	*left = kept;
}

/* All recipients, in as many transactions as the server wants (RFC 5321
   4.5.3.1.10).  None is named again but those it has refused for their
   number, and these only behind others that it took. */
static int
send_all(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	size_t *at = mem_alloc(m->n * sizeof(*at)), left = m->n, n, i;
	struct err why = ERR_INIT;
	struct smtp_mail *next = m->next;
	bool last = m->last;
	int done = 0;

	for (i = 0; i < left; i++)
		at[i] = i;
	while (left > 0 && done == 0) {
		n = left;
		if (s->rcpt_max > 0 && s->rcpt_max < left && !m->begun &&
		    s->ahead != m)
			n = s->rcpt_max;
		m->last = last && n == left;
		m->next = n == left ? next : NULL;
		done = send_to(s, m, at, n, &why);
		/* That all of a part were refused is no reason to stop. */
		if (done < 0 && !s->broken && all_refused(m, at, n))
			done = 0;
		settle(s, m, at, &left, n);
		if (left > 0 && m->settled != NULL)
			m->settled(m->settled_arg);
	}
	m->last = last;
	m->next = next;
	free(at);
	if (done == 0 && !smtp_has_accepted(m->results, m->n))
		return smtp_none_accepted(m->results, m->n,
		    url_server(&s->account->url), e);
	if (done < 0)
		*e = why;
	return done;
}

int
smtp_mail_send(struct smtp *s, struct smtp_mail *m, struct err *e)
{
	return smtp_fit(s, m, e) < 0 ? -1 : send_all(s, m, e);
}
