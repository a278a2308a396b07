#include "findings/match/cover.h"

#include "findings/hash.h"
#include "findings/identity.h"

#include <string.h>

// ---- What is told ----

static bool read_file(struct slice value, int64_t *out)
{
	*out = (int64_t)identity_file(value);
	return *out != 0;
}

static bool read_fix(struct slice value, int64_t *out)
{
	*out = slice_is(value, "fixed");
	return *out || slice_is(value, "unfixed");
}

static bool read_level(struct slice value, int64_t *out)
{
	enum finding_level level = LEVEL_UNKNOWN;
	bool known = finding_level_read(value, &level);
	*out = (int64_t)level;
	return known;
}

struct cover_part cover_read(struct slice by, struct slice value)
{
	static const struct {
		const char *name;
		bool (*read)(struct slice value, int64_t *out);
	} KINDS[COVER_KINDS] = {[COVER_FILE] = {"file", read_file},
				[COVER_FIX] = {"fix", read_fix},
				[COVER_LEVEL] = {"level", read_level}};
	struct cover_part part = {COVER_OTHER, 0};
	for (int i = COVER_FILE; i < COVER_KINDS; i++)
		if (slice_is(by, KINDS[i].name) && KINDS[i].read(value, &part.value))
			return (struct cover_part){i, part.value};
	return (struct cover_part){COVER_OTHER, 0};
}

// ---- What it covers ----

static struct slice bytes_of(const struct cover_part *part)
{
	return (struct slice){(const char *)part, sizeof *part};
}

bool cover_add(struct cover *cover, struct cover_part part)
{
	bool added;
	if (part.by < 0 || part.by >= COVER_KINDS)
		part = (struct cover_part){COVER_OTHER, 0};
	cover->told[part.by] = true;
	map_put(&cover->parts, bytes_of(&part), &added);
	return added;
}

static bool has(const struct cover *cover, enum cover_by by, int64_t value)
{
	struct cover_part part = {by, value};
	return !cover->told[by] || map_get(&cover->parts, bytes_of(&part));
}

bool cover_has(const struct cover *cover, const struct cover_said *said)
{
	int64_t file = (int64_t)identity_file(said->file);
	return !cover->told[COVER_OTHER] && has(cover, COVER_FIX, said->fixed) &&
	       has(cover, COVER_LEVEL, (int64_t)said->level) &&
	       (!file || has(cover, COVER_FILE, file));
}

int64_t cover_number(const struct cover *cover)
{
	struct key128 sum = {0};
	for (size_t i = 0; i < cover->parts.len; i++) {
		const struct map_entry *part = &cover->parts.entries[i];
		key128_add(&sum, key128_of((struct slice){part->key, part->key_len}));
	}
	return cover->parts.len ? (int64_t)(sum.low & INT64_MAX) | 1 : 0;
}

void cover_fini(struct cover *cover)
{
	map_fini(&cover->parts);
	*cover = (struct cover){0};
}
