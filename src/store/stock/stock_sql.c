#include "store/stock/stock_sql.h"

#include "findings/ids.h"
#include "findings/package/release.h"
#include "findings/purl.h"
#include "findings/target.h"
#include "findings/version/range.h"
#include "findings/vex.h"

#include <string.h>

static struct slice text_of(sqlite3_value *value)
{
	const char *text = (const char *)sqlite3_value_text(value);
	return (struct slice){text, text ? (size_t)sqlite3_value_bytes(value) : 0};
}

static void compare(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice a = text_of(values[1]), b = text_of(values[2]);
	(void)count;
	if (a.at && b.at)
		sqlite3_result_int(context,
				   version_compare(version_scheme_of(text_of(values[0])), a, b));
}

static void in_range(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice version = text_of(values[1]), range = text_of(values[2]);
	(void)count;
	sqlite3_result_int(
		context,
		!range.len || (version_is_told(version) &&
			       range_holds(range, version_scheme_of(text_of(values[0])), version)));
}

// Of a version without its epoch, which people leave out of what they ask for.
static void may_be_asked(sqlite3_context *context, int count, sqlite3_value **values)
{
	enum version_scheme scheme = version_scheme_of(text_of(values[0]));
	struct slice version = text_of(values[1]), range = text_of(values[2]), words = range;
	bool epochs = scheme == VERSION_DEB || scheme == VERSION_RPM;
	(void)count;
	if (slice_starts(words, "vers:"))
		slice_cut(&words, '/');
	if (epochs && words.len && !memchr(words.at, ':', words.len) && version.len &&
	    memchr(version.at, ':', version.len))
		slice_cut(&version, ':');
	sqlite3_result_int(context, !range.len || !version_is_told(version) ||
					    range_may_hold(range, scheme, version));
}

// A version that nobody knows may be any, and so may a commit.
static void may_be_in_range(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice version = text_of(values[1]), range = text_of(values[2]);
	(void)count;
	sqlite3_result_int(
		context,
		!range.len || !version_is_told(version) ||
			range_may_hold(range, version_scheme_of(text_of(values[0])), version));
}

static void add_without_epochs(struct str *out, struct slice range)
{
	for (size_t i = 0; i < range.len; i++) {
		size_t end = i;
		while (end < range.len && range.at[end] >= '0' && range.at[end] <= '9')
			end++;
		if (end > i && end < range.len && range.at[end] == ':')
			i = end;
		else
			str_add_char(out, range.at[i]);
	}
}

// Of a source rpm its file's name is known, which has no epoch; the range's are left out then.
static void source_in(sqlite3_context *context, int count, sqlite3_value **values)
{
	enum version_scheme scheme = version_scheme_of(text_of(values[0]));
	struct slice version = text_of(values[1]), range = text_of(values[2]);
	struct str bare = {0};
	(void)count;
	if (scheme == VERSION_RPM && version.len && !memchr(version.at, ':', version.len))
		add_without_epochs(&bare, range);
	range = bare.len ? str_slice(&bare) : range;
	bool told = version_is_told(version);
	sqlite3_result_int(context, !range.len || (told && range_holds(range, scheme, version)) ? 2
				    : !told || range_may_hold(range, scheme, version)		? 1
										      : 0);
	str_fini(&bare);
}

static void covers(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_int(context, purl_covers(text_of(values[0]), text_of(values[1])));
}

static void may_cover(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_int(context, purl_may_cover(text_of(values[0]), text_of(values[1]),
						   text_of(values[2])));
}

static void may_build(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_int(context, purl_may_build(text_of(values[0]), text_of(values[1]),
						   text_of(values[2])));
}

static void fix_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_int(context, (int)purl_fix_of(text_of(values[0]), text_of(values[1])));
}

static void is_other(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_int(context, release_is_other(text_of(values[0]), text_of(values[1])));
}

static void names(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct vex_target target = {text_of(values[1]), text_of(values[2]),
					  text_of(values[3])};
	(void)count;
	sqlite3_result_int(context, vex_names(text_of(values[0]), &target));
}

static void base(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str text = {0};
	(void)count;
	purl_add_compared(&text, text_of(values[0]));
	if (text.len)
		sqlite3_result_text(context, text.at, (int)text.len, SQLITE_TRANSIENT);
	str_fini(&text);
}

static void image(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice name = target_untagged(text_of(values[0]));
	(void)count;
	sqlite3_result_text(context, name.len ? name.at : "", (int)name.len, SQLITE_TRANSIENT);
}

static void flaw(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_int64(context,
			     flaw_key(text_of(values[0]), text_of(values[1]), text_of(values[2])));
}

// Within a type by version; what is equal there, and types, by their bytes.
static int collate(void *context, int a_len, const void *a, int b_len, const void *b)
{
	struct slice x = {a, (size_t)a_len}, y = {b, (size_t)b_len};
	struct slice left = x, right = y;
	(void)context;
	int order = slice_compare(slice_cut(&left, ' '), slice_cut(&right, ' '));
	struct slice type = slice_cut(&(struct slice){a, (size_t)a_len}, ' ');
	if (!order)
		order = version_compare(version_scheme_of(type), left, right);
	return order ? order : slice_compare(x, y);
}

void stock_sql_register(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	sqlite3_create_function(db, "version_cmp", 3, flags, NULL, compare, NULL, NULL);
	sqlite3_create_function(db, "version_in", 3, flags, NULL, in_range, NULL, NULL);
	sqlite3_create_function(db, "version_may_be_in", 3, flags, NULL, may_be_in_range, NULL,
				NULL);
	sqlite3_create_function(db, "source_in", 3, flags, NULL, source_in, NULL, NULL);
	sqlite3_create_function(db, "version_asked", 3, flags, NULL, may_be_asked, NULL, NULL);
	sqlite3_create_function(db, "purl_covers", 2, flags, NULL, covers, NULL, NULL);
	sqlite3_create_function(db, "purl_may_cover", 3, flags, NULL, may_cover, NULL, NULL);
	sqlite3_create_function(db, "purl_may_build", 3, flags, NULL, may_build, NULL, NULL);
	sqlite3_create_function(db, "purl_fix", 2, flags, NULL, fix_of, NULL, NULL);
	sqlite3_create_function(db, "other_release", 2, flags, NULL, is_other, NULL, NULL);
	sqlite3_create_function(db, "vex_names", 4, flags, NULL, names, NULL, NULL);
	sqlite3_create_function(db, "purl_base", 1, flags, NULL, base, NULL, NULL);
	sqlite3_create_function(db, "image_name", 1, flags, NULL, image, NULL, NULL);
	sqlite3_create_function(db, "flaw_key", 3, flags, NULL, flaw, NULL, NULL);
	sqlite3_create_collation(db, "version", SQLITE_UTF8, NULL, collate);
}
