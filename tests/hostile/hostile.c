#include "tests/hostile/hostile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char request[1 << 16];

// The text behind "key":" in the request, up to the next quote.
static const char *text_of(const char *key, char *room, size_t size)
{
	char wanted[64];
	snprintf(wanted, sizeof wanted, "\"%s\":\"", key);
	const char *at = strstr(request, wanted);
	size_t len = at ? strcspn(at + strlen(wanted), "\"") : 0;
	snprintf(room, size, "%.*s", (int)len, at ? at + strlen(wanted) : "");
	return room;
}

int root_fd(void)
{
	const char *at = strstr(request, "\"root_fd\":");
	return at ? atoi(at + strlen("\"root_fd\":")) : -1;
}

void say(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("W! ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

static bool attempt(const struct attempt *table, size_t count, const char *name,
		    const char *argument)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(table[i].name, name) != 0)
			continue;
		int fault = table[i].run(argument);
		if (fault)
			say("%s: %s", name, strerror(fault));
		else
			say("got %s", name);
		return true;
	}
	return false;
}

static int collect(void)
{
	char name[256], argument[1024];
	size_t files, calls, amounts;
	const struct attempt *on_files = attempts_on_files(&files);
	const struct attempt *by_calls = attempts_by_calls(&calls);
	const struct attempt *by_amount = attempts_by_amount(&amounts);
	if (!fgets(request, sizeof request, stdin))
		return 64;
	text_of("attempt", name, sizeof name);
	text_of("with", argument, sizeof argument);
	if (!attempt(on_files, files, name, argument) &&
	    !attempt(by_calls, calls, name, argument) &&
	    !attempt(by_amount, amounts, name, argument)) {
		fprintf(stderr, "E! no attempt is named '%s'\n", name);
		return 64;
	}
	puts("{\"t\":\"hello\",\"proto\":1,\"plugin\":\"hostile\",\"version\":\"1\"}\n"
	     "{\"t\":\"done\"}");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "describe"))
		return puts("{\"plugin\":\"hostile\",\"version\":\"1\",\"proto\":1,\"title\":"
			    "\"Tries to "
			    "get out\",\"kinds\":[],\"verbs\":[],\"formats\":[],\"config\":[]}") <
		       0;
	return argc == 2 && !strcmp(argv[1], "collect") ? collect() : 64;
}
