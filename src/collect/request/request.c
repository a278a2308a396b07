#include "collect/request/request.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "collect/plugins.h"
#include "collect/stream/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { REQUEST_BYTES = 64 * 1024 * 1024, KEY_LEAST = 16, KEY_MOST = 4096 };

// ---- The key ----

// Nobody else may read it: who has it can try secrets out.
static bool read_key(const char *path, struct str *out, struct err *err)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return err_set(err, ERR_INVALID, "secrets_key: %s: %s", path, strerror(errno));
	if (st.st_mode & 077)
		return err_set(err, ERR_DENIED,
			       "secrets_key: %s: others can read or write it (mode %03o); make it "
			       "0600",
			       path, (unsigned)(st.st_mode & 0777));
	if (!file_read(path, KEY_MOST, out, err))
		return err_wrap(err, "secrets_key");
	return out->len >= KEY_LEAST || err_set(err, ERR_INVALID,
						"secrets_key: %s: %zu bytes, at least %d are "
						"needed; `openssl rand -out FILE "
						"32` makes some",
						path, out->len, KEY_LEAST);
}

static bool wants_key(const struct request *request, bool *wants, struct err *err)
{
	struct arena arena = {0};
	struct plugin_info info = {0};
	const struct plugin_file file = {file_base(request->job->program), request->job->program};
	*wants = *request->config->secrets_key != 0;
	bool ok = !*wants || plugins_describe(request->config, &file, &arena, &info, err);
	*wants = *wants && info.blinds;
	arena_fini(&arena);
	return ok;
}

static bool add_key(const struct request *request, struct json_out *json, struct err *err)
{
	struct str key = {0};
	bool wants = false;
	if (!wants_key(request, &wants, err))
		return false;
	bool ok = !wants || read_key(request->config->secrets_key, &key, err);
	if (ok && wants) {
		char *hex = mem_alloc(2 * key.len + 1);
		digest_to_hex((const unsigned char *)key.at, key.len, hex);
		json_text(json, "secrets_key", hex);
		explicit_bzero(hex, 2 * key.len);
		free(hex);
	}
	if (key.len)
		explicit_bzero(key.at, key.len);
	str_fini(&key);
	return ok;
}

// ---- The line ----

bool request_write(const struct request *request, struct str *out, struct err *err)
{
	const struct run_job *job = request->job;
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "proto", PROTOCOL_VERSION);
	json_text(&json, "source", job->source);
	if (job->format)
		json_text(&json, "format", job->format);
	json_raw(&json, "config", slice_of(job->settings ? job->settings : "{}"));
	if (!add_key(request, &json, err))
		return false;
	json_int(&json, "now", request->now);
	json_int(&json, "spool_fd", request->spool_fd);
	if (request->cursor)
		json_text(&json, "state", request->cursor);
	if (job->files) {
		json_int(&json, "root_fd", request->root_fd);
		files_write(job->files, &json);
	}
	json_close_map(&json);
	str_add_char(out, '\n');
	return out->len <= REQUEST_BYTES ||
	       err_set(err, ERR_INVALID, "too many files for one run: include fewer of them");
}

void request_forget(struct str *request)
{
	if (request->len)
		explicit_bzero(request->at, request->len);
	str_fini(request);
}

// ---- Settings of the command line ----

static bool has_key(const struct plugin_info *info, const char *key)
{
	for (size_t i = 0; i < info->key_count; i++)
		if (!strcmp(info->keys[i], key))
			return true;
	return false;
}

bool request_check(const struct config *config, const struct plugin_file *plugin,
		   const char *settings, struct err *err)
{
	struct arena arena = {0};
	struct plugin_info info = {0};
	json_t *map = settings ? json_loads(settings, 0, NULL) : NULL;
	bool ok = !json_object_size(map) || plugins_describe(config, plugin, &arena, &info, err);
	const char *key;
	json_t *value;
	json_object_foreach(map, key, value) if (ok && !has_key(&info, key)) ok = err_set(
		err, ERR_INVALID, "--%s: the collector '%s' has no use for it", key, plugin->name);
	json_decref(map);
	arena_fini(&arena);
	return ok;
}
