#include "base/file.h"
#include "cmd/groups.h"
#include "cmd/stock/sbom_diff.h"
#include "cmd/terminal/output.h"
#include "findings/ids.h"
#include "findings/purl.h"
#include "findings/version/range.h"
#include "view/export.h"
#include "view/format.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// ---- who ----

struct asking {
	struct arena arena;
	const struct view *view;
	struct select select;
	struct result result;
};

// Values stand in quotes, so that nothing in them is a sign of the address.
static void quote(struct str *out, const char *value)
{
	str_add_char(out, '"');
	for (; *value; value++)
		str_addf(out, *value == '"' ? "\"\"" : "%c", *value);
	str_add_char(out, '"');
}

static bool add_values(struct asking *a, const char *column, const char *const *values,
		       size_t count, struct err *err)
{
	struct str term = {0};
	str_addf(&term, "%s:", column);
	for (size_t i = 0; i < count; i++) {
		str_add_text(&term, i ? "," : "");
		quote(&term, values[i]);
	}
	bool done = address_add(str_slice(&term), &a->arena, &a->select, err);
	str_fini(&term);
	return done;
}

static bool add_term(struct asking *a, const char *column, struct slice value, struct err *err)
{
	const char *values[] = {arena_slice(&a->arena, value)};
	return add_values(a, column, values, 1, err);
}

// As it is written, or as ecosystems have it whose names have no upper case, or are folded.
static bool add_names(struct asking *a, struct slice name, struct err *err)
{
	struct str folded = {0};
	package_add_folded(&folded, name);
	char *lower = arena_slice(&a->arena, name);
	for (size_t i = 0; i < name.len; i++)
		lower[i] = (char)tolower((unsigned char)name.at[i]);
	const char *names[] = {arena_slice(&a->arena, name), lower,
			       arena_slice(&a->arena, str_slice(&folded))};
	size_t different = strcmp(lower, names[0]) || strcmp(names[2], names[0]) ? 3 : 1;
	str_fini(&folded);
	return add_values(a, "name", names, different, err);
}

// A name alone, with its group or scope before it (a/b, a:b), or a package URL.
static bool add_name(struct asking *a, struct slice name, struct err *err)
{
	struct str base = {0};
	purl_add_compared(&base, name);
	if (base.len) {
		bool done = add_term(a, "base", str_slice(&base), err);
		str_fini(&base);
		return done;
	}
	size_t at = name.len;
	while (at && name.at[at - 1] != '/' && name.at[at - 1] != ':')
		at--;
	struct slice space = {name.at, at ? at - 1 : 0};
	return (!space.len || add_term(a, "namespace", space, err)) &&
	       add_names(a, (struct slice){name.at + at, name.len - at}, err);
}

static bool read_question(struct asking *a, const struct invocation *invocation, struct err *err)
{
	struct range_question question;
	struct str text = {0}, range = {0};
	for (size_t i = 0; i < invocation->argument_count; i++)
		str_addf(&text, "%s%s", i ? " " : "", invocation->arguments[i]);
	struct slice whole = {arena_slice(&a->arena, str_slice(&text)), text.len};
	str_fini(&text);
	if (!whole.len)
		return err_set(err, ERR_INVALID, "sbom who: name a package: 'log4j-core<2.17'");
	bool done = range_question(whole, &range, &question, err) &&
		    address_parse(SLICE("components sort:-running"), &a->arena, &a->view,
				  &a->select, err) &&
		    add_name(a, question.name, err) &&
		    (!question.range.len || add_term(a, "range", question.range, err));
	str_fini(&range);
	return done;
}

static bool write_stdout(void *context, struct slice bytes, struct err *err)
{
	(void)context;
	return output_write(bytes, err);
}

static bool answer_file(struct invocation *invocation, struct asking *a, enum export_format format,
			struct err *err)
{
	struct export_job job = {.view = a->view,
				 .select = &a->select,
				 .format = format,
				 .sink = {write_stdout, NULL}};
	return export_rows(invocation->session, &job, err) &&
	       (job.rows || err_set(err, ERR_CHECK, "no stored inventory has it"));
}

static bool answer_table(struct invocation *invocation, struct asking *a, struct err *err)
{
	static const char *const COLUMNS[] = {"subject", "name",   "version", "ecosystem",
					      "running", "newest", "made",    "tool",
					      "part",	 "path",   "digest",  NULL};
	a->select.measures = COLUMNS;
	if (!view_run(invocation->session, &a->select, &a->arena, &a->result, err))
		return false;
	if (!a->result.row_count)
		return err_set(err, ERR_CHECK, "no stored inventory has it");
	format_table(invocation->session, &a->result, &invocation->out);
	return true;
}

static bool who_run(struct invocation *invocation, struct err *err)
{
	struct asking a = {.view = NULL};
	bool csv = invocation_option(invocation, "csv") != NULL;
	bool done = read_question(&a, invocation, err);
	if (done && (csv || invocation->json))
		done = answer_file(invocation, &a, csv ? EXPORT_CSV : EXPORT_JSON, err);
	else if (done)
		done = answer_table(invocation, &a, err);
	arena_fini(&a.arena);
	return done;
}

static const struct option WHO_OPTIONS[] = {
	{"csv", OPTION_FLAG, NULL, "CSV with every column"},
};

const struct command sbom_commands[] = {
	{.name = "sbom who",
	 .arguments = "PACKAGE[RANGE]",
	 .summary = "which inventories have a package, by version",
	 .help = "PACKAGE is a name (log4j-core), one with its group or scope "
		 "(org.apache.logging.log4j/log4j-core,\n"
		 "@babel/core), or a package URL. RANGE is a version (openssl@3.0.1), conditions "
		 "that hold together\n"
		 "('log4j-core>=2.0 <2.17'), alternatives ('a<1 || >=2'), vers:maven/<2.17, or "
		 "what "
		 "package managers\n"
		 "write: [2.0,2.17), ^4.17, ~4.17, 4.x, ~=2.5, ==2.5.*, ~>2.1, "
		 "group:artifact:2.14.1; also 'before 2.17'.\n"
		 "What is none of these is refused. Versions compare as\n"
		 "their ecosystem does, by epoch where RANGE has one; one that nobody knows may be "
		 "any, and is\n"
		 "listed as unknown.\n\n"
		 "What runs comes first, and `tool` says whose inventory it is. Exit 1 when no "
		 "stored inventory has it; that says nothing "
		 "of what has\n"
		 "no inventory: `gavel show workloads sbom:no` lists what runs without one.",
	 .options = WHO_OPTIONS,
	 .option_count = sizeof WHO_OPTIONS / sizeof *WHO_OPTIONS,
	 .run = who_run},
	{.name = "sbom diff",
	 .arguments = "A B",
	 .summary = "what two inventories differ in",
	 .help = "A and B are subjects (`gavel show sbom`), of which the newest inventory is "
		 "taken, "
		 "SUBJECT@VERSION, IMAGE:TAG,\n"
		 "SUBJECT@DIGEST, or a digest or its beginning (sha256:1a2b…); of a folder of a "
		 "repository SUBJECT@PART.\n"
		 "@TOOL behind it says whose, where several generators list the same: "
		 "SUBJECT@DIGEST@trivy.\n"
		 "Packages that B has and A lacks "
		 "are "
		 "added, the other\n"
		 "way round removed; of another version they are upgraded or downgraded, or "
		 "changed "
		 "where that is no\n"
		 "question of before and after.",
	 .run = sbom_diff_run},
};
const size_t sbom_command_count = sizeof sbom_commands / sizeof *sbom_commands;
