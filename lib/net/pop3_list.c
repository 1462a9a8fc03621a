/* SPDX-License-Identifier: ISC */
#include "net/pop3_list.h"

static int
add_row(struct pop3_box *box, struct str line, struct err *e)
{
	struct pop3_row row;
	uint64_t octets;

	if (pop3_row_read(line, &row, e) < 0)
		return -1;
	if (box->n == POP3_MESSAGES_MAX)
		return err_set(e, STATUS_PROTOCOL, "the server lists more "
		    "than %d messages", POP3_MESSAGES_MAX);
	if (!pop3_octets_read(row.value, &octets))
		octets = POP3_OCTETS_UNKNOWN;
	pop3_box_add(box, row.number, octets);
	return 0;
}

int
pop3_read_list(struct pop3 *p, struct pop3_box *box, struct err *e)
{
	struct pop3_reply r;
	struct str line;
	int got;

	if (pop3_reply(p, &r, e) < 0)
		return -1;
	if (!r.has_text)
		return pop3_refused(p, &r, STATUS_UNAVAILABLE, e, "LIST");
	while ((got = pop3_line(p, &line, e)) > 0)
		if (add_row(box, line, e) < 0)
			break;
	if (got != 0)
		return err_prefix(e, "LIST");
	pop3_box_sort(box);
	return 0;
}

int
pop3_read_uidl(struct pop3 *p, struct err *e)
{
	struct pop3_reply r;
	struct str args;

	if (pop3_reply(p, &r, e) < 0)
		return -1;
	if (r.has_text)
		return 1;
	if (pop3_offers(p, "UIDL", &args) ||
	    pop3_status_exit(&r.status, STATUS_OK) != STATUS_OK)
		return pop3_refused(p, &r, STATUS_UNAVAILABLE, e, "UIDL");
	return 0;
}

/* A row of UIDL.  1 if LIST has told of that message, 0 if not, or -1. */
static int
take_uidl(struct pop3_box *box, const struct pop3_row *row,
    const struct pop3_message **message, struct err *e)
{
	struct pop3_message *found = pop3_box_find(box, row->number);

	if (found == NULL || found->named || row->value.n == 0) {
		if (box->strays++ > POP3_MESSAGES_MAX)
			return err_set(e, STATUS_PROTOCOL, "the server lists "
			    "more than %d messages that LIST does not",
			    POP3_MESSAGES_MAX);
		return 0;
	}
	box->uidls += row->value.n;
	if (box->uidls > POP3_UIDLS_MAX)
		return err_set(e, STATUS_PROTOCOL, "the UIDLs are longer than "
		    "%llu bytes together", (unsigned long long)POP3_UIDLS_MAX);
	found->named = true;
	box->named++;
	*message = found;
	return 1;
}

int
pop3_next_uidl(struct pop3 *p, struct pop3_box *box, struct pop3_row *row,
    const struct pop3_message **message, struct err *e)
{
	struct str line;
	int got;

	while ((got = pop3_line(p, &line, e)) > 0) {
		got = pop3_row_read(line, row, e) < 0 ? -1
		    : take_uidl(box, row, message, e);
		if (got != 0)
			break;
	}
	return got < 0 ? err_prefix(e, "UIDL") : got;
}
