#include "collect/stream/protocol.h"

#include "base/utf8.h"
#include "collect/stream/fields.h"

#include <stdlib.h>
#include <string.h>

// Sets "line N: …"; what the stream itself says is made safe to show. Returns false.
__attribute__((format(printf, 3, 4))) static bool fault(const struct protocol *p, struct err *err,
							const char *format, ...)
{
	struct str text = {0}, safe = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	utf8_add_safe(&safe, str_slice(&text), false);
	err_set(err, ERR_INVALID, "line %lld: %s", (long long)p->lines, str_text(&safe));
	str_fini(&text);
	str_fini(&safe);
	return false;
}

static int shown(struct slice text)
{
	return text.len < 40 ? (int)text.len : 40;
}

static bool check_fields(const struct protocol *p, const char *type, const struct field_rule *rules,
			 const struct json_record *record, struct err *err)
{
	struct err why = {0};
	struct rule_strings strings = {p->strings, p->groups, p->objects.at};
	return fields_check(rules, record, &strings, &why) ||
	       fault(p, err, "%s: %s", type, why.text);
}

struct protocol_scope *protocol_scope(const struct protocol *p, int64_t id)
{
	if (id < 1 || (size_t)id >= p->scopes.len || !p->scopes.at[id].kind)
		return NULL;
	return &p->scopes.at[id];
}

const struct protocol_input *protocol_input(const struct protocol *p, int64_t id)
{
	if (id < 1 || (size_t)id >= p->inputs.len || !p->inputs.at[id].uri)
		return NULL;
	return &p->inputs.at[id];
}

static struct protocol_input *input_slot(struct protocol *p, int64_t id)
{
	while ((int64_t)p->inputs.len <= id)
		*vec_push(&p->inputs) = (struct protocol_input){0};
	return &p->inputs.at[id];
}

// The open scope that the record names; NULL with the fault set.
static struct protocol_scope *open_scope(const struct protocol *p, const struct json_record *record,
					 struct err *err)
{
	int64_t id = json_int_or(record, "scope", 0);
	struct protocol_scope *scope = protocol_scope(p, id);
	if (!scope)
		fault(p, err, "scope %lld is not declared", (long long)id);
	else if (scope->ended)
		fault(p, err, "scope %lld has ended", (long long)id);
	return scope && !scope->ended ? scope : NULL;
}

// Remembers that a scope used an input (0: none), which must have come when the scope ends.
static bool use_input(struct protocol *p, int64_t scope, int64_t input, struct err *err)
{
	if (input > PROTOCOL_INPUTS)
		return fault(p, err, "input %lld is not between 1 and %d", (long long)input,
			     PROTOCOL_INPUTS);
	struct protocol_input *slot = input ? input_slot(p, input) : NULL;
	if (!slot || slot->uri || slot->asked_by == scope)
		return true;
	slot->asked_by = scope;
	*vec_push(&p->waits) = (struct protocol_wait){.scope = scope, .input = input};
	return true;
}

static bool inputs_came(const struct protocol *p, int64_t scope, struct err *err)
{
	for (size_t i = 0; i < p->waits.len; i++) {
		const struct protocol_wait *wait = &p->waits.at[i];
		if (wait->scope == scope && !protocol_input(p, wait->input))
			return fault(p, err, "scope %lld ends, but its input %lld never came",
				     (long long)scope, (long long)wait->input);
	}
	return true;
}

static bool take_hello(struct protocol *p, const struct json_record *record, struct err *err)
{
	if (p->greeted)
		return fault(p, err, "a second hello");
	int64_t version = json_int_or(record, "proto", 0);
	if (version != PROTOCOL_VERSION)
		return fault(p, err, "the collector speaks protocol %lld, this gavel speaks %d",
			     (long long)version, PROTOCOL_VERSION);
	p->greeted = true;
	p->wants_acks = json_bool_or(record, "acks", false);
	p->plugin = json_text_or(record, "plugin", &p->arena, "");
	p->version = json_text_or(record, "version", &p->arena, "");
	return true;
}

