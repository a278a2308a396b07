#include "libexec/fetch/fetch.h"

#include "base/file.h"
#include "net/retry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One file of a web server. The address's query may be a secret (a presigned address): it is sent
// and never said.

static const char SCHEME[] = "https://";
enum { REDIRECTS = 5 };

struct site {
	struct fetch_request *request;
	struct http *http;
	struct retry retry;
	const char *address; // where redirects led
	struct arena arena;
};

// A download while it comes.
struct receiving {
	const struct fetch_object *object;
	int fd;
	int64_t from;  // the first byte that was asked for
	int64_t *kept; // bytes that stay of what was there before
};

static void close_site(void *self)
{
	struct site *site = self;
	if (!site)
		return;
	http_free(site->http);
	arena_fini(&site->arena);
	free(site);
}

static bool open_site(struct fetch_request *request, bool (*keep_going)(void *context),
		      void *context, void **self, struct err *err)
{
	struct site *site = *self = mem_alloc(sizeof *site);
	const struct http_options options = {.ca_file = request->ca_file,
					     .proxy = request->proxy,
					     .keep_going = keep_going,
					     .context = context};
	struct uri uri;
	site->request = request;
	site->address = request->address;
	if (!uri_parse(request->address, &site->arena, &uri, err))
		return false;
	if (!*file_base(uri.path))
		return err_set(err, ERR_INVALID, "%s: names no file", request->shown);
	site->http = http_new(&options);
	retry_init(&site->retry, &(struct retry_options){0}, &options);
	return true;
}

// ---- One request, with patience ----

// Follows at most REDIRECTS of them, never to plain http.
static bool follow(struct site *site, const struct http_response *response, int count,
		   struct err *err)
{
	const char *to = response->redirect;
	if (count == REDIRECTS || strncmp(to, SCHEME, sizeof SCHEME - 1) != 0)
		return err_set(err, ERR_INVALID, "%s: leads elsewhere, %s", site->request->shown,
			       count == REDIRECTS ? "again and again" : "to no https://");
	site->address = arena_text(&site->arena, to);
	return true;
}

static bool explain(const struct site *site, const struct http_response *response, struct err *err)
{
	static const struct {
		int status;
		enum err_code code;
	} CODES[] = {{401, ERR_DENIED},	   {403, ERR_DENIED}, {404, ERR_NOT_FOUND},
		     {410, ERR_NOT_FOUND}, {412, ERR_STALE},  {408, ERR_INCOMPLETE},
		     {429, ERR_BUSY}};
	enum err_code code = response->status >= 500 ? ERR_INCOMPLETE : ERR_INVALID;
	for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
		code = response->status == CODES[i].status ? CODES[i].code : code;
	return err_set(err, code, "%s: the server answers with status %d", site->request->shown,
		       response->status);
}

// What is asked: the same at every try, but for the fields that depend on how far it is.
struct ask {
	const char *method;
	void (*add)(void *context, struct http_request *request); // or NULL
	const struct http_sink *sink;				  // or NULL
	void *context;						  // of add
};

static bool ask_once(struct site *site, const struct ask *ask, struct http_response *out,
		     struct err *err)
{
	struct http_request request;
	if (!http_request_init(&request, ask->method, site->address, err)) {
		http_request_fini(&request);
		return false;
	}
	if (ask->add)
		ask->add(ask->context, &request);
	bool ok = http_send(site->http, &request, ask->sink, out, err);
	http_request_fini(&request);
	return ok && ((out->status >= 200 && out->status < 400) || explain(site, out, err));
}

// Waits and says whether it is worth another try.
static bool may_try_again(struct site *site, int tried, const struct http_response *response,
			  struct err *err)
{
	int64_t wait_ms;
	if (!retry_is_transient(response, NULL) ||
	    !retry_allows(&site->retry, tried, response, &wait_ms))
		return false;
	err_clear(err);
	return retry_pause(&site->retry, wait_ms, err);
}

// True with a 2xx answer; `out` is to be freed in any case.
static bool send(struct site *site, const struct ask *ask, struct http_response *out,
		 struct err *err)
{
	int redirects = 0, tried = 1;
	for (;; http_response_fini(out)) {
		*out = (struct http_response){0};
		bool ok = ask_once(site, ask, out, err);
		if (ok && out->status < 300) {
			retry_succeeded(&site->retry);
			return true;
		}
		if (ok && !out->redirect)
			return explain(site, out, err);
		if (ok ? !follow(site, out, redirects++, err)
		       : !may_try_again(site, tried++, out, err))
			return false;
	}
}

