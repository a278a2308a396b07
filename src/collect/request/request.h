// What a collector is asked for `collect`: one line on its standard input.
//
// The key of gavel.yaml's `secrets_key` goes into it when the collector says in `describe` that it
// blinds secrets; it is never an argument, nor logged.
// Must not: start anything but `describe`.
#ifndef GAVEL_COLLECT_REQUEST_REQUEST_H
#define GAVEL_COLLECT_REQUEST_REQUEST_H

#include "collect/run.h"

struct plugin_file;

struct request {
	const struct config *config;
	const struct run_job *job;
	const char *cursor; // NULL: none
	int64_t now;
	int root_fd, spool_fd;
};

// ERR_INVALID when it is too long; ERR_DENIED when others can read the key.
bool request_write(const struct request *request, struct str *out, struct err *err);
void request_forget(struct str *request); // it may hold the key
// Whether the collector has all the keys of the settings, a JSON object; ERR_INVALID names one that
// it has not.
bool request_check(const struct config *config, const struct plugin_file *plugin,
		   const char *settings, struct err *err);

#endif
