#include "libexec/fetch/fetch.h"

#include "net/http.h"

#include <string.h>

// The header lines of one answer, for a check: `fetch head`. The body is asked for only where the
// server knows no HEAD, and dropped.

enum { REDIRECTS = 5, TOTAL_MS = 30000 };

static void say_line(const char *type, const char *name, const char *text)
{
	struct str line = {0}, whole = {0};
	struct json_out json = {.to = &line};
	str_addf(&whole, "%s%s%s", name, *name ? ": " : "", text);
	json_open_map(&json, NULL);
	json_text(&json, "t", type);
	json_slice(&json, "text", str_slice(&whole));
	json_close_map(&json);
	fetch_say(&line);
	str_fini(&whole);
	str_fini(&line);
}

static void say_answer(const char *address, const struct http_response *response)
{
	char status[32];
	snprintf(status, sizeof status, "HTTP/1.1 %d", response->status);
	say_line("from", "", address);
	say_line("line", "", status);
	for (size_t i = 0; i < response->fields.len; i++)
		say_line("line", response->fields.at[i].name, response->fields.at[i].value);
}

static bool drop(void *context, struct slice bytes, struct err *err)
{
	(void)context;
	(void)bytes;
	(void)err;
	return true;
}

static bool ask(struct http *http, const char *method, const char *address,
		struct http_response *out, struct err *err)
{
	static const struct http_sink DROP = {.body = drop};
	struct http_request request;
	bool ok = http_request_init(&request, method, address, err) &&
		  http_send(http, &request, &DROP, out, err);
	http_request_fini(&request);
	return ok;
}

static bool ask_head(struct http *http, const char *address, struct http_response *out,
		     struct err *err)
{
	if (!ask(http, "HEAD", address, out, err))
		return false;
	if (out->status != 405 && out->status != 501)
		return true;
	http_response_fini(out);
	*out = (struct http_response){0};
	return ask(http, "GET", address, out, err);
}

bool fetch_head(struct fetch_request *request, struct err *err)
{
	const struct http_options options = {
		.ca_file = request->ca_file, .proxy = request->proxy, .total_ms = TOTAL_MS};
	struct http *http = http_new(&options);
	const char *address = request->address;
	bool ok = true, moved = true;
	for (int i = 0; ok && moved; i++) {
		struct http_response response = {0};
		ok = ask_head(http, address, &response, err);
		moved = ok && response.redirect && response.status < 400 && i < REDIRECTS;
		if (moved && !strncmp(address, "https:", 6) &&
		    strncmp(response.redirect, "https:", 6))
			moved = false; // what leads out of TLS is judged itself
		if (moved)
			address = arena_text(&request->arena, response.redirect);
		else if (ok)
			say_answer(address, &response);
		http_response_fini(&response);
	}
	http_free(http);
	return ok;
}
