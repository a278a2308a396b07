// The S3 client from outside, for tests: one command a run, or one a line of stdin with "-".
//
// Usage: s3_tool [OPTION=VALUE…] COMMAND [ARGUMENT…]
// Options: bucket endpoint region profile ca proxy style=path|host anonymous=1 stall=MS connect=MS
//          tries=N base=MS cap=MS page=N etag=E unless=E version=V offset=N bytes=N
// Each command prints what came, tab-separated; keys percent-encoded. Exit 1: an error, on stderr
// as "CODE-NAME: text".
#include "base/file.h"
#include "base/utf8.h"
#include "net/s3.h"
#include "net/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tool {
	struct s3_options options;
	struct s3_get get;
	struct s3 *s3;
	int page;
	int64_t count;
};

static void print_key(const char *key)
{
	struct str text = {0};
	uri_encode(&text, slice_of(key), true);
	fputs(str_text(&text), stdout);
	str_fini(&text);
}

// Arguments that are keys are written encoded as well.
static const char *plain(const char *text)
{
	struct str bytes = {0};
	if (text)
		uri_decode(&bytes, slice_of(text));
	return text ? (str_text(&bytes), str_take(&bytes)) : NULL; // the process's end frees it
}

static const char *shown(const char *text)
{
	return text ? text : "-";
}

static bool print_object(void *context, const struct s3_object *o, struct err *err)
{
	struct tool *tool = context;
	(void)err;
	tool->count++;
	print_key(o->key);
	printf("\t%lld\t%s\t%s%s%s\n", (long long)o->bytes, shown(o->etag), shown(o->version),
	       o->is_latest ? "\tlatest" : "", o->is_delete_marker ? "\tmarker" : "");
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
	const struct s3_list list = {.prefix = plain(argv[0]),
				     .delimiter = argv[0] ? argv[1] : NULL,
				     .page = tool->page};
	return s3_list(tool->s3, &list, &(struct s3_visitor){print_object, tool}, err);
}

static bool do_count(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_list list = {.prefix = plain(argv[0]), .page = tool->page};
	bool done = s3_list(tool->s3, &list, &(struct s3_visitor){count_object, tool}, err);
	printf("%lld\n", (long long)tool->count);
	return done;
}

static bool do_versions(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_list list = {.prefix = plain(argv[0]), .page = tool->page};
	return s3_list_versions(tool->s3, &list, &(struct s3_visitor){print_object, tool}, err);
}

