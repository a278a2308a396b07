#define NCURSES_WIDECHAR 1

#include "ui/term.h"

#include "base/file.h"
#include "ui/rescue.h"
#include "ui/terminal/curses.h"
#include "ui/terminfo.h"

#include <curses.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ESCAPE_DELAY_MS = 25, ESCAPE_DELAY_MAX_MS = 1000 };

struct term {
	SCREEN *curses;
	WINDOW *keys; // a pad: reading from it refreshes nothing
	struct curses_character character;
	FILE *in, *out;
	int tty;	     // where frames are written
	int memory;	     // what curses writes during a frame
	struct screen shown; // the last frame
	attr_t attributes[ROLE_COUNT];
	enum colour_depth depth;
	bool marks, due; // due: something was asked for since the last mark
	long frames;
};

bool term_is_ascii(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

// ---- Opening and closing ----

static bool begin_rescue(struct term *term, struct err *err)
{
	struct str bytes = {0};
	terminfo_add_leaving(&bytes);
	terminfo_forget(); // curses reads it for itself
	bool done = rescue_begin(term->tty, str_text(&bytes), bytes.len, err);
	str_fini(&bytes);
	return done;
}

static int escape_delay(void)
{
	const char *given = getenv("ESCDELAY");
	int delay = given ? atoi(given) : ESCAPE_DELAY_MS;
	return delay >= 0 && delay <= ESCAPE_DELAY_MAX_MS ? delay : ESCAPE_DELAY_MS;
}

static bool open_files(struct term *term, struct err *err)
{
	term->in = fopen("/dev/tty", "re");
	term->out = fopen("/dev/tty", "we");
	if (!term->in || !term->out)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no terminal; `gavel show` prints without one");
	term->tty = dup(fileno(term->out));
	term->memory = memfd_create("frame", MFD_CLOEXEC);
	return (term->tty >= 0 && term->memory >= 0) || err_errno(err, "terminal");
}

static bool start_curses(struct term *term, struct err *err)
{
	const char *name = getenv("TERM");
	if (!terminfo_read(name, fileno(term->out), err))
		return false;
	if (!begin_rescue(term, err))
		return false;
	term->curses = newterm(name, term->out, term->in);
	if (!term->curses)
		return err_set(err, ERR_INVALID, "terminal type '%s' cannot be used", name);
	set_escdelay(escape_delay());
	raw();
	noecho();
	nonl();
	typeahead(-1); // a frame is painted whole, whatever waits
	if (has_colors() && start_color() == OK && use_default_colors() == OK)
		term->depth = curses_depth(terminfo_has_rgb());
	term->keys = newpad(1, 1);
	keypad(term->keys, TRUE);
	nodelay(term->keys, TRUE);
	return true;
}

bool term_open(struct term **out, struct err *err)
{
	struct term *term = mem_alloc(sizeof *term);
	*term = (struct term){
		.tty = -1, .memory = -1, .marks = getenv("GAVEL_TEST") != NULL, .due = true};
	bool done = open_files(term, err) && start_curses(term, err);
	if (!done) {
		term_close(term);
		return false;
	}
	screen_init(&term->shown, (struct size){COLS, LINES});
	term_redraw(term);
	*out = term;
	return true;
}

void term_close(struct term *term)
{
	if (!term)
		return;
	if (term->curses) {
		endwin();
		delwin(term->keys);
		delscreen(term->curses);
	}
	rescue_end();
	if (term->in)
		fclose(term->in);
	if (term->out)
		fclose(term->out);
	if (term->tty >= 0)
		close(term->tty);
	if (term->memory >= 0)
		close(term->memory);
	screen_fini(&term->shown);
	free(term);
}

// ---- Looks ----

bool term_has_colour(const struct term *term)
{
	return term->depth != DEPTH_NONE;
}

void term_use(struct term *term, const struct theme *theme)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		term->attributes[role] =
			curses_look(&theme->looks[role], (short)(role + 1), term->depth);
}

