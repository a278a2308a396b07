// Gate files: what they mean, what is refused and with which words, all of it at once.
#include "config/gates/gates.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static bool parse(const char *text, struct gate_file *file, struct err *err)
{
	*err = (struct err){0};
	return gates_parse("g.yaml", slice_of(text), file, err);
}

// ---- What is refused ----

#define GATE "gates:\n  a:\n"
#define SCAN GATE "    require:\n      s:\n"

static const struct {
	const char *text, *error;
} BAD[] = {
	{"", "g.yaml:1: a map with 'gates' was expected"},
	{"- a\n", "g.yaml:1: a map with 'gates' was expected"},
	{"gates: x\n", "g.yaml:1: 'gates' is a map from names to gates"},
	{"gates:\n", "g.yaml:1: 'gates' is a map from names to gates"},
	{"gates: {}\n", "g.yaml:1: there is no gate in it"},
	{"gate:\n  a:\n", "g.yaml:1: unknown key 'gate', did you mean 'gates'?"},
	{"gates:\n  a: x\n", "g.yaml:2: gate 'a' is a map of keys"},
	{GATE "    alow: {}\n", "g.yaml:3: unknown key 'alow', did you mean 'allow'?"},
	{GATE "    colour: blue\n", "g.yaml:3: unknown key 'colour'"},
	{GATE "    allow: 3\n",
	 "g.yaml:3: 'allow' is a map from severities and classes to numbers"},
	{GATE "    allow:\n      critcal: 0\n",
	 "g.yaml:4: 'critcal' is no severity and no class of findings"},
	{GATE "    allow: {critical: -1}\n", "g.yaml:3: 'critical' is a whole number or any"},
	{GATE "    allow: {critical: 0x10}\n", "g.yaml:3: 'critical' is a whole number or any"},
	{GATE "    allow: {high: }\n", "g.yaml:3: 'high' is a whole number or any"},
	{GATE "    allow: {high: 9999999999999999999999}\n",
	 "g.yaml:3: 'high' is a whole number or any"},
	{GATE "    allow: {code: 3}\n", "g.yaml:3: 'code' is a map from severities to numbers"},
	{GATE "    allow: {code: {hihg: 3}}\n", "g.yaml:3: 'hihg' is no severity"},
	{GATE "    kev: no\n", "g.yaml:3: 'kev' is allow or block"},
	{GATE "    secrets: [block]\n", "g.yaml:3: 'secrets' is allow or block"},
	{GATE "    expired_acceptances:\n", "g.yaml:3: 'expired_acceptances' is allow or block"},
	{GATE "    overdue: critical\n", "g.yaml:3: 'overdue' is a list of severities"},
	{GATE "    overdue: [dire]\n", "g.yaml:3: 'dire' is no severity"},
	{GATE "    claims: [critical]\n", "g.yaml:3: a claim is never enough for what is critical"},
	{GATE "    claims: [[low]]\n", "g.yaml:3: '…' is no severity"},
	{GATE "    like: b\n", "g.yaml:3: there is no gate 'b' above"},
	{GATE "    like: a\n", "g.yaml:3: there is no gate 'a' above"},
	{GATE "    like: [a]\n", "g.yaml:3: 'like' is a text"},
	{GATE "    require: [s]\n", "g.yaml:3: 'require' is a map from names to scans"},
	{SCAN, "g.yaml:4: 's' is a map of keys"},
	{SCAN "        max_age: often\n",
	 "g.yaml:5: 'often' is not a duration like 90s, 12h or 30d"},
	{SCAN "        max_age: 0s\n", "g.yaml:5: 'max_age' is at least a second"},
	{SCAN "        max_age: ''\n", "g.yaml:5: 'max_age' is a text"},
	{SCAN "        max_age:\n", "g.yaml:5: 'max_age' is a text"},
	{SCAN "        maxage: 1d\n", "g.yaml:5: unknown key 'maxage', did you mean 'max_age'?"},
	{SCAN "        class: code\n",
	 "g.yaml:4: 's' says neither 'max_age' nor 'bind': any old scan would do"},
	{SCAN "        class: sast\n", "g.yaml:5: 'sast' is no class of findings"},
	{SCAN "        bind: tag\n", "g.yaml:5: 'bind' is digest or commit"},
	{SCAN "        tool: []\n", "g.yaml:5: 'tool' names nothing"},
	{SCAN "        tool: ['']\n", "g.yaml:5: 'tool' is a text or a list of texts"},
	{SCAN "        packs: {a: b}\n", "g.yaml:5: 'packs' is a text or a list of texts"},
	{SCAN "        partial: maybe\n", "g.yaml:5: 'partial' is refuse or allow"},
	{GATE "    allow: &x {}\n", NULL}, // anchors are no YAML of ours
};

static void test_refused(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct gate_file file;
		struct err err;
		expect_true(!parse(BAD[i].text, &file, &err));
		expect_int(err.code, ERR_INVALID);
		if (BAD[i].error)
			expect_text(err.text, BAD[i].error);
		gates_fini(&file);
	}
}

static void test_all_at_once(void)
{
	struct gate_file file;
	struct err err;
	expect_true(!parse("gates:\n  a:\n    kev: no\n    allow: {dire: 0}\n  b:\n"
			   "    require:\n      s: {max_age: x}\n",
			   &file, &err));
	expect_text(err.text, "g.yaml: 3 problems");
	expect_int((int64_t)file.problem_count, 3);
	expect_text(str_text(&file.problems),
		    "g.yaml:3: 'kev' is allow or block\n"
		    "g.yaml:4: 'dire' is no severity and no class of findings\n"
		    "g.yaml:7: 'x' is not a duration like 90s, 12h or 30d");
	gates_fini(&file);
}

