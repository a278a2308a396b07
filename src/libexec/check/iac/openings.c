#include "libexec/check/iac/openings.h"

#include <stdlib.h>
#include <string.h>

// Keeps the worst outcome and all its reasons.
static void keep(struct judgement *worst, const struct judgement *one, int line)
{
	bool worse = one->outcome == OUTCOME_FAIL ? worst->outcome != OUTCOME_FAIL
						  : worst->outcome == OUTCOME_PASS;
	if (one->outcome == OUTCOME_PASS || (!worse && worst->outcome != one->outcome))
		return;
	if (worse)
		str_clear(&worst->why);
	if (worse)
		worst->line = line;
	worst->outcome = one->outcome;
	str_addf(&worst->why, "%s%.*s", worst->why.len ? "; " : "", (int)one->why.len, one->why.at);
}

void openings_judge(struct openings *openings, const struct iac_opening *opening, bool egress,
		    int line)
{
	const struct {
		bool egress;
		enum check_outcome (*judge)(const struct iac_opening *, struct judgement *);
		struct judgement *worst;
	} rules[] = {{false, iac_judge_open, &openings->open},
		     {false, iac_judge_any_port, &openings->any_port},
		     {false, iac_judge_control, &openings->control},
		     {true, iac_judge_egress, &openings->egress}};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct judgement one = {0};
		if (rules[i].egress != egress)
			continue;
		rules[i].judge(opening, &one);
		keep(rules[i].worst, &one, line);
		str_fini(&one.why);
	}
}

const struct form FORM_PLAIN = {"protocol",
				"from_port",
				"to_port",
				{"cidr_blocks", "ipv6_cidr_blocks"},
				{"prefix_list_ids"}},
		  FORM_SINGLE = {"ip_protocol",
				 "from_port",
				 "to_port",
				 {"cidr_ipv4", "cidr_ipv6"},
				 {"prefix_list_id"}},
		  FORM_TEMPLATE = {"IpProtocol",
				   "FromPort",
				   "ToPort",
				   {"CidrIp", "CidrIpv6"},
				   {"SourcePrefixListId", "DestinationPrefixListId"}};

static struct said value_of(const struct item *item, const char *key)
{
	const struct model *model = item->openings->model;
	if (model->is_template)
		return check_said(template_value(model, yaml_find(item->node, key)));
	return model_item_value(item->node, item->unknown, key);
}

// Of ICMP the ports are types and codes.
static bool is_icmp(struct said protocol)
{
	static const char *const NAMES[] = {"icmp", "icmpv6", "1", "58"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (said_is(protocol, NAMES[i]))
			return true;
	return false;
}

// Ports that are known later may be any; -1 is any, and so is what is not said.
static void read_ports(struct item *item)
{
	struct said protocol = value_of(item, item->form->protocol),
		    first = value_of(item, item->form->first),
		    last = value_of(item, item->form->last);
	item->opening.all_protocols = said_is(protocol, "-1") || said_is(protocol, "all");
	item->opening.first = 0;
	item->opening.last = 65535;
	item->opening.ports_unseen = first.unseen || last.unseen || protocol.unseen;
	if (item->opening.ports_unseen || !first.text)
		return;
	item->opening.first = strtoll(first.text, NULL, 10);
	if (last.text)
		item->opening.last = strtoll(last.text, NULL, 10);
	if (!is_icmp(protocol) && (item->opening.first < 0 || item->opening.last < 0)) {
		item->opening.first = 0;
		item->opening.last = 65535;
	}
}

static void judge_source(const struct item *item, struct said said, int line)
{
	struct iac_opening opening = item->opening;
	opening.from = said.unseen ? NULL : said.text;
	opening.unseen = said.unseen;
	openings_judge(item->openings, &opening, item->egress, line);
}

// Blocks of addresses in one attribute: a text or a list. False when there are none.
static bool judge_blocks(const struct item *item, const char *key)
{
	const struct model *model = item->openings->model;
	const struct yaml_node *list = yaml_find(item->node, key);
	struct said whole = value_of(item, key);
	if (whole.text) {
		judge_source(item, whole, item->node->line);
		return true;
	}
	for (YAML_EACH(one, list))
		judge_source(item,
			     check_said(model->is_template ? template_value(model, one) : one),
			     one->line);
	return list && list->child;
}

// Whether the item has a list of addresses by that key: written, or known only later.
static bool has_prefixes(const struct item *item, const char *key)
{
	const struct yaml_node *list = key ? yaml_find(item->node, key) : NULL;
	struct said whole = key ? value_of(item, key) : (struct said){0};
	return whole.text || (list && list->child);
}

static void judge_prefix(void *context, struct said said)
{
	const struct item *item = context;
	judge_source(item, said, item->node->line);
}

// The addresses of lists of addresses: those of the same file are judged, others are unseen.
static bool judge_prefixes(struct item *item)
{
	bool any = false;
	for (size_t i = 0; i < sizeof item->form->prefixes / sizeof *item->form->prefixes; i++) {
		const char *key = item->form->prefixes[i];
		if (!has_prefixes(item, key))
			continue;
		const struct prefix_source source = {item->resource, item->node, item->attribute,
						     key};
		prefixes_each(&item->openings->prefixes, &source, judge_prefix, item);
		any = true;
	}
	return any;
}

// Nothing of it, or not all of it, is in the file.
static void judge_hidden(struct item item)
{
	item.opening.unseen = item.opening.ports_unseen = true;
	openings_judge(item.openings, &item.opening, item.egress, item.node->line);
}

void openings_judge_item(struct item item)
{
	bool any = false;
	if (function_hides(item.node) || item.node->kind != YAML_MAP)
		judge_hidden(item);
	if (check_said(item.node).unseen || item.node->kind != YAML_MAP)
		return;
	read_ports(&item);
	for (size_t i = 0; i < sizeof item.form->blocks / sizeof *item.form->blocks; i++)
		any |= judge_blocks(&item, item.form->blocks[i]);
	any |= judge_prefixes(&item);
	if (!any) // another group, itself
		judge_source(&item, (struct said){0}, item.node->line);
}
