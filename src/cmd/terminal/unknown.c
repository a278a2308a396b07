#include "cmd/terminal/unknown.h"

#include "view/text_index.h"
#include "view/unknown.h"

#include <stdio.h>

bool say_unknown(struct session *session, const struct select *select, struct err *err)
{
	int64_t count;
	if (!view_unknown(session, select, &count, err))
		return false;
	if (count)
		fprintf(stderr,
			"gavel: %lld more %s of an unknown version, which may be one of these: "
			"version:\"\" lists %s\n",
			(long long)count, count == 1 ? "is" : "are", count == 1 ? "it" : "them");
	return true;
}

void say_index(struct session *session, const struct select *select)
{
	static const char TEXT[] = "gavel: the text index has %d %% of the findings, and the rest "
				   "is read: `gavel cache index` brings it up to date\n";
	int percent = text_index_percent(session, select);
	if (percent < 100)
		fprintf(stderr, TEXT, percent);
}
