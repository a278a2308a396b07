// The perception repository's code: Semgrep as SARIF every week.
#include "share/demo/scans/lives.h"

#include "base/clock.h"
#include "share/demo/random.h"

#include <stdlib.h>
#include <string.h>

#define REPOSITORY "https://git.quillon.example/perception"

// ---- Semgrep ----

static const struct rule {
	const char *id, *text, *severity, *cwe;
} RULES[] = {
	{"python.fastapi.security.open-redirect", "The redirect's target comes from the request.",
	 "6.1", "CWE-601"},
	{"python.boto3.security.hardcoded-endpoint", "A boto3 client is made without TLS.", "7.4",
	 "CWE-319"},
	{"python.lang.security.deserialization.pickle", "pickle.load reads what others may write.",
	 "9.8", "CWE-502"},
	{"python.lang.security.deserialization.torch-load",
	 "torch.load without weights_only runs code of the file.", "8.8", "CWE-502"},
	{"python.lang.security.subprocess-shell", "A shell runs text that was put together.", "7.8",
	 "CWE-78"},
	{"python.fastapi.security.wildcard-cors", "Every origin may call this service.", "5.3",
	 "CWE-942"},
	{"python.lang.security.yaml-load", "yaml.load builds any object.", "7.3", "CWE-502"},
	{"python.sqlalchemy.security.sql-text", "SQL text is put together from values.", "8.6",
	 "CWE-89"},
	{"python.lang.maintainability.bare-except", "Every error is passed over.", NULL, NULL},
};

enum { RULE_COUNT = sizeof RULES / sizeof *RULES };

static const char *const FILES[] = {
	"serving/api/routes.py",  "serving/api/admin.py", "training/loader.py",
	"training/checkpoint.py", "ingest/s3_sync.py",	  "ingest/frames.py",
	"labeling/export.py",	  "labeling/review.py",	  "eval/replay.py",
	"eval/metrics.py",	  "tools/convert_bag.py", "serving/batching/queue.py",
};

enum { FILE_COUNT = sizeof FILES / sizeof *FILES };

// What the story tells: a fix, one that came back, one whose line moved every week, one whose file
// was renamed in the sixth week, one that was accepted in the code.
static const struct told {
	const char *file, *renamed; // renamed: its name from week 6 on, or NULL
	const char *code, *suppressed;
	int rule, line, moves; // moves: lines further down each week
	struct life life;
} TOLD[] = {
	{"training/checkpoint.py",
	 NULL,
	 "state = pickle.load(stream)",
	 NULL,
	 2,
	 88,
	 0,
	 {0, 6, NEVER}},
	{"labeling/review.py",
	 NULL,
	 "text(f\"... WHERE id = {review_id}\")",
	 NULL,
	 7,
	 141,
	 0,
	 {0, 3, 8}},
	{"training/loader.py",
	 NULL,
	 "weights = torch.load(path)",
	 NULL,
	 3,
	 37,
	 6,
	 {1, WEEKS, NEVER}},
	{"tools/convert_bag.py",
	 "tools/bags/convert.py",
	 "subprocess.run(command, shell=True)",
	 NULL,
	 4,
	 212,
	 0,
	 {0, WEEKS, NEVER}},
	{"eval/replay.py",
	 NULL,
	 "config = yaml.load(text, Loader)",
	 "the file is made by the same job",
	 6,
	 59,
	 0,
	 {2, WEEKS, NEVER}},
	{"ingest/s3_sync.py",
	 NULL,
	 "client = boto3.client(\"s3\", use_ssl=False)",
	 NULL,
	 1,
	 23,
	 0,
	 {9, WEEKS, NEVER}},
};

enum { RENAMED_FROM = 5, POOL = 90 };

static void add_rules(struct json_out *json)
{
	json_open_list(json, "rules");
	for (size_t i = 0; i < RULE_COUNT; i++) {
		json_open_map(json, NULL);
		json_text(json, "id", RULES[i].id);
		json_open_map(json, "fullDescription");
		json_text(json, "text", RULES[i].text);
		json_close_map(json);
		json_open_map(json, "defaultConfiguration");
		json_text(json, "level", RULES[i].severity ? "warning" : "note");
		json_close_map(json);
		json_open_map(json, "properties");
		if (RULES[i].severity)
			json_text(json, "security-severity", RULES[i].severity);
		json_open_list(json, "tags");
		if (RULES[i].cwe)
			json_text(json, NULL, RULES[i].cwe);
		json_close_list(json);
		json_close_map(json);
		json_close_map(json);
	}
	json_close_list(json);
}

