// What a piece of a screen means; themes say how it looks.
//
// Meaning is word first, then glyph, then look: no role is the only bearer of a meaning.
#ifndef GAVEL_UI_ROLE_H
#define GAVEL_UI_ROLE_H

enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_TITLE,
	ROLE_HEADER,
	ROLE_SELECTED,
	ROLE_KEY,
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_CHART,
	ROLE_CHART_BEFORE,
	ROLE_CHART_FORECAST,
	ROLE_CHART_PARTIAL,
	ROLE_HOSTILE,
	ROLE_COUNT
};

#endif