// ---- What is meant ----

static void test_values(void)
{
	struct gate_file file;
	struct err err;
	expect_true(parse(GATE
			  "    allow:\n      critical: any\n      high: 3\n      code: {high: 0}\n"
			  "    kev: allow\n    secrets: allow\n    expired_acceptances: allow\n"
			  "    overdue: []\n    claims: [low, secrets]\n"
			  "    require:\n"
			  "      dast:\n        class: [dast, load]\n        tool: zap\n"
			  "        target: [https://a, https://b]\n        target_kind: url\n"
			  "        category: full\n        max_age: 92d\n        partial: allow\n"
			  "      image: {bind: digest, packs: 'p/*', files: ['*.lock']}\n",
			  &file, &err));
	const struct gate_policy *p = &file.gates[0];
	const struct gate_requirement *r = p->required;
	expect_text(p->name, "a");
	expect_int(p->most[FINDING_CLASSES][LEVEL_CRITICAL], GATE_ANY);
	expect_int(p->most[FINDING_CLASSES][LEVEL_UNKNOWN], 0);
	expect_int(p->most[FINDING_CLASSES][LEVEL_HIGH], 3);
	expect_int(p->most[FINDING_CODE][LEVEL_HIGH], 0);
	expect_int(p->most[FINDING_CODE][LEVEL_CRITICAL], GATE_UNSAID);
	expect_true(!p->exploited && !p->secrets && !p->acceptances && !p->overdue);
	expect_int(p->claims, 1 << LEVEL_LOW | GATE_CLAIM_SECRETS);
	expect_int((int64_t)p->required_count, 2);
	expect_int(r->line, 13);
	expect_int(r->classes, 1 << FINDING_DAST | 1 << FINDING_LOAD);
	expect_text(r->tools.at[0], "zap");
	expect_int((int64_t)r->targets.count, 2);
	expect_text(r->targets.at[1], "https://b");
	expect_text(r->category, "full");
	expect_int(r->max_age, 92 * 86400);
	expect_true(r->parts && r->bind == GATE_BIND_NONE);
	expect_true(r[1].bind == GATE_BIND_DIGEST && !r[1].max_age && !r[1].parts);
	expect_text(r[1].files.at[0], "*.lock");
	gates_fini(&file);
}

static void test_like(void)
{
	struct gate_file file;
	struct err err;
	expect_true(parse("gates:\n  a:\n    kev: allow\n    allow: {high: 1}\n"
			  "    require:\n      x: {max_age: 1h}\n      y: {max_age: 2h}\n"
			  "  b:\n    allow: {low: 2}\n    require:\n      y: {max_age: 3h}\n"
			  "      z: {bind: commit}\n    like: a\n",
			  &file, &err));
	const struct gate_policy *a = &file.gates[0], *b = &file.gates[1];
	expect_true(!b->exploited);
	expect_int(b->most[FINDING_CLASSES][LEVEL_HIGH], 1);
	expect_int(b->most[FINDING_CLASSES][LEVEL_LOW], 2);
	expect_int(a->most[FINDING_CLASSES][LEVEL_LOW], GATE_ANY);
	expect_int((int64_t)a->required_count, 2);
	expect_int((int64_t)b->required_count, 3);
	expect_int(a->required[1].max_age, 7200);
	expect_int(b->required[1].max_age, 10800);
	expect_text(b->required[2].name, "z");
	expect_true(gates_find(&file, "b", &err) == b);
	expect_true(!gates_find(&file, "c", &err));
	expect_text(err.text, "g.yaml: there is no gate 'c'; there are a, b");
	expect_true(!gates_find(&file, NULL, &err));
	expect_text(err.text, "g.yaml: which gate? There are a, b");
	gates_fini(&file);
}

// What is not said is strict where it matters.
static void test_defaults(void)
{
	static const char *const TEXTS[] = {"gates: {default: {}}\n", GATES_BUILT_IN};
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		struct gate_file file;
		struct err err;
		expect_true(parse(TEXTS[i], &file, &err));
		const struct gate_policy *p = gates_find(&file, NULL, &err);
		expect_int(p->most[FINDING_CLASSES][LEVEL_CRITICAL], 0);
		expect_int(p->most[FINDING_CLASSES][LEVEL_UNKNOWN], 0);
		expect_int(p->most[FINDING_CLASSES][LEVEL_HIGH], GATE_ANY);
		expect_int(p->most[FINDING_SECRET][LEVEL_CRITICAL], GATE_UNSAID);
		expect_true(p->exploited && p->secrets && p->acceptances);
		expect_int(p->overdue, 1 << LEVEL_CRITICAL | 1 << LEVEL_HIGH);
		expect_int(p->claims & 1 << LEVEL_CRITICAL, 0);
		expect_int(p->claims & (1 << LEVEL_UNKNOWN | GATE_CLAIM_SECRETS), 0);
		gates_fini(&file);
	}
}

static void test_keys(void)
{
	for (size_t i = 0; gates_key_at(i); i++)
		expect_true(*gates_key_at(i)->name && *gates_key_at(i)->help);
	for (size_t i = 0; gates_scan_key_at(i); i++)
		expect_true(*gates_scan_key_at(i)->name && *gates_scan_key_at(i)->help);
}

int main(void)
{
	test_refused();
	test_all_at_once();
	test_values();
	test_like();
	test_defaults();
	test_keys();
	return test_done("config_gates");
}
