#include "plugins/scans/sarif/sarif.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static void add_word(struct str *out, const char *prefix, struct slice word)
{
	if (out->len)
		str_add_char(out, ' ');
	str_add_text(out, prefix);
	str_add_slice(out, word);
}

static struct slice digits(struct slice text)
{
	size_t len = 0;
	while (len < text.len && isdigit((unsigned char)text.at[len]))
		len++;
	return (struct slice){text.at, len};
}

// ---- CWE ----

static struct slice cwe_number(struct slice text)
{
	text = slice_trim(text);
	for (size_t at = 0; at + 4 < text.len; at++)
		if (!strncasecmp(text.at + at, "cwe", 3) &&
		    (text.at[at + 3] == '-' || text.at[at + 3] == '_')) {
			struct slice rest = {text.at + at + 4, text.len - at - 4};
			return digits(rest);
		}
	struct slice number = digits(text);
	return number.len == text.len ? number : (struct slice){0};
}

void sarif_add_cwe(struct str *out, const struct node *value)
{
	if (value && value->kind == NODE_LIST) {
		for (NODE_EACH(item, value))
			sarif_add_cwe(out, item->kind == NODE_LIST ? NULL : item);
		return;
	}
	struct slice number = node_text(value, "");
	number = cwe_number(number);
	bool fits = number.len && number.len < 8;
	while (number.len > 1 && *number.at == '0') // as scan_ids spells it
		number = slice_from(number, 1);
	if (fits)
		add_word(out, "CWE-", number);
}

// ---- CVE and GHSA ----

static size_t cve_length(struct slice text)
{
	if (text.len < 9 || strncasecmp(text.at, "CVE-", 4) != 0)
		return 0;
	struct slice rest = {text.at + 4, text.len - 4}, year = digits(rest);
	if (year.len != 4 || rest.len < 6 || rest.at[4] != '-')
		return 0;
	struct slice number = digits((struct slice){rest.at + 5, rest.len - 5});
	return number.len >= 4 ? 4 + 5 + number.len : 0;
}

static size_t ghsa_length(struct slice text)
{
	enum { LENGTH = 19 };
	if (text.len < LENGTH || strncasecmp(text.at, "GHSA-", 5) != 0)
		return 0;
	for (size_t i = 5; i < LENGTH; i++) {
		bool dash = i % 5 == 4;
		if (dash ? text.at[i] != '-' : !isalnum((unsigned char)text.at[i]))
			return 0;
	}
	return LENGTH;
}

void sarif_add_ids(struct str *out, struct slice text)
{
	while (text.len) {
		size_t len = cve_length(text);
		len = len ? len : ghsa_length(text);
		if (len)
			add_word(out, "", (struct slice){text.at, len});
		text.at += len ? len : 1;
		text.len -= len ? len : 1;
	}
}

// ---- Tools ----

static const struct {
	const char *word; // the tool's name has it, or a word that begins so, in lower case
	enum finding_class class;
	bool mixed;   // it looks for secrets beside, unless it is told otherwise
	bool guesses; // its rules of credentials go by a variable's name
} TOOLS[] = {
	{"gitleaks", FINDING_SECRET, false, false},
	{"trufflehog", FINDING_SECRET, false, false},
	{"detect-secrets", FINDING_SECRET, false, false},
	{"ggshield", FINDING_SECRET, false, false},
	{"gitguardian", FINDING_SECRET, false, false},
	{"secretlint", FINDING_SECRET, false, false},
	{"noseyparker", FINDING_SECRET, false, false},
	{"nosey parker", FINDING_SECRET, false, false},
	{"kingfisher", FINDING_SECRET, false, false},
	{"talisman", FINDING_SECRET, false, false},
	{"whispers", FINDING_SECRET, false, false},
	{"jfrog secrets", FINDING_SECRET, false, false},
	{"checkov", FINDING_IAC, true, false},
	{"tfsec", FINDING_IAC, false, false},
	{"kics", FINDING_IAC, true, false},
	{"terrascan", FINDING_IAC, false, false},
	{"cfn", FINDING_IAC, false, false},
	{"kube", FINDING_IAC, false, false},
	{"hadolint", FINDING_IAC, false, false},
	{"snyk iac", FINDING_IAC, false, false},
	{"jfrog terraform", FINDING_IAC, false, false},
	{"regula", FINDING_IAC, false, false},
	{"wiz", FINDING_IAC, false, false},
	{"dockle", FINDING_CONTAINER, false, false},
	{"trivy", FINDING_CONTAINER, true, false},
	{"grype", FINDING_CONTAINER, false, false},
	{"anchore", FINDING_CONTAINER, false, false},
	{"clair", FINDING_CONTAINER, false, false},
	{"dependency-check", FINDING_DEPENDENCY, false, false},
	{"osv", FINDING_DEPENDENCY, false, false},
	{"govulncheck", FINDING_DEPENDENCY, false, false},
	{"audit", FINDING_DEPENDENCY, false, false},
	{"snyk open source", FINDING_DEPENDENCY, false, false},
	{"xray", FINDING_DEPENDENCY, false, false},
	{"mend sast", FINDING_CODE, false, false},
	{"mend", FINDING_DEPENDENCY, false, false},
	{"snyk container", FINDING_CONTAINER, false, false},
	{"docker scout", FINDING_CONTAINER, false, false},
	{"zap", FINDING_DAST, false, false},
	{"nuclei", FINDING_DAST, false, false},
	{"bandit", FINDING_CODE, false, true},
	{"gosec", FINDING_CODE, false, true},
	{"semgrep", FINDING_CODE, false, true},
	{"opengrep", FINDING_CODE, false, true},
};

// A word that begins so: "mend" is in no "recommender".
static bool has_word(struct slice text, const char *word)
{
	size_t len = strlen(word);
	for (size_t at = 0; text.at && at + len <= text.len; at++)
		if (!strncasecmp(text.at + at, word, len) &&
		    (!at || !isalpha((unsigned char)text.at[at - 1])))
			return true;
	return false;
}

// Snyk's rules are named by ids of its own: the common ones begin what they say.
static void take_named(struct sarif_run *run)
{
	for (size_t i = 0; i < run->rules.len; i++) {
		struct sarif_rule *rule = &run->rules.at[i];
		if (rule->named.len)
			rule->ids = WORDS(run->file->arena, rule->ids, SLICE(" "), rule->named);
	}
}

void sarif_know_tool(struct sarif_run *run)
{
	struct slice name = sarif_tool(run);
	if (has_word(name, "snyk open source"))
		take_named(run);
	run->class = FINDING_CODE;
	run->is_trivy = slice_is(name, "Trivy");
	for (size_t i = 0; i < sizeof TOOLS / sizeof *TOOLS; i++) {
		if (!has_word(name, TOOLS[i].word))
			continue;
		run->class = TOOLS[i].class;
		run->is_mixed = TOOLS[i].mixed;
		run->guesses = TOOLS[i].guesses;
		return;
	}
}
