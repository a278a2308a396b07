#include "libexec/check/hardening/instruction.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static struct slice next_raw_line(struct instructions *in)
{
	in->next_line++;
	return slice_trim(slice_cut(&in->rest, '\n'));
}

// "# escape=`" on the first lines.
static void read_directives(struct instructions *in)
{
	struct slice rest = in->rest;
	while (rest.len) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		if (!slice_starts(line, "#"))
			return;
		struct slice value = {line.at + 1, line.len - 1};
		struct slice name = slice_trim(slice_cut(&value, '='));
		value = slice_trim(value);
		if (!value.len)
			return;
		if (name.len == 6 && !strncasecmp(name.at, "escape", 6))
			in->escape = *value.at;
	}
}

void instructions_open(const char *name, struct slice text, struct instructions *out)
{
	*out = (struct instructions){.name = name, .rest = text, .escape = '\\'};
	read_directives(out);
}

// ---- Here-documents ----

// The word is "<<EOF", "3<<-EOF", "<<'EOF'": the name of its end; else empty.
static struct slice end_of_document(struct slice word)
{
	while (word.len && isdigit((unsigned char)*word.at))
		word = (struct slice){word.at + 1, word.len - 1};
	if (!slice_starts(word, "<<"))
		return (struct slice){0};
	size_t from = 2, len = 0;
	from += from < word.len && word.at[from] == '-';
	from += from < word.len && strchr("'\"", word.at[from]);
	while (from + len < word.len &&
	       (isalnum((unsigned char)word.at[from + len]) || word.at[from + len] == '_'))
		len++;
	return (struct slice){word.at + from, len};
}

static bool takes_documents(struct slice name)
{
	static const char *const NAMES[] = {"RUN", "COPY", "ADD"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (name.len == strlen(NAMES[i]) && !strncasecmp(name.at, NAMES[i], name.len))
			return true;
	return false;
}

// The next word as a shell cuts them: what is quoted or escaped stays in it.
static struct slice next_word(struct slice *rest)
{
	char quote = 0;
	size_t len = 0;
	*rest = slice_trim(*rest);
	for (; len < rest->len && (quote || !strchr(" \t", rest->at[len])); len++) {
		char c = rest->at[len];
		if (c == '\\' && quote != '\'')
			len += len + 1 < rest->len;
		else if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? 0 : c;
	}
	struct slice word = {rest->at, len};
	*rest = (struct slice){rest->at + len, rest->len - len};
	return quote ? (struct slice){0} : word;
}

static bool skip_documents(struct instructions *in, struct err *err)
{
	struct slice rest = str_slice(&in->text), word = slice_word(&rest);
	if (!takes_documents(word))
		return true;
	while ((word = next_word(&rest)).len) {
		struct slice end = end_of_document(word);
		bool ended = !end.len;
		while (!ended && in->rest.len)
			ended = slice_equal(next_raw_line(in), end);
		if (!ended)
			return err_set(err, ERR_INVALID, "%s:%d: the here-document does not end",
				       in->name, in->line);
	}
	return true;
}

bool instructions_next(struct instructions *in, bool *more, struct err *err)
{
	str_clear(&in->text);
	*more = true;
	while (in->rest.len) {
		struct slice line = next_raw_line(in);
		if (!line.len || *line.at == '#')
			continue; // also between the lines of an instruction
		if (!in->text.len)
			in->line = in->next_line;
		bool goes_on = line.at[line.len - 1] == in->escape;
		str_add(&in->text, line.at, line.len - goes_on);
		if (!goes_on)
			return skip_documents(in, err);
	}
	*more = in->text.len > 0;
	return true;
}