struct size term_size(const struct term *term)
{
	struct winsize size;
	if (ioctl(term->tty, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row)
		return (struct size){size.ws_col, size.ws_row};
	return (struct size){COLS, LINES};
}

// ---- Frames ----

static void paint_cell(const struct term *term, int row, int column, const struct glyph *glyph)
{
	wchar_t wide[CCHARW_MAX + 1] = {0};
	cchar_t cell;
	attr_t a = term->attributes[glyph->role];
	if (!glyph->width)
		return;
	if (mbstowcs(wide, glyph->text, CCHARW_MAX) == (size_t)-1) {
		wide[0] = L'?';
		wide[1] = 0;
	}
	setcchar(&cell, wide, a & ~(attr_t)A_COLOR, (short)PAIR_NUMBER(a), NULL);
	mvadd_wch(row, column, &cell);
}

static void paint_rows(struct term *term, const struct screen *screen)
{
	size_t width = (size_t)screen->columns * sizeof *screen->cells;
	for (int row = 0; row < screen->rows; row++) {
		struct glyph *of = &screen->cells[(size_t)row * (size_t)screen->columns];
		struct glyph *before = &term->shown.cells[(size_t)row * (size_t)screen->columns];
		if (memcmp(of, before, width) == 0)
			continue;
		for (int column = 0; column < screen->columns; column++)
			paint_cell(term, row, column, &of[column]);
		memcpy(before, of, width);
	}
}

static void take_size(struct term *term, const struct screen *screen)
{
	if (screen->columns == term->shown.columns && screen->rows == term->shown.rows)
		return;
	resizeterm(screen->rows, screen->columns);
	screen_fini(&term->shown);
	screen_init(&term->shown, (struct size){screen->columns, screen->rows});
	term_redraw(term);
}

// What curses wrote into memory, to the terminal at once.
static bool send_frame(struct term *term, bool whole, struct err *err)
{
	struct str frame = {0};
	off_t size = lseek(term->memory, 0, SEEK_CUR);
	str_reserve(&frame, (size_t)size + 1);
	ssize_t got = pread(term->memory, frame.at, (size_t)size, 0);
	frame.len = got > 0 ? (size_t)got : 0;
	if (lseek(term->memory, 0, SEEK_SET) < 0 || ftruncate(term->memory, 0) < 0)
		frame.len = 0;
	if (term->marks && whole && (term->due || frame.len)) {
		str_addf(&frame, "\033]7777;frame;%ld\a", ++term->frames);
		term->due = false;
	}
	bool done = file_write_all(term->tty, str_slice(&frame), err);
	str_fini(&frame);
	return done;
}

bool term_paint(struct term *term, const struct screen *screen, bool whole, struct err *err)
{
	int out = fileno(term->out);
	take_size(term, screen);
	paint_rows(term, screen);
	move(screen->cursor_row, screen->cursor_column);
	wnoutrefresh(stdscr);
	if (dup2(term->memory, out) < 0)
		return err_errno(err, "terminal");
	doupdate();
	return (dup2(term->tty, out) >= 0 || err_errno(err, "terminal")) &&
	       send_frame(term, whole, err);
}

bool term_send(struct term *term, struct slice bytes, struct err *err)
{
	return file_write_all(term->tty, bytes, err);
}

void term_redraw(struct term *term)
{
	for (int i = 0; i < term->shown.columns * term->shown.rows; i++)
		term->shown.cells[i].text[0] = '\1'; // equal to nothing
	clearok(curscr, TRUE);
}

// ---- Keys and other events ----

uint32_t term_key(struct term *term)
{
	uint32_t key = KEY_NONE;
	for (int code; key == KEY_NONE && (code = wgetch(term->keys)) != ERR;) {
		term->due = true;
		if (!curses_key(&term->character, code, &key))
			ungetch(code);
	}
	return key;
}

static int poll_all(const struct term *term, struct pollfd wait[3], int other, int most_ms)
{
	const int fds[] = {fileno(term->in), rescue_pipe(), other};
	for (int i = 0; i < 3; i++)
		wait[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	return poll(wait, 3, most_ms);
}

enum term_event term_wait(struct term *term, int other, int most_ms)
{
	struct pollfd wait[3];
	for (;;) {
		int events = poll_all(term, wait, other, most_ms), bytes = 0;
		if (events == 0)
			return TERM_TIME;
		if (events < 0)
			continue;
		char signal_byte = wait[1].revents ? rescue_signal() : 0;
		if (signal_byte == 'w') // it may have been another size, and lost what was outside
			term_redraw(term);
		if (signal_byte)
			return signal_byte == 'w'   ? TERM_RESIZED
			       : signal_byte == 'q' ? TERM_LEAVE
						    : TERM_STOP;
		if (wait[0].revents & (POLLHUP | POLLERR | POLLNVAL))
			return TERM_GONE;
		if (wait[0].revents & POLLIN)
			return ioctl(wait[0].fd, FIONREAD, &bytes) == 0 && bytes == 0 ? TERM_GONE
										      : TERM_KEY;
		if (wait[2].revents)
			return TERM_OTHER;
	}
}

bool term_waiting(void *context)
{
	struct pollfd wait[3];
	return poll_all(context, wait, -1, 0) > 0;
}

void term_stop(struct term *term, bool group)
{
	endwin();
	rescue_stop(group);
	reset_prog_mode();
	term_redraw(term);
}
