// The fleet tools' code by Bandit, and the repository's secrets by Gitleaks, every week.
#include "share/demo/scans/lives.h"

#include "base/clock.h"

// ---- Bandit ----

static const struct bandit {
	const char *test, *name, *text, *severity, *file;
	int line, cwe;
	struct life life;
} BANDIT[] = {
	{"B602",
	 "subprocess_popen_with_shell_equals_true",
	 "subprocess call with shell=True",
	 "HIGH",
	 "./fleet/upload.py",
	 71,
	 78,
	 {0, 5, NEVER}},
	{"B324",
	 "hashlib",
	 "Use of weak MD5 hash for security.",
	 "HIGH",
	 "./fleet/cache_key.py",
	 18,
	 327,
	 {0, WEEKS, NEVER}},
	{"B113",
	 "request_without_timeout",
	 "Call to requests without timeout",
	 "MEDIUM",
	 "./fleet/telemetry.py",
	 44,
	 400,
	 {2, WEEKS, NEVER}},
	{"B108",
	 "hardcoded_tmp_directory",
	 "Probable insecure usage of temp file/directory.",
	 "MEDIUM",
	 "./fleet/upload.py",
	 15,
	 377,
	 {0, 7, NEVER}},
	{"B101",
	 "assert_used",
	 "Use of assert detected.",
	 "LOW",
	 "./fleet/checks.py",
	 9,
	 703,
	 {0, WEEKS, NEVER}},
	{"B301",
	 "blacklist",
	 "Pickle can be unsafe when used to deserialize untrusted data.",
	 "MEDIUM",
	 "./fleet/replay.py",
	 130,
	 502,
	 {4, WEEKS, NEVER}},
};

static void add_bandit(struct json_out *json, const struct bandit *b)
{
	json_open_map(json, NULL);
	json_text(json, "code", "…");
	json_text(json, "filename", b->file);
	json_text(json, "issue_confidence", "HIGH");
	json_open_map(json, "issue_cwe");
	json_int(json, "id", b->cwe);
	json_close_map(json);
	json_text(json, "issue_severity", b->severity);
	json_text(json, "issue_text", b->text);
	json_int(json, "line_number", b->line);
	json_text(json, "test_id", b->test);
	json_text(json, "test_name", b->name);
	json_close_map(json);
}

static bool bandit_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_open_list(&json, "errors");
	json_close_list(&json);
	json_time(&json, "generated_at", week_time(estate, week) + 240);
	json_open_map(&json, "metrics");
	json_close_map(&json);
	json_open_list(&json, "results");
	for (size_t i = 0; i < sizeof BANDIT / sizeof *BANDIT; i++)
		if (life_seen(&BANDIT[i].life, week))
			add_bandit(&json, &BANDIT[i]);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"tools", "bandit", "json", false}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

// ---- Gitleaks ----

// The keys are those that AWS prints in its own manuals, and words.
static const struct leak {
	const char *rule, *description, *file, *secret;
	int line;
	struct life life;
} LEAKS[] = {
	{"aws-access-token",
	 "AWS access key",
	 "ingest/fixtures/env.sample",
	 "AKIAIOSFODNN7EXAMPLE",
	 3,
	 {0, 2, NEVER}},
	{"generic-api-key",
	 "An API key in the clear",
	 "labeling/client.py",
	 "not-a-real-key-but-it-looks-like-one",
	 27,
	 {7, WEEKS, NEVER}},
};

static void add_leak(struct json_out *json, const struct leak *leak, const char *commit)
{
	json_open_map(json, NULL);
	json_text(json, "Description", leak->description);
	json_int(json, "StartLine", leak->line);
	json_int(json, "EndLine", leak->line);
	json_text(json, "Match", leak->secret);
	json_text(json, "Secret", leak->secret);
	json_text(json, "File", leak->file);
	json_text(json, "Commit", commit);
	json_text(json, "RuleID", leak->rule);
	json_close_map(json);
}

static bool gitleaks_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_list(&json, NULL);
	for (size_t i = 0; i < sizeof LEAKS / sizeof *LEAKS; i++)
		if (life_seen(&LEAKS[i].life, week))
			add_leak(&json, &LEAKS[i], week_commit(estate, LEAKS[i].life.from));
	json_close_list(&json);
	bool done = scan_write(estate, &(struct scan_name){"secrets", "gitleaks", "json", false},
			       week, &text, err);
	str_fini(&text);
	return done;
}

bool tools_write(const struct estate *estate, struct err *err)
{
	for (int week = 0; week < week_count(estate); week++)
		if (!bandit_write(estate, week, err) || !gitleaks_write(estate, week, err))
			return false;
	return true;
}
