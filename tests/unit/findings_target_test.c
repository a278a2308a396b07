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

int main(void)
{
	for (size_t i = 0; i < sizeof FAMILIAR / sizeof *FAMILIAR; i++) {
		struct slice got = target_familiar(slice_of(FAMILIAR[i][0]));
		if (!test_count(slice_is(got, FAMILIAR[i][1])))
			printf("%s is '%.*s'\n", FAMILIAR[i][0], (int)got.len, got.at);
	}
	return test_done("findings_target");
}
