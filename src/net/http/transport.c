#include "net/http/private.h"

#include "base/clock.h"
#include "base/vec.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECT_MS = 10000, STALL_MS = 30000, BODY_MAX = 16 * 1024 * 1024, FIELD_BYTES = 65536 };

struct http *http_new(const struct http_options *options)
{
	struct http *http = mem_alloc(sizeof *http);
	curl_global_init(CURL_GLOBAL_DEFAULT); // counts its calls; the process's end undoes it
	http->options = *options;
	http->ca_file = mem_text(options->ca_file);
	http->proxy = mem_text(options->proxy);
	if (!options->connect_ms)
		http->options.connect_ms = CONNECT_MS;
	if (!options->stall_ms)
		http->options.stall_ms = STALL_MS;
	if (!options->body_max)
		http->options.body_max = BODY_MAX;
	http->curl = curl_easy_init();
	if (!http->curl)
		abort(); // no memory
	return http;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	free(http->ca_file);
	free(http->proxy);
	free(http);
}

bool http_sends_file(const struct http_request *request)
{
	return !request->body.at && request->body_bytes > 0;
}

// ---- What libcurl calls ----

static bool goes_on(struct exchange *exchange)
{
	const struct http_options *options = &exchange->http->options;
	return !options->keep_going || options->keep_going(options->context) ||
	       http_stop(exchange, HTTP_STOPPED, ERR_INTERRUPTED, "stopped");
}

static int64_t came(const struct exchange *exchange)
{
	return exchange->out->delivered + (int64_t)exchange->out->body.len;
}

static const char *host_of(const struct exchange *exchange)
{
	return strstr(exchange->request->origin, "://") + 3;
}

// libcurl's own limit averages over seconds; this one is what it says.
static bool is_moving(struct exchange *exchange, int64_t moved)
{
	int64_t now_ms = clock_monotonic_ms(), patience_ms = exchange->http->options.stall_ms;
	if (moved != exchange->moved || !exchange->moved_ms) {
		exchange->moved = moved;
		exchange->moved_ms = now_ms;
	}
	if (now_ms - exchange->moved_ms < patience_ms)
		return true;
	return http_stop(exchange, HTTP_BROKEN, came(exchange) ? ERR_INCOMPLETE : ERR_IO,
			 "%s: no byte for %lld ms, after %lld bytes", host_of(exchange),
			 (long long)patience_ms, (long long)came(exchange));
}

static int on_progress(void *context, curl_off_t download_total, curl_off_t downloaded,
		       curl_off_t upload_total, curl_off_t uploaded)
{
	struct exchange *exchange = context;
	(void)download_total, (void)upload_total;
	return exchange->has_refused || !goes_on(exchange) ||
	       !is_moving(exchange, downloaded + uploaded);
}

// A status line begins a new head: what came before was an interim answer (100, 103).
static void begin_head(struct exchange *exchange, struct slice line)
{
	struct slice rest = line;
	slice_cut(&rest, ' ');
	exchange->out->fields.len = 0;
	exchange->out->status = rest.len >= 3 ? atoi(rest.at) : 0;
}

static size_t on_field(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	struct http_response *out = exchange->out;
	struct slice value = slice_trim((struct slice){bytes, size * count});
	exchange->field_bytes += size * count;
	if (exchange->field_bytes > FIELD_BYTES)
		return http_stop(exchange, HTTP_BROKEN, ERR_INVALID,
				 "the answer's head is larger than %d bytes", (int)FIELD_BYTES);
	if (slice_starts(value, "HTTP/")) {
		begin_head(exchange, value);
	} else if (value.len && memchr(value.at, ':', value.len)) {
		struct slice name = slice_cut(&value, ':');
		*vec_push(&out->fields) =
			(struct http_field){arena_slice(&out->arena, slice_trim(name)),
					    arena_slice(&out->arena, slice_trim(value))};
	}
	return size * count;
}

static bool is_success(const struct http_response *response)
{
	return response->status >= 200 && response->status < 300;
}

static bool tell_head(struct exchange *exchange)
{
	const struct http_sink *sink = exchange->sink;
	if (exchange->head_told || !sink || !is_success(exchange->out))
		return true;
	exchange->head_told = true;
	if (!sink->head || sink->head(sink->context, exchange->out, exchange->err))
		return true;
	exchange->has_refused = true;
	exchange->out->fault = HTTP_STOPPED;
	return false;
}

static bool give_sink(struct exchange *exchange, struct slice bytes)
{
	if (!exchange->sink->body(exchange->sink->context, bytes, exchange->err)) {
		exchange->has_refused = true;
		exchange->out->fault = HTTP_STOPPED;
		return false;
	}
	exchange->out->delivered += (int64_t)bytes.len;
	return true;
}

static bool keep_body(struct exchange *exchange, struct slice bytes)
{
	struct str *body = &exchange->out->body;
	if (bytes.len > exchange->http->options.body_max - body->len)
		return http_stop(exchange, HTTP_REFUSED, ERR_INVALID,
				 "the answer is larger than %zu bytes",
				 exchange->http->options.body_max);
	str_add_slice(body, bytes);
	return true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	struct slice piece = {bytes, size * count};
	if (!goes_on(exchange) || !tell_head(exchange))
		return 0;
	bool taken = exchange->sink && is_success(exchange->out) ? give_sink(exchange, piece)
								 : keep_body(exchange, piece);
	return taken ? piece.len : 0;
}

