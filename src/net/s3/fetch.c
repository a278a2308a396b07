#include "net/checksum.h"
#include "net/s3/private.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A get that goes on where it was cut: request, as many bytes as come, request for the rest, bound
// to the ETag of the first answer.
struct fetch {
	struct s3 *s3;
	const struct s3_get *get;
	const struct http_sink *sink;
	struct s3_object *out;
	struct arena answer;				      // texts of out
	bool (*prefix)(struct fetch *fetch, struct err *err); // feeds `sum` what is there already
	int fd;						      // of s3_download, else -1
	int64_t begin;					      // the first byte asked for
	int64_t taken;	  // bytes given to the sink, from begin on
	int64_t end;	  // behind the last byte asked for; known from the first answer
	bool has_head;	  // the first answer came
	const char *etag; // of the first answer
	struct checksum_promise promise;
	struct checksum *sum;
};

static bool is_whole(const struct fetch *fetch)
{
	return fetch->begin == 0 && fetch->get->bytes == 0;
}

// ---- What an answer says ----

static bool take_first_head(struct fetch *fetch, const struct http_response *response,
			    struct err *err)
{
	if (!s3_read_object(response, &fetch->answer, fetch->out, err))
		return false;
	int64_t bytes = fetch->get->bytes, whole = fetch->out->bytes;
	fetch->has_head = true;
	fetch->etag = fetch->out->etag;
	fetch->end = bytes && bytes < whole - fetch->begin ? fetch->begin + bytes : whole;
	if (is_whole(fetch)) // else what the answer promises is about its part
		checksum_find(response, &fetch->promise);
	fetch->sum = checksum_new(fetch->promise.kind);
	if (fetch->prefix && !fetch->prefix(fetch, err))
		return false;
	return !fetch->sink->head || fetch->sink->head(fetch->sink->context, response, err);
}

// The answer begins at the byte that is wanted, or its body would land in the wrong place.
static bool check_place(const struct fetch *fetch, const struct http_response *response,
			struct err *err)
{
	int64_t wanted = fetch->begin + fetch->taken, first = 0, whole;
	if (response->status == 206 && !s3_read_range(response, &first, &whole))
		return err_set(err, ERR_INCOMPLETE, "the answer does not say which part it is");
	return first == wanted ||
	       err_set(err, ERR_INCOMPLETE, "bytes from %lld came instead of from %lld",
		       (long long)first, (long long)wanted);
}

// The rest is asked for with If-Match, which not every service knows.
static bool check_same(const struct fetch *fetch, const struct http_response *response,
		       struct err *err)
{
	struct arena arena = {0};
	const char *etag = s3_strip_quotes(&arena, http_response_field(response, "etag"));
	bool same = fetch->etag && etag && strcmp(etag, fetch->etag) == 0;
	arena_fini(&arena);
	return same || err_set(err, ERR_STALE, "it has changed while it was read");
}

static bool on_head(void *context, const struct http_response *response, struct err *err)
{
	struct fetch *fetch = context;
	if (!check_place(fetch, response, err))
		return false;
	return fetch->has_head ? check_same(fetch, response, err)
			       : take_first_head(fetch, response, err);
}

static bool on_body(void *context, struct slice bytes, struct err *err)
{
	struct fetch *fetch = context;
	if ((int64_t)bytes.len > fetch->end - fetch->begin - fetch->taken)
		return err_set(err, ERR_INCOMPLETE, "more bytes came than were asked for");
	if (!fetch->sink->body(fetch->sink->context, bytes, err))
		return false;
	checksum_add(fetch->sum, bytes);
	fetch->taken += (int64_t)bytes.len;
	return true;
}

// ---- Requests ----

static void build(const struct fetch *fetch, struct http_request *request)
{
	struct s3_get get = *fetch->get;
	int64_t from = fetch->begin + fetch->taken;
	s3_begin(fetch->s3, request, "GET", get.key);
	if (fetch->has_head) {
		get.etag = fetch->etag;
		get.unless_etag = NULL;
	}
	s3_add_conditions(request, &get);
	http_request_add(request, "x-amz-checksum-mode", "ENABLED");
	if (get.bytes)
		http_request_add(request, "Range", "bytes=%lld-%lld", (long long)from,
				 (long long)(fetch->begin + get.bytes - 1));
	else if (from)
		http_request_add(request, "Range", "bytes=%lld-", (long long)from);
}

static bool is_complete(const struct fetch *fetch)
{
	return fetch->has_head && fetch->begin + fetch->taken == fetch->end;
}

// One request. *cut: it ended early and the rest may be asked for.
static bool ask_once(struct fetch *fetch, bool *cut, struct http_response *response,
		     struct err *err)
{
	struct http_request request;
	const struct http_sink sink = {on_head, on_body, fetch};
	build(fetch, &request);
	bool done = s3_call(fetch->s3, &request, &sink, response, err);
	http_request_fini(&request);
	fetch->out->not_modified = done && response->status == 304;
	*cut = response->fault == HTTP_BROKEN;
	if (!done || fetch->out->not_modified || is_complete(fetch))
		return done;
	*cut = true;
	return err_set(err, ERR_INCOMPLETE, "%lld of %lld bytes came", (long long)fetch->taken,
		       (long long)(fetch->end - fetch->begin));
}

