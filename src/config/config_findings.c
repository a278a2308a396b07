// The keys of gavel.yaml that are about findings: `owners` and `gates`, both lists.
#include "config/config_private.h"

#include "config/config_keys.h"

#include <ctype.h>
#include <string.h>

// ---- One rule of owners ----

struct owning {
	struct loading *l;
	struct owner_rule *to;
	struct json_out *shown;
};

static bool fault(struct loading *l, const struct yaml_node *node, const char *what)
{
	return config_fault(l, node->line,
			    arena_printf(&l->config->arena, "'%s' %s", node->key, what));
}

static bool is_word(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && *node->text && !yaml_is_null(node);
}

// A text or a list of texts; an empty list only where it means something.
static bool read_words(struct loading *l, const struct yaml_node *node, bool may_be_none,
		       struct owner_words *out)
{
	bool list = node->kind == YAML_LIST;
	const struct yaml_node *word = list ? node->child : node;
	size_t count = 0;
	*out = (struct owner_words){0};
	for (const struct yaml_node *one = word; one; one = list ? one->next : NULL, count++)
		if (!is_word(one))
			return fault(l, node, "is a text or a list of texts");
	if (!count && !may_be_none)
		return fault(l, node, "names nothing");
	out->count = count;
	out->at = arena_alloc(&l->config->arena, (count + 1) * sizeof *out->at);
	for (size_t i = 0; i < count; i++, word = word->next)
		out->at[i] = word->text;
	return true;
}

static bool read_target(struct owning *o, const struct yaml_node *node)
{
	return read_words(o->l, node, false, &o->to->targets);
}

static bool read_package(struct owning *o, const struct yaml_node *node)
{
	return read_words(o->l, node, false, &o->to->packages);
}