static size_t on_send(char *to, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	const struct http_request *request = exchange->request;
	int64_t left = request->body_bytes - exchange->sent;
	size_t room = left < (int64_t)(size * count) ? (size_t)left : size * count;
	ssize_t got = 0;
	while (room && (got = pread(request->body_fd, to, room, exchange->sent)) < 0 &&
	       errno == EINTR)
		;
	if (got < 0 || (got == 0 && room)) {
		http_stop(exchange, HTTP_REFUSED, ERR_IO,
			  "what is to be sent ends or fails at byte %lld",
			  (long long)exchange->sent);
		return CURL_READFUNC_ABORT;
	}
	exchange->sent += got;
	return (size_t)got;
}

// libcurl sends a body again by itself when a kept connection turns out to be closed.
static int on_rewind(void *context, curl_off_t offset, int origin)
{
	struct exchange *exchange = context;
	assert(origin == SEEK_SET);
	exchange->sent = offset;
	return CURL_SEEKFUNC_OK;
}

static void set_callbacks(struct exchange *exchange)
{
	CURL *curl = exchange->http->curl;
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_field);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, exchange);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	if (!http_sends_file(exchange->request))
		return;
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_send);
	curl_easy_setopt(curl, CURLOPT_READDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_rewind);
	curl_easy_setopt(curl, CURLOPT_SEEKDATA, exchange);
}

// ---- The end ----

static const struct {
	CURLcode code;
	enum http_fault fault;
	enum err_code error;
} ENDS[] = {
	{CURLE_COULDNT_RESOLVE_HOST, HTTP_UNREACHED, ERR_IO},
	{CURLE_COULDNT_RESOLVE_PROXY, HTTP_UNREACHED, ERR_IO},
	{CURLE_COULDNT_CONNECT, HTTP_UNREACHED, ERR_IO},
	{CURLE_SSL_CONNECT_ERROR, HTTP_UNREACHED, ERR_IO},
	{CURLE_PARTIAL_FILE, HTTP_BROKEN, ERR_INCOMPLETE},
	{CURLE_RECV_ERROR, HTTP_BROKEN, ERR_INCOMPLETE},
	{CURLE_SEND_ERROR, HTTP_BROKEN, ERR_IO},
	{CURLE_GOT_NOTHING, HTTP_BROKEN, ERR_IO},
	{CURLE_WEIRD_SERVER_REPLY, HTTP_BROKEN, ERR_IO},
	{CURLE_OPERATION_TIMEDOUT, HTTP_BROKEN, ERR_INCOMPLETE},
	{CURLE_PEER_FAILED_VERIFICATION, HTTP_REFUSED, ERR_DENIED},
	{CURLE_SSL_CACERT_BADFILE, HTTP_REFUSED, ERR_INVALID},
};

static bool is_connected(const struct exchange *exchange)
{
	curl_off_t connected_us = 0;
	curl_easy_getinfo(exchange->http->curl, CURLINFO_CONNECT_TIME_T, &connected_us);
	return connected_us > 0;
}

static bool explain(struct exchange *exchange, CURLcode code)
{
	enum http_fault fault = HTTP_REFUSED;
	enum err_code error = ERR_IO;
	for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
		if (ENDS[i].code == code) {
			fault = ENDS[i].fault;
			error = ENDS[i].error;
		}
	if (exchange->has_refused)
		return false;
	if (code == CURLE_OPERATION_TIMEDOUT && !is_connected(exchange)) {
		fault = HTTP_UNREACHED;
		error = ERR_IO;
	}
	exchange->out->fault = fault;
	if (came(exchange))
		return err_set(exchange->err, error, "%s: %s, after %lld bytes", host_of(exchange),
			       curl_easy_strerror(code), (long long)came(exchange));
	return err_set(exchange->err, error, "%s: %s", host_of(exchange), curl_easy_strerror(code));
}

static bool finish(struct exchange *exchange, CURLcode code)
{
	struct http_response *out = exchange->out;
	char *redirect = NULL;
	if (code != CURLE_OK || exchange->has_refused)
		return explain(exchange, code);
	if (!tell_head(exchange)) // an empty body
		return false;
	curl_easy_getinfo(exchange->http->curl, CURLINFO_REDIRECT_URL, &redirect);
	out->redirect = arena_text(&out->arena, redirect);
	return true;
}

bool http_send(struct http *http, const struct http_request *request, const struct http_sink *sink,
	       struct http_response *out, struct err *err)
{
	struct exchange exchange = {
		.http = http, .request = request, .sink = sink, .out = out, .err = err};
	*out = (struct http_response){0};
	curl_easy_reset(http->curl); // options alone; connections stay
	set_callbacks(&exchange);
	bool done = goes_on(&exchange) && http_set_up(&exchange) &&
		    finish(&exchange, curl_easy_perform(http->curl));
	curl_slist_free_all(exchange.lines);
	return done;
}
