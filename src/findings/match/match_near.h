// The pass over lines: of one key and file, the nearest to the nearest. Private to the matcher.
#ifndef GAVEL_FINDINGS_MATCH_MATCH_NEAR_H
#define GAVEL_FINDINGS_MATCH_MATCH_NEAR_H

#include "findings/match/match.h"

// Both sides in order of lines. Pairs in order of distance, of equal ones the first in the file.
void match_near(struct match_side old, struct match_side new, struct match_pairs *pairs);

#endif