static bool take_input(struct protocol *p, const struct json_record *record, struct err *err)
{
	int64_t id = json_int_or(record, "id", 0);
	if (id > PROTOCOL_INPUTS)
		return fault(p, err, "input %lld is not between 1 and %d", (long long)id,
			     PROTOCOL_INPUTS);
	struct protocol_input *input = input_slot(p, id);
	if (input->uri)
		return fault(p, err, "input %lld came before", (long long)id);
	input->uri = json_text_or(record, "uri", &p->arena, "");
	input->sha256 = json_text_or(record, "sha256", &p->arena, "");
	input->bytes = json_int_or(record, "bytes", 0);
	return true;
}

// What is unchanged (id 0) is told once in a run; a scope may come again when the one before has
// ended.
static bool take_key(struct protocol *p, const char *kind, const char *key, int64_t id)
{
	bool added;
	int64_t *before =
		map_put(&p->keys, slice_of(arena_printf(&p->arena, "%s %s", kind, key)), &added);
	bool good = added || (id && *before && p->scopes.at[*before].ended);
	*before = id;
	return good;
}

static bool take_unchanged(struct protocol *p, const struct json_record *record, struct err *err)
{
	const char *kind = json_text_or(record, "kind", &p->arena, "");
	const char *key = arena_slice(&p->arena, json_find(record, "key")->raw);
	if (!take_key(p, kind, key, 0))
		return fault(p, err, "unchanged: the key of another scope");
	*vec_push(&p->unchanged) = (struct protocol_unchanged){kind, fields_label(key, &p->arena),
							       json_int_or(record, "rows", 0)};
	return true;
}

static bool take_scope(struct protocol *p, const struct json_record *record, struct err *err)
{
	int64_t id = json_int_or(record, "id", 0);
	if (id > PROTOCOL_SCOPES)
		return fault(p, err, "scope %lld is not between 1 and %d", (long long)id,
			     PROTOCOL_SCOPES);
	if (protocol_scope(p, id))
		return fault(p, err, "scope %lld is declared twice", (long long)id);
	struct slice mode = json_find(record, "mode")->raw;
	if (!slice_is(mode, "replace") && !slice_is(mode, "append"))
		return fault(p, err, "scope: 'mode' must be replace or append");
	const char *kind = json_text_or(record, "kind", &p->arena, "");
	const char *key = arena_slice(&p->arena, json_find(record, "key")->raw);
	if (!take_key(p, kind, key, id))
		return fault(p, err, "scope %lld has the key of another one", (long long)id);
	while ((int64_t)p->scopes.len <= id)
		*vec_push(&p->scopes) = (struct protocol_scope){0};
	p->scopes.at[id] = (struct protocol_scope){
		.kind = kind,
		.key = key,
		.label = fields_label(key, &p->arena),
		.delivery = json_text_or(record, "delivery", &p->arena, NULL),
		.at = json_int_or(record, "at", 0),
		.append = slice_is(mode, "append"),
		.foreign = !rules_scope_known(kind),
	};
	p->open_scopes++;
	return true;
}

// Tag sets are texts that hold a JSON object; what a record calls one must be one.
static bool is_object(const struct json_field *field)
{
	if (!field->raw.len || *field->raw.at != '{')
		return !field->raw.len;
	struct str text = {0};
	json_add_unescaped(&text, field);
	json_t *object = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	bool is = json_is_object(object);
	json_decref(object);
	str_fini(&text);
	return is;
}

// Ids count from 1; *last is the one before.
static bool follows(const struct protocol *p, const struct json_record *record, const char *what,
		    int64_t *last, struct err *err)
{
	int64_t id = json_int_or(record, "id", 0);
	if (id != *last + 1)
		return fault(p, err, "%s %lld where %s %lld must follow", what, (long long)id, what,
			     (long long)*last + 1);
	*last = id;
	return true;
}

