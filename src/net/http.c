#include "net/http.h"
#include "net/secret.h"

#include "base/vec.h"

#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECT_MS = 10000, STALL_MS = 30000, BODY_MAX = 16 * 1024 * 1024, FIELD_BYTES = 65536 };

struct http {
	struct http_options options;
	char *ca_file, *proxy;
	CURL *curl;
};

// One request under way.
struct exchange {
	const struct http *http;
	const struct http_request *request;
	const struct http_sink *sink;
	struct http_response *out;
	struct err *err;
	size_t field_bytes;
	int64_t sent;	  // of the body
	bool head_told;	  // sink->head was called
	bool has_refused; // err is set by us, the sink or keep_going
};

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

// ---- What libcurl calls ----

// Says why and ends the exchange.
#define stop(exchange, how, ...)                                                                   \
	((exchange)->has_refused = true, (exchange)->out->fault = (how),                           \
	 err_set((exchange)->err, __VA_ARGS__))

static bool goes_on(struct exchange *exchange)
{
	const struct http_options *options = &exchange->http->options;
	return !options->keep_going || options->keep_going(options->context) ||
	       stop(exchange, HTTP_STOPPED, ERR_INTERRUPTED, "stopped");
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a, (void)b, (void)c, (void)d;
	struct exchange *exchange = context;
	return exchange->has_refused || !goes_on(exchange);
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
		return stop(exchange, HTTP_BROKEN, ERR_INVALID,
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
		return stop(exchange, HTTP_REFUSED, ERR_INVALID,
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
		stop(exchange, HTTP_REFUSED, ERR_IO,
		     "what is to be sent ends or fails at byte %lld", (long long)exchange->sent);
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

// ---- Setting up ----

static void set_policy(const struct http *http)
{
	CURL *curl = http->curl;
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 256L * 1024);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "gavel/" GAVEL_VERSION);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)http->options.connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)http->options.total_ms);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)(http->options.stall_ms + 999) / 1000);
	if (http->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file);
	bool from_environment = http->proxy && strcmp(http->proxy, "environment") == 0;
	if (!from_environment)
		curl_easy_setopt(curl, CURLOPT_PROXY, http->proxy ? http->proxy : "");
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
}

static void set_body(struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	CURL *curl = exchange->http->curl;
	if (strcmp(request->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	if (!request->body.at && request->body_bytes > 0) {
		curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body_bytes);
		curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_send);
		curl_easy_setopt(curl, CURLOPT_READDATA, exchange);
		curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_rewind);
		curl_easy_setopt(curl, CURLOPT_SEEKDATA, exchange);
	} else if (request->body.at || strcmp(request->method, "POST") == 0 ||
		   strcmp(request->method, "PUT") == 0) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
				 request->body.at ? request->body.at : "");
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static bool is_clean(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
			return false;
	return true;
}

static bool has_field(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->fields.len; i++)
		if (strcasecmp(request->fields.at[i].name, name) == 0)
			return true;
	return false;
}

// "name: value"; an empty value has a form of its own (CURLOPT_HTTPHEADER).
static struct curl_slist *add_line(struct curl_slist *list, const struct http_field *field)
{
	struct str line = {0};
	str_addf(&line, *field->value ? "%s: %s" : "%s;%s", field->name, field->value);
	list = curl_slist_append(list, str_text(&line));
	secret_str_fini(&line);
	return list;
}

static bool set_fields(struct exchange *exchange, struct curl_slist **list)
{
	const struct http_request *request = exchange->request;
	// libcurl's own, that nobody asked for.
	*list = curl_slist_append(NULL, "Expect:");
	if (!has_field(request, "Content-Type"))
		*list = curl_slist_append(*list, "Content-Type:");
	for (size_t i = 0; i < request->fields.len; i++) {
		const struct http_field *field = &request->fields.at[i];
		if (!is_clean(field->name) || !is_clean(field->value))
			return stop(exchange, HTTP_REFUSED, ERR_INVALID,
				    "field %zu of the request holds a control character", i + 1);
		*list = add_line(*list, field);
	}
	curl_easy_setopt(exchange->http->curl, CURLOPT_HTTPHEADER, *list);
	return true;
}

static void set_address(struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	struct str address = {0};
	str_addf(&address, "%s%s", request->origin, request->path);
	if (request->query && *request->query)
		str_addf(&address, "?%s", request->query);
	curl_easy_setopt(exchange->http->curl, CURLOPT_URL, str_text(&address));
	secret_str_fini(&address); // libcurl has its copy
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
	exchange->out->fault = fault;
	const char *host = strstr(exchange->request->origin, "://") + 3;
	if (exchange->out->delivered || exchange->out->body.len)
		return err_set(exchange->err, error, "%s: %s after %lld bytes", host,
			       curl_easy_strerror(code),
			       (long long)exchange->out->delivered +
				       (long long)exchange->out->body.len);
	return err_set(exchange->err, error, "%s: %s", host, curl_easy_strerror(code));
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
	struct curl_slist *list = NULL;
	*out = (struct http_response){0};
	curl_easy_reset(http->curl); // options alone; connections stay
	set_policy(http);
	set_callbacks(&exchange);
	set_body(&exchange);
	set_address(&exchange);
	bool done = goes_on(&exchange) && set_fields(&exchange, &list) &&
		    finish(&exchange, curl_easy_perform(http->curl));
	curl_slist_free_all(list);
	return done;
}
