#include "libexec/check/ci/ci.h"

#include "base/file.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// Jenkinsfiles are programs (Groovy): looked at line by line as a text, which is said. A job runs
// on an agent of one's own, so that its role is the machine's. Source: the plugins "AWS
// Credentials", "Pipeline: AWS Steps" and "Credentials Binding".

bool jenkins_is(const struct check_work *work)
{
	const char *name = file_base(work->name);
	static const char WORD[] = "jenkinsfile";
	size_t len = strlen(name), end = sizeof ".jenkinsfile" - 1;
	if (slice_ends(slice_of(name), ".yml") || slice_ends(slice_of(name), ".yaml"))
		return false;
	return !strncasecmp(name, WORD, sizeof WORD - 1) ||
	       (len > end && !strcasecmp(name + len - end, ".jenkinsfile"));
}

static const char *find(struct slice line, const char *text)
{
	return line.len ? memmem(line.at, line.len, text, strlen(text)) : NULL;
}

static bool has(struct slice line, const char *text)
{
	return find(line, text);
}

// Up to the bracket that closes the first; it may be on a later line. Of one that is never closed
// no more is looked at than a step is long.
static struct slice within_brackets(struct slice text)
{
	enum { STEP_MAX = 4096 };
	int depth = 0;
	text.len = text.len < STEP_MAX ? text.len : STEP_MAX;
	for (size_t i = 0; i < text.len; i++) {
		depth += (text.at[i] == '(') - (text.at[i] == ')');
		if (text.at[i] == ')' && depth <= 0)
			return (struct slice){text.at, i};
	}
	return text;
}

// Whether a step of that name begins on the line and has the word within its brackets.
static bool step_has(struct slice line, struct slice all, const char *name, const char *word)
{
	const char *at = line.at;
	while ((at = find((struct slice){at, line.len - (size_t)(at - line.at)}, name))) {
		bool begins = at == line.at || (!isalnum((unsigned char)at[-1]) && at[-1] != '_');
		struct slice rest = {at, all.len - (size_t)(at - all.at)};
		if (begins && has(within_brackets(rest), word))
			return true;
		at++;
	}
	return false;
}

// A line that hands over what is stored as credentials, in words for it; or NULL.
static const char *stored_in(struct slice line, struct slice all)
{
	static const char *const NAMES[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
					    "AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET",
					    "GOOGLE_APPLICATION_CREDENTIALS"};
	if (has(line, "AmazonWebServicesCredentialsBinding"))
		return "stored credentials of AWS are bound (AmazonWebServicesCredentialsBinding)";
	if (step_has(line, all, "aws(", "credentialsId"))
		return "stored credentials of AWS are bound (aws)";
	if (has(line, "'ecr:") || has(line, "\"ecr:"))
		return "stored credentials of AWS sign in to a registry (ecr:)";
	if (has(line, "azureServicePrincipal("))
		return "stored credentials of Azure are bound (azureServicePrincipal)";
	if (step_has(line, all, "withAWS(", "credentials"))
		return "withAWS takes stored credentials";
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (has(line, NAMES[i]) && (has(line, "credentials(") ||
					    has(line, "credentialsId") || has(line, "ariable:")))
			return "stored credentials are put into a key's variable";
	return NULL;
}

// A line of Groovy: its comment is none of it.
static struct slice code_of(struct slice line)
{
	struct slice code = slice_trim(line);
	return slice_starts(code, "//") || slice_starts(code, "*") ? (struct slice){0} : code;
}

static void read_line(struct check_work *work, struct slice line, int number,
		      struct key_search *search)
{
	const char *stored = stored_in(line, work->text);
	struct judgement j = {.line = number};
	struct yaml_node node = {.kind = YAML_SCALAR, .line = number};
	if (stored) {
		judge(&j, OUTCOME_FAIL, "%s", stored);
		check_result(work, "", "stored-key", &j);
		str_fini(&j.why);
		search->found = true;
		return;
	}
	if (slice_starts(line, "@Library") || slice_starts(line, "library ") ||
	    slice_starts(line, "library("))
		ci_say_unseen(work, "", number, "loads a library, which is not read");
	node.text = arena_slice(&work->arena, line);
	ci_find_keys(search, NULL, &node);
}

void jenkins_read(struct check_work *work)
{
	struct slice rest = work->text;
	struct yaml_node document = {.kind = YAML_MAP};
	struct key_search search = {work, "", &document, false, false};
	struct judgement text = {.line = 1}, fine = {0};
	search.assumes = has(rest, "assume-role-with-web-identity") || has(rest, "withAWS(role");
	for (int line = 1; rest.len; line++)
		read_line(work, code_of(slice_cut(&rest, '\n')), line, &search);
	work->things++;
	if (!search.found)
		check_result(work, "", "stored-key", &fine);
	judge(&text, OUTCOME_NONE,
	      "a Jenkinsfile is looked at line by line: what its program puts together is not "
	      "seen");
	check_result(work, "", "stored-key", &text);
	str_fini(&text.why);
}
