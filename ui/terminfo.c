#include "ui/terminfo.h"

#include <curses.h>
#include <term.h>

bool terminfo_read(const char *name, int fd, struct err *err)
{
	int problem;
	return setupterm(name, fd, &problem) == OK ||
	       err_set(err, ERR_INVALID, "terminal type '%s' is not known here; set TERM",
		       name ? name : "");
}

void terminfo_add_leaving(struct str *out)
{
	static const char *const LEAVE[] = {"sgr0", "op", "rmkx", "cnorm", "rmcup"};
	for (size_t i = 0; i < sizeof LEAVE / sizeof *LEAVE; i++) {
		const char *text = tigetstr(LEAVE[i]);
		if (text && text != (const char *)-1) // terminfo's word for "not a string"
			str_add_text(out, text);
	}
}

void terminfo_forget(void)
{
	del_curterm(cur_term);
}

bool terminfo_has_rgb(void)
{
	// user_caps(5): a flag, a number of bits, or a text of three numbers.
	const char *text = tigetstr("RGB");
	return tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || (text && text != (const char *)-1);
}
