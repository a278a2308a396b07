// What the parts of the head share. Private to this folder.
#ifndef GAVEL_UI_FINDINGS_HEAD_PRIVATE_H
#define GAVEL_UI_FINDINGS_HEAD_PRIVATE_H

#include "ui/chart.h"
#include "ui/findings/head.h"

void head_add_count(struct str *out, int64_t number); // "1,234"
// A bar for each week; one without a whole scan is a gap, for nothing is known of it.
void head_make_bars(const struct head *head, struct bar bars[HEAD_WEEKS]);
void head_paint_week(const struct head *head, struct area area); // in one row

#endif
