// What commands ask of the console beside painting and running it: its keys, its manual pages.
#include "ui/keys/keymap.h"
#include "ui/theme.h"
#include "ui/ui.h"

#include <string.h>

bool keymap_configured(const struct config *config, struct keymap *out, struct err *err)
{
	struct keymap_source source = {config->keys, config->keys_file, config->keys_file_named};
	return keymap_load(&source, out, err);
}

bool ui_keys(struct session *session, const char *file, bool json, struct str *out, struct err *err)
{
	const struct config *config = &session->config;
	struct keymap_source given = {config->keys, file, true};
	struct keymap keymap;
	if (file ? !keymap_load(&given, &keymap, err) : !keymap_configured(config, &keymap, err))
		return false;
	if (json)
		keymap_write_json(&keymap, out);
	else
		keymap_write(&keymap, out);
	keymap_fini(&keymap);
	return true;
}

bool ui_manual(const char *page, struct str *out)
{
	static const struct {
		const char *page;
		void (*write)(struct str *out);
	} PAGES[] = {{"gavel-keys", keymap_write_manual}, {"gavel-theme", theme_write_manual}};
	for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++)
		if (strcmp(PAGES[i].page, page) == 0) {
			PAGES[i].write(out);
			return true;
		}
	return false;
}
