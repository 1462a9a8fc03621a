/* SPDX-License-Identifier: ISC */
#include "net/account_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "net/url.h"

/* Where the reading is, for its errors. */
struct place {
	const char *path;
	unsigned int line;
};

static int
fail(const struct place *at, struct err *e, const char *why)
{
	return err_set(e, STATUS_CONFIG, "%s:%u: %s", at->path, at->line,
	    why);
}

/* What does not look like a key may be a password in the wrong place. */
static int
unknown_key(struct str name, const struct place *at, struct err *e)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (!ascii_is_alpha(name.p[i]) && name.p[i] != '_')
			return fail(at, e, "unknown key");
	return err_set(e, STATUS_CONFIG, "%s:%u: unknown key %.*s", at->path,
	    at->line, name.n < 64 ? (int)name.n : 64, name.p);
}

static struct account_section *
find(struct account_file *f, struct str name)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (str_equal(f->sections[i].name, name))
			return &f->sections[i];
	return NULL;
}

static int
add_section(struct account_file *f, struct str line, const struct place *at,
    struct err *e)
{
	struct str name;

	if (line.p[line.n - 1] != ']')
		return fail(at, e, "a section begins [name]");
	name = str_trim(str_of(line.p + 1, line.n - 2));
	if (name.n == 0 || url_is_one(name))
		return fail(at, e, "this is no name for a section");
	if (find(f, name) != NULL)
		return fail(at, e, "a section of this name is above");
	if (f->n == ACCOUNT_SECTIONS_MAX)
		return fail(at, e, "more sections than 1000");
	if (f->n % 16 == 0)
		f->sections = mem_resize(f->sections, f->n + 16,
		    sizeof(*f->sections));
	memset(&f->sections[f->n], 0, sizeof(*f->sections));
	f->sections[f->n++].name = name;
	return 0;
}

static int
add_value(struct account_file *f, struct str line, const struct place *at,
    struct err *e)
{
	struct str name = str_trim(str_cut(&line, '='));
	struct str value = str_trim(line), *slot;
	enum account_key key;

	if (line.p == NULL)
		return fail(at, e, "neither [name] nor key = value");
	key = account_key_find(name);
	if (key == ACCOUNT_KEYS)
		return unknown_key(name, at, e);
	if (f->n == 0)
		return fail(at, e, "a [name] must stand above the first key");
	if (value.n == 0)
		return err_set(e, STATUS_CONFIG, "%s:%u: %s has no value",
		    at->path, at->line, account_key_name(key));
	slot = &f->sections[f->n - 1].values[key];
	if (slot->p != NULL)
		return err_set(e, STATUS_CONFIG, "%s:%u: %s is there twice",
		    at->path, at->line, account_key_name(key));
	if (account_key_check(key, value, e) < 0) {
		e->status = STATUS_CONFIG;
		return err_prefix(e, "%s:%u: %s", at->path, at->line,
		    account_key_name(key));
	}
	*slot = value;
	return 0;
}

static int
add_line(struct account_file *f, struct str line, const struct place *at,
    struct err *e)
{
	line = str_trim(line);
	if (str_has_line_end_or_nul(line))
		return fail(at, e, "a NUL or a lone CR in the line");
	if (line.n == 0 || line.p[0] == '#')
		return 0;
	if (line.p[0] == '[')
		return add_section(f, line, at, e);
	return add_value(f, line, at, e);
}

static bool
has_key(const struct account_file *f, bool command)
{
	enum account_key key;
	size_t i;

	for (i = 0; i < f->n; i++)
		for (key = 0; key < ACCOUNT_KEYS; key++)
			if (f->sections[i].values[key].p != NULL &&
			    (command ? account_key_is_command(key)
			    : key == ACCOUNT_PASS))
				return true;
	return false;
}

/* The owner is looked at too: who owns a file can write it.  So a directory
   that others can write need not be looked at: what they put there is
   theirs. */
static int
check_access(const struct account_file *f, const char *path, struct err *e)
{
	bool pass = has_key(f, false), command = has_key(f, true);

	if ((pass || command) && f->file.is_foreign)
		return err_set(e, STATUS_CONFIG, "%s: has a %s and belongs "
		    "to somebody else", path, pass ? "pass" : "command");
	if (pass && f->file.is_readable)
		return err_set(e, STATUS_CONFIG, "%s: has a pass and others "
		    "can read it: chmod go= it", path);
	if ((pass || command) && f->file.is_writable)
		return err_set(e, STATUS_CONFIG, "%s: has a %s and others "
		    "can write it: chmod go-w it", path,
		    pass ? "pass" : "command");
	return 0;
}

int
account_file_parse(struct account_file *f, const char *path, struct err *e)
{
	struct str rest = buf_str(&f->file.text);
	struct place at = {path, 0};

	if (str_starts(rest, "\xef\xbb\xbf")) /* some editors' mark of UTF-8 */
		rest = str_skip(rest, 3);
	while (rest.n > 0) {
		at.line++;
		if (add_line(f, str_cut(&rest, '\n'), &at, e) < 0)
			return -1;
	}
	return 0;
}

int
account_file_read(struct account_file *f, const char *path, struct err *e)
{
	int result;

	memset(f, 0, sizeof(*f));
	result = privfile_read(&f->file, path, e);
	if (result <= 0)
		return result;
	if (account_file_parse(f, path, e) < 0 ||
	    check_access(f, path, e) < 0)
		return -1;
	return 1;
}

void
account_file_free(struct account_file *f)
{
	free(f->sections);
	privfile_free(&f->file);
	memset(f, 0, sizeof(*f));
}
