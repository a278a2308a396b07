// Names of what was scanned: an image of Docker Hub has one.
#include "findings/target.h"

#include "tests/unit/test.h"

#include <stdio.h>

// By the distribution project's reference grammar: the familiar name of each.
static const char *const FAMILIAR[][2] = {
	{"nginx", "nginx"},
	{"library/nginx", "nginx"},
	{"docker.io/nginx", "nginx"},
	{"docker.io/library/nginx", "nginx"},
	{"index.docker.io/library/nginx", "nginx"},
	{"docker.io/library/nginx:1.25", "nginx:1.25"},
	{"docker.io/grafana/grafana", "grafana/grafana"},
	{"index.docker.io/grafana/grafana", "grafana/grafana"},
	{"grafana/grafana", "grafana/grafana"},
	{"docker.io/library/a/b", "library/a/b"},
	{"library/a/b", "library/a/b"},
	{"quay.io/library/nginx", "quay.io/library/nginx"},
	{"docker.io.example.com/nginx", "docker.io.example.com/nginx"},
	{"localhost:5000/library/nginx", "localhost:5000/library/nginx"},
	{"docker.io/", "docker.io/"},
	{"library/", "library/"},
	{"library", "library"},
	{"", ""},
};

// The same without tag and digest. A colon before a slash is a port's.
static const char *const UNTAGGED[][2] = {
	{"nginx", "nginx"},
	{"nginx:1.25", "nginx"},
	{"docker.io/library/nginx:1.25@sha256:0a", "nginx"},
	{"localhost:5000/a", "localhost:5000/a"},
	{"localhost:5000/a:1.0", "localhost:5000/a"},
	{"localhost:5000/a@sha256:0a", "localhost:5000/a"},
	{"registry.example/a:", "registry.example/a"},
	{"", ""},
};

// GitHub, GitLab, Bitbucket, Azure DevOps and Gitea look owners and repositories up in any case.
static const char *const FOLDED[][2] = {
	{"github.com/Acme/Shop", "github.com/acme/shop"},
	{"GitHub.com/Acme/Shop@Feature/X", "github.com/acme/shop@Feature/X"},
	{"gitlab.com/G/Sub/P", "gitlab.com/g/sub/p"},
	{"bitbucket.org/T/R", "bitbucket.org/t/r"},
	{"dev.azure.com/Org/P/_git/R", "dev.azure.com/org/p/_git/r"},
	{"gitlab.example.org:8443/G/P", "gitlab.example.org:8443/g/p"},
	{"acme.ghe.com/A/B", "acme.ghe.com/a/b"},
	{"github.com/Acme/*", "github.com/acme/*"},
	{"git.example.org/Acme/Shop", "git.example.org/Acme/Shop"},
	{"Acme/Shop", "Acme/Shop"},
	{"Shop", "Shop"},
	{"github.com", "github.com"},
	{"GitHub.com/", "GitHub.com/"},
	{"github/Acme/Shop", "github/Acme/Shop"},
	{"mygithub.com/Acme/Shop", "mygithub.com/Acme/Shop"},
	{"https://github.com/Acme/Shop", "https://github.com/Acme/Shop"},
	{"@Scope/Package", "@Scope/Package"},
	{"", ""},
};

// Fewer words that are its name, and such that are not.
static const struct {
	const char *target, *fewer;
	bool is;
} CALLED[] = {
	{"github.com/acme/app@main", "acme/app", true},
	{"github.com/acme/app@main", "acme/app@main", true},
	{"github.com/acme/app@main", "github.com/acme/app", true},
	{"github.com/acme/app@main", "github.com/acme/app@main", true},
	{"github.com/acme/app", "acme/app", true},
	{"github.com/acme/app@main", "acme/app@next", false},
	{"github.com/acme/app", "acme/app@main", false},
	{"github.com/acme/app@main", "app", false},
	{"github.com/acme/app", "cme/app", false},
	{"acme/app", "github.com/acme/app", false},
	{"github.com/acme/app@x/y", "x/y", false},
	{"acme/app", "", false},
	{"", "acme/app", false},
	{"", "", false},
};

static void check_called(void)
{
	for (size_t i = 0; i < sizeof CALLED / sizeof *CALLED; i++)
		if (!test_count(target_is_called(slice_of(CALLED[i].target),
						 slice_of(CALLED[i].fewer)) == CALLED[i].is))
			printf("%s is called %s\n", CALLED[i].target, CALLED[i].fewer);
}

static void check_folded(void)
{
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof FOLDED / sizeof *FOLDED; i++) {
		struct slice got = target_folded(slice_of(FOLDED[i][0]), &arena);
		if (!test_count(slice_is(got, FOLDED[i][1])))
			printf("%s is '%.*s'\n", FOLDED[i][0], (int)got.len, got.at);
	}
	arena_fini(&arena);
}

int main(void)
{
	check_folded();
	check_called();
	for (size_t i = 0; i < sizeof UNTAGGED / sizeof *UNTAGGED; i++) {
		struct slice got = target_untagged(slice_of(UNTAGGED[i][0]));
		if (!test_count(slice_is(got, UNTAGGED[i][1])))
			printf("%s is '%.*s'\n", UNTAGGED[i][0], (int)got.len, got.at);
	}
	for (size_t i = 0; i < sizeof FAMILIAR / sizeof *FAMILIAR; i++) {
		struct slice got = target_familiar(slice_of(FAMILIAR[i][0]));
		if (!test_count(slice_is(got, FAMILIAR[i][1])))
			printf("%s is '%.*s'\n", FAMILIAR[i][0], (int)got.len, got.at);
	}
	return test_done("findings_target");
}
