// Any lines as an archived run behind a good one: the fold goes on, and the run is either taken
// whole or not at all. The first byte says whether the others are lines themselves or choose
// among lines that fit together.
#include "base/file.h"
#include "store/archive.h"
#include "store/cache.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room); // libFuzzer's own

// %u is 1 or 2, by the next byte.
static const char *const LINES[] = {
	"{\"t\":\"scope\",\"id\":%u,\"kind\":\"cost\",\"key\":[\"k%u\"],\"mode\":\"replace\","
	"\"at\":%u}",
	"{\"t\":\"scope\",\"id\":%u,\"kind\":\"cost\",\"key\":[\"k1\"],\"mode\":\"append\",\"at\":"
	"1}",
	"{\"t\":\"bill\",\"scope\":%u,\"format\":\"f\",\"payer\":\"p\",\"report\":\"r\","
	"\"period\":\"2024-01\",\"rows\":1,\"invoiced\":0,\"identity\":true}",
	"{\"t\":\"str\",\"id\":%u,\"v\":\"text %u\"}",
	"{\"t\":\"str\",\"id\":%u,\"v\":\"{\\\"Team\\\":\\\"t%u\\\"}\"}",
	"{\"t\":\"cost\",\"scope\":%u,\"from\":1704067200,\"to\":1704153600,\"service\":%u,"
	"\"currency\":%u,\"n\":1,\"unblended\":\"1.%u\",\"amortized\":\"2\"}",
	"{\"t\":\"cost\",\"scope\":%u,\"from\":1704067200,\"to\":1706745600,\"tags\":%u,"
	"\"currency\":%u,\"n\":%u,\"unblended\":\"100\",\"rows\":[1,2,3]}",
	"{\"t\":\"cost\",\"scope\":%u,\"from\":1704067200,\"to\":1704153600,\"split\":true,"
	"\"n\":1,\"split_cost\":\"%u\"}",
	"{\"t\":\"end\",\"scope\":%u,\"complete\":true,\"rows\":1}",
	"{\"t\":\"end\",\"scope\":%u,\"complete\":false,\"rows\":0,\"why\":\"w\"}",
	"{\"t\":\"warn\",\"text\":\"w\",\"scope\":%u}",
	"{\"t\":\"error\",\"code\":\"c\",\"text\":\"e\",\"scope\":%u}",
	"{\"t\":\"reject\",\"scope\":%u,\"why\":\"w\",\"row\":%u}",
	"{\"t\":\"input\",\"id\":%u,\"uri\":\"u\",\"sha256\":\"\",\"bytes\":1}",
	"{\"t\":\"total\",\"scope\":%u,\"service\":\"x\",\"currency\":\"y\",\"unblended\":\"1\","
	"\"amortized\":\"1\"}",
	"{\"t\":\"account\",\"scope\":%u,\"id\":\"a%u\",\"name\":\"n%u\"}",
	"{\"t\":\"scope\",\"id\":%u,\"kind\":\"scan\",\"key\":[\"t\",\"code\",\"\",\"r%u\"],"
	"\"mode\":\"append\",\"at\":%u}",
	"{\"t\":\"finding\",\"scope\":%u,\"class\":\"code\",\"rule\":\"r%u\",\"title\":%u,"
	"\"level\":\"high\",\"line\":%u}",
	"{\"t\":\"finding\",\"scope\":%u,\"class\":\"posture\",\"rule\":%u,\"title\":\"t\","
	"\"level\":\"?\",\"uid\":\"%u\",\"ids\":\"CVE-1-%u\",\"n\":0}",
	"{\"t\":\"rule\",\"scope\":%u,\"id\":\"r%u\"}",
	"{\"t\":\"scan\",\"scope\":%u,\"tool\":\"t\",\"format\":\"f\",\"findings\":%u}",
	"{\"t\":\"done\"}",
};
enum { LINE_COUNT = sizeof LINES / sizeof *LINES, SCOPE = 0, FIRST_RECORD = 2, END = 8 };

static const char GOOD[] =
	"{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[\"k1\"],\"mode\":\"replace\",\"at\":"
	"2}\n"
	"{\"t\":\"bill\",\"scope\":1,\"format\":\"f\",\"payer\":\"p\",\"report\":\"r\",\"period\":"
	"\"2024-01\",\"rows\":1,\"invoiced\":0,\"identity\":true}\n"
	"{\"t\":\"cost\",\"scope\":1,\"from\":1704067200,\"to\":1704153600,\"n\":1,"
	"\"unblended\":\"7\"}\n"
	"{\"t\":\"end\",\"scope\":1,\"complete\":true,\"rows\":1}\n";

