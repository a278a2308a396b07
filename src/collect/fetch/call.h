// One call of the child program libexec/gavel/fetch. Private to collect/fetch.
#ifndef GAVEL_COLLECT_FETCH_CALL_H
#define GAVEL_COLLECT_FETCH_CALL_H

#include "base/json.h"
#include "collect/fetch/remote.h"

enum call_state { CALL_OPEN, CALL_DONE, CALL_FAILED }; // how far it came

// Zero-initialised but for what the caller sets.
struct call {
	struct remote *remote;
	// list: where its answers go
	const struct files_filter *filter;
	struct file_list *list; // NULL: `get`
	struct arena *arena;
	vec(struct file_entry) found;
	// inside
	enum call_state state;
	struct err why; // of the child's error line
};

// The members that every request has; the map stays open.
void call_begin(const struct remote *remote, struct json_out *json);
// Runs `fetch verb`; counts in call->remote. Errors as remote_list and remote_get.
bool call_run(struct call *call, const char *verb, const struct str *request, struct err *err);

#endif
