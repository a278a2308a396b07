#include "plugins/bill/delivery/refusal.h"

// The report's own name, unless another delivery of this run goes by it: then the delivery's path.
static const char *report_of(struct plug_out *out, const struct delivery *delivery)
{
	const char *key[] = {delivery->payer, delivery->report, delivery->period};
	bool named = delivery->whole && plug_claim(out, key, 3);
	return named ? delivery->report : delivery->place;
}

static void send_scope(struct plug_out *out, const struct delivery *delivery, struct str *line)
{
	struct json_out json = {.to = line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "scope");
	json_int(&json, "id", ++out->scopes);
	json_text(&json, "kind", "cost");
	json_open_list(&json, "key");
	json_text(&json, NULL, delivery->payer);
	json_text(&json, NULL, report_of(out, delivery));
	json_text(&json, NULL, delivery->period);
	json_close_list(&json);
	json_text(&json, "mode", "replace");
	json_int(&json, "at", delivery->at);
	json_text(&json, "delivery", delivery->id ? delivery->id : "");
	json_close_map(&json);
	plug_send(out, line);
}

void refusal_send(struct plug_out *out, const struct delivery *delivery, const char *why)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	send_scope(out, delivery, &line);
	json_open_map(&json, NULL);
	json_text(&json, "t", "end");
	json_int(&json, "scope", out->scopes);
	json_bool(&json, "complete", false);
	json_text(&json, "why", why);
	json_int(&json, "rows", 0);
	json_int(&json, "rejected", 0);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
}
