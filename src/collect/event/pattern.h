// Event patterns: which events a source of gavel.yaml wants.
//
// Fields are "and", the values of a field's list are "or"; a list in the event fits when any of its
// members does. A value is compared as JSON; a bare number or word of the YAML also fits the text
// that reads the same. Of the comparisons: prefix, suffix, equals-ignore-case, anything-but (also a
// list, prefix, suffix), exists (of values, not of maps). Source: "Creating Amazon EventBridge
// event patterns" and "Comparison operators for use in event patterns", EventBridge user guide.
// Must not: read files.
#ifndef GAVEL_COLLECT_EVENT_PATTERN_H
#define GAVEL_COLLECT_EVENT_PATTERN_H

#include "base/json.h"
#include "config/config.h"

// pattern: a map, checked by the configuration.
bool pattern_fits(const struct yaml_node *pattern, const json_t *event);
// By `on:`; without it a source whose path is s3://BUCKET/PREFIX wants the objects created below.
bool pattern_wants(const struct source_config *source, const json_t *event);

#endif