static bool take_string(struct protocol *p, const struct json_record *record, struct err *err)
{
	if (!follows(p, record, "string", &p->strings, err))
		return false;
	*vec_push(&p->objects) = is_object(json_find(record, "v"));
	return true;
}

static bool take_group(struct protocol *p, const struct json_record *record, struct err *err)
{
	return follows(p, record, "group", &p->groups, err);
}

static bool take_note(struct protocol *p, const struct json_record *record, struct err *err)
{
	bool reject = slice_is(json_find(record, "t")->raw, "reject");
	*(reject ? &p->rejects : &p->warnings) += 1;
	if (!json_find(record, "scope"))
		return true;
	struct protocol_scope *scope = open_scope(p, record, err);
	return scope && use_input(p, scope - p->scopes.at, json_int_or(record, "in", 0), err);
}

static bool take_error(struct protocol *p, const struct json_record *record, struct err *err)
{
	if (!json_find(record, "scope"))
		return true;
	struct protocol_scope *scope = open_scope(p, record, err);
	if (scope && !scope->why)
		scope->why = json_text_or(record, "text", &p->arena, "");
	return scope != NULL;
}

static bool take_state(struct protocol *p, const struct json_record *record, struct err *err)
{
	(void)err;
	p->cursor = json_text_or(record, "cursor", &p->arena, NULL);
	return true;
}

static bool take_end(struct protocol *p, const struct json_record *record, struct err *err)
{
	struct protocol_scope *scope = open_scope(p, record, err);
	int64_t input = json_int_or(record, "in", 0);
	if (!scope || !use_input(p, scope - p->scopes.at, input, err) ||
	    !inputs_came(p, scope - p->scopes.at, err))
		return false;
	bool complete = json_bool_or(record, "complete", false);
	const char *why = json_text_or(record, "why", &p->arena, NULL);
	if (!complete && !why && !scope->why)
		return fault(p, err, "end: 'why' is missing from an incomplete scope");
	const struct record_kind *missing = rules_missing(scope->kind, scope->seen);
	if (complete && !scope->why && missing)
		return fault(p, err, "end: a complete '%s' scope needs a %s", scope->kind,
			     missing->type);
	scope->ended = true;
	scope->complete = complete && !scope->why;
	scope->why = scope->why ? scope->why : complete ? NULL : why;
	scope->rows = json_int_or(record, "rows", 0);
	scope->rejected = json_int_or(record, "rejected", 0);
	scope->input = input;
	scope->endless = json_bool_or(record, "endless", false);
	p->open_scopes--;
	return true;
}

static bool take_done(struct protocol *p, const struct json_record *record, struct err *err)
{
	(void)record;
	for (size_t id = 1; p->open_scopes && id < p->scopes.len; id++)
		if (p->scopes.at[id].kind && !p->scopes.at[id].ended)
			return fault(p, err, "done, but scope %zu has not ended", id);
	p->done = true;
	return true;
}

// Its fields are what the table says, and its input ranges name inputs.
static bool check_record(struct protocol *p, const struct record_kind *kind,
			 const struct json_record *record, struct err *err)
{
	if (!check_fields(p, kind->type, kind->fields, record, err))
		return false;
	int64_t rows[RULE_ROWS_MAX], scope = json_int_or(record, "scope", 0);
	const struct json_field *field = kind->once ? NULL : json_find(record, "rows");
	int count = field ? json_int_list(field, rows, RULE_ROWS_MAX) : 0;
	for (int i = 0; i < count; i += 3)
		if (!use_input(p, scope, rows[i], err))
			return false;
	return json_int_or(record, "from", 0) <= json_int_or(record, "to", INT64_MAX) ||
	       fault(p, err, "%s: 'to' lies before 'from'", kind->type);
}

