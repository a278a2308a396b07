#include "collect/shrink/shrink.h"

#include <string.h>

static const struct {
	const char *kind, *what;
	int64_t percent; // of the shown rows that it has at least
	bool same_time;	 // only of a document that is told to be of the very same time, and
			 // that does not say where it ends
} KINDS[] = {
	{"epss", "scores", 95, false},
	{"sbom", "entries", 100, true},
};

const char *shrink_why(struct publish *publish, const struct protocol_scope *scope, int64_t at,
		       int64_t rows)
{
	if (publish->with.once && publish->with.options->format)
		return NULL;
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		if (strcmp(scope->kind, KINDS[i].kind) != 0 ||
		    (KINDS[i].same_time ? at != scope->at || !scope->endless : at > scope->at) ||
		    scope->rows * 100 >= rows * KINDS[i].percent)
			continue;
		return arena_printf(&publish->protocol.arena,
				    "it has %lld %s where %lld are shown%s, so it may be cut: "
				    "fetch it again, or import it alone with --as FORMAT when it "
				    "is whole",
				    (long long)scope->rows, KINDS[i].what, (long long)rows,
				    KINDS[i].same_time ? " of the same time" : "");
	}
	return NULL;
}

void shrink_hold_back(struct publish *p, int64_t *incomplete)
{
	for (size_t id = 1; id < p->protocol.scopes.len; id++) {
		if (p->standings[id] == INCOMPLETE || p->standings[id] == KNOWN ||
		    !p->protocol.scopes.at[id].kind || p->protocol.scopes.at[id].foreign)
			continue;
		p->standings[id] = INCOMPLETE;
		p->protocol.scopes.at[id].why = "it came with a list that may be cut";
		*incomplete += 1;
	}
}
