// The lists of gavel.yaml that are about findings: owners and gates; and the files they name.
#include "config/owners.h"

#include "tests/unit/config_home.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *text, *error; // behind the folder's name
} BAD[] = {
	{"gates: a.yaml\n", "/gavel.yaml:1: 'gates' is a list of gate files"},
	{"gates: [s3://b/c]\n", "/gavel.yaml:1: a gate file is a path on this machine"},
	{"owners: {a: b}\n", "/gavel.yaml:1: 'owners' is a list of rules"},
	{"owners: [a]\n", "/gavel.yaml:1: a rule of 'owners' is a map of keys"},
	{"owners:\n- target: a\n",
	 "/gavel.yaml:2: a rule of 'owners' has either 'owner' or 'codeowners'"},
	{"owners:\n- owner: '@a'\n  codeowners: b\n",
	 "/gavel.yaml:2: a rule of 'owners' has either 'owner' or 'codeowners'"},
	{"owners:\n- owner: team\n",
	 "/gavel.yaml:2: 'team' is no @user, @org/team or mail address"},
	{"owners:\n- owner:\n", "/gavel.yaml:2: 'owner' is a text or a list of texts"},
	{"owners:\n- owner: '@a'\n  targt: b\n",
	 "/gavel.yaml:3: unknown key 'targt', did you mean 'target'?"},
	{"owners:\n- owner: '@a'\n  class: [code, cod]\n",
	 "/gavel.yaml:3: 'cod' is no class of findings"},
	{"owners:\n- owner: '@a'\n  tool: []\n", "/gavel.yaml:3: 'tool' names nothing"},
	{"owners:\n- owner: '@a'\n  below: /b\n", "/gavel.yaml:2: 'below' goes with 'codeowners'"},
	{"owners:\n- codeowners: https://a/b\n",
	 "/gavel.yaml:2: 'codeowners' is a path on this machine"},
};

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct config config;
		struct err err = {0};
		expect_true(!load(BAD[i].text, &config, &err));
		expect_int(err.code, ERR_INVALID);
		expect_text(below(err.text), BAD[i].error);
	}
}

// Rules of owners and gate files, in the order in which they stand.
static void test_lists(void)
{
	struct config config;
	struct err err = {0};
	expect_true(load("gates: [a.yaml, /b.yaml]\n"
			 "owners:\n"
			 "- owner: ['@z', '@a b@c.d']\n"
			 "  class: [code, iac]\n"
			 "  tool: Trivy\n"
			 "- owner: []\n"
			 "- codeowners: C\n"
			 "  below: /src\n"
			 "  target: [x, y*]\n",
			 &config, &err));
	expect_int((int64_t)config.gate_count, 2);
	expect_text(below(config.gates[0]), "/a.yaml");
	expect_text(config.gates[1], "/b.yaml");
	expect_int((int64_t)config.owner_count, 3);
	expect_text(config.owners[0].owners, "@a @z b@c.d");
	expect_int(config.owners[0].classes, 1u << FINDING_CODE | 1u << FINDING_IAC);
	expect_text(config.owners[0].tools.at[0], "trivy");
	expect_int(config.owners[0].line, 3);
	expect_text(config.owners[1].owners, "");
	expect_true(!config.owners[2].owners);
	expect_text(below(config.owners[2].path), "/C");
	expect_text(config.owners[2].below, "/src");
	expect_int((int64_t)config.owners[2].targets.count, 2);
	config_fini(&config);
}

// A file that changes is read anew, one that is not there makes nobody an owner and is told.
static void test_files(void)
{
	struct config config;
	struct err err = {0};
	struct owner owner = {0};
	const struct owner_subject subject = {.target = "x", .file = "a.c"};
	put(home, "C", "* @one\n");
	expect_true(load("owners: [{codeowners: C}]\n", &config, &err));
	struct owners_files *files = owners_files_new(&config);
	const struct owners_state *state = owners_files_read(files);
	int64_t number = state->number;
	expect_true(owners_find(&state->owners, &subject, &owner));
	expect_text(owner.owners, "@one");
	expect_int(owners_files_read(files)->number, number);
	put(home, "C", "* @two\n[x] @y\n");
	state = owners_files_read(files);
	expect_true(state->number != number);
	expect_text(owner.owners, "@one"); // what was given stays until two states later
	expect_true(owners_find(&state->owners, &subject, &owner));
	expect_text(owner.owners, "@two");
	expect_int((int64_t)state->problem_count, 1);
	expect_text(below(state->problems[0]),
		    "/C:2: '[ ]' is no range of characters in a CODEOWNERS file; use '*' or '?'");
	char *path = file_join(home, "C");
	expect_true(file_remove_tree(path, &err));
	free(path);
	state = owners_files_read(files);
	expect_true(!owners_find(&state->owners, &subject, &owner));
	expect_text(below(state->problems[0]), "/C: No such file or directory");
	owners_files_free(files);
	config_fini(&config);
}

int main(void)
{
	expect_true(mkdtemp(home));
	umask(022);
	test_bad();
	test_lists();
	test_files();
	return home_done("config_findings");
}
