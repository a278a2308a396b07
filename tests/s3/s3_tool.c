// The S3 client from outside, for tests: one command a run, or one a line of stdin with "-".
//
// Usage: s3_tool [OPTION=VALUE…] COMMAND [ARGUMENT…]
// Options: bucket endpoint region profile ca proxy style=path|host anonymous=1 stall=MS connect=MS
//          tries=N base=MS cap=MS page=N etag=E unless=E version=V offset=N bytes=N
// Each command prints what came, tab-separated; keys percent-encoded. Exit 1: an error, on stderr
// as "CODE-NAME: text".
#include "tests/s3/s3_tool.h"

#include "base/file.h"
#include "net/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void tool_print_key(const char *key)
{
	struct str text = {0};
	uri_encode(&text, slice_of(key), true);
	fputs(str_text(&text), stdout);
	str_fini(&text);
}

// Arguments that are keys are written encoded as well.
const char *tool_plain(struct tool *tool, const char *text)
{
	struct str bytes = {0};
	if (text)
		uri_decode(&bytes, slice_of(text));
	const char *plain = text ? arena_slice(&tool->arena, str_slice(&bytes)) : NULL;
	str_fini(&bytes);
	return plain;
}

const char *tool_shown(const char *text)
{
	return text ? text : "-";
}

static bool print_object(void *context, const struct s3_object *o, struct err *err)
{
	struct tool *tool = context;
	(void)err;
	tool->count++;
	tool_print_key(o->key);
	printf("\t%lld\t%s\t%s%s%s\n", (long long)o->bytes, tool_shown(o->etag),
	       tool_shown(o->version), o->is_latest ? "\tlatest" : "",
	       o->is_delete_marker ? "\tmarker" : "");
	return true;
}

static bool count_object(void *context, const struct s3_object *o, struct err *err)
{
	(void)o, (void)err;
	((struct tool *)context)->count++;
	return true;
}

static bool do_list(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_list list = {.prefix = tool_plain(tool, argv[0]),
				     .delimiter = argv[0] ? argv[1] : NULL,
				     .page = tool->page};
	return s3_list(tool->s3, &list, &(struct s3_visitor){print_object, tool}, err);
}

static bool do_count(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_list list = {.prefix = tool_plain(tool, argv[0]), .page = tool->page};
	bool done = s3_list(tool->s3, &list, &(struct s3_visitor){count_object, tool}, err);
	printf("%lld\n", (long long)tool->count);
	return done;
}

static bool do_versions(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_list list = {.prefix = tool_plain(tool, argv[0]), .page = tool->page};
	return s3_list_versions(tool->s3, &list, &(struct s3_visitor){print_object, tool}, err);
}

static bool do_head(struct tool *tool, char **argv, struct err *err)
{
	struct s3_object o;
	tool->get.key = tool_plain(tool, argv[0]);
	if (!s3_head(tool->s3, &tool->get, &o, err))
		return false;
	if (o.not_modified)
		puts("not modified");
	else
		printf("%lld\t%s\t%s\t%s\t%lld\t%s\t%d\n", (long long)o.bytes, tool_shown(o.etag),
		       tool_shown(o.version), tool_shown(o.lock_mode), (long long)o.retain_until,
		       o.legal_hold ? "held" : "free", o.parts);
	return true;
}

static bool write_out(void *context, struct slice bytes, struct err *err)
{
	(void)context;
	return file_write_all(1, bytes, err);
}

static bool do_get(struct tool *tool, char **argv, struct err *err)
{
	struct s3_object o;
	const struct http_sink sink = {.body = write_out};
	tool->get.key = tool_plain(tool, argv[0]);
	fflush(stdout);
	bool done = s3_get(tool->s3, &tool->get, &sink, &o, err);
	if (done && o.not_modified)
		puts("not modified");
	return done;
}

