#include "findings/sla.h"

const struct sla SLA_DEFAULT = {
	.days = {[LEVEL_LOW] = 120, [LEVEL_MEDIUM] = 90, [LEVEL_HIGH] = 30, [LEVEL_CRITICAL] = 7}};