static void add_place(struct json_out *json, const char *file, int line, const char *code)
{
	json_open_list(json, "locations");
	json_open_map(json, NULL);
	json_open_map(json, "physicalLocation");
	json_open_map(json, "artifactLocation");
	json_text(json, "uri", file);
	json_close_map(json);
	json_open_map(json, "region");
	json_int(json, "startLine", line);
	json_open_map(json, "snippet");
	json_text(json, "text", code);
	json_close_map(json);
	json_close_map(json);
	json_close_map(json);
	json_close_map(json);
	json_close_list(json);
}

static void add_result(struct json_out *json, const struct told *told, int week)
{
	const char *file = told->renamed && week >= RENAMED_FROM ? told->renamed : told->file;
	json_open_map(json, NULL);
	json_text(json, "ruleId", RULES[told->rule].id);
	json_open_map(json, "message");
	json_text(json, "text", RULES[told->rule].text);
	json_close_map(json);
	add_place(json, file, told->line + told->moves * week, told->code);
	if (told->suppressed) {
		json_open_list(json, "suppressions");
		json_open_map(json, NULL);
		json_text(json, "kind", "inSource");
		json_text(json, "justification", told->suppressed);
		json_close_map(json);
		json_close_list(json);
	}
	json_close_map(json);
}

// Everything else of a repository: made up, the same for the same seed.
static struct told made_up(const struct estate *estate, int number, struct str *code)
{
	struct random r = random_from(estate->seed + (uint64_t)number, "code");
	int rule = (int)random_between(&r, 0, RULE_COUNT - 1);
	int from = (int)random_between(&r, -6, WEEKS - 1);
	int line = (int)random_between(&r, 12, 480);
	str_clear(code);
	str_addf(code, "value_%d = handle(request.step_%d)", number,
		 (int)random_between(&r, 1, 99));
	return (struct told){.rule = rule,
			     .file = FILES[random_between(&r, 0, FILE_COUNT - 1)],
			     .line = line,
			     .moves = number % 7 == 0,
			     .code = str_text(code),
			     .life = {from < 0 ? 0 : from,
				      from + (int)random_between(&r, 1, rule == 2 ? 3 : 14),
				      NEVER}};
}

static void add_results(const struct estate *estate, struct json_out *json, int week)
{
	struct str code = {0};
	json_open_list(json, "results");
	for (size_t i = 0; i < sizeof TOLD / sizeof *TOLD; i++)
		if (life_seen(&TOLD[i].life, week))
			add_result(json, &TOLD[i], week);
	for (int i = 0; i < POOL; i++) {
		struct told told = made_up(estate, i, &code);
		if (life_seen(&told.life, week))
			add_result(json, &told, week);
	}
	json_close_list(json);
	str_fini(&code);
}

static void add_run(const struct estate *estate, struct json_out *json, int week)
{
	json_open_map(json, NULL);
	json_open_map(json, "tool");
	json_open_map(json, "driver");
	json_text(json, "name", "Semgrep OSS");
	json_text(json, "semanticVersion", "1.96.0");
	add_rules(json);
	json_close_map(json);
	json_close_map(json);
	json_open_list(json, "versionControlProvenance");
	json_open_map(json, NULL);
	json_text(json, "repositoryUri", REPOSITORY);
	json_text(json, "revisionId", week_commit(estate, week));
	json_text(json, "branch", "main");
	json_close_map(json);
	json_close_list(json);
	json_open_list(json, "invocations");
	json_open_map(json, NULL);
	json_bool(json, "executionSuccessful", true);
	json_time(json, "endTimeUtc", week_time(estate, week));
	json_close_map(json);
	json_close_list(json);
	add_results(estate, json, week);
	json_close_map(json);
}

// In trouble: the newest report broke off while it was copied.
static bool semgrep_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_text(&json, "version", "2.1.0");
	json_open_list(&json, "runs");
	add_run(estate, &json, week);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"sast", "semgrep", "sarif", false}, week,
			       &text, err);
	if (done && week == WEEKS - 1 && estate->stage >= STAGE_TROUBLED) {
		text.len /= 2;
		done = scan_write(estate,
				  &(struct scan_name){"sast", "semgrep-rerun", "sarif", false},
				  week, &text, err);
	}
	str_fini(&text);
	return done;
}

bool code_write(const struct estate *estate, struct err *err)
{
	for (int week = 0; week < week_count(estate); week++)
		if (!semgrep_write(estate, week, err))
			return false;
	return true;
}
