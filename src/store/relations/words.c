#include "store/relations/words.h"

#include "findings/finding.h"
#include "findings/match/match.h"
#include "findings/name.h"
#include "store/words_sql.h"

// ---- Severity and class ----

static bool read_level(struct slice word, bool exact, struct word_range *out)
{
	enum finding_level level;
	(void)exact;
	if (!finding_level_read(word, &level))
		return false;
	*out = (struct word_range){(int64_t)level, (int64_t)level};
	return true;
}

static bool read_class(struct slice word, bool exact, struct word_range *out)
{
	enum finding_class class;
	(void)exact;
	if (!finding_class_read(word, &class))
		return false;
	*out = (struct word_range){(int64_t) class, (int64_t) class};
	return true;
}

// ---- State: as bucket_now numbers it ----

// "open" is all that is there and not hidden.
static const struct {
	const char *word;
	struct word_range range;
} STATES[] = {{"new", {1, 1}},	    {"open", {1, 3}},  {"reopened", {3, 3}}, {"suppressed", {4, 4}},
	      {"accepted", {5, 5}}, {"fixed", {6, 6}}, {"retired", {7, 7}},  {"closed", {8, 8}}};
enum { STATE_OPEN = 2 };

static bool read_state(struct slice word, bool exact, struct word_range *out)
{
	for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++) {
		if (!slice_is(word, STATES[i].word))
			continue;
		*out = STATES[i].range;
		if (exact && out->low != out->high)
			out->low = out->high = STATE_OPEN;
		return true;
	}
	return false;
}

static const char *state_word(int64_t state)
{
	if (state == STATE_OPEN)
		return "open";
	for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
		if (STATES[i].range.low == state && STATES[i].range.high == state)
			return STATES[i].word;
	return NULL;
}

// ---- Ids, and why it is the same ----

static bool read_finding(struct slice word, bool exact, struct word_range *out)
{
	int64_t id;
	(void)exact;
	if (!finding_name_read(word, &id))
		return false;
	*out = (struct word_range){id, id};
	return true;
}

static bool read_reason(struct slice word, bool exact, struct word_range *out)
{
	(void)exact;
	for (int i = 0; i < MATCH_REASONS; i++)
		if (slice_is(word, match_reason_name((enum match_reason)i))) {
			*out = (struct word_range){i, i};
			return true;
		}
	return false;
}

const struct column_words WORDS_LEVEL = {"level_word", "critical, high, medium, low, info, unknown",
					 read_level};
const struct column_words WORDS_STATE = {
	"state_word", "new, open, reopened, suppressed, accepted, fixed, retired, closed",
	read_state};
const struct column_words WORDS_CLASS = {
	"class_word", "code, dependency, container, iac, secret, dast, posture, hardening, load",
	read_class};
const struct column_words WORDS_FINDING = {"finding_word", "an id like F-ABCDEFGHIJKLM",
					   read_finding};
const struct column_words WORDS_REASON = {
	"reason_word",
	"new, word for word, same place, nearest line, renamed file, another id of the flaw",
	read_reason};

// ---- In SQL ----

static void give(sqlite3_context *context, const char *word)
{
	if (word)
		sqlite3_result_text(context, word, -1, SQLITE_TRANSIENT);
}

static void level_word(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	int64_t level = sqlite3_value_int64(values[0]);
	give(context, level >= 0 && level < FINDING_LEVELS
			      ? finding_level_name((enum finding_level)level)
			      : NULL);
}

static void class_word(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	int64_t class = sqlite3_value_int64(values[0]);
	give(context, class >= 0 && class < FINDING_CLASSES
			      ? finding_class_name((enum finding_class) class)
			      : NULL);
}

static void state_sql(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	give(context, state_word(sqlite3_value_int64(values[0])));
}

static void reason_word(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	int64_t reason = sqlite3_value_int64(values[0]);
	give(context, reason >= 0 && reason < MATCH_REASONS
			      ? match_reason_name((enum match_reason)reason)
			      : NULL);
}

static void finding_word(sqlite3_context *context, int count, sqlite3_value **values)
{
	char name[FINDING_NAME];
	(void)count;
	give(context, finding_name(sqlite3_value_int64(values[0]), name));
}

// NULL for what is no id.
static void finding_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	int64_t id;
	const char *name = (const char *)sqlite3_value_text(values[0]);
	(void)count;
	if (name && finding_name_read(slice_of(name), &id))
		sqlite3_result_int64(context, id);
}

void words_sql_register(sqlite3 *db)
{
	static const struct {
		const char *name;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} FUNCTIONS[] = {{"level_word", level_word},	 {"class_word", class_word},
			 {"state_word", state_sql},	 {"reason_word", reason_word},
			 {"finding_word", finding_word}, {"finding_of", finding_of}};
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
		sqlite3_create_function(db, FUNCTIONS[i].name, 1, flags, NULL, FUNCTIONS[i].call,
					NULL, NULL);
}
