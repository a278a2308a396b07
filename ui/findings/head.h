// What is shown above the findings: how many are open of each severity and class, how many of them
// are late, and what the last weeks brought. Of the whole estate, whatever the rows below are
// narrowed to.
#ifndef GAVEL_UI_FINDINGS_HEAD_H
#define GAVEL_UI_FINDINGS_HEAD_H

#include "ui/screen.h"
#include "view/view.h"

#include "findings/finding.h"

enum { HEAD_WEEKS = 26 };

struct head_week {
	int64_t week; // its Monday
	int64_t opened, reopened, gone, end;
	bool scanned; // something was scanned whole in it
};

struct head {
	int64_t open[FINDING_LEVELS], late[FINDING_LEVELS], suppressed, accepted;
	int64_t classes[FINDING_CLASSES];
	struct head_week weeks[HEAD_WEEKS]; // the oldest first
	size_t week_count;
};

bool head_load(struct session *session, struct head *head, struct err *err);
// The rows it takes of an area.
int head_rows(const struct head *head, struct area area);
void head_paint(const struct head *head, struct area area);

#endif