// Each cut costs a retry; one that brought bytes is counted as the first, so that only the
// budget ends a download that moves on.
static bool ask_until_complete(struct fetch *fetch, struct err *err)
{
	struct retry *retry = &fetch->s3->aws.retry;
	bool cut = true;
	for (int tried = 1;; tried++) {
		struct http_response response;
		int64_t wait_ms, before = fetch->taken;
		bool done = ask_once(fetch, &cut, &response, err);
		tried = fetch->taken > before ? 1 : tried;
		bool again = !done && cut && response.delivered && fetch->etag &&
			     retry_allows(retry, tried, &response, &wait_ms);
		http_response_fini(&response);
		if (!again)
			return done;
		if (!retry_pause(retry, wait_ms, err))
			return false;
	}
}

static bool check_sum(struct fetch *fetch, struct err *err)
{
	char text[CHECKSUM_TEXT];
	if (fetch->promise.kind == CHECKSUM_NONE)
		return true;
	checksum_text(fetch->sum, text);
	return strcmp(text, fetch->promise.value) == 0 ||
	       err_set(err, ERR_INCOMPLETE, "its %s is %s, not %s: what came is not what is stored",
		       checksum_name(fetch->promise.kind), text, fetch->promise.value);
}

static bool run(struct fetch *fetch, struct err *err)
{
	*fetch->out = (struct s3_object){.key = arena_text(&fetch->answer, fetch->get->key)};
	bool done = ask_until_complete(fetch, err) &&
		    (fetch->out->not_modified || check_sum(fetch, err));
	if (!done)
		s3_wrap(fetch->s3, fetch->get->key, err);
	checksum_free(fetch->sum);
	s3_keep_answer(fetch->s3, &fetch->answer);
	return done;
}

bool s3_get(struct s3 *s3, const struct s3_get *get, const struct http_sink *sink,
	    struct s3_object *out, struct err *err)
{
	struct fetch fetch = {
		.s3 = s3, .get = get, .sink = sink, .out = out, .fd = -1, .begin = get->offset};
	return run(&fetch, err);
}

// ---- To a file ----

static bool write_body(void *context, struct slice bytes, struct err *err)
{
	const struct fetch *fetch = context;
	return file_write_all(fetch->fd, bytes, err);
}

// The bytes of an earlier time belong to the checksum.
static bool feed_file(struct fetch *fetch, struct err *err)
{
	enum { PIECE = 256 * 1024 };
	char *piece = mem_alloc(PIECE);
	int64_t at = 0;
	ssize_t got = 1;
	while (at < fetch->begin && got > 0) {
		int64_t left = fetch->begin - at;
		got = pread(fetch->fd, piece, left < PIECE ? (size_t)left : PIECE, at);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0) {
			checksum_add(fetch->sum, (struct slice){piece, (size_t)got});
			at += got;
		}
	}
	free(piece);
	return at == fetch->begin || err_set(err, ERR_IO,
					     "only %lld of the %lld bytes that were "
					     "there can be read",
					     (long long)at, (long long)fetch->begin);
}

static bool cut_file(int fd, int64_t bytes, struct err *err)
{
	return (ftruncate(fd, bytes) == 0 && lseek(fd, bytes, SEEK_SET) == bytes) ||
	       err_errno(err, "truncate");
}

// Nothing is left to ask for when all bytes are there: HEAD says whether that is so and what
// their checksum must be. A range behind the end would be refused.
static bool is_all_there(struct fetch *fetch, int64_t have, bool *all, struct err *err)
{
	struct s3_headed headed;
	bool done = s3_ask_head(fetch->s3, fetch->get, true, &headed, err);
	int64_t bytes = headed.object.bytes;
	fetch->promise = headed.promise;
	arena_fini(&headed.arena);
	*all = bytes == have;
	if (!done || bytes >= have)
		return done;
	err_set(err, ERR_STALE, "%lld bytes are there of %lld", (long long)have, (long long)bytes);
	return s3_wrap(fetch->s3, fetch->get->key, err);
}

static bool check_have(struct fetch *fetch, const struct s3_file *file, struct err *err)
{
	bool all = false;
	if (!file->have)
		return true;
	if (!fetch->get->etag) {
		err_set(err, ERR_INVALID, "bytes of an earlier time without their ETag");
		return s3_wrap(fetch->s3, fetch->get->key, err);
	}
	if (!is_all_there(fetch, file->have, &all, err))
		return false;
	// The last byte again, so that the answer and its checksum are the download's own.
	fetch->begin = all ? file->have - 1 : file->have;
	fetch->prefix = feed_file;
	return true;
}

bool s3_download(struct s3 *s3, const struct s3_get *get, const struct s3_file *file,
		 struct s3_object *out, struct err *err)
{
	struct s3_get whole = {.key = get->key, .version = get->version, .etag = get->etag};
	struct fetch fetch = {.s3 = s3, .get = &whole, .out = out, .fd = file->fd};
	const struct http_sink sink = {NULL, write_body, &fetch};
	fetch.sink = &sink;
	*out = (struct s3_object){0};
	if (!check_have(&fetch, file, err) || !cut_file(file->fd, fetch.begin, err))
		return false;
	if (run(&fetch, err))
		return true;
	struct err ignored;
	if (is_complete(&fetch)) // all came and the checksum says it is wrong
		cut_file(file->fd, 0, &ignored);
	return false;
}