// Findings have the tool in lower case.
static bool read_tool(struct owning *o, const struct yaml_node *node)
{
	if (!read_words(o->l, node, false, &o->to->tools))
		return false;
	for (size_t i = 0; i < o->to->tools.count; i++) {
		char *lower = arena_text(&o->l->config->arena, o->to->tools.at[i]);
		for (char *c = lower; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		o->to->tools.at[i] = lower;
	}
	return true;
}

static bool read_class(struct owning *o, const struct yaml_node *node)
{
	struct owner_words words;
	if (!read_words(o->l, node, false, &words))
		return false;
	for (size_t i = 0; i < words.count; i++) {
		enum finding_class class;
		if (!finding_class_read(slice_of(words.at[i]), &class))
			return config_fault(o->l, node->line,
					    arena_printf(&o->l->config->arena,
							 "'%s' is no class of findings",
							 words.at[i]));
		o->to->classes |= 1u << class;
	}
	return true;
}

// Names, also several with blanks between; [] is nobody.
static bool read_owner(struct owning *o, const struct yaml_node *node)
{
	struct arena *arena = &o->l->config->arena;
	struct owner_words words;
	struct str all = {0};
	struct slice bad, word, *names;
	size_t count = 0;
	if (!read_words(o->l, node, true, &words))
		return false;
	for (size_t i = 0; i < words.count; i++)
		str_addf(&all, "%s ", words.at[i]);
	struct slice rest = {arena_slice(arena, str_slice(&all)), all.len};
	names = arena_alloc(arena, (rest.len + 1) * sizeof *names);
	while ((word = slice_word(&rest)).len)
		names[count++] = word;
	str_fini(&all);
	return codeowners_join(names, count, arena, &o->to->owners, &bad) ||
	       config_fault(o->l, node->line,
			    arena_printf(arena, "'%.*s' is no @user, @org/team or mail address",
					 (int)bad.len, bad.at));
}

static bool read_path(struct owning *o, const struct yaml_node *node)
{
	if (!is_word(node) || config_is_address(node->text))
		return fault(o->l, node, "is a path on this machine");
	o->to->path = config_path(o->l, node->text);
	return true;
}

static bool read_below(struct owning *o, const struct yaml_node *node)
{
	o->to->below = node->text;
	return is_word(node) || fault(o->l, node, "is a text");
}

static const struct {
	struct owner_key key;
	bool (*read)(struct owning *o, const struct yaml_node *node);
} KEYS[] = {
	{{"owner", "\"@acme/ml\"",
	  "@user, @org/team or a mail address, or a list of them; [] is nobody"},
	 read_owner},
	{{"codeowners", "perception/.github/CODEOWNERS",
	  "instead of `owner`: a CODEOWNERS file, whose last pattern that fits a finding's path "
	  "says who; findings in images have no such path"},
	 read_path},
	{{"below", "/builds/perception",
	  "with `codeowners`: where the scanned tree lay, when a tool writes paths in full"},
	 read_below},
	{{"target", "git.example.org/perception",
	  "only findings of this target, on any branch, or of one of a list; '*' is any text, '?' "
	  "any character"},
	 read_target},
	{{"class", "[dependency, container]", "only findings of this class, or of one of a list"},
	 read_class},
	{{"tool", "trivy", "only findings of this tool, in any edition, likewise"}, read_tool},
	{{"package", "\"pkg:deb/*\"", "only findings in this package, by name or purl, likewise"},
	 read_package},
};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

const struct owner_key *config_owner_key_at(size_t index)
{
	return index < KEY_COUNT ? &KEYS[index].key : NULL;
}

static bool unknown_key(struct loading *l, const struct yaml_node *node)
{
	const char *near = NULL;
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (text_is_near(KEYS[i].key.name, node->key))
			near = KEYS[i].key.name;
	return config_fault(l, node->key_line,
			    arena_printf(&l->config->arena, "unknown key '%s'%s%s%s", node->key,
					 near ? ", did you mean '" : "", near ? near : "",
					 near ? "'?" : ""));
}

static bool read_key(struct owning *o, const struct yaml_node *node)
{
	size_t at = 0;
	while (at < KEY_COUNT && strcmp(KEYS[at].key.name, node->key) != 0)
		at++;
	if (at == KEY_COUNT)
		return unknown_key(o->l, node);
	if (!KEYS[at].read(o, node))
		return false;
	struct config_value value = config_value_of(o->l, node);
	if (value.is_flow)
		json_raw(o->shown, node->key, slice_of(value.value));
	else
		json_text(o->shown, node->key,
			  KEYS[at].read == read_path ? o->to->path : value.value);
	return true;
}

static bool read_rule(struct loading *l, const struct yaml_node *node, struct json_out *shown)
{
	struct owner_rule rule = {.file = l->path, .line = node->line};
	struct owning o = {l, &rule, shown};
	if (node->kind != YAML_MAP)
		return config_fault(l, node->line, "a rule of 'owners' is a map of keys");
	json_open_map(shown, NULL);
	for (const struct yaml_node *key = node->child; key; key = key->next)
		if (!read_key(&o, key))
			return false;
	json_close_map(shown);
	if (!rule.owners == !rule.path)
		return config_fault(l, node->line,
				    "a rule of 'owners' has either 'owner' or 'codeowners'");
	if (rule.below && !rule.path)
		return config_fault(l, node->line, "'below' goes with 'codeowners'");
	*vec_push(&l->owners) = rule;
	return true;
}

// ---- Lists, to which a later file adds ----

// The list as it was shown so far, without its end.
static void begin_list(struct loading *l, const char *key, struct str *text)
{
	struct slice before = slice_of(config_value(l->config, key));
	str_add_text(text, before.len > 2 ? "" : "[");
	if (before.len > 2)
		str_addf(text, "%.*s, ", (int)before.len - 1, before.at);
}

static bool read_list(struct loading *l, const struct yaml_node *node, const char *what,
		      bool (*read)(struct loading *, const struct yaml_node *, struct json_out *))
{
	struct str text = {0};
	bool done = node->kind == YAML_LIST || yaml_is_null(node) ||
		    (node->kind == YAML_SCALAR && !*node->text); // as without it
	if (!done)
		return fault(l, node, what);
	begin_list(l, node->key, &text);
	for (const struct yaml_node *item = node->child; done && item; item = item->next) {
		struct json_out shown = {.to = &text};
		str_add_text(&text, item == node->child ? "" : ", ");
		done = read(l, item, &shown);
	}
	str_add_char(&text, ']');
	config_set_flow(l, node, arena_slice(&l->config->arena, str_slice(&text)));
	str_fini(&text);
	return done;
}

static bool read_gate(struct loading *l, const struct yaml_node *node, struct json_out *shown)
{
	if (!is_word(node) || config_is_address(node->text))
		return config_fault(l, node->line, "a gate file is a path on this machine");
	const char *path = config_path(l, node->text);
	json_text(shown, NULL, path);
	*vec_push(&l->gates) = path;
	return true;
}

bool config_read_owners(struct loading *l, const struct yaml_node *node)
{
	return read_list(l, node, "is a list of rules", read_rule);
}

bool config_read_gates(struct loading *l, const struct yaml_node *node)
{
	return read_list(l, node, "is a list of gate files", read_gate);
}