// ---- list ----

// "bytes 0-0/13412": the whole length behind the slash; else of the answer's body.
static int64_t length_of(const struct http_response *response)
{
	const char *range = http_response_field(response, "content-range");
	const char *slash = range ? strchr(range, '/') : NULL;
	const char *text = slash ? slash + 1 : http_response_field(response, "content-length");
	char *end;
	int64_t length = text && *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : -1;
	return length >= 0 && !*end ? length : -1;
}

static int64_t time_of(const struct http_response *response)
{
	const char *text = http_response_field(response, "last-modified");
	int64_t time;
	return text && http_parse_date(text, &time) ? time : 0;
}

static void add_first_byte(void *context, struct http_request *request)
{
	(void)context;
	http_request_add(request, "Range", "bytes=0-0");
}

// Some servers do not answer HEAD: the first byte tells as much.
static bool ask_about(struct site *site, struct http_response *out, struct err *err)
{
	const struct ask head = {.method = "HEAD"};
	const struct ask first = {.method = "GET", .add = add_first_byte};
	if (send(site, &head, out, err))
		return true;
	if (out->status != 403 && out->status != 405 && out->status != 501)
		return false;
	http_response_fini(out);
	err_clear(err);
	return send(site, &first, out, err);
}

static bool tell(struct site *site, const struct http_response *response,
		 const struct fetch_visitor *visitor, struct err *err)
{
	const char *shown = site->request->shown, *name = file_base(shown);
	const char *root =
		arena_slice(&site->arena, (struct slice){shown, (size_t)(name - shown) - 1});
	const struct fetch_object object = {
		.name = name,
		.etag = http_response_field(response, "etag"),
		.bytes = length_of(response),
		.mtime = time_of(response),
	};
	if (object.bytes < 0)
		return err_set(err, ERR_INVALID, "%s: the server does not say how long it is",
			       shown);
	return visitor->root(visitor->context, root, false, err) &&
	       visitor->object(visitor->context, &object, err);
}

static bool list(void *self, const struct fetch_visitor *visitor, struct err *err)
{
	struct site *site = self;
	struct http_response response;
	bool ok = ask_about(site, &response, err) && tell(site, &response, visitor, err);
	http_response_fini(&response);
	return ok;
}

// ---- get ----

// A weak ETag (RFC 9110 section 8.8.1) does not promise the same bytes.
static bool is_strong(const char *etag)
{
	return etag && *etag == '"';
}

static void add_range(void *context, struct http_request *request)
{
	struct receiving *r = context;
	off_t have = lseek(r->fd, 0, SEEK_END);
	r->from = is_strong(r->object->etag) && have > 0 ? have : 0;
	if (!r->from)
		return;
	http_request_add(request, "Range", "bytes=%lld-", (long long)r->from);
	http_request_add(request, "If-Range", "%s", r->object->etag);
}

// Is this the object that was listed, and from which byte on does it come?
static bool on_head(void *context, const struct http_response *response, struct err *err)
{
	struct receiving *r = context;
	const char *etag = http_response_field(response, "etag");
	bool whole = response->status != 206;
	const char *wanted = r->object->etag;
	bool is_other = wanted ? !etag || strcmp(etag, wanted) != 0
			       : time_of(response) != r->object->mtime ||
					 length_of(response) != r->object->bytes;
	if (is_other)
		return err_set(err, ERR_STALE, "%s: is another file by now", r->object->name);
	if (whole) {
		r->from = 0;
		*r->kept = 0;
	}
	return (ftruncate(r->fd, r->from) == 0 && lseek(r->fd, r->from, SEEK_SET) == r->from) ||
	       err_errno(err, "the spool");
}

static bool on_body(void *context, struct slice bytes, struct err *err)
{
	struct receiving *r = context;
	return file_write_all(r->fd, bytes, err);
}

static bool download(void *self, const struct fetch_object *object, int fd, int64_t *kept,
		     struct err *err)
{
	struct site *site = self;
	struct http_response response;
	struct receiving receiving = {.object = object, .fd = fd, .kept = kept};
	const struct http_sink sink = {on_head, on_body, &receiving};
	const struct ask ask = {"GET", add_range, &sink, &receiving};
	bool ok = send(site, &ask, &response, err);
	http_response_fini(&response);
	return ok;
}

const struct fetch_server FETCH_HTTPS = {
	.scheme = SCHEME,
	.open = open_site,
	.close = close_site,
	.list = list,
	.download = download,
};
