#include "libexec/check/check.h"

#include <string.h>

struct slice check_without_bom(struct slice text)
{
	return slice_starts(text, "\xef\xbb\xbf") ? (struct slice){text.at + 3, text.len - 3}
						  : text;
}

static struct slice skip_blanks(struct slice text)
{
	while (text.len && strchr(" \t\r\n", *text.at)) {
		text.at++;
		text.len--;
	}
	return text;
}

bool check_is_json(const struct check_work *work)
{
	struct slice text = skip_blanks(work->text);
	return text.len && (*text.at == '{' || *text.at == '[') && !slice_starts(text, "{{");
}

// ---- Helm ----

// What begins an action of a chart's template; not GitHub's ${{ }}, nor what other programs
// fill in later, as {{ $labels.pod }} of Prometheus.
static bool is_action(struct slice text)
{
	static const char *const WORDS[] = {
		".Values",  ".Release",	 ".Chart",    ".Capabilities", ".Files", ".Template",
		"include ", "template ", "define ",   "toYaml ",       "tpl ",	 "if ",
		"range ",   "with ",	 "end",	      "else",	       "/*",	 "default ",
		"$.Values", "block ",	 "required ", "nindent"};
	if (text.len && *text.at == '-')
		text = (struct slice){text.at + 1, text.len - 1};
	text = slice_trim(text);
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (slice_starts(text, WORDS[i]))
			return true;
	return false;
}

// Where the first action stands, or -1.
static ptrdiff_t find_action(struct slice text)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		bool opens = text.at[i] == '{' && text.at[i + 1] == '{';
		if (opens && !(i && text.at[i - 1] == '$') &&
		    is_action((struct slice){text.at + i + 2, text.len - i - 2}))
			return (ptrdiff_t)i;
	}
	return -1;
}

// Up to }}, off the front of a text that begins behind {{.
static struct slice cut_action(struct slice *rest)
{
	const char *end = memmem(rest->at, rest->len, "}}", 2);
	struct slice action = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
	*rest = (struct slice){action.at + action.len, rest->len - action.len};
	return action;
}

// Names and functions that nobody but Helm has.
static bool is_charts(struct slice action)
{
	static const char *const WORDS[] = {".Values", ".Release.",  ".Chart.",	   ".Capabilities.",
					    ".Files.", ".Template.", "include \"", "toYaml",
					    "nindent", "tpl ",	     "include `"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (memmem(action.at, action.len, WORDS[i], strlen(WORDS[i])))
			return true;
	return false;
}

bool check_has_action(const char *text, bool others)
{
	struct slice rest = slice_of(text);
	const char *at;
	while ((at = memmem(rest.at, rest.len, "{{", 2))) {
		bool expression = at > rest.at && at[-1] == '$';
		rest = (struct slice){at + 2, rest.len - (size_t)(at + 2 - rest.at)};
		struct slice action = cut_action(&rest);
		if (!expression && (is_charts(action) || (!others && is_action(action))))
			return true;
	}
	return false;
}

static bool refuse_template(const struct check_work *work, ptrdiff_t at, struct err *err)
{
	int line = 1;
	for (ptrdiff_t i = 0; i < at; i++)
		line += work->text.at[i] == '\n';
	return err_set(err, ERR_INVALID,
		       "%s:%d: an unrendered Helm template; render it: helm template CHART | gavel "
		       "check %s -",
		       work->name, line, check_name(work->check));
}

// ---- Documents ----

static bool read_json(struct check_work *work, struct yaml_node **documents, struct err *err)
{
	struct yaml_node *list = arena_alloc(&work->arena, sizeof *list);
	*list = (struct yaml_node){.kind = YAML_LIST, .line = 1, .column = 1};
	*documents = list;
	return yaml_parse_json(work->name, work->text, &work->arena, &list->child, err);
}

static bool is_named_json(const struct check_work *work)
{
	return slice_ends(slice_of(work->name), ".json");
}

bool check_documents(struct check_work *work, struct yaml_node **documents, struct err *err)
{
	struct err first;
	if (check_is_json(work) || is_named_json(work)) {
		if (read_json(work, documents, err) || is_named_json(work))
			return err->code == ERR_NONE;
		first = *err;
		err_clear(err);
		if (yaml_parse_foreign(work->name, work->text, &work->arena, documents, err))
			return true;
		*err = first;
		return false;
	}
	if (yaml_parse_foreign(work->name, work->text, &work->arena, documents, err))
		return true;
	ptrdiff_t action = find_action(work->text);
	return action >= 0 ? refuse_template(work, action, err) : false;
}

void check_put_lines(struct yaml_node *node, int line)
{
	node->line = node->key_line = line;
	for (struct yaml_node *child = node->child; child; child = child->next)
		check_put_lines(child, line);
}

// ---- Scalars ----

struct said check_said(const struct yaml_node *node)
{
	struct said said = {0};
	if (!node)
		return said;
	said.line = node->key_line ? node->key_line : node->line;
	if (node->kind == YAML_SCALAR && !yaml_is_null(node)) {
		said.text = node->text;
		said.unseen = node->tag != NULL;
	} else if (node->kind == YAML_MAP && node->child && !node->child->next &&
		   (!strcmp(node->child->key, "Ref") || !strncmp(node->child->key, "Fn::", 4))) {
		said.text = node->child->key;
		said.unseen = true;
	} else if (node->kind != YAML_SCALAR && node->tag) {
		said.text = node->tag;
		said.unseen = true;
	}
	return said;
}

struct said check_scalar(const struct yaml_node *node)
{
	struct said said = check_said(node);
	if (node && !said.text && node->kind != YAML_SCALAR)
		said.text = node->kind == YAML_LIST ? "a list" : "a map";
	return said;
}

// ---- Addresses of plans ----

const char *check_base(struct arena *arena, const char *address)
{
	char *out = arena_text(arena, address), *to = out;
	int depth = 0;
	bool quoted = false;
	for (const char *c = address; *c; c++) {
		quoted ^= *c == '"';
		depth += !quoted && *c == '[';
		if (!depth)
			*to++ = *c;
		depth -= !quoted && *c == ']' && depth;
	}
	*to = '\0';
	return out;
}