static bool take_record(struct protocol *p, struct slice type, struct protocol_line *out,
			struct err *err)
{
	const struct record_kind *kind = rules_record(type);
	out->kind = LINE_IGNORED;
	if (!kind && type.len && *type.at == '!')
		return fault(p, err,
			     "'%.*s' must be understood, and this gavel does not know it; a newer "
			     "one may",
			     shown(type), type.at);
	if (!kind)
		return true;
	if (!json_find(&out->record, "scope"))
		return fault(p, err, "%s: 'scope' is missing", kind->type);
	struct protocol_scope *scope = open_scope(p, &out->record, err);
	if (!scope || scope->foreign)
		return scope != NULL;
	if (strcmp(kind->scope, scope->kind) != 0)
		return fault(p, err, "%s: not a record of a '%s' scope", kind->type, scope->kind);
	uint32_t bit = (uint32_t)1 << rules_index(kind);
	if (kind->once && (scope->seen & bit))
		return fault(p, err, "%s: a second one in its scope", kind->type);
	scope->seen |= bit;
	scope->records++;
	out->kind = LINE_RECORD;
	out->scope = scope - p->scopes.at;
	return check_record(p, kind, &out->record, err);
}

// What each line means for the stream; none: nothing.
static bool (*const TAKE[])(struct protocol *p, const struct json_record *record,
			    struct err *err) = {
	[LINE_HELLO] = take_hello,   [LINE_INPUT] = take_input,		[LINE_SCOPE] = take_scope,
	[LINE_STRING] = take_string, [LINE_REJECT] = take_note,		[LINE_WARN] = take_note,
	[LINE_ERROR] = take_error,   [LINE_STATE] = take_state,		[LINE_END] = take_end,
	[LINE_DONE] = take_done,     [LINE_UNCHANGED] = take_unchanged, [LINE_GROUP] = take_group,
};

static bool read_line(struct protocol *p, struct slice line, struct json_record *record,
		      struct err *err)
{
	if (line.len > PROTOCOL_LINE_BYTES)
		return fault(p, err, "longer than %d bytes", PROTOCOL_LINE_BYTES);
	size_t valid = utf8_valid(line);
	if (valid < line.len)
		return fault(p, err, "not UTF-8 at byte %zu", valid + 1);
	struct err why = {0};
	if (!json_read_flat(line, record, &why))
		return fault(p, err, "not a flat JSON object: %s", why.text);
	return !fields_hold_nul(line) || fault(p, err, "text with a NUL character");
}

bool protocol_line(struct protocol *p, struct slice line, struct protocol_line *out,
		   struct err *err)
{
	p->lines++;
	if (!read_line(p, line, &out->record, err))
		return false;
	const struct json_field *type = json_find(&out->record, "t");
	if (!type || type->kind != JSON_TEXT)
		return fault(p, err, "no 't' that says what the line is");
	const struct line_rule *rule = rules_line(type->raw);
	if (p->done)
		return fault(p, err, "a line after done");
	if (!p->greeted && (!rule || rule->kind != LINE_HELLO))
		return fault(p, err, "'%.*s' before hello", shown(type->raw), type->raw.at);
	if (!rule)
		return take_record(p, type->raw, out, err);
	if (!check_fields(p, rule->type, rule->fields, &out->record, err))
		return false;
	out->kind = rule->kind;
	out->scope = json_int_or(&out->record, rule->kind == LINE_SCOPE ? "id" : "scope", 0);
	if (TAKE[rule->kind] && !TAKE[rule->kind](p, &out->record, err))
		return false;
	const struct protocol_scope *scope = protocol_scope(p, out->scope);
	if (scope && scope->foreign)
		out->kind = LINE_IGNORED;
	return true;
}

bool protocol_finish(const struct protocol *p, struct err *err)
{
	if (!p->lines)
		return err_set(err, ERR_INVALID, "the collector said nothing");
	if (!p->done)
		return err_set(err, ERR_INVALID,
			       "the collector ended without done, after line %lld",
			       (long long)p->lines);
	return true;
}

void protocol_fini(struct protocol *p)
{
	vec_fini(&p->scopes);
	vec_fini(&p->inputs);
	vec_fini(&p->waits);
	vec_fini(&p->objects);
	vec_fini(&p->unchanged);
	map_fini(&p->keys);
	arena_fini(&p->arena);
	*p = (struct protocol){0};
}
