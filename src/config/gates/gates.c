#include "config/gates/gates.h"

#include "base/file.h"
#include "config/gates/gates_private.h"

#include <stdlib.h>
#include <string.h>

// ---- Problems ----

bool gates_fault(struct gates_reading *reading, int line, const char *format, ...)
{
	struct gate_file *file = reading->file;
	va_list args;
	str_addf(&file->problems, "%s%s:%d: ", file->problem_count ? "\n" : "", reading->name,
		 line);
	va_start(args, format);
	str_addv(&file->problems, format, args);
	va_end(args);
	file->problem_count++;
	return false;
}

bool gates_unknown_key(struct gates_reading *reading, const struct yaml_node *node,
		       const struct gate_key *(*key_at)(size_t index))
{
	for (size_t i = 0; key_at(i); i++)
		if (text_is_near(key_at(i)->name, node->key))
			return gates_fault(reading, node->key_line,
					   "unknown key '%s', did you mean '%s'?", node->key,
					   key_at(i)->name);
	return gates_fault(reading, node->key_line, "unknown key '%s'", node->key);
}

// ---- One gate ----

static const char *const BLOCK_OR_ALLOW[] = {"allow", "block"};

static void read_kev(struct gates_reading *reading, const struct yaml_node *node,
		     struct gate_policy *policy)
{
	gates_choice(reading, node, BLOCK_OR_ALLOW, &policy->exploited);
}

static void read_kev_age(struct gates_reading *reading, const struct yaml_node *node,
			 struct gate_policy *policy)
{
	gates_age(reading, node, &policy->exploited_age);
}

static void read_secrets(struct gates_reading *reading, const struct yaml_node *node,
			 struct gate_policy *policy)
{
	gates_choice(reading, node, BLOCK_OR_ALLOW, &policy->secrets);
}

static void read_acceptances(struct gates_reading *reading, const struct yaml_node *node,
			     struct gate_policy *policy)
{
	gates_choice(reading, node, BLOCK_OR_ALLOW, &policy->acceptances);
}

static const struct gate_policy *find_gate(const struct gates_reading *reading, const char *name)
{
	for (size_t i = 0; i < reading->gates.len; i++)
		if (strcmp(reading->gates.at[i].name, name) == 0)
			return &reading->gates.at[i];
	return NULL;
}

// Taken before all other keys, wherever it stands.
static void read_like(struct gates_reading *reading, const struct yaml_node *node,
		      struct gate_policy *policy)
{
	const char *name = "";
	(void)policy;
	if (gates_text(reading, node, &name) && !find_gate(reading, name))
		gates_fault(reading, node->line, "there is no gate '%s' above", name);
}

static const struct {
	struct gate_key key;
	void (*read)(struct gates_reading *reading, const struct yaml_node *node,
		     struct gate_policy *policy);
} GATE_KEYS[] = {
	{{"like", "another gate, further up: all that is not said here is as there"}, read_like},
	{{"allow", "how many findings may be open, by severity (critical, high, medium, low, info, "
		   "unknown), or by class (code, dependency, container, iac, secret, dast, "
		   "posture, hardening, load) and severity: a whole number, or any; critical and "
		   "unknown are 0 unless it is said, all others any"},
	 gates_read_allow},
	{{"kev", "what is known to be exploited: block at any severity (block), or allow"},
	 read_kev},
	{{"kev_age", "how old the catalogue that tells what is exploited may be, where "
		     "vulnerabilities are judged (14d); without one nothing is known"},
	 read_kev_age},
	{{"secrets", "secrets at any severity: block (block), or allow"}, read_secrets},
	{{"expired_acceptances",
	  "what was accepted and is no longer, at any severity: block (block), or allow"},
	 read_acceptances},
	{{"overdue", "a list of severities: what is over its due date blocks ([critical, high])"},
	 gates_read_overdue},
	{{"claims", "a list of severities at which it is enough that the report or the code "
		    "itself says so, not an ignore file ([info, low, medium, high]); also secrets; "
		    "never critical or "
		    "unknown, and never what is known to be exploited"},
	 gates_read_claims},
	{{"require", "the scans that must be there, a map from names to what each is"},
	 gates_read_required},
};
enum { GATE_KEY_COUNT = sizeof GATE_KEYS / sizeof *GATE_KEYS };

const struct gate_key *gates_key_at(size_t index)
{
	return index < GATE_KEY_COUNT ? &GATE_KEYS[index].key : NULL;
}

// CISA's catalogue is added to some times a week, and less about holidays.
enum { KEV_AGE = 14 * 86400 };

