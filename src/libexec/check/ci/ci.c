#include "libexec/check/ci/ci.h"

#include "findings/check/container.h"

#include <string.h>

static void say(struct check_work *work, const char *subject, const char *rule,
		struct judgement *judgement)
{
	check_result(work, subject, rule, judgement);
	str_fini(&judgement->why);
}

bool ci_hopes_for_role(const struct job *job)
{
	return job->local && !job->signs_in && !job->has_role && job->permission != OUTCOME_FAIL;
}

static void judge_runner(const struct job *job, struct judgement *j)
{
	if (job->any_runner)
		judge(j, OUTCOME_UNSEEN,
		      "uses %s in a group of runners: whether they are your own is not in the file",
		      job->cloud);
	else
		judge(j, OUTCOME_NONE, "a runner of your own: its role is the machine's");
}

static void judge_role(const struct job *job, struct judgement *j)
{
	j->line = job->cloud_line;
	if (job->has_role)
		j->outcome = OUTCOME_PASS;
	else if (ci_hopes_for_role(job))
		judge(j, OUTCOME_NONE, "it may sign in by %s, which is judged in its own file",
		      job->local);
	else if (job->connection)
		judge(j, OUTCOME_UNSEEN,
		      "whether %.80s has keys or assumes a role by OIDC is not in the file",
		      job->connection);
	else if (job->own_runner)
		judge_runner(job, j);
	else
		judge(j, OUTCOME_FAIL, "uses %s and assumes no role by OIDC", job->cloud);
}

static void judge_permission(const struct job *job, struct judgement *j)
{
	j->line = job->permission_line ? job->permission_line : job->line;
	if (job->own_runner && !job->has_role &&
	    (!job->any_runner || job->permission == OUTCOME_FAIL))
		judge_runner(job, j);
	else
		judge(j, job->permission, "uses %s, and %s", job->cloud,
		      job->permission_why ? job->permission_why : "");
}

void ci_say_needed(struct check_work *work, struct check_call call)
{
	while (!strncmp(call.path, "./", 2))
		call.path += 2;
	call.path += strspn(call.path, "/");
	check_needs(work, &call);
}

void ci_judge_role(struct check_work *work, const struct job *job)
{
	struct judgement role = {0};
	judge_role(job, &role);
	say(work, job->subject, "oidc-role", &role);
}

void ci_judge_job(struct check_work *work, const struct job *job)
{
	struct judgement permission = {0};
	work->things++;
	if (!job->cloud)
		return;
	ci_judge_role(work, job);
	judge_permission(job, &permission);
	say(work, job->subject, "oidc-permission", &permission);
}

// ---- Keys ----

static void fail_key(struct key_search *search, struct judgement *j)
{
	search->found = true;
	say(search->work, search->subject, "stored-key", j);
}

static bool has_secret(const struct yaml_node *node, struct slice name)
{
	if (node->kind == YAML_SCALAR)
		return node->key && slice_is(name, node->key) && strcasestr(node->text, "secrets");
	for (YAML_EACH(child, node))
		if (has_secret(child, name))
			return true;
	return false;
}

// Keys that a script sets from what is stored, or from nobody knows where.
static void judge_assignments(struct key_search *search, const struct yaml_node *node)
{
	struct ci_assignment set;
	const char *from = node->text;
	while ((from = ci_next_assignment(node->text, from, &set))) {
		struct judgement j = {.line = node->key_line ? node->key_line : node->line};
		bool secret = set.variable.len && has_secret(search->document, set.variable);
		if (!secret && search->assumes && !set.is_text)
			continue;
		if (set.is_output && !secret)
			judge(&j, OUTCOME_UNSEEN, "%s is set from the output of a command",
			      set.key);
		else
			judge(&j, OUTCOME_FAIL, "a script sets %s from %s%.80s", set.key,
			      secret ? "a stored secret: " : "",
			      set.is_text ? "a text" : set.value);
		fail_key(search, &j);
	}
}

// What a text is made from.
struct sources {
	bool secret;  // a stored one
	bool unknown; // a variable that nobody knows
	bool key;     // a key's own variable, handed on
};

static struct sources sources_of(const struct key_search *search, struct slice text)
{
	struct sources sources = {0};
	struct ci_variable variable;
	sources.secret = memmem(text.at, text.len, "secrets.", 8) ||
			 memmem(text.at, text.len, "secrets[", 8);
	while (ci_next_variable(&text, &variable)) {
		bool secret = has_secret(search->document, variable.name);
		sources.secret |= secret && !variable.is_key;
		sources.key |= variable.is_key;
		sources.unknown |= !secret && !variable.is_key && !variable.is_place;
	}
	return sources;
}