// What must hold of the cache; each is a query that gives no row.
static const char *const RULES[] = {
	"SELECT 1 FROM run WHERE fault IS NOT NULL AND id = 1",
	"SELECT 1 FROM scope s JOIN run r ON r.id = s.run WHERE r.fault IS NOT NULL",
	"SELECT 1 FROM scope WHERE state NOT IN ('shown', 'replaced', 'older', 'incomplete', "
	"'unchanged')",
	"SELECT kind, key FROM scope WHERE state = 'shown' AND mode = 'replace' "
	"GROUP BY kind, key HAVING count(*) > 1",
	"SELECT 1 FROM cost_cell WHERE scope NOT IN (SELECT id FROM scope WHERE state = 'shown')",
	"SELECT 1 FROM account WHERE scope NOT IN (SELECT id FROM scope WHERE state = 'shown')",
	"SELECT 1 FROM cost_month WHERE scope NOT IN (SELECT id FROM scope WHERE state = 'shown')",
	"SELECT 1 FROM cost_day WHERE scope NOT IN (SELECT id FROM scope WHERE state = 'shown')",
	"SELECT 1 FROM cost_spread WHERE cell NOT IN (SELECT id FROM cost_cell)",
	"SELECT 1 FROM scope_total WHERE scope IN (SELECT id FROM scope WHERE state = "
	"'incomplete')",
	"SELECT 1 FROM tag WHERE key NOT IN (SELECT id FROM text)",
	"SELECT 1 FROM cost_cell WHERE service IS NOT NULL AND service NOT IN (SELECT id FROM "
	"text)",
	"SELECT 1 FROM run_log l JOIN run r ON r.id = l.run WHERE r.fault IS NOT NULL",
	// Nothing but another version of the month takes the good one's place.
	"SELECT 1 FROM scope WHERE id = 1 AND state <> 'shown' AND NOT EXISTS "
	"(SELECT 1 FROM scope WHERE run = 2 AND key = '[\"k1\"]' AND state = 'shown')",
	"SELECT 1 WHERE (SELECT count(*) FROM run) <> 2",
};

static void check_rules(struct cache *cache)
{
	for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
		sqlite3_stmt *row = NULL;
		int result = sqlite3_prepare_v2(cache_handle(cache), RULES[i], -1, &row, NULL);
		assert(result == SQLITE_OK);
		if (sqlite3_step(row) != SQLITE_DONE) {
			fprintf(stderr, "broken: %s\n", RULES[i]);
			abort();
		}
		sqlite3_finalize(row);
	}
}

static void choose_lines(const uint8_t *data, size_t size, struct str *out)
{
	size_t at = 0;
	while (at < size) {
		const char *line = LINES[data[at++] % LINE_COUNT];
		for (; *line; line++) {
			if (strncmp(line, "%u", 2) != 0) {
				str_add_char(out, *line);
				continue;
			}
			str_addf(out, "%d", 1 + (at < size ? data[at++] % 2 : 0));
			line++;
		}
		str_add_char(out, '\n');
	}
}

// Half of the time a stream that may well be whole: two scopes, records, two ends; the bytes
// behind each line choose its numbers.
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	uint8_t stream[64] = {0};
	size_t len = 1, records = seed / 2 % 4;
	if (seed % 2)
		return LLVMFuzzerMutate(data, size, room);
	srand(seed);
	for (size_t i = 0; i < 4 + records; i++) {
		bool scope = i < 2, end = i >= 2 + records;
		int record = FIRST_RECORD + rand() % (END - FIRST_RECORD);
		stream[len++] = (uint8_t)(scope ? SCOPE : end ? END + rand() % 8 / 7 : record);
		for (const char *n = LINES[stream[len - 1]]; (n = strstr(n, "%u")); n++)
			stream[len++] = (uint8_t)rand();
	}
	len = len < room ? len : room;
	memcpy(data, stream, len);
	return len;
}

static bool add_run(struct archive *archive, struct slice lines, struct err *err)
{
	struct archive_run *run;
	struct archive_entry entry = {.source = "s", .plugin = "p", .version = "1"};
	bool done = archive_begin(archive, true, &run, err);
	while (done && lines.len)
		done = archive_run_add(run, slice_cut(&lines, '\n'), err);
	return done && archive_run_commit(run, &entry, err);
}

static void fold(const char *folder, struct slice lines)
{
	struct archive *archive = NULL;
	struct cache *cache = NULL;
	struct err err = {0};
	bool done = archive_open(folder, true, &archive, &err) &&
		    add_run(archive, SLICE(GOOD), &err) && add_run(archive, lines, &err) &&
		    cache_open_past(archive, NULL, &cache, &err);
	if (!done) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	check_rules(cache);
	cache_close(cache);
	archive_close(archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char folder[64];
	struct str lines = {0};
	struct err err;
	if (!size)
		return 0;
	snprintf(folder, sizeof folder, "/dev/shm/gavel-fold-%d", (int)getpid());
	if (data[0] & 1)
		str_add(&lines, (const char *)data + 1, size - 1);
	else
		choose_lines(data + 1, size - 1, &lines);
	fold(folder, str_slice(&lines));
	str_fini(&lines);
	return file_remove_tree(folder, &err) ? 0 : 1;
}
