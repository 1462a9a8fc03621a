/* SPDX-License-Identifier: ISC */
#include "net/pop3_delete.h"

/* While the replies come, more commands are sent. */
static void
queue_more(struct pop3 *p, const struct pop3_targets *t, size_t *at)
{
	for (; *at < t->n; ++*at)
		if (t->v[*at].done &&
		    !pop3_queue(p, POP3_DELE, t->v[*at].number, 0))
			return;
}

int
pop3_delete(struct pop3 *p, struct pop3_targets *t,
    void (*refused)(void *arg, const struct pop3_reply *r), void *arg,
    struct err *e)
{
	struct pop3_reply reply;
	size_t asked = 0, i;

	for (i = 0; i < t->n; i++) {
		queue_more(p, t, &asked);
		if (!t->v[i].done)
			continue;
		if (pop3_reply(p, &reply, e) < 0)
			return err_prefix(e, "nothing was deleted");
		if (reply.status.word == POP3_ERR) {
			t->v[i].done = false;
			refused(arg, &reply);
		}
	}
	return 0;
}
