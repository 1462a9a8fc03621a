/* SPDX-License-Identifier: ISC */
#include "base/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/name.h"

#define FIRST_MS 1000
#define AGAIN_MS 200

void
progress_start(struct progress *p, const char *what, uint64_t total,
    bool quiet)
{
	memset(p, 0, sizeof(*p));
	p->what = what;
	p->total = total;
	p->on = !quiet && isatty(STDERR_FILENO);
	if (p->on)
		p->started = clock_ms();
}

static void
draw(struct progress *p, int64_t now)
{
	double mib = (double)p->done / (1024 * 1024);
	double seconds = (double)(now - p->started) / 1000;

	fprintf(stderr, "\r%s: %s %.1f MiB", prog_name(), p->what, mib);
	if (p->total > 0)
		fprintf(stderr, " of %.1f, %d%%",
		    (double)p->total / (1024 * 1024),
		    (int)(100 * (double)p->done / (double)p->total));
	fprintf(stderr, ", %.1f MiB/s \033[K", mib / seconds);
	fflush(stderr);
	p->drawn = now;
	p->shown = true;
}

void
progress_add(struct progress *p, uint64_t n)
{
	int64_t now;

	p->done += n;
	if (!p->on)
		return;
	now = clock_ms();
	if (now - p->started >= FIRST_MS && now - p->drawn >= AGAIN_MS)
		draw(p, now);
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = false;
}
