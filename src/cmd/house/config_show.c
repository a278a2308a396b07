#include "cmd/house/config_show.h"

#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

// A value as YAML reads it back: bare when nothing in it could mean anything.
static void add_yaml(struct str *out, const char *value)
{
	bool bare = *value && *value != '-' && *value != '~';
	for (const char *c = value; *c; c++)
		bare = bare && (strchr("/._-+~", *c) || (*c >= '0' && *c <= '9') ||
				(*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z'));
	str_add_text(out, bare ? "" : "\"");
	if (bare)
		str_add_text(out, value);
	else
		json_add_escaped(out, slice_of(value));
	str_add_text(out, bare ? "" : "\"");
}

static void add_value(const struct invocation *invocation, const char *indent,
		      const struct config_value *value, struct str *out)
{
	str_addf(out, "%s%s: ", indent, value->key);
	if (value->is_flow)
		str_add_text(out, value->value);
	else
		add_yaml(out, value->value);
	if (invocation_option(invocation, "origin"))
		str_addf(out, "  # %s", value->origin);
	str_add_char(out, '\n');
}

// A gavel.yaml that means the same; account names stand in another file, here as comments.
static void show_text(const struct invocation *invocation, struct str *out)
{
	const struct config *config = &invocation->session->config;
	bool origin = invocation_option(invocation, "origin");
	for (size_t i = 0; i < config->value_count; i++)
		add_value(invocation, "", &config->values[i], out);
	if (config->source_count)
		str_add_text(out, "sources:\n");
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		str_addf(out, "  %s:", source->name);
		str_addf(out, origin ? "  # %s\n" : "\n", source->origin);
		for (size_t k = 0; k < source->value_count; k++)
			add_value(invocation, "    ", &source->values[k], out);
	}
	for (size_t i = 0; i < config->account_count; i++) {
		const struct account_config *account = &config->accounts[i];
		str_add_text(out, "# account ");
		add_yaml(out, account->id);
		str_add_text(out, ": ");
		add_yaml(out, account->name);
		str_addf(out, origin ? "  # %s\n" : "\n", account->origin);
	}
}

static void add_row(struct json_out *json, const char *name, const char *text, const char *origin)
{
	json_text(json, name, text);
	json_text(json, "origin", origin);
	json_close_map(json);
}

static void add_values(struct json_out *json, const char *name, const struct config_value *values,
		       size_t count)
{
	json_open_list(json, name);
	for (size_t i = 0; i < count; i++) {
		json_open_map(json, NULL);
		json_text(json, "key", values[i].key);
		add_row(json, "value", values[i].value, values[i].origin);
	}
	json_close_list(json);
}

static void show_json(const struct config *config, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.config/1");
	add_values(&json, "rows", config->values, config->value_count);
	json_open_list(&json, "sources");
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		json_open_map(&json, NULL);
		json_text(&json, "source", source->name);
		json_text(&json, "origin", source->origin);
		add_values(&json, "rows", source->values, source->value_count);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_open_list(&json, "accounts");
	for (size_t i = 0; i < config->account_count; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "account", config->accounts[i].id);
		add_row(&json, "name", config->accounts[i].name, config->accounts[i].origin);
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
}

bool config_show_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	struct str text = {0};
	if (invocation->json) {
		show_json(&invocation->session->config, &invocation->out);
		return true;
	}
	show_text(invocation, &text);
	utf8_add_safe(&invocation->out, str_slice(&text), true);
	str_fini(&text);
	return true;
}
