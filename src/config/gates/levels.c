#include "config/gates/gates_private.h"

#include <stdlib.h>
#include <string.h>

// ---- How many may be open ----

static bool read_most(struct gates_reading *reading, const struct yaml_node *node, int64_t *out)
{
	const char *text = node->kind == YAML_SCALAR ? node->text : "";
	char *end;
	if (strcmp(text, "any") == 0) {
		*out = GATE_ANY;
		return true;
	}
	long long number = strtoll(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || strlen(text) > 9)
		return gates_fault(reading, node->line, "'%s' is a whole number or any", node->key);
	*out = number;
	return true;
}

static void read_class_row(struct gates_reading *reading, const struct yaml_node *node,
			   int64_t row[FINDING_LEVELS])
{
	if (node->kind != YAML_MAP) {
		gates_fault(reading, node->line, "'%s' is a map from severities to numbers",
			    node->key);
		return;
	}
	for (const struct yaml_node *child = node->child; child; child = child->next) {
		enum finding_level level;
		if (finding_level_read(slice_of(child->key), &level))
			read_most(reading, child, &row[level]);
		else
			gates_fault(reading, child->key_line, "'%s' is no severity", child->key);
	}
}

void gates_read_allow(struct gates_reading *reading, const struct yaml_node *node,
		      struct gate_policy *policy)
{
	if (node->kind != YAML_MAP) {
		gates_fault(reading, node->line,
			    "'allow' is a map from severities and classes to numbers");
		return;
	}
	for (const struct yaml_node *child = node->child; child; child = child->next) {
		enum finding_level level;
		enum finding_class class;
		if (finding_level_read(slice_of(child->key), &level))
			read_most(reading, child, &policy->most[FINDING_CLASSES][level]);
		else if (finding_class_read(slice_of(child->key), &class))
			read_class_row(reading, child, policy->most[class]);
		else
			gates_fault(reading, child->key_line,
				    "'%s' is no severity and no class of findings", child->key);
	}
}

// ---- Sets of severities ----

static bool add_level(struct gates_reading *reading, const struct yaml_node *node, unsigned *set)
{
	enum finding_level level;
	if (node->kind != YAML_SCALAR || !finding_level_read(slice_of(node->text), &level))
		return gates_fault(reading, node->line, "'%s' is no severity",
				   node->kind == YAML_SCALAR ? node->text : "…");
	*set |= 1u << level;
	return true;
}

static bool is_list(struct gates_reading *reading, const struct yaml_node *node)
{
	return node->kind == YAML_LIST ||
	       gates_fault(reading, node->line, "'%s' is a list of severities", node->key);
}

void gates_read_overdue(struct gates_reading *reading, const struct yaml_node *node,
			struct gate_policy *policy)
{
	policy->overdue = 0;
	for (const struct yaml_node *child = is_list(reading, node) ? node->child : NULL; child;
	     child = child->next)
		add_level(reading, child, &policy->overdue);
}

void gates_read_claims(struct gates_reading *reading, const struct yaml_node *node,
		       struct gate_policy *policy)
{
	policy->claims = 0;
	for (const struct yaml_node *child = is_list(reading, node) ? node->child : NULL; child;
	     child = child->next) {
		if (child->kind == YAML_SCALAR && strcmp(child->text, "secrets") == 0)
			policy->claims |= GATE_CLAIM_SECRETS;
		else if (child->kind == YAML_SCALAR && strcmp(child->text, "critical") == 0)
			gates_fault(reading, child->line,
				    "a claim is never enough for what is critical");
		else if (child->kind == YAML_SCALAR && strcmp(child->text, "unknown") == 0)
			gates_fault(reading, child->line,
				    "a claim is never enough for what nobody rated");
		else
			add_level(reading, child, &policy->claims);
	}
}
