#include "libexec/check/iac/model.h"

#include <string.h>

// Groups of parameters in which databases are told to ask for TLS. Sources: the guides of RDS,
// Aurora, DocumentDB and Redshift for each parameter and what it is in which family when nothing
// says it.

struct parameter {
	const char *name;
	const char *plain; // families, or what they begin with, that do without TLS unless told
};

static const struct parameter INSTANCE[] = {
	{"rds.force_ssl", "postgres9. postgres10 postgres11 postgres12 postgres13 postgres14 "
			  "sqlserver-"},
	{"require_secure_transport",
	 "mysql5. mysql8. mariadb10.5 mariadb10.6 mariadb10.11 mariadb11.4"},
	{NULL, NULL}};
static const struct parameter CLUSTER[] = {
	{"rds.force_ssl",
	 "aurora-postgresql9. aurora-postgresql10 aurora-postgresql11 aurora-postgresql12 "
	 "aurora-postgresql13 aurora-postgresql14 aurora-postgresql15 aurora-postgresql16 "
	 "postgres13 postgres14"},
	{"require_secure_transport", "aurora-mysql5. aurora-mysql8. mysql8."},
	{NULL, NULL}};
static const struct parameter DOCUMENTS[] = {{"tls", ""}, {NULL, NULL}};
static const struct parameter WAREHOUSE[] = {{"require_ssl", "redshift-1."}, {NULL, NULL}};

struct group {
	const char *type, *family, *list;
	const char *name, *value; // of an item of the list; NULL: it is a map
	const struct parameter *parameters;
};

static const struct group GROUPS[] = {
	{"aws_db_parameter_group", "family", "parameter", "name", "value", INSTANCE},
	{"aws_rds_cluster_parameter_group", "family", "parameter", "name", "value", CLUSTER},
	{"aws_docdb_cluster_parameter_group", "family", "parameter", "name", "value", DOCUMENTS},
	{"aws_redshift_parameter_group", "family", "parameter", "name", "value", WAREHOUSE},
	{"AWS::RDS::DBParameterGroup", "Family", "Parameters", NULL, NULL, INSTANCE},
	{"AWS::RDS::DBClusterParameterGroup", "Family", "Parameters", NULL, NULL, CLUSTER},
	{"AWS::DocDB::DBClusterParameterGroup", "Family", "Parameters", NULL, NULL, DOCUMENTS},
	{"AWS::Redshift::ClusterParameterGroup", "ParameterGroupFamily", "Parameters",
	 "ParameterName", "ParameterValue", WAREHOUSE},
};

static struct said said_at(const struct model *model, const struct yaml_node *node, const char *key)
{
	return check_said(template_value(model, yaml_find(node, key)));
}

static struct said in_list(const struct model *model, const struct resource *resource,
			   const struct group *group, const char *name)
{
	const struct yaml_node *list = yaml_find(resource->values, group->list),
			       *unknown = yaml_find(resource->unknown, group->list);
	unknown = unknown && unknown->kind == YAML_LIST ? unknown->child : NULL;
	struct said hidden = model_value(model, resource, group->list);
	for (YAML_EACH(item, list && list->kind == YAML_LIST ? list : NULL)) {
		struct said is = said_at(model, item, group->name);
		if (said_is(is, name)) {
			struct said said = said_at(model, item, group->value);
			return said.text ? said : model_item_value(item, unknown, group->value);
		}
		if (is.unseen)
			hidden = is;
		unknown = unknown ? unknown->next : NULL;
	}
	return hidden.unseen ? hidden : (struct said){0};
}

static struct said in_map(const struct model *model, const struct resource *resource,
			  const struct group *group, const char *name)
{
	const struct yaml_node *map =
		template_value(model, yaml_find(resource->values, group->list));
	struct said hidden = check_said(map);
	hidden.unseen |= hidden.text != NULL; // JSON in a text
	return hidden.unseen ? hidden : said_at(model, map, name);
}

static bool is_off(const char *text)
{
	static const char *const OFF[] = {"0", "off", "false", "disabled"};
	for (size_t i = 0; i < sizeof OFF / sizeof *OFF; i++)
		if (said_is((struct said){.text = text}, OFF[i]))
			return true;
	return false;
}

static bool is_plain(const struct parameter *parameter, const char *family)
{
	struct slice rest = slice_of(parameter->plain), word;
	while ((word = slice_word(&rest)).len)
		if (!strncmp(family, word.at, word.len))
			return true;
	return false;
}

// What one of them says, or NULL for its name.
static const char *first_said(const struct model *model, const struct resource *resource,
			      const struct group *group, struct said *out)
{
	for (const struct parameter *p = group->parameters; p->name; p++) {
		*out = (group->name ? in_list : in_map)(model, resource, group, p->name);
		if (out->text)
			return p->name;
	}
	return NULL;
}

static void judge_silent(const struct group *group, struct said family, struct judgement *j)
{
	j->outcome = OUTCOME_NONE;
	for (const struct parameter *p = group->parameters; p->name; p++)
		if (family.text && !family.unseen && is_plain(p, family.text))
			judge(j, OUTCOME_FAIL, "%s is not set, which is off in %.120s", p->name,
			      family.text);
		else if (family.unseen && *p->plain)
			judge(j, OUTCOME_UNSEEN,
			      "%s is not set, and what it is by itself is known "
			      "only later",
			      p->name);
}

static void judge_group(struct model *model, const struct resource *resource,
			const struct group *group)
{
	struct said said, family = model_value(model, resource, group->family);
	struct judgement j = {0};
	const char *name = first_said(model, resource, group, &said);
	j.line = name ? said.line : family.line;
	if (!name)
		judge_silent(group, family, &j);
	else if (said.unseen)
		judge(&j, OUTCOME_UNSEEN, "%s is %.120s", name, said.text);
	else if (is_off(said.text))
		judge(&j, OUTCOME_FAIL, "%s is %.120s", name, said.text);
	if (j.outcome != OUTCOME_NONE)
		model_result(model, resource, "tls", &j);
	str_fini(&j.why);
}

void parameters_judge(struct model *model)
{
	for (size_t i = 0; i < model->resources.len; i++)
		for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++)
			if (resource_is(&model->resources.at[i], GROUPS[g].type))
				judge_group(model, &model->resources.at[i], &GROUPS[g]);
}