// download KEY FILE: goes on where the file ends when etag= is given.
static bool do_download(struct tool *tool, char **argv, struct err *err)
{
	struct s3_object o;
	struct stat s;
	tool->get.key = tool_plain(tool, argv[0]);
	int fd = open(argv[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || fstat(fd, &s) < 0)
		return err_errno(err, "%s", argv[1]);
	const struct s3_file file = {fd, tool->get.etag ? s.st_size : 0};
	bool done = s3_download(tool->s3, &tool->get, &file, &o, err);
	close(fd);
	if (done)
		printf("%lld\t%s\n", (long long)o.bytes, tool_shown(o.etag));
	return done;
}

// put KEY FILE, or put KEY =TEXT
static bool do_put(struct tool *tool, char **argv, struct err *err)
{
	struct s3_put put = {.key = tool_plain(tool, argv[0]), .fd = -1};
	struct s3_object o;
	struct stat s;
	if (argv[1][0] == '=')
		put.bytes = slice_of(argv[1] + 1);
	else if ((put.fd = open(argv[1], O_RDONLY | O_CLOEXEC)) < 0 || fstat(put.fd, &s) < 0)
		return err_errno(err, "%s", argv[1]);
	else
		put.fd_bytes = s.st_size;
	put.only_new = argv[2] && strcmp(argv[2], "new") == 0;
	if (!s3_put(tool->s3, &put, &o, err))
		return false;
	printf("%s\t%s\n", tool_shown(o.etag), tool_shown(o.version));
	return true;
}

// fill PREFIX COUNT: so many small objects
static bool do_fill(struct tool *tool, char **argv, struct err *err)
{
	struct s3_object o;
	bool done = true;
	for (int i = 0, count = atoi(argv[1]); done && i < count; i++) {
		char key[200];
		snprintf(key, sizeof key, "%s%07d", tool_plain(tool, argv[0]), i);
		const struct s3_put put = {.key = key, .bytes = slice_of(key), .fd = -1};
		done = s3_put(tool->s3, &put, &o, err);
	}
	return done;
}

static bool do_presign(struct tool *tool, char **argv, struct err *err)
{
	struct str address = {0};
	tool->get.key = tool_plain(tool, argv[0]);
	bool done = s3_presign(tool->s3, &tool->get, atoi(argv[1]), &address, err);
	puts(str_text(&address));
	str_fini(&address);
	return done;
}

static const struct {
	const char *name;
	int least; // arguments
	bool (*run)(struct tool *tool, char **argv, struct err *err);
} COMMANDS[] = {
	{"list", 0, do_list},
	{"count", 0, do_count},
	{"versions", 0, do_versions},
	{"head", 1, do_head},
	{"get", 1, do_get},
	{"download", 2, do_download},
	{"put", 2, do_put},
	{"fill", 2, do_fill},
	{"delete", 2, do_delete},
	{"bypass", 2, do_bypass},
	{"empty", 1, do_empty},
	{"presign", 2, do_presign},
	{"document", 1, do_document},
	{"set-document", 2, do_set_document},
	{"tag", 3, do_tag},
	{"tags", 0, do_tags},
	{"hold", 1, do_hold},
	{"retain", 1, do_retain},
	{"versioning", 0, do_versioning},
	{"make", 0, do_make},
};

static void set_option(struct tool *tool, const char *name, const char *value)
{
	struct s3_options *o = &tool->options;
	const struct {
		const char *name;
		const char **text;
	} texts[] = {{"bucket", &o->bucket},	     {"endpoint", &o->endpoint},
		     {"region", &o->region},	     {"profile", &o->profile},
		     {"ca", &o->http.ca_file},	     {"proxy", &o->http.proxy},
		     {"etag", &tool->get.etag},	     {"unless", &tool->get.unless_etag},
		     {"version", &tool->get.version}};
	const struct {
		const char *name;
		int64_t *number;
	} numbers[] = {{"stall", &o->http.stall_ms},  {"connect", &o->http.connect_ms},
		       {"base", &o->retry.base_ms},   {"cap", &o->retry.cap_ms},
		       {"offset", &tool->get.offset}, {"bytes", &tool->get.bytes}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i].name, name) == 0)
			*texts[i].text = value;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(numbers[i].name, name) == 0)
			*numbers[i].number = strtoll(value, NULL, 10);
	if (strcmp(name, "tries") == 0)
		o->retry.tries = atoi(value);
	if (strcmp(name, "page") == 0)
		tool->page = atoi(value);
	if (strcmp(name, "anonymous") == 0)
		o->anonymous = true;
	if (strcmp(name, "style") == 0)
		o->style = strcmp(value, "host") == 0 ? S3_STYLE_HOST : S3_STYLE_PATH;
}

static bool run_command(struct tool *tool, int argc, char **argv, struct err *err)
{
	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
		if (strcmp(argv[0], COMMANDS[i].name) == 0 && argc > COMMANDS[i].least)
			return COMMANDS[i].run(tool, argv + 1, err);
	return err_set(err, ERR_INVALID, "%s: no such command, or too few arguments", argv[0]);
}

int main(int argc, char **argv)
{
	struct tool tool = {0};
	struct err err = {0};
	secret_no_dumps();
	for (argc--, argv++; argc && strchr(argv[0], '='); argc--, argv++) {
		char *value = strchr(argv[0], '=');
		*value++ = 0;
		set_option(&tool, argv[0], value);
	}
	bool done = argc ? s3_open(&tool.options, &tool.s3, &err) &&
				    run_command(&tool, argc, argv, &err)
			 : err_set(&err, ERR_INVALID, "no command");
	if (!done)
		fprintf(stderr, "%s: %s\n", err_code_name(err.code), err.text);
	s3_close(tool.s3);
	arena_fini(&tool.arena);
	return !done;
}