static bool do_head(struct tool *tool, char **argv, struct err *err)
{
	struct s3_object o;
	tool->get.key = plain(argv[0]);
	if (!s3_head(tool->s3, &tool->get, &o, err))
		return false;
	if (o.not_modified)
		puts("not modified");
	else
		printf("%lld\t%s\t%s\t%s\t%lld\t%s\t%d\n", (long long)o.bytes, shown(o.etag),
		       shown(o.version), shown(o.lock_mode), (long long)o.retain_until,
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
	tool->get.key = plain(argv[0]);
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
	tool->get.key = plain(argv[0]);
	int fd = open(argv[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || fstat(fd, &s) < 0)
		return err_errno(err, "%s", argv[1]);
	const struct s3_file file = {fd, tool->get.etag ? s.st_size : 0};
	bool done = s3_download(tool->s3, &tool->get, &file, &o, err);
	close(fd);
	if (done)
		printf("%lld\t%s\n", (long long)o.bytes, shown(o.etag));
	return done;
}

// put KEY FILE, or put KEY =TEXT
static bool do_put(struct tool *tool, char **argv, struct err *err)
{
	struct s3_put put = {.key = plain(argv[0]), .fd = -1};
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
	printf("%s\t%s\n", shown(o.etag), shown(o.version));
	return true;
}

// fill PREFIX COUNT: so many small objects
static bool do_fill(struct tool *tool, char **argv, struct err *err)
{
	struct s3_object o;
	bool done = true;
	for (int i = 0, count = atoi(argv[1]); done && i < count; i++) {
		char key[200];
		snprintf(key, sizeof key, "%s%07d", plain(argv[0]), i);
		const struct s3_put put = {.key = key, .bytes = slice_of(key), .fd = -1};
		done = s3_put(tool->s3, &put, &o, err);
	}
	return done;
}

static bool print_refusal(void *context, const struct s3_refusal *refusal, struct err *err)
{
	(void)context, (void)err;
	fputs("refused\t", stdout);
	print_key(shown(refusal->key));
	printf("\t%s\n", shown(refusal->code));
	return true;
}

// One name and, where versioned, its version a pair: delete|bypass KEY VERSION|- …
static bool delete_names(struct tool *tool, char **argv, bool bypass, struct err *err)
{
	struct s3_name names[64];
	struct s3_delete what = {.names = names, .bypass = bypass};
	for (; argv[0] && argv[1] && what.count < 64; argv += 2)
		names[what.count++] = (struct s3_name){plain(argv[0]),
						       strcmp(argv[1], "-") == 0 ? NULL : argv[1]};
	return s3_delete(tool->s3, &what, &(struct s3_refusals){.refused = print_refusal}, err);
}

static bool do_delete(struct tool *tool, char **argv, struct err *err)
{
	return delete_names(tool, argv, false, err);
}

static bool do_bypass(struct tool *tool, char **argv, struct err *err)
{
	return delete_names(tool, argv, true, err);
}

struct gathered {
	struct arena arena;
	struct s3_name *names;
	size_t count, room;
};

static bool gather(void *context, const struct s3_object *o, struct err *err)
{
	struct gathered *all = context;
	(void)err;
	if (all->count == all->room) {
		all->room = all->room * 2 + 1000;
		all->names = mem_resize(all->names, all->room * sizeof *all->names);
	}
	all->names[all->count++] = (struct s3_name){arena_text(&all->arena, o->key),
						    arena_text(&all->arena, o->version)};
	return true;
}

// empty PREFIX: every version goes
static bool do_empty(struct tool *tool, char **argv, struct err *err)
{
	struct gathered all = {0};
	const struct s3_list list = {.prefix = plain(argv[0]), .page = tool->page};
	bool done = s3_list_versions(tool->s3, &list, &(struct s3_visitor){gather, &all}, err) &&
		    s3_delete(tool->s3, &(struct s3_delete){all.names, all.count, true},
			      &(struct s3_refusals){.refused = print_refusal}, err);
	printf("%zu\n", all.count);
	free(all.names);
	arena_fini(&all.arena);
	return done;
}

static bool do_presign(struct tool *tool, char **argv, struct err *err)
{
	struct str address = {0};
	tool->get.key = plain(argv[0]);
	bool done = s3_presign(tool->s3, &tool->get, atoi(argv[1]), &address, err);
	puts(str_text(&address));
	str_fini(&address);
	return done;
}

static const char *const DOCUMENTS[S3_DOCUMENTS] = {
	"lifecycle", "versioning", "object-lock", "tagging", "tags", "legal-hold", "retention"};

static bool do_document(struct tool *tool, char **argv, struct err *err)
{
	struct str xml = {0};
	struct s3_name name = {plain(argv[1]), NULL};
	int which = 0;
	while (which < S3_DOCUMENTS && strcmp(DOCUMENTS[which], argv[0]) != 0)
		which++;
	bool done = s3_document_get(tool->s3, (enum s3_document)which, argv[1] ? &name : NULL, &xml,
				    err);
	puts(str_text(&xml));
	str_fini(&xml);
	return done;
}

static bool do_set_document(struct tool *tool, char **argv, struct err *err)
{
	int which = 0;
	while (which < S3_DOCUMENTS && strcmp(DOCUMENTS[which], argv[0]) != 0)
		which++;
	return s3_document_put(tool->s3, (enum s3_document)which, NULL, slice_of(argv[1]), err);
}

static bool do_tag(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_name name = {plain(argv[0]), NULL};
	struct s3_tag tag = {argv[1], argv[2]};
	return s3_tags_put(tool->s3, &name, &(struct s3_tags){&tag, 1}, err);
}

static bool do_tags(struct tool *tool, char **argv, struct err *err)
{
	struct arena arena = {0};
	struct s3_tags tags;
	const struct s3_name name = {plain(argv[0]), NULL};
	bool done = s3_tags_get(tool->s3, argv[0] ? &name : NULL, &arena, &tags, err);
	for (size_t i = 0; done && i < tags.count; i++)
		printf("%s\t%s\n", tags.at[i].key, tags.at[i].value);
	arena_fini(&arena);
	return done;
}

static bool do_hold(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_name name = {plain(argv[0]), NULL};
	bool on = false;
	if (argv[1])
		return s3_legal_hold_put(tool->s3, &name, strcmp(argv[1], "on") == 0, err);
	bool done = s3_legal_hold_get(tool->s3, &name, &on, err);
	puts(on ? "on" : "off");
	return done;
}

// retain KEY [SECONDS-SINCE-1970 [bypass]]
static bool do_retain(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_name name = {plain(argv[0]), NULL};
	struct s3_retention retention = {0};
	if (argv[1]) {
		retention.until = strtoll(argv[1], NULL, 10);
		return s3_retention_put(tool->s3, &name, &retention, argv[2] != NULL, err);
	}
	bool done = s3_retention_get(tool->s3, &name, &retention, err);
	printf("%s\t%lld\n", retention.is_compliance ? "compliance" : "governance",
	       (long long)retention.until);
	return done;
}

static bool do_versioning(struct tool *tool, char **argv, struct err *err)
{
	static const char *const WORDS[] = {"never", "on", "suspended"};
	enum s3_versions now;
	if (argv[0])
		return s3_versioning_put(tool->s3, strcmp(argv[0], "on") == 0, err);
	bool done = s3_versioning_get(tool->s3, &now, err);
	puts(done ? WORDS[now] : "-");
	return done;
}

static bool do_make(struct tool *tool, char **argv, struct err *err)
{
	return s3_create_bucket(tool->s3, argv[0] != NULL, err);
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
	return !done;
}
