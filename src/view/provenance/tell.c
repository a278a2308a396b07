#include "view/provenance.h"

#include "base/json.h"
#include "base/utf8.h"

void provenance_text(const struct provenance *p, struct str *out)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct provenance_line *line = &p->lines[i];
		struct slice rest = slice_of(line->text);
		size_t indent = 2 * (size_t)line->depth;
		str_add_repeat(out, ' ', indent);
		str_addf(out, "%s  ", line->label);
		do {
			struct slice one = slice_cut(&rest, '\n');
			utf8_add_safe(out, one, false);
			str_add_char(out, '\n');
			if (rest.at)
				str_add_repeat(out, ' ', indent + 2);
		} while (rest.at);
	}
}

void provenance_json(const struct provenance *p, struct str *out)
{
	static const char *const KINDS[] = {
		[PROVENANCE_VALUE] = "value", [PROVENANCE_DEFINITION] = "definition",
		[PROVENANCE_SQL] = "sql",     [PROVENANCE_RUN] = "run",
		[PROVENANCE_INPUT] = "input", [PROVENANCE_NOTE] = "note",
	};
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.provenance/1");
	json_open_list(&json, "rows");
	for (size_t i = 0; i < p->count; i++) {
		str_add_char(out, '\n');
		json_open_map(&json, NULL);
		json_text(&json, "kind", KINDS[p->lines[i].kind]);
		json_int(&json, "depth", p->lines[i].depth);
		json_text(&json, "label", p->lines[i].label);
		json_text(&json, "text", p->lines[i].text);
		json_text(&json, "address", p->lines[i].address);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_bool(&json, "more", p->more);
	json_close_map(&json);
	str_add_char(out, '\n');
}
