#include "base/digest.h"
#include "cmd/gate/gate.h"
#include "collect/files.h"
#include "findings/target.h"

#include <string.h>

// The command line being read; memory is the arena's.
struct subject_reading {
	const struct invocation *invocation;
	const struct gate_policy *policy;
	struct arena *arena;
	struct gate_subject *to;
};

static const char *option(const struct subject_reading *reading, const char *name)
{
	return invocation_option(reading->invocation, name);
}

static bool is_hex(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("0123456789abcdef", text.at[i]) || !text.at[i])
			return false;
	return text.len > 0;
}

static bool read_digest(struct subject_reading *reading, struct err *err)
{
	const char *told = option(reading, "digest");
	if (!told)
		return true;
	reading->to->digest = digest_named(told);
	return reading->to->digest ||
	       err_set(err, ERR_INVALID,
		       "--digest: '%s' is not sha256: and 64 hexadecimal digits; a tag is no "
		       "evidence",
		       told);
}

static bool read_commit(struct subject_reading *reading, struct err *err)
{
	enum { SHA1_DIGITS = 40, SHA256_DIGITS = 64 };
	const char *commit = option(reading, "commit");
	struct slice text = slice_of(commit);
	reading->to->commit = commit;
	return !commit ||
	       (is_hex(text) && (text.len == SHA1_DIGITS || text.len == SHA256_DIGITS)) ||
	       err_set(err, ERR_INVALID,
		       "--commit: '%s' is not a commit in full, 40 hexadecimal digits", commit);
}

static bool read_targets(struct subject_reading *reading, struct err *err)
{
	struct slice rest = slice_of(option(reading, "target"));
	struct gate_words *targets = &reading->to->targets;
	targets->at = arena_alloc(reading->arena, (rest.len + 1) * sizeof *targets->at);
	while (rest.at) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		if (!name.len)
			return err_set(err, ERR_INVALID, "--target: a name is empty");
		name = target_folded(target_familiar(name), reading->arena);
		targets->at[targets->count++] = arena_slice(reading->arena, name);
	}
	return true;
}

// What the gate requires by name is judged too.
static void add_required_targets(struct subject_reading *reading)
{
	struct gate_words *also = &reading->to->also;
	size_t count = 0;
	for (size_t i = 0; i < reading->policy->required_count; i++)
		count += reading->policy->required[i].targets.count;
	also->at = arena_alloc(reading->arena, (count + 1) * sizeof *also->at);
	for (size_t i = 0; i < reading->policy->required_count; i++) {
		const struct gate_words *targets = &reading->policy->required[i].targets;
		for (size_t t = 0; t < targets->count; t++)
			also->at[also->count++] = targets->at[t];
	}
}

static bool read_tree(struct subject_reading *reading, struct err *err)
{
	static const struct files_filter FILTER = {.exclude = ".git node_modules", .by_name = true};
	const char *path = option(reading, "tree");
	struct file_list list;
	if (!path)
		return true;
	if (!files_walk(path, &FILTER, reading->arena, &list, err))
		return err_wrap(err, "--tree");
	if (list.astray || list.unnamed)
		reading->to->tree_astray =
			list.astray ? list.one_astray : "a name that is not UTF-8";
	struct gate_words *tree = arena_alloc(reading->arena, sizeof *tree);
	tree->at = arena_alloc(reading->arena, (list.count + 1) * sizeof *tree->at);
	for (size_t i = 0; i < list.count; i++)
		tree->at[tree->count++] = list.files[i].name;
	reading->to->tree = tree;
	return true;
}

bool gate_read_subject(const struct invocation *invocation, const struct gate_policy *policy,
		       struct arena *arena, struct gate_subject *out, struct err *err)
{
	struct subject_reading reading = {invocation, policy, arena, out};
	*out = (struct gate_subject){
		.now = invocation->session->now,
		.only_new = option(&reading, "new-since") != NULL,
		.handed = option(&reading, "scan") != NULL,
	};
	add_required_targets(&reading);
	return read_digest(&reading, err) && read_commit(&reading, err) &&
	       read_targets(&reading, err) && read_tree(&reading, err);
}
