#include "net/credentials/private.h"
#include "net/secret.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

// Keys from services beside the machine or the container: plain HTTP on addresses that do not
// leave it, with short patience, never through a proxy.

enum { ANSWER_MAX = 64 * 1024, TOKEN_MAX = 64 * 1024, PATIENCE_MS = 1000, TRIES = 3 };

struct near {
	struct http *http;
	struct retry retry;
};

static int tries(void)
{
	const char *text = getenv("AWS_METADATA_SERVICE_NUM_ATTEMPTS");
	int count = text ? atoi(text) : 0;
	return count > 0 && count < 100 ? count : TRIES;
}

static struct near open_near(const struct credentials *c)
{
	const char *seconds = getenv("AWS_METADATA_SERVICE_TIMEOUT");
	int64_t patience_ms = seconds ? strtol(seconds, NULL, 10) * 1000 : 0;
	struct http_options options = c->http;
	struct near near;
	options.proxy = NULL;
	options.connect_ms = patience_ms > 0 ? patience_ms : PATIENCE_MS;
	options.total_ms = options.connect_ms * 5;
	options.body_max = ANSWER_MAX;
	near.http = http_new(&options);
	retry_init(&near.retry, &(struct retry_options){.tries = tries()}, &options);
	return near;
}

// Sends until an answer of 200 comes; other answers are told by their status alone.
static bool ask(struct near *near, const struct http_request *request, struct http_response *out,
		struct err *err)
{
	int64_t wait_ms;
	for (int tried = 1;; tried++) {
		bool done = http_send(near->http, request, NULL, out, err);
		if (done && out->status == 200)
			return true;
		if (done)
			err_set(err, out->status == 404 ? ERR_NOT_FOUND : ERR_DENIED,
				"answers with status %d", out->status);
		if (!retry_is_transient(out, NULL) ||
		    !retry_allows(&near->retry, tried, out, &wait_ms) ||
		    !retry_pause(&near->retry, wait_ms, err))
			return false;
		http_response_fini(out);
	}
}

// ---- Containers ----

// Where a token may be sent in plain text: loopback and the link-local addresses of ECS and EKS.
static const char *const NEAR_HOSTS[] = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};

static bool is_near(const struct uri *uri)
{
	size_t count = sizeof NEAR_HOSTS / sizeof *NEAR_HOSTS;
	bool near = uri_is_loopback(uri) || !uri_is_plain(uri);
	for (size_t i = 0; i < count && !near; i++) {
		size_t len = strlen(NEAR_HOSTS[i]);
		near = strncmp(uri->host, NEAR_HOSTS[i], len) == 0 &&
		       (!uri->host[len] || uri->host[len] == ':');
	}
	return near;
}

static bool add_token(struct http_request *request, struct err *err)
{
	const char *path = getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *text = getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN");
	struct str file = {0};
	if (path && *path) {
		if (!file_read(path, TOKEN_MAX, &file, err))
			return false;
		text = str_text(&file);
	}
	bool clean = !text || !strpbrk(text, "\r\n");
	if (clean && text && *text)
		http_request_add(request, "Authorization", "%s", text);
	secret_str_fini(&file);
	return clean || err_set(err, ERR_INVALID, "authorization token holds a line break");
}

static bool ask_container(struct credentials *c, const char *address, struct found_keys *out,
			  struct err *err)
{
	struct http_request request;
	struct http_response response = {0};
	struct uri uri;
	struct near near = open_near(c);
	bool done = http_request_init(&request, "GET", address, err) &&
		    uri_parse(address, &request.arena, &uri, err);
	if (done && !is_near(&uri))
		done = err_set(err, ERR_DENIED, "%s: neither https nor an address of this machine",
			       uri.host);
	done = done && add_token(&request, err) && ask(&near, &request, &response, err) &&
	       found_from_json(str_slice(&response.body), "Token", out, err);
	http_response_fini(&response);
	http_request_fini(&request);
	http_free(near.http);
	return done;
}

bool place_container(struct credentials *c, bool *found, struct found_keys *out, struct err *err)
{
	const char *relative = getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *full = getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	struct str address = {0};
	*found = (relative && *relative) || (full && *full);
	if (!*found)
		return true;
	if (relative && *relative)
		str_addf(&address, "http://169.254.170.2%s%s", *relative == '/' ? "" : "/",
			 relative);
	else
		str_add_text(&address, full);
	str_add_text(&c->origin, "container");
	bool done = ask_container(c, str_text(&address), out, err);
	str_fini(&address);
	return done || err_wrap(err, "container credentials");
}

// ---- Instances ----

static bool is_true(const char *text)
{
	return text && strcasecmp(text, "true") == 0;
}

static const char *instance_address(void)
{
	const char *given = getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT");
	const char *mode = getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
	if (given && *given)
		return given;
	return mode && strcasecmp(mode, "IPv6") == 0 ? "http://[fd00:ec2::254]"
						     : "http://169.254.169.254";
}

// One request of a metadata session; token NULL asks for one.
static bool ask_instance(struct near *near, const char *path, const char *token,
			 struct http_response *out, struct err *err)
{
	struct http_request request;
	*out = (struct http_response){0};
	bool done = http_request_init(&request, token ? "GET" : "PUT", instance_address(), err);
	if (done) {
		request.path = path;
		if (token)
			http_request_add(&request, "X-aws-ec2-metadata-token", "%s", token);
		else
			http_request_add(&request, "X-aws-ec2-metadata-token-ttl-seconds", "%s",
					 "21600");
		done = ask(near, &request, out, err);
	}
	http_request_fini(&request);
	return done;
}

// The first line: one role is attached to an instance.
static bool read_role(struct http_response *list, struct err *err)
{
	struct slice body = str_slice(&list->body);
	struct slice role = slice_trim(slice_cut(&body, '\n'));
	struct str path = {0};
	if (!role.len)
		return err_set(err, ERR_NOT_FOUND, "no role is attached to this machine");
	str_add_text(&path, "/latest/meta-data/iam/security-credentials/");
	uri_encode(&path, role, false);
	str_fini(&list->body);
	list->body = path;
	return true;
}

static bool fetch_keys(struct near *near, const char *token, struct found_keys *out,
		       struct err *err)
{
	struct http_response role = {0}, keys = {0};
	bool done = ask_instance(near, "/latest/meta-data/iam/security-credentials/", token, &role,
				 err) &&
		    read_role(&role, err) &&
		    ask_instance(near, str_text(&role.body), token, &keys, err) &&
		    found_from_json(str_slice(&keys.body), "Token", out, err);
	http_response_fini(&role);
	http_response_fini(&keys);
	return done;
}

// Not on an instance means: nobody answers. That is no error, the machine simply has no role.
bool place_instance(struct credentials *c, bool *found, struct found_keys *out, struct err *err)
{
	struct http_response token = {0};
	*found = false;
	if (is_true(getenv("AWS_EC2_METADATA_DISABLED")))
		return true;
	struct near near = open_near(c);
	bool answered = ask_instance(&near, "/latest/api/token", NULL, &token, err);
	bool done = answered && fetch_keys(&near, str_text(&token.body), out, err);
	bool nobody = !answered && token.fault == HTTP_UNREACHED;
	*found = done;
	http_response_fini(&token);
	http_free(near.http);
	if (done)
		str_add_text(&c->origin, "instance role");
	return done || nobody || err_wrap(err, "instance role");
}
