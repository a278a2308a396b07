// What `gavel config check` reads beside gavel.yaml.
#ifndef GAVEL_CMD_HOUSE_CONFIG_CHECK_H
#define GAVEL_CMD_HOUSE_CONFIG_CHECK_H

#include "view/session.h"

// Gate files and CODEOWNERS files. ERR_INVALID with the last of the problems, all others on stderr.
bool config_check_files(struct session *session, struct err *err);

#endif
