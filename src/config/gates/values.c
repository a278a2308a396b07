#include "base/clock.h"
#include "config/gates/gates_private.h"

#include <string.h>

bool gates_text(struct gates_reading *reading, const struct yaml_node *node, const char **out)
{
	if (node->kind != YAML_SCALAR || yaml_is_null(node) || !*node->text)
		return gates_fault(reading, node->line, "'%s' is a text", node->key);
	*out = node->text;
	return true;
}

static bool is_word(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && !yaml_is_null(node) && *node->text;
}

bool gates_words(struct gates_reading *reading, const struct yaml_node *node,
		 struct gate_words *out)
{
	const struct yaml_node *first = node->kind == YAML_LIST ? node->child : node;
	size_t count = 0;
	*out = (struct gate_words){0};
	for (const struct yaml_node *word = first; word; word = word->next) {
		if (!is_word(word))
			return gates_fault(reading, word->line, "'%s' is a text or a list of texts",
					   node->key);
		count++;
		if (word == node)
			break;
	}
	if (!count)
		return gates_fault(reading, node->line, "'%s' names nothing", node->key);
	out->at = arena_alloc(&reading->file->arena, count * sizeof *out->at);
	for (const struct yaml_node *word = first; out->count < count; word = word->next)
		out->at[out->count++] = word->text;
	return true;
}

bool gates_choice(struct gates_reading *reading, const struct yaml_node *node,
		  const char *const words[2], bool *second)
{
	const char *text = node->kind == YAML_SCALAR ? node->text : "";
	*second = strcmp(text, words[1]) == 0;
	return *second || strcmp(text, words[0]) == 0 ||
	       gates_fault(reading, node->line, "'%s' is %s or %s", node->key, words[0], words[1]);
}

bool gates_age(struct gates_reading *reading, const struct yaml_node *node, int64_t *out)
{
	struct err err = {0};
	const char *text = "";
	if (!gates_text(reading, node, &text))
		return false;
	if (!clock_parse_duration(slice_of(text), out, &err))
		return gates_fault(reading, node->line, "%s", err.text);
	return *out > 0 || gates_fault(reading, node->line, "'%s' is at least a second", node->key);
}
