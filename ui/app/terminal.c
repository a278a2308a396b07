// What the terminal gets beside frames: another theme, what is copied.
#include "ui/app/app.h"

#include <stdlib.h>

bool app_use_theme(struct term *term, const char *name, struct err *err)
{
	struct theme theme;
	const char *no_colour = getenv("NO_COLOR");
	if ((no_colour && *no_colour) || !term_has_colour(term))
		theme_plain(&theme);
	else if (!theme_load(name, &theme, err))
		return false;
	term_use(term, &theme);
	term_redraw(term);
	return true;
}

void app_send(struct app *app, struct term *term)
{
	struct err fault = {0};
	if (app->send.len && !term_send(term, str_slice(&app->send), &fault))
		app_say(app, ROLE_BAD, fault.text);
	str_clear(&app->send);
}

void app_change_theme(struct app *app, struct term *term)
{
	struct err fault = {0};
	if (app->theme && !app_use_theme(term, app->theme, &fault))
		app_say(app, ROLE_BAD, fault.text);
	free(app->theme);
	app->theme = NULL;
}
