/* SPDX-License-Identifier: ISC */
#include "net/pop3_apop.h"

#include "base/ascii.h"
#include "base/hash.h"

struct str
pop3_apop_stamp(struct str greeting)
{
	struct str stamp = str_skip(greeting, str_find(greeting, '<'));
	size_t i, at = 0, n = str_find(stamp, '>');

	for (i = 1; i < n && ascii_is_graph(stamp.p[i]) &&
	    stamp.p[i] != '<'; i++)
		if (stamp.p[i] == '@')
			at = at == 0 ? i : n;
	if (n == stamp.n || i < n || at < 2 || at + 1 >= n)
		return str_of(NULL, 0);
	return str_of(stamp.p, n + 1);
}

void
pop3_apop_add(struct buf *line, struct str stamp, const char *user,
    struct str password)
{
	unsigned char digest[HASH_MAX];
	struct hash h;
	size_t i;

	hash_init(&h, HASH_MD5);
	hash_add(&h, stamp.p, stamp.n);
	hash_add(&h, password.p, password.n);
	hash_end(&h, digest);
	buf_printf(line, "APOP %s ", user);
	for (i = 0; i < hash_size(HASH_MD5); i++)
		buf_printf(line, "%02x", digest[i]);
}
