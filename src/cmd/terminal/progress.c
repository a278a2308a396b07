#include "cmd/terminal/progress.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	REDRAW_MS = 200,
	RATE_MS = 1000, // before that a rate is noise
	MEGABYTE = 1000000,
};

void progress_start(struct progress *progress)
{
	*progress = (struct progress){.on = isatty(STDERR_FILENO) == 1};
}

static bool is_bytes(const char *unit)
{
	return !strcmp(unit, "bytes");
}

static void add_amount(struct str *out, int64_t amount, const char *unit)
{
	if (is_bytes(unit))
		str_addf(out, "%lld.%lld", (long long)(amount / MEGABYTE),
			 (long long)(amount % MEGABYTE * 10 / MEGABYTE));
	else
		str_addf(out, "%lld", (long long)amount);
}

static void add_rate(struct str *out, int64_t done, int64_t age_ms, const char *unit)
{
	int64_t rate = (int64_t)((double)done * 1000.0 / (double)age_ms);
	if (!rate)
		return;
	str_add_text(out, "  ");
	add_amount(out, rate, unit);
	str_addf(out, " %s/s", is_bytes(unit) ? "MB" : unit);
}

static void add_left(struct str *out, int64_t done, int64_t total, int64_t age_ms)
{
	double seconds = (double)(total - done) * (double)age_ms / (double)done / 1000.0;
	char left[32];
	if (total > done)
		str_addf(out, "  %s left", clock_format_age((int64_t)(seconds + 0.5), left));
}

void progress_text(struct str *out, const char *work, const int64_t done_total_ms[3],
		   const char *unit)
{
	int64_t done = done_total_ms[0], total = done_total_ms[1], age_ms = done_total_ms[2];
	str_addf(out, "%s  ", work);
	add_amount(out, done, unit);
	if (total > 0) {
		str_add_text(out, " of ");
		add_amount(out, total, unit);
	}
	str_addf(out, " %s", is_bytes(unit) ? "MB" : unit);
	if (total > 0)
		str_addf(out, "  %d%%",
			 (int)((double)(done < total ? done : total) * 100.0 / (double)total));
	if (age_ms < RATE_MS || done <= 0)
		return;
	add_rate(out, done, age_ms, unit);
	add_left(out, done, total, age_ms);
}

static size_t terminal_columns(void)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col - 1u;
	return 79;
}

// Cuts to the terminal's width, so that the line never wraps.
static void draw(struct slice text)
{
	size_t columns = terminal_columns(), used = 0;
	struct slice rest = text;
	struct grapheme g;
	const char *end = text.at;
	while (utf8_next(&rest, &g) && (used += (size_t)g.width) <= columns)
		end = rest.at ? rest.at : text.at + text.len;
	fprintf(stderr, "\r%.*s\033[K", (int)(end - text.at), text.at);
	fflush(stderr);
}

void progress_show(struct progress *progress, const char *work, int64_t done, int64_t total,
		   const char *unit)
{
	if (!progress->on)
		return;
	int64_t now = clock_monotonic_ms();
	if (strcmp(progress->work, work)) {
		snprintf(progress->work, sizeof progress->work, "%s", work);
		progress->started_ms = now;
	}
	if (progress->drawn && now - progress->drawn_ms < REDRAW_MS)
		return;
	struct str text = {0}, safe = {0};
	progress_text(&text, work, (int64_t[]){done, total, now - progress->started_ms}, unit);
	utf8_add_safe(&safe, str_slice(&text), false);
	draw(str_slice(&safe));
	str_fini(&text);
	str_fini(&safe);
	progress->drawn = true;
	progress->drawn_ms = now;
}

void progress_clear(struct progress *progress)
{
	if (progress->drawn)
		fputs("\r\033[K", stderr);
	progress->drawn = false;
}
