// What git-secrets prints: "file:line:text" a match, with the commit in front when it looked
// through the history; then what it says when there were matches, which tells that the list is
// whole.
//
// It prints nothing when it finds nothing: an empty file that is named so (--as git-secrets) is a
// whole scan without findings. The text that matched is the secret, and more of its line: none of
// it is kept.
// Source: git-secrets, functions scan_with_fn_or_die and git_grep.
#include "plugins/scans/tour/tour.h"

#include <string.h>

#define LAST_WORDS "[ERROR] Matched one or more prohibited patterns"

enum { LINE_MAX_BYTES = 64 * 1024 };

static int detect(const struct scan_sniff *sniff)
{
	struct slice head = sniff->head;
	bool said = head.len && memmem(head.at, head.len, LAST_WORDS, strlen(LAST_WORDS));
	return said && !sniff->json && !sniff->xml.len ? 95 : 0;
}

struct match {
	struct slice commit, file, text;
	int64_t line;
};

static bool is_commit(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!strchr("0123456789abcdef", word.at[i]))
			return false;
	return word.len == 40 || word.len == 64;
}

// The digits between two colons at the front of text.
static size_t digits_of(struct slice text, int64_t *number)
{
	size_t at = 1;
	*number = 0;
	for (; at < text.len && at < 12 && text.at[at] >= '0' && text.at[at] <= '9'; at++)
		*number = *number * 10 + (text.at[at] - '0');
	return at > 1 && at < text.len && text.at[at] == ':' ? at + 1 : 0;
}

static bool split(struct slice line, struct match *out)
{
	struct slice rest = line, first = slice_cut(&rest, ':');
	*out = (struct match){0};
	if (rest.at && is_commit(first)) {
		out->commit = first;
		line = rest;
	}
	for (size_t i = 0; i < line.len; i++) {
		struct slice tail = {line.at + i, line.len - i};
		size_t taken = line.at[i] == ':' ? digits_of(tail, &out->line) : 0;
		if (!taken)
			continue;
		out->file = (struct slice){line.at, i};
		out->text = (struct slice){tail.at + taken, tail.len - taken};
		return i > 0;
	}
	return false;
}

struct reader {
	struct scan_file *file;
	struct str line;
	int64_t number;
	bool over; // git-secrets said its last words
};

static bool add(struct reader *reader, const struct match *match, struct err *err)
{
	struct arena arena = {0};
	struct slice commit = match->commit;
	struct scan_finding finding = {
		.class = FINDING_SECRET,
		.level = LEVEL_HIGH,
		.from = SLICE("assumed"),
		.rule = SLICE("prohibited-pattern"),
		.title = SLICE("a prohibited pattern matches"),
		.file = words_path(match->file, &arena),
		.line = match->line,
		.secret = slice_trim(match->text),
	};
	if (commit.len)
		finding.text = WORDS(&arena, SLICE("in commit "), commit);
	const struct tour_fact facts[] = {
		{"file", finding.file}, {"commit", commit}, {NULL, {NULL, 0}}};
	bool good = tour_add(reader->file, &finding, facts, err);
	arena_fini(&arena);
	return good;
}

static bool take_line(struct reader *reader, struct err *err)
{
	struct slice line = slice_trim(str_slice(&reader->line));
	struct match match;
	reader->number++;
	reader->over = reader->over || slice_is(line, LAST_WORDS);
	if (reader->over || !line.len)
		return true;
	if (split(line, &match))
		return add(reader, &match, err);
	return err_set(err, ERR_INVALID, "%s:%lld: no match of git-secrets (file:line:text)",
		       reader->file->name, (long long)reader->number);
}

static bool take_bytes(struct reader *reader, struct slice bytes, struct err *err)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.at[i] != '\n') {
			if (reader->line.len < LINE_MAX_BYTES)
				str_add_char(&reader->line, bytes.at[i] ? bytes.at[i] : ' ');
			continue;
		}
		bool good = take_line(reader, err);
		str_clear(&reader->line);
		if (!good)
			return false;
	}
	return true;
}

static bool read_lines(struct reader *reader, struct err *err)
{
	char bytes[16 * 1024];
	size_t len = 1;
	while (len)
		if (!source_read(reader->file->source, bytes, sizeof bytes, &len, err) ||
		    !take_bytes(reader, (struct slice){bytes, len}, err))
			return false;
	return take_line(reader, err);
}

// Why what was read is no whole scan, or NULL.
static const char *failure_of(const struct reader *reader)
{
	bool nothing = !source_stored(reader->file->source);
	if (nothing)
		scan_warn(reader->file, "the file is empty: git-secrets found nothing, if it ran");
	return reader->over || nothing ? NULL : "git-secrets' closing words are missing";
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("git-secrets"), .class = FINDING_SECRET};
	struct reader reader = {.file = file};
	bool good = scan_begin(file, &scan, err) && read_lines(&reader, err);
	str_fini(&reader.line);
	return good && scan_end(file, failure_of(&reader), err);
}

const struct scan_format FORMAT_GIT_SECRETS = {
	.name = "git-secrets",
	.title = "git-secrets, its text",
	.detect = detect,
	.read = read_report,
};
