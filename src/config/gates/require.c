#include "config/gates/gates_private.h"

#include "findings/target.h"

#include <string.h>

// One member of `require` being read.
struct requiring {
	struct gates_reading *reading;
	struct gate_requirement *to;
};

static void read_class(struct requiring *r, const struct yaml_node *node)
{
	struct gate_words words;
	if (!gates_words(r->reading, node, &words))
		return;
	r->to->classes = 0;
	for (size_t i = 0; i < words.count; i++) {
		enum finding_class class;
		if (finding_class_read(slice_of(words.at[i]), &class))
			r->to->classes |= 1u << class;
		else
			gates_fault(r->reading, node->line, "'%s' is no class of findings",
				    words.at[i]);
	}
}

static void read_tool(struct requiring *r, const struct yaml_node *node)
{
	gates_words(r->reading, node, &r->to->tools);
}

static void read_target(struct requiring *r, const struct yaml_node *node)
{
	struct gate_words words;
	if (!gates_words(r->reading, node, &words))
		return;
	for (size_t i = 0; i < words.count; i++) { // its end: still a text
		struct slice familiar = target_familiar(slice_of(words.at[i]));
		words.at[i] = target_folded(familiar, &r->reading->file->arena).at;
	}
	r->to->targets = words;
}

static void read_target_kind(struct requiring *r, const struct yaml_node *node)
{
	gates_text(r->reading, node, &r->to->target_kind);
}

static void read_category(struct requiring *r, const struct yaml_node *node)
{
	gates_text(r->reading, node, &r->to->category);
}

static void read_packs(struct requiring *r, const struct yaml_node *node)
{
	gates_words(r->reading, node, &r->to->packs);
}

static void read_files(struct requiring *r, const struct yaml_node *node)
{
	gates_words(r->reading, node, &r->to->files);
}

static void read_max_age(struct requiring *r, const struct yaml_node *node)
{
	gates_age(r->reading, node, &r->to->max_age);
}

static void read_bind(struct requiring *r, const struct yaml_node *node)
{
	static const char *const WORDS[] = {"digest", "commit"};
	bool commit;
	if (gates_choice(r->reading, node, WORDS, &commit))
		r->to->bind = commit ? GATE_BIND_COMMIT : GATE_BIND_DIGEST;
}

static void read_partial(struct requiring *r, const struct yaml_node *node)
{
	static const char *const WORDS[] = {"refuse", "allow"};
	gates_choice(r->reading, node, WORDS, &r->to->parts);
}

static const struct {
	struct gate_key key;
	void (*read)(struct requiring *r, const struct yaml_node *node);
} KEYS[] = {
	{{"class", "a class of findings, or a list: a scan of any of them will do"}, read_class},
	{{"tool", "a tool, or a list: a scan by any of them, in any edition, will do"}, read_tool},
	{{"target", "what must have been scanned, or a list: each of them; without it what is "
		    "judged, each target that is known of this kind of scan; a branch is "
		    "part of the name: NAME@BRANCH"},
	 read_target},
	{{"target_kind", "repo, image, fs, cluster, url, account or host"}, read_target_kind},
	{{"category", "what tells scans of one tool and target apart: full, nightly; with the "
		      "report's own part "
		      "behind a blank: nightly terraform_plan"},
	 read_category},
	{{"packs", "rule packs that must all have been in the scan; * is any text"}, read_packs},
	{{"files", "files, as lockfiles, of which each must have been looked at; with * or ? all "
		   "of the working tree that fit (see --tree); without / the last part of a path; "
		   "that none fits is incomplete"},
	 read_files},
	{{"max_age", "how old it may be: 26h, 92d; needed unless it is bound"}, read_max_age},
	{{"bind",
	  "digest or commit: it must tell the --digest or --commit that is judged; one that tells "
	  "none is of something else"},
	 read_bind},
	{{"partial",
	  "what tells that it saw only a part: refuse (refuse), or allow, if it shows something "
	  "that it saw"},
	 read_partial},
};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

const struct gate_key *gates_scan_key_at(size_t index)
{
	return index < KEY_COUNT ? &KEYS[index].key : NULL;
}

static void read_members(struct requiring *r, const struct yaml_node *node)
{
	for (const struct yaml_node *child = node->child; child; child = child->next) {
		size_t key = 0;
		while (key < KEY_COUNT && strcmp(KEYS[key].key.name, child->key) != 0)
			key++;
		if (key < KEY_COUNT)
			KEYS[key].read(r, child);
		else
			gates_unknown_key(r->reading, child, gates_scan_key_at);
	}
}

static void read_requirement(struct gates_reading *reading, const struct yaml_node *node,
			     struct gate_requirement *out)
{
	struct requiring r = {reading, out};
	size_t before = reading->file->problem_count;
	*out = (struct gate_requirement){
		.name = node->key,
		.line = node->key_line,
	};
	if (node->kind != YAML_MAP) {
		gates_fault(reading, node->line, "'%s' is a map of keys", node->key);
		return;
	}
	read_members(&r, node);
	if (!out->max_age && out->bind == GATE_BIND_NONE && reading->file->problem_count == before)
		gates_fault(reading, node->key_line,
			    "'%s' says neither 'max_age' nor 'bind': any old scan would do",
			    node->key);
}

static size_t count_members(const struct yaml_node *node)
{
	size_t count = 0;
	for (const struct yaml_node *child = node->child; child; child = child->next)
		count++;
	return count;
}

void gates_read_required(struct gates_reading *reading, const struct yaml_node *node,
			 struct gate_policy *policy)
{
	if (node->kind != YAML_MAP) {
		gates_fault(reading, node->line, "'require' is a map from names to scans");
		return;
	}
	struct gate_requirement *all =
		arena_alloc(&reading->file->arena,
			    (policy->required_count + count_members(node) + 1) * sizeof *all);
	size_t count = policy->required_count;
	if (count)
		memcpy(all, policy->required, count * sizeof *all);
	for (const struct yaml_node *child = node->child; child; child = child->next) {
		size_t at = 0;
		while (at < count && strcmp(all[at].name, child->key) != 0)
			at++;
		read_requirement(reading, child, &all[at]);
		count += at == count;
	}
	policy->required = all;
	policy->required_count = count;
}
