#include "findings/check/tables.h"

const struct check_rule iac_rules[] = {{"s3-encryption", "", "", "", LEVEL_HIGH}};
const size_t iac_rule_count = sizeof iac_rules / sizeof *iac_rules;