// A file may be filled on another line than the one that names it.
static void judge_handover(struct key_search *search, const struct yaml_node *node,
			   const struct ci_handover *hand)
{
	struct judgement j = {.line = node->key_line ? node->key_line : node->line};
	struct sources line = sources_of(search, hand->line),
		       all = hand->is_file ? sources_of(search, slice_of(node->text)) : line;
	if (all.secret)
		judge(&j, OUTCOME_FAIL, "a script hands over a stored secret: %s", hand->what);
	else if ((!hand->is_file && !hand->is_login) || search->assumes ||
		 (line.key && !line.unknown))
		return;
	else if (hand->is_login || line.unknown)
		judge(&j, OUTCOME_FAIL, "a script hands over keys: %s", hand->what);
	else
		judge(&j, OUTCOME_UNSEEN, "a script has a file of keys that is not seen: %s",
		      hand->what);
	fail_key(search, &j);
}

static bool is_prose(const char *key)
{
	static const char *const KEYS[] = {"name", "description", "if",		"id",
					   "uses", "title",	  "displayName"};
	for (size_t i = 0; key && i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcmp(key, KEYS[i]))
			return true;
	return false;
}

static void judge_script(struct key_search *search, const struct yaml_node *node)
{
	bool before = search->found;
	struct slice rest = slice_of(node->text);
	struct ci_handover hand;
	search->found = false;
	judge_assignments(search, node);
	while (!search->found && !is_prose(node->key) && ci_next_handover(&rest, &hand))
		judge_handover(search, node, &hand);
	search->found |= before;
}

// A variable that names a file of keys: what is in it stands elsewhere.
static bool judge_key_file(struct key_search *search, const struct yaml_node *node)
{
	struct judgement j = {.line = node->key_line};
	if (!node->key || !ci_is_key_file(node->key) || !*node->text ||
	    (strchr(node->text, '$') && ci_is_harmless(node->text)))
		return false;
	if (strcasestr(node->text, "secrets"))
		judge(&j, OUTCOME_FAIL, "a stored secret is a file of keys: %s", node->key);
	else if (search->assumes)
		return false;
	else
		judge(&j, OUTCOME_UNSEEN, "what the file of keys has is not seen: %s", node->key);
	fail_key(search, &j);
	return true;
}

static void judge_value(struct key_search *search, const char *key, const struct yaml_node *node)
{
	struct judgement j = {.line = node->key_line ? node->key_line : node->line};
	const char *cloud = key ? ci_key_cloud(key) : NULL;
	const char *stored = ci_stored_key(node->text);
	if (judge_key_file(search, node))
		return;
	if (ci_is_every_secret(node->text))
		judge(&j, OUTCOME_UNSEEN, "every stored secret is handed over: toJSON(secrets)");
	else if (ci_is_harmless(node->text) || (!cloud && !stored)) {
		judge_script(search, node);
		return;
	} else if (stored)
		judge(&j, OUTCOME_FAIL, "a stored secret holds a long-lived key: %s", stored);
	else
		judge(&j, OUTCOME_FAIL, "%s is a long-lived key of %s", key, cloud);
	fail_key(search, &j);
}

// {value: …, description: …} of a variable that is named as a key; or where it is fetched from.
static bool is_value_of(const char *key)
{
	static const char *const KEYS[] = {"value", "default", "options"};
	for (size_t i = 0; key && i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcmp(key, KEYS[i]))
			return true;
	return false;
}

static bool is_vault(const char *key)
{
	static const char *const KEYS[] = {"vault", "azure_key_vault", "gcp_secret_manager",
					   "aws_secrets_manager"};
	for (size_t i = 0; key && i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcmp(key, KEYS[i]))
			return true;
	return false;
}

static void judge_vault(struct key_search *search, const char *key, const struct yaml_node *node)
{
	struct judgement j = {.line = node->key_line};
	judge(&j, OUTCOME_UNSEEN, "%s comes from a vault: whether it is long-lived is not seen",
	      key);
	fail_key(search, &j);
}

// `key`: what the values below are called by, or NULL.
static void search_values(struct key_search *search, const char *key, const struct yaml_node *node)
{
	if (node && node->kind == YAML_SCALAR)
		judge_value(search, key, node);
	for (YAML_EACH(child, node)) {
		bool named = key && ci_key_cloud(key);
		if (named && is_vault(child->key))
			judge_vault(search, key, child);
		bool value = !child->key || is_value_of(child->key);
		search_values(search, named && value ? key : child->key, child);
	}
}

void ci_find_keys(struct key_search *search, const char *key, const struct yaml_node *node)
{
	search_values(search, key, node);
}

void ci_judge_values(struct key_search search, const struct yaml_node *node)
{
	struct judgement fine = {0};
	search_values(&search, node ? node->key : NULL, node);
	if (node && !search.found)
		say(search.work, search.subject, "stored-key", &fine);
}

void ci_judge_text(struct check_work *work)
{
	struct slice rest = work->text;
	bool found = false;
	for (int line = 1; rest.len; line++) {
		struct judgement j = {.line = line};
		size_t at;
		if (!secret_is_key(slice_cut(&rest, '\n'), &at))
			continue;
		judge(&j, OUTCOME_FAIL, "an access key of AWS stands here");
		say(work, "", "static-key", &j);
		found = true;
	}
	struct judgement fine = {0};
	if (!found)
		say(work, "", "static-key", &fine);
}
