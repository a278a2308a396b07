// How a value is to be read at a glance: what is grave or late stands out. The word says it too.
#ifndef GAVEL_UI_SHEET_LOOK_H
#define GAVEL_UI_SHEET_LOOK_H

#include "ui/role.h"
#include "view/view.h"

enum role look_of(const struct session *session, const struct column *column,
		  const struct value *value);

#endif
