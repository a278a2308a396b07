// Rows read again: what the collector is asked, and what becomes of its answers. The collector is a
// shell script that answers with the request itself.
#include "base/file.h"
#include "base/json.h"
#include "collect/lines/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/test.h"

static const char ECHO[] =
	"#!/bin/sh\n"
	"read -r line\n"
	"printf '{\"t\":\"row\",\"in\":1,\"row\":7,\"fields\":%s}\\n' \"$line\"\n"
	"echo '{\"t\":\"done\"}'\n";
static const char CHANGED[] =
	"#!/bin/sh\n"
	"echo '{\"t\":\"error\",\"code\":\"incomplete\",\"text\":\"it has changed\"}'\n";

static char folder[] = "/tmp/gavel-rows.XXXXXX";

static const char *in_folder(char room[256], const char *name)
{
	snprintf(room, 256, "%s/%s", folder, name);
	return room;
}

static void write_text(const char *name, const char *text, mode_t mode)
{
	char path[256];
	struct err err = {0};
	expect_true(file_write(in_folder(path, name), slice_of(text), mode, &err));
}

static void load(struct config *config)
{
	char path[256], text[512];
	struct err err = {0};
	snprintf(text, sizeof text,
		 "sources:\n"
		 "  other:\n    plugin: cur\n    path: %s/bill\n    duckdb: /wrong\n"
		 "  bill:\n    plugin: %s/echo\n    path: %s/bills\n    duckdb: /right\n",
		 folder, folder, folder);
	write_text("gavel.yaml", text, 0600);
	struct config_overrides overrides = {.config = in_folder(path, "gavel.yaml")};
	expect_true(config_load(&overrides, config, &err));
}

static bool keep_row(void *context, const struct json_record *record)
{
	struct str *out = context;
	const struct json_field *fields = json_find(record, "fields");
	if (fields)
		str_add_slice(out, fields->raw);
	return true;
}

static bool ask(const struct config *config, const char *plugin, const char *file, struct str *out,
		struct err *err)
{
	char path[256], uri[300], program[256];
	snprintf(uri, sizeof uri, "file://%s", in_folder(path, file));
	struct rows_request request = {.plugin = in_folder(program, plugin),
				       .uri = uri,
				       .sha256 = "abc",
				       .format = "cur-parquet",
				       .cells = SLICE("[{\"first\":7,\"service\":\"AmazonS3\"}]"),
				       .limit = 2,
				       .row = keep_row,
				       .context = out};
	str_clear(out);
	return rows_ask(config, &request, err);
}

// The value at a path of keys in the row that came.
static const char *told(const struct str *row, const char *outer, const char *inner)
{
	static char text[256];
	json_t *whole = json_loadb(row->at, row->len, 0, NULL);
	json_t *value = json_object_get(whole, outer);
	value = json_is_array(value) ? json_array_get(value, 0) : value;
	value = inner ? json_object_get(value, inner) : value;
	if (json_is_integer(value))
		snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
	else
		snprintf(text, sizeof text, "%s",
			 json_string_value(value) ? json_string_value(value) : "(none)");
	json_decref(whole);
	return text;
}

static void test_request(const struct config *config)
{
	struct str row = {0};
	struct err err = {0};
	expect_true(ask(config, "echo", "bills/2026/part.parquet", &row, &err));
	expect_text(told(&row, "name", NULL), "part.parquet");
	expect_text(told(&row, "sha256", NULL), "abc");
	expect_text(told(&row, "limit", NULL), "2");
	expect_text(told(&row, "cells", "first"), "7");
	expect_text(told(&row, "cells", "service"), "AmazonS3");
	// The keys of the source whose folder holds the file, not of one with a like name.
	expect_text(told(&row, "config", "duckdb"), "/right");
	expect_true(ask(config, "echo", "loose.parquet", &row, &err));
	expect_text(told(&row, "config", "duckdb"), "(none)");
	str_fini(&row);
}

static void test_faults(const struct config *config)
{
	char expected[512];
	struct str row = {0};
	struct err err = {0};
	expect_true(!ask(config, "echo", "none.parquet", &row, &err));
	snprintf(expected, sizeof expected, "%s/none.parquet is gone", folder);
	expect_text(err.text, expected);
	expect_int(err.code, ERR_NOT_FOUND);
	expect_true(!ask(config, "changed", "loose.parquet", &row, &err));
	expect_text(err.text, "it has changed");
	expect_int(err.code, ERR_INCOMPLETE);
	str_fini(&row);
}

int main(void)
{
	char path[256];
	struct config config;
	struct err err = {0};
	expect_true(mkdtemp(folder) != NULL);
	expect_true(file_make_folders(in_folder(path, "bills/2026"), 0700, &err));
	write_text("bills/2026/part.parquet", "x", 0600);
	write_text("loose.parquet", "x", 0600);
	write_text("echo", ECHO, 0700);
	write_text("changed", CHANGED, 0700);
	load(&config);
	test_request(&config);
	test_faults(&config);
	config_fini(&config);
	file_remove_tree(folder, &err);
	return test_done("collect_rows");
}
