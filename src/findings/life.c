#include "findings/life.h"

enum { LIFE_DAY_SECONDS = 86400 };

static unsigned begin(struct life *life, const struct life_told *told, int64_t at)
{
	*life = (struct life){.class = told->class,
			      .level = told->level,
			      .first_at = told->seen > 0 && told->seen < at ? told->seen : at,
			      .opened_at = at,
			      .episodes = 1,
			      .claimed = told->claimed,
			      .exploited = told->exploited,
			      .claim_until = told->claim_until};
	return LIFE_IS_NEW;
}

static unsigned reopen(struct life *life, int64_t at)
{
	bool other = at - life->closed_at > (int64_t)LIFE_RETURN_DAYS * LIFE_DAY_SECONDS;
	life->state = LIFE_OPEN;
	life->closed_at = 0;
	life->returned = true;
	if (!other)
		return LIFE_IS_BACK;
	life->episodes++;
	life->opened_at = at;
	return LIFE_IS_BACK | LIFE_NEW_EPISODE;
}

static unsigned close(struct life *life, enum life_state state, int64_t at)
{
	life->state = state;
	life->closed_at = at;
	return LIFE_IS_GONE;
}

// What is closed stays of the level at which it was.
static unsigned take_words(struct life *life, const struct life_told *told)
{
	unsigned changes = 0;
	bool rated = life->state == LIFE_OPEN || !told->gone;
	if (rated && life->level != told->level)
		changes |= LIFE_NEW_LEVEL;
	if (life->claimed != told->claimed || life->claim_until != told->claim_until)
		changes |= LIFE_NEW_CLAIM;
	life->class = told->class;
	life->level = rated ? told->level : life->level;
	life->claimed = told->claimed;
	life->exploited = told->exploited;
	life->claim_until = told->claim_until;
	return changes;
}

unsigned life_see(struct life *life, const struct life_told *told, int64_t at)
{
	unsigned changes = life->episodes ? take_words(life, told) : begin(life, told, at);
	if (life->state != LIFE_OPEN && !told->gone)
		changes |= reopen(life, at);
	else if (life->state == LIFE_OPEN && told->gone)
		changes |= close(life, LIFE_CLOSED, at);
	return changes;
}

unsigned life_miss(struct life *life, int64_t at, bool retired)
{
	return life->state != LIFE_OPEN ? 0 : close(life, retired ? LIFE_RETIRED : LIFE_FIXED, at);
}

int64_t life_began(const struct life *life)
{
	return life->episodes == 1 ? life->first_at : life->opened_at;
}

bool life_hides(const struct life *life, int64_t now)
{
	bool tool = life->claimed && (!life->claim_until || now <= life->claim_until);
	bool vex = life->vex_from && life->vex_from <= now &&
		   (!life->vex_until || now < life->vex_until);
	return life->level != LEVEL_CRITICAL && (tool || vex);
}
