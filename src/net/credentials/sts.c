#include "net/aws.h"
#include "net/credentials/private.h"
#include "net/secret.h"
#include "net/xml.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { TOKEN_MAX = 64 * 1024 };

// AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, the profile's, else the region's own.
static bool find_endpoint(struct credentials *c, const char *region, struct str *out,
			  struct err *err)
{
	const char *address;
	if (!credentials_endpoint(c, "sts", &address, err))
		return false;
	if (address)
		str_add_text(out, address);
	else
		str_addf(out, "https://sts.%s.amazonaws.com%s", region,
			 strncmp(region, "cn-", 3) == 0 ? ".cn" : "");
	return true;
}

// <ACTIONResponse><ACTIONResult><Credentials>…
static bool take_answer(const char *action, struct http_response *response, struct found_keys *out,
			struct err *err)
{
	struct xml_node *root;
	struct slice expiry;
	const char *result = arena_printf(&response->arena, "%sResult", action);
	if (!xml_parse(str_slice(&response->body), &response->arena, &root, err))
		return err_wrap(err, "answer");
	const struct xml_node *keys = xml_child(xml_child(root, result), "Credentials");
	expiry = slice_of(xml_text(keys, "Expiration"));
	int64_t expires = 0;
	if (!clock_parse(expiry, &expires, err))
		return err_set(err, ERR_INVALID, "answer has no Expiration");
	if (!found_set(out, xml_text(keys, "AccessKeyId"), xml_text(keys, "SecretAccessKey"),
		       xml_text(keys, "SessionToken"), err))
		return err_set(err, ERR_INVALID, "answer has no Credentials");
	out->expires = expires;
	return true;
}

// The keys that sign, as a credentials of their own that finds nothing else.
static struct credentials *fixed_keys(const struct found_keys *keys)
{
	const struct credentials_options none = {0};
	struct credentials *fixed = credentials_new(&none);
	fixed->is_fixed = true;
	fixed->keys = (struct found_keys){.id = secret_text(keys->id),
					  .secret = secret_text(keys->secret),
					  .token = secret_text(keys->token),
					  .expires = keys->expires};
	return fixed;
}

static bool exchange(struct credentials *c, struct aws *aws, struct str *form,
		     struct http_response *response, struct err *err)
{
	struct str endpoint = {0};
	struct http_request request;
	char hash[DIGEST_HEX];
	if (!find_endpoint(c, aws->region, &endpoint, err))
		return false;
	bool done = http_request_init(&request, "POST", str_text(&endpoint), err);
	if (done) {
		http_request_add(&request, "Content-Type", "%s",
				 "application/x-www-form-urlencoded; charset=utf-8");
		request.body = str_slice(form);
		digest_bytes(form->at, form->len, hash);
		request.payload = hash;
		done = aws_send(aws, &request, NULL, response, err);
	}
	http_request_fini(&request);
	str_fini(&endpoint);
	return done;
}

// What is asked: the action with its form, signed with `base` or (NULL) not at all.
struct question {
	const char *action;
	struct str form;
	const struct found_keys *base;
};

static bool ask(struct credentials *c, struct question *question, struct found_keys *out,
		struct err *err)
{
	struct http_response response = {0};
	const char *region;
	if (!credentials_region(c, &region, err))
		return false;
	struct aws aws = {.service = "sts",
			  .region = region ? region : "us-east-1",
			  .credentials = question->base ? fixed_keys(question->base) : NULL,
			  .http = http_new(&c->http)};
	retry_init(&aws.retry, &(struct retry_options){.tries = 4}, &c->http);
	bool done = exchange(c, &aws, &question->form, &response, err) &&
		    take_answer(question->action, &response, out, err);
	http_response_fini(&response);
	http_free(aws.http);
	credentials_free(aws.credentials);
	secret_str_fini(&question->form);
	return done || err_wrap(err, "%s", question->action);
}

// ---- Whose keys they are ----

static bool take_account(struct http_response *response, char **out, struct err *err)
{
	struct xml_node *root;
	if (!xml_parse(str_slice(&response->body), &response->arena, &root, err))
		return err_wrap(err, "answer");
	const char *account = xml_text(xml_child(root, "GetCallerIdentityResult"), "Account");
	if (!account || !*account || strspn(account, "0123456789") != strlen(account))
		return err_set(err, ERR_INVALID, "answer has no Account");
	*out = mem_text(account);
	return true;
}

bool credentials_account(struct credentials *c, const char *region,
			 const struct retry_options *retry, char **out, struct err *err)
{
	struct http_response response = {0};
	struct str form = {0};
	struct aws aws = {
		.service = "sts", .region = region, .credentials = c, .http = http_new(&c->http)};
	retry_init(&aws.retry, retry, &c->http);
	uri_add_param(&form, "Action", "GetCallerIdentity");
	uri_add_param(&form, "Version", "2011-06-15");
	bool done = exchange(c, &aws, &form, &response, err) && take_account(&response, out, err);
	http_response_fini(&response);
	http_free(aws.http);
	str_fini(&form);
	return done || err_wrap(err, "GetCallerIdentity");
}

// ---- Keys for a role ----

static void add_role(struct question *question, const struct role *role)
{
	struct str *form = &question->form;
	uri_add_param(form, "Action", question->action);
	uri_add_param(form, "Version", "2011-06-15");
	uri_add_param(form, "RoleArn", role->arn);
	uri_add_param(form, "RoleSessionName", role->session ? role->session : "gavel");
	if (role->external_id)
		uri_add_param(form, "ExternalId", role->external_id);
	if (role->seconds)
		uri_add_param(form, "DurationSeconds", role->seconds);
}

bool sts_assume_role(struct credentials *c, const struct role *role, const struct found_keys *base,
		     struct found_keys *out, struct err *err)
{
	struct question question = {.action = "AssumeRole", .base = base};
	add_role(&question, role);
	return ask(c, &question, out, err);
}

bool sts_web_identity(struct credentials *c, const struct role *role, struct found_keys *out,
		      struct err *err)
{
	struct question question = {.action = "AssumeRoleWithWebIdentity"};
	struct str file = {0}, token = {0};
	bool done = file_read(role->token_file, TOKEN_MAX, &file, err);
	if (done) {
		str_reserve(&question.form, TOKEN_MAX * 3); // grown once
		str_add_slice(&token, slice_trim(str_slice(&file)));
		add_role(&question, role);
		uri_add_param(&question.form, "WebIdentityToken", str_text(&token));
		done = ask(c, &question, out, err);
	}
	secret_str_fini(&file);
	secret_str_fini(&token);
	return done;
}

bool place_web_identity(struct credentials *c, bool *found, struct found_keys *out, struct err *err)
{
	const struct role role = {.arn = getenv("AWS_ROLE_ARN"),
				  .session = getenv("AWS_ROLE_SESSION_NAME"),
				  .token_file = getenv("AWS_WEB_IDENTITY_TOKEN_FILE")};
	*found = role.token_file && *role.token_file;
	if (!*found)
		return true;
	if (!role.arn || !*role.arn)
		return err_set(err, ERR_INVALID,
			       "web identity: AWS_WEB_IDENTITY_TOKEN_FILE without AWS_ROLE_ARN");
	str_add_text(&c->origin, "web identity");
	return sts_web_identity(c, &role, out, err) || err_wrap(err, "web identity");
}
