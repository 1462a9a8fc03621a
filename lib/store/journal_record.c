/* SPDX-License-Identifier: ISC */
#include "store/journal_record.h"

#include "base/num.h"
#include "base/vis.h"

static const char *const words[JOURNAL_WORDS] = {
	[JOURNAL_INTENT] = "intent",
	[JOURNAL_TAKEN] = "taken",
	[JOURNAL_DELETE] = "delete",
	[JOURNAL_MARKED] = "marked",
	[JOURNAL_DELETED] = "deleted",
	[JOURNAL_FORGOTTEN] = "forgotten",
	[JOURNAL_EMPTY] = "empty",
};

static const char head[] = "mailpipe journal ";

void
journal_record_free(struct journal_record *r)
{
	buf_free(&r->id);
	buf_free(&r->name);
}

void
journal_record_write(struct buf *b, const struct journal_record *r)
{
	buf_add_string(b, words[r->word]);
	if (r->word != JOURNAL_EMPTY) {
		buf_printf(b, "\t%llu\t%lld\t%llu\t",
		    (unsigned long long)r->ordinal, (long long)r->time,
		    (unsigned long long)r->octets);
		vis_field_buf(b, buf_str(&r->id));
	}
	if (r->word == JOURNAL_INTENT) {
		buf_add_char(b, '\t');
		vis_field_buf(b, buf_str(&r->name));
	}
	buf_add_char(b, '\n');
}

static int
read_word(struct journal_record *r, struct str word)
{
	int i;

	for (i = 0; i < JOURNAL_WORDS; i++)
		if (str_is(word, words[i])) {
			r->word = (enum journal_word)i;
			return 0;
		}
	return -1;
}

static int
read_numbers(struct journal_record *r, struct str *line)
{
	uint64_t time;

	if (num_parse(str_cut(line, '\t'), UINT32_MAX, &r->ordinal) < 0 ||
	    r->ordinal == 0 ||
	    num_parse(str_cut(line, '\t'), INT64_MAX, &time) < 0 ||
	    num_parse(str_cut(line, '\t'), UINT64_MAX, &r->octets) < 0)
		return -1;
	r->time = (int64_t)time;
	return 0;
}

/* A field that is not empty. */
static int
read_field(struct buf *b, struct str *line)
{
	struct str field = str_cut(line, '\t');

	if (field.n == 0)
		return -1;
	return vis_undo(b, field);
}

int
journal_record_read(struct journal_record *r, struct str line)
{
	r->id.len = r->name.len = 0;
	r->ordinal = r->octets = 0;
	r->time = 0;
	if (read_word(r, str_cut(&line, '\t')) < 0)
		return -1;
	if (r->word != JOURNAL_EMPTY && (read_numbers(r, &line) < 0 ||
	    read_field(&r->id, &line) < 0))
		return -1;
	if (r->word == JOURNAL_INTENT && read_field(&r->name, &line) < 0)
		return -1;
	return line.p == NULL ? 0 : -1;
}

void
journal_head_write(struct buf *b, const char *identity)
{
	buf_printf(b, "%s1\t", head);
	vis_field_buf(b, str_from(identity));
	buf_add_char(b, '\n');
}

int
journal_head_read(struct str line, const char *identity)
{
	struct buf name = BUF_INIT;
	uint64_t version;
	int result = -1;

	if (!str_starts(line, head))
		return -1;
	line = str_skip(line, sizeof(head) - 1);
	if (num_parse(str_cut(&line, '\t'), UINT32_MAX, &version) < 0)
		return -1;
	if (version > 1)
		return 1;
	if (version == 1 && vis_undo(&name, line) == 0 &&
	    str_is(buf_str(&name), identity))
		result = 0;
	buf_free(&name);
	return result;
}
