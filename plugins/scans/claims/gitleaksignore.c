// .gitleaksignore: a fingerprint on a line, commit:file:rule:line or file:rule:line. They have no
// end. Source: gitleaks/gitleaks, README "Additional Configuration", cmd/root.go.
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"

#include <ctype.h>
#include <string.h>

struct print {
	struct slice commit, file, rule, line;
};

static bool is_all(struct slice text, int (*is)(int))
{
	for (size_t i = 0; i < text.len; i++)
		if (!is((unsigned char)text.at[i]))
			return false;
	return text.len > 0;
}

// Off the end, what stands behind the last colon.
static struct slice cut_last(struct slice *text)
{
	const char *colon = text->len ? memrchr(text->at, ':', text->len) : NULL;
	if (!colon)
		return (struct slice){0};
	struct slice last = {colon + 1, text->len - (size_t)(colon + 1 - text->at)};
	text->len = (size_t)(colon - text->at);
	return last;
}

static bool is_print(struct slice line, struct print *out)
{
	struct slice rest = line;
	out->line = cut_last(&rest);
	out->rule = cut_last(&rest);
	out->file = rest;
	out->commit = slice_cut(&out->file, ':');
	if (!out->file.at || out->commit.len < 7 || !is_all(out->commit, isxdigit)) {
		out->file = rest;
		out->commit = (struct slice){0};
	}
	return is_all(out->line, isdigit) && out->rule.len && out->file.len;
}

static struct slice without_comment(struct slice line)
{
	return slice_starts(slice_trim(line), "#") ? (struct slice){0} : slice_trim(line);
}

static int64_t number_of(struct slice digits)
{
	enum { MOST = 9 };
	int64_t number = 0;
	for (size_t i = 0; i < digits.len && digits.len <= MOST; i++)
		number = number * 10 + (digits.at[i] - '0');
	return number;
}

static int detect(const struct scan_sniff *sniff)
{
	struct slice rest = sniff->head;
	size_t prints = 0;
	if (sniff->json || sniff->xml.len)
		return 0;
	while (rest.len) {
		struct slice line = without_comment(slice_cut(&rest, '\n'));
		struct print print;
		if (!line.len)
			continue;
		if (is_print(line, &print))
			prints++;
		else if (rest.len) // the head's last line may be cut
			return 0;
	}
	return prints ? 80 : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct exceptions all;
	bool ok = exceptions_begin(&all, file, "gitleaks", err);
	int64_t number = 0;
	for (struct slice rest = all.text; ok && rest.len;) {
		struct slice line = without_comment(slice_cut(&rest, '\n'));
		struct print print;
		number++;
		if (!line.len)
			continue;
		bool known = is_print(line, &print);
		struct exception exception = {.id = known ? print.rule : line,
					      .class = SLICE("secret"),
					      .paths = known ? print.file : (struct slice){0},
					      .other = line,
					      .line = number,
					      .place_line = known ? number_of(print.line) : 0};
		exception_send(&all, &exception);
	}
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_GITLEAKSIGNORE = {
	.name = "gitleaksignore",
	.title = ".gitleaksignore, as claims",
	.detect = detect,
	.read = read,
};
