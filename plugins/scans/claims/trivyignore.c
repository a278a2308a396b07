// .trivyignore: an id on a line, perhaps followed by exp:YYYY-MM-DD; "#" begins a comment.
//
// As in Trivy, an entry with a date lapses at 00:00 UTC of that day, and one whose date cannot be
// read hides nothing.
// Source: aquasecurity/trivy, docs "Filtering", pkg/result/ignore.go.
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"

#include <ctype.h>

static bool is_id(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!isalnum((unsigned char)word.at[i]) && word.at[i] != '-' && word.at[i] != '.' &&
		    word.at[i] != '_' && word.at[i] != '+')
			return false;
	return word.len > 0;
}

static bool is_known(struct slice word)
{
	static const char *const FAMILIES[] = {"CVE-", "GHSA-", "AVD-", "KSV-",
					       "DS-",  "TEMP-", "DLA-"};
	for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
		if (slice_starts(word, FAMILIES[i]))
			return true;
	return false;
}

static bool is_pair(struct slice word)
{
	slice_cut(&word, ':');
	return word.at != NULL;
}

static struct slice without_comment(struct slice line)
{
	return slice_trim(slice_cut(&line, '#'));
}

// Ids and pairs of name and value on every line, and one id at least of a family that is known.
static int detect(const struct scan_sniff *sniff)
{
	struct slice rest = sniff->head;
	bool known = false;
	if (sniff->json || sniff->xml.len)
		return 0;
	while (rest.len) {
		struct slice line = without_comment(slice_cut(&rest, '\n'));
		struct slice id = slice_word(&line), word;
		if (id.len && !is_id(id) && rest.len) // the head's last line may be cut
			return 0;
		while ((word = slice_word(&line)).len)
			if (!is_pair(word))
				return 0;
		known |= is_known(id);
	}
	return known ? 70 : 0;
}

// The end that a line tells; "exp:" alone is told as it is, which is no time.
static struct slice end_of(struct slice line)
{
	for (struct slice word; (word = slice_word(&line)).len;) {
		struct slice value = word;
		if (slice_is(slice_cut(&value, ':'), "exp"))
			return value.len ? value : word;
	}
	return (struct slice){0};
}

static bool read(struct scan_file *file, struct err *err)
{
	struct exceptions all;
	bool ok = exceptions_begin(&all, file, "trivy", err);
	int64_t number = 0;
	for (struct slice rest = all.text; ok && rest.len;) {
		struct slice line = without_comment(slice_cut(&rest, '\n'));
		struct exception exception = {.id = slice_word(&line), .line = ++number};
		exception.until = end_of(line);
		if (exception.id.len)
			exception_send(&all, &exception);
	}
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_TRIVYIGNORE = {
	.name = "trivyignore",
	.title = ".trivyignore, as claims",
	.detect = detect,
	.read = read,
};
