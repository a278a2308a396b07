// Which format a file is, by its content.
#include "base/utf8.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/scan_private.h"
#include "plugins/sdk/doc/xml.h"

#include <string.h>

// Two formats this close together are a question, as gavel's own detection has it.
enum { LEAST = 50, APART = 10, HEAD = 128 * 1024 };

void scan_look(struct slice head, struct arena *arena, struct scan_sniff *out)
{
	struct str plain = {0};
	source_head(head, &plain);
	struct slice text = {plain.at, plain.len < HEAD ? plain.len : HEAD};
	text = utf8_unmarked(text);
	*out = (struct scan_sniff){.whole = head.len < HEAD / 2 && plain.len < HEAD};
	out->head = (struct slice){arena_slice(arena, text), text.len};
	out->json = doc_peek(out->head, arena);
	if (!out->json)
		xml_peek(out->head, arena, &out->xml, &out->space);
	str_fini(&plain);
}

bool scan_may_be_report(struct slice name)
{
	static const char *const ENDS[] = {".json",   ".sarif",	   ".xml",	 ".json.gz",
					   ".xml.gz", ".sarif.gz", ".spdx",	 ".jsonl",
					   ".csv",    ".csv.gz",   ".sarif.zip", ".json.zip"};
	for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
		if (slice_ends(name, ENDS[i]))
			return true;
	return false;
}

const struct scan_format *scan_format_named(const char *name)
{
	for (size_t i = 0; name && i < SCAN_FORMAT_COUNT; i++)
		if (SCAN_FORMATS[i]->title && !strcmp(SCAN_FORMATS[i]->name, name))
			return SCAN_FORMATS[i];
	return NULL;
}

// Which of the documents that tell nothing it is; 0: it tells something.
static unsigned bare_of(const struct scan_sniff *sniff)
{
	if (!sniff->json || sniff->json->count)
		return 0;
	switch (sniff->json->kind) {
	case NODE_LIST: return SCAN_EMPTY_LIST;
	case NODE_MAP: return SCAN_EMPTY_MAP;
	case NODE_NULL: return SCAN_NULL;
	default: return 0;
	}
}

void scan_guess(const struct scan_sniff *sniff, struct plug_guesses *out)
{
	unsigned bare = bare_of(sniff);
	struct slice head = slice_trim(sniff->head);
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++) {
		const struct scan_format *format = SCAN_FORMATS[i];
		int score = format->detect(sniff);
		if (!score && bare && (format->bare & bare))
			score = LEAST;
		plug_guess(out, (struct plug_guess){
					format->name,
					format->title ? format->title : "cannot be read", score});
	}
	if (!out->len && (sniff->json || (head.len && (*head.at == '{' || *head.at == '['))))
		plug_guess(out,
			   (struct plug_guess){FORMAT_JSON.name, "JSON of another kind", LEAST});
	if (!out->len && (sniff->xml.len || slice_starts(head, "<?xml")))
		plug_guess(out, (struct plug_guess){FORMAT_XML.name, "XML of another kind", LEAST});
}

static const struct scan_format *format_of(const struct plug_guess *guess)
{
	for (size_t i = 0; i < SCAN_FORMAT_COUNT; i++)
		if (SCAN_FORMATS[i]->name == guess->format)
			return SCAN_FORMATS[i];
	return NULL;
}

static const struct plug_guess *best_of(const struct plug_guesses *guesses)
{
	const struct plug_guess *best = NULL;
	for (size_t i = 0; i < guesses->len; i++)
		if (guesses->at[i].score >= LEAST && (!best || guesses->at[i].score > best->score))
			best = &guesses->at[i];
	return best;
}

// What was not found by the whole file, or by a file that is another's, would be read as a report
// that found nothing, and close all that is known.
bool scan_fits(const struct scan_sniff *sniff, const struct scan_format *format, const char *name,
	       struct err *err)
{
	struct plug_guesses guesses = {.len = 0};
	if (format->detect(sniff) || (format->bare & bare_of(sniff)))
		return true;
	scan_guess(sniff, &guesses);
	const struct plug_guess *best = best_of(&guesses);
	if (best && format_of(best)->title && !bare_of(sniff))
		return err_set(err, ERR_INVALID, "%s: no %s: it is %s (%s)", name, format->name,
			       format_of(best)->title, best->format);
	// Nothing tells what a text of lines is; the reader says what it misses.
	bool tells = sniff->xml.len || (sniff->json && sniff->json->kind >= NODE_LIST);
	return !sniff->whole || !tells ||
	       err_set(err, ERR_INVALID, "%s: no %s: nothing in it is of one", name, format->name);
}

// ---- What stands where a report should ----

static bool is_named(const char *name, const char *ending)
{
	struct slice file = slice_of(name);
	if (slice_ends(file, ".gz"))
		file.len -= 3;
	return slice_ends(file, ending);
}

// Comments, which many tools read in JSON of their own, and what Git keeps in a large file's place:
// in a tree of sources, and no report is either.
static bool is_of_source(struct slice head)
{
	static const char *const BEGIN[] = {"//", "/*", "#", "version https://git-lfs"};
	bool is = false;
	for (size_t i = 0; i < sizeof BEGIN / sizeof *BEGIN; i++)
		is |= slice_starts(head, BEGIN[i]);
	return is;
}

// As "[main]", "[0000]" and "[INFO]" begin lines of a log, and no list that holds something.
static bool is_log_mark(const struct scan_sniff *sniff, struct slice head)
{
	struct slice rest = slice_trim(slice_from(head, 1));
	return *head.at == '[' && !sniff->json && rest.len && !strchr("[{\"]/-", *rest.at);
}

// What is named as a report and begins as none does: its scanner's log before it, or its last words
// or a server's page in its place. `other`: all that it was found to be is that it is of no format.
static bool is_instead(const struct scan_sniff *sniff, const char *name, bool other)
{
	struct slice head = slice_trim(sniff->head);
	bool xml = is_named(name, ".xml"), sarif = is_named(name, ".sarif");
	if (!head.len || (!xml && !sarif && !is_named(name, ".json")))
		return false;
	if (*head.at == '<')
		return !xml;
	return other && !sniff->json && (sarif || !is_of_source(head)) &&
	       (is_log_mark(sniff, head) || (*head.at != '[' && *head.at != '{'));
}

const struct scan_format *scan_pick(const struct scan_sniff *sniff, const char *name,
				    struct err *err)
{
	struct plug_guesses guesses = {.len = 0};
	struct str list = {0};
	size_t near = 0;
	scan_guess(sniff, &guesses);
	const struct plug_guess *best = best_of(&guesses);
	for (size_t i = 0; best && i < guesses.len; i++) {
		if (guesses.at[i].score < best->score - APART || guesses.at[i].score < LEAST)
			continue;
		str_addf(&list, "%s%s", near++ ? ", " : "", guesses.at[i].format);
	}
	bool open = !best || format_of(best) == &FORMAT_JSON || format_of(best) == &FORMAT_XML;
	if (is_instead(sniff, name, open)) {
		near = 0;
		err_set(err, ERR_INVALID,
			"%s: no report begins so: a log, a page or an error stands there; have the "
			"scanner write its report alone, without 2>&1",
			name);
	} else if (!best)
		err_set(err, ERR_NOT_FOUND, "%s: no report of a format that is known", name);
	else if (near > 1)
		err_set(err, ERR_INVALID,
			"%s: more than one format fits: %s; import it alone with --as FORMAT", name,
			str_text(&list));
	str_fini(&list);
	return near == 1 ? format_of(best) : NULL;
}
