// The tables of rules, one per check; rule.h finds rows in them. Private to this folder.
#ifndef GAVEL_FINDINGS_CHECK_TABLES_H
#define GAVEL_FINDINGS_CHECK_TABLES_H

#include "findings/check/rule.h"

extern const struct check_rule hardening_rules[];
extern const size_t hardening_rule_count;
extern const struct check_rule ci_rules[];
extern const size_t ci_rule_count;
extern const struct check_rule headers_rules[];
extern const size_t headers_rule_count;
extern const struct check_rule iac_rules[];
extern const size_t iac_rule_count;

#endif
