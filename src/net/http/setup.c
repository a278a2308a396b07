#include "net/http/private.h"
#include "net/secret.h"

#include <string.h>

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
	if (http->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file);
	bool from_environment = http->proxy && strcmp(http->proxy, "environment") == 0;
	if (!from_environment)
		curl_easy_setopt(curl, CURLOPT_PROXY, http->proxy ? http->proxy : "");
}

static void set_body(struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	CURL *curl = exchange->http->curl;
	if (strcmp(request->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	if (http_sends_file(request)) {
		curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body_bytes);
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

static bool set_fields(struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	struct curl_slist **list = &exchange->lines;
	// libcurl's own, that nobody asked for.
	*list = curl_slist_append(NULL, "Expect:");
	if (!has_field(request, "Content-Type"))
		*list = curl_slist_append(*list, "Content-Type:");
	for (size_t i = 0; i < request->fields.len; i++) {
		const struct http_field *field = &request->fields.at[i];
		if (!is_clean(field->name) || !is_clean(field->value))
			return http_stop(exchange, HTTP_REFUSED, ERR_INVALID,
					 "field %zu of the request holds a control character",
					 i + 1);
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

bool http_set_up(struct exchange *exchange)
{
	set_policy(exchange->http);
	set_body(exchange);
	set_address(exchange);
	return set_fields(exchange);
}
