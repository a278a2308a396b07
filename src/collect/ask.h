// Asking collectors what an input is: the verb `detect`.
//
// Must not: judge the answers (detect.h).
#ifndef GAVEL_COLLECT_ASK_H
#define GAVEL_COLLECT_ASK_H

#include "collect/detect.h"

struct answers {
	struct detection *at;
	size_t len, room;
};

// A round of questions; zero-initialised but for options, arena and fd.
struct asking {
	const struct config *config;
	const struct collect_options *options;
	const struct file_list *file; // the one in question, or NULL for a folder
	struct plugin_file plugin;    // being asked
	struct arena *arena;
	int fd; // the file in question, for those that need more than its head; else -1
	struct answers answers; // of all that were asked; to be freed with vec_fini
};

// Asks every collector about the files. One that breaks is told as a warning and passed over;
// ERR_INTERRUPTED ends the round.
bool ask_all(struct asking *asking, const struct file_list *files, struct err *err);
// Asks only the collectors of `close` about one file of the folder; earlier answers are dropped.
bool ask_again(struct asking *asking, const struct file_list *files, size_t index,
	       const struct answers *close, struct err *err);

#endif
