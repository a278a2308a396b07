#include "libexec/fetch/aws/aws.h"

#include "base/file.h"
#include "base/utf8.h"

#include <stdio.h>

enum { BUFFER = 256 * 1024, VERSION = 1 };

void pages_begin(struct pages_file *file, const struct pages_head *head)
{
	struct json_out json = {.to = &file->buffer};
	json_open_map(&json, NULL);
	json_text(&json, "gavel", "aws-findings");
	json_int(&json, "version", VERSION);
	json_text(&json, "service", head->service);
	json_text(&json, "account", head->account);
	json_text(&json, "region", head->region);
	json_int(&json, "at", head->at);
	str_add_text(&file->buffer, ",\"lists\":[");
}

static void close_list(struct pages_file *file)
{
	if (file->in_list)
		str_add_text(&file->buffer, "]}");
	file->in_list = false;
}

void pages_list(struct pages_file *file, const struct pages_list *told)
{
	const struct {
		const char *name, *text;
	} words[] = {{"category", told->category},
		     {"tag", told->tag},
		     {"failed", told->failed},
		     {"unsure", told->unsure},
		     {"off", told->off}};
	struct json_out json = {.to = &file->buffer};
	close_list(file);
	str_add_text(&file->buffer, file->lists++ ? ",\n" : "\n");
	json_open_map(&json, NULL);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].text)
			json_text(&json, words[i].name, words[i].text);
	json_open_list(&json, "pages");
	file->in_list = true;
	file->pages = 0;
}

static bool flush(struct pages_file *file, struct err *err)
{
	bool ok = file_write_all(file->fd, str_slice(&file->buffer), err);
	str_clear(&file->buffer);
	return ok;
}

bool pages_add(struct pages_file *file, struct slice page, struct err *err)
{
	str_add_text(&file->buffer, file->pages++ ? ",\n" : "\n");
	str_add_slice(&file->buffer, page);
	return file->buffer.len < BUFFER || flush(file, err);
}

bool pages_end(struct pages_file *file, struct err *err)
{
	close_list(file);
	str_add_text(&file->buffer, "]}\n");
	return flush(file, err);
}

const char *aws_text(const json_t *map, const char *name)
{
	const char *text = json_string_value(json_object_get(map, name));
	return text ? text : "";
}

void aws_warn(const struct aws_work *work, const char *about, const char *text)
{
	struct str line = {0};
	str_addf(&line, "W! %s: ", work->shown);
	utf8_add_safe(&line, slice_of(about), false);
	utf8_add_safe(&line, slice_of(text), false);
	str_add_char(&line, '\n');
	fputs(str_text(&line), stderr);
	str_fini(&line);
}