static struct gate_policy defaults(void)
{
	struct gate_policy policy = {
		.exploited = true,
		.exploited_age = KEV_AGE,
		.secrets = true,
		.acceptances = true,
		.overdue = 1u << LEVEL_CRITICAL | 1u << LEVEL_HIGH,
		.claims =
			1u << LEVEL_INFO | 1u << LEVEL_LOW | 1u << LEVEL_MEDIUM | 1u << LEVEL_HIGH,
	};
	for (int class = 0; class <= FINDING_CLASSES; class ++)
		for (int level = 0; level < FINDING_LEVELS; level++)
			policy.most[class][level] =
				class < FINDING_CLASSES ? GATE_UNSAID : GATE_ANY;
	policy.most[FINDING_CLASSES][LEVEL_CRITICAL] = 0;
	policy.most[FINDING_CLASSES][LEVEL_UNKNOWN] = 0;
	return policy;
}

static struct gate_policy starting_from(const struct gates_reading *reading,
					const struct yaml_node *node)
{
	const struct yaml_node *like = yaml_get(node, "like");
	const struct gate_policy *other =
		like && like->kind == YAML_SCALAR ? find_gate(reading, like->text) : NULL;
	return other ? *other : defaults();
}

static void read_gate(struct gates_reading *reading, const struct yaml_node *node)
{
	if (node->kind != YAML_MAP) {
		gates_fault(reading, node->line, "gate '%s' is a map of keys", node->key);
		return;
	}
	struct gate_policy policy = starting_from(reading, node);
	policy.name = node->key;
	policy.file = strcmp(reading->name, GATES_BUILT_IN_NAME) ? reading->name : NULL;
	for (const struct yaml_node *child = node->child; child; child = child->next) {
		size_t key = 0;
		while (key < GATE_KEY_COUNT && strcmp(GATE_KEYS[key].key.name, child->key) != 0)
			key++;
		if (key < GATE_KEY_COUNT)
			GATE_KEYS[key].read(reading, child, &policy);
		else
			gates_unknown_key(reading, child, gates_key_at);
	}
	*vec_push(&reading->gates) = policy;
}

// ---- The file ----

static const struct gate_key *root_key_at(size_t index)
{
	static const struct gate_key GATES = {"gates", "a map from names to gates"};
	return index ? NULL : &GATES;
}

static void read_root(struct gates_reading *reading, const struct yaml_node *root)
{
	if (!root || root->kind != YAML_MAP) {
		gates_fault(reading, root ? root->line : 1, "a map with 'gates' was expected");
		return;
	}
	for (const struct yaml_node *node = root->child; node; node = node->next) {
		if (strcmp(node->key, "gates") != 0)
			gates_unknown_key(reading, node, root_key_at);
		else if (node->kind != YAML_MAP)
			gates_fault(reading, node->line, "'gates' is a map from names to gates");
		else
			for (const struct yaml_node *gate = node->child; gate; gate = gate->next)
				read_gate(reading, gate);
	}
	if (!reading->gates.len && !reading->file->problem_count)
		gates_fault(reading, root->line, "there is no gate in it");
}

static bool finish(struct gates_reading *reading, struct err *err)
{
	struct gate_file *file = reading->file;
	file->count = reading->gates.len;
	file->gates = arena_alloc(&file->arena, (file->count + 1) * sizeof *file->gates);
	if (reading->gates.at)
		memcpy(file->gates, reading->gates.at, file->count * sizeof *file->gates);
	vec_fini(&reading->gates);
	if (file->problem_count == 1)
		return err_set(err, ERR_INVALID, "%s", str_text(&file->problems));
	return !file->problem_count ||
	       err_set(err, ERR_INVALID, "%s: %zu problems", reading->name, file->problem_count);
}

bool gates_parse(const char *name, struct slice text, struct gate_file *out, struct err *err)
{
	*out = (struct gate_file){0};
	struct gates_reading reading = {.file = out, .name = arena_text(&out->arena, name)};
	struct yaml_node *root;
	out->name = reading.name;
	if (!yaml_parse(reading.name, text, &out->arena, &root, err))
		return false;
	read_root(&reading, root);
	return finish(&reading, err);
}

bool gates_load(const char *path, struct gate_file *out, struct err *err)
{
	enum { BYTES_MAX = 4 << 20 };
	struct str text = {0};
	*out = (struct gate_file){0};
	bool done = file_read(path, BYTES_MAX, &text, err) &&
		    gates_parse(path, str_slice(&text), out, err);
	str_fini(&text);
	return done;
}

void gates_fini(struct gate_file *file)
{
	str_fini(&file->problems);
	arena_fini(&file->arena);
}

const struct gate_policy *gates_find(const struct gate_file *file, const char *name,
				     struct err *err)
{
	struct str names = {0};
	const struct gate_policy *found = !name && file->count == 1 ? file->gates : NULL;
	for (size_t i = 0; file->gates && !found && i < file->count; i++) {
		str_addf(&names, "%s%s", i ? ", " : "", file->gates[i].name);
		if (strcmp(file->gates[i].name, name ? name : "default") == 0)
			found = &file->gates[i];
	}
	if (!found && name)
		err_set(err, ERR_INVALID, "%s: there is no gate '%s'; there are %s", file->name,
			name, str_text(&names));
	else if (!found)
		err_set(err, ERR_INVALID, "%s: which gate? There are %s", file->name,
			str_text(&names));
	str_fini(&names);
	return found;
}
