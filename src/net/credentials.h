// Keys for AWS, found where the AWS SDKs look, in their order, and renewed before they end.
//
//	1 environment   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//	2 profile       of ~/.aws/config and ~/.aws/credentials: role_arn with source_profile,
//	                credential_source or web_identity_token_file; keys; credential_process
//	3 web identity  AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN
//	4 container     AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI
//	5 instance role IMDSv2
//
// With options.profile the environment's keys are not asked and a profile that is not there is an
// error; else the profile is AWS_PROFILE or "default". A place that is set up but fails is an
// error, never a reason to go on to the next: nobody works with other rights than intended.
// Left out: single sign-on (use credential_process), MFA prompts. Endpoints can be replaced as with
// the SDKs: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, AWS_EC2_METADATA_SERVICE_ENDPOINT.
// Must not: put a secret into an error's text, an argument, a log or a file.
// Sources: "Standardized credential providers", AWS SDKs and Tools Reference Guide; IMDSv2 and
// task role pages of the EC2 and ECS guides; AssumeRole and AssumeRoleWithWebIdentity (STS API).
#ifndef GAVEL_NET_CREDENTIALS_H
#define GAVEL_NET_CREDENTIALS_H

#include "net/aws_sign.h"

struct credentials_options {
	const char *profile; // NULL: AWS_PROFILE or "default"
	const char *region;  // for STS; NULL: as credentials_region finds it
	struct http_options http;
};

struct credentials;

// Reads nothing yet. Never NULL.
struct credentials *credentials_new(const struct credentials_options *options);
void credentials_free(struct credentials *c); // zeroes the keys
// The keys, fetched when there are none and renewed when less than five minutes are left; when
// renewing fails, those at hand are given until a minute before they end. Borrowed until the next
// call. ERR_NOT_FOUND: nowhere any, with what was looked at; ERR_DENIED, ERR_IO, ERR_INVALID:
// "profile dev: …", "instance role: …".
bool credentials_get(struct credentials *c, const struct aws_keys **out, struct err *err);
// The service said these keys have ended (ExpiredToken): the next get fetches.
void credentials_forget(struct credentials *c);
// Where the keys at hand are from, for a log: "environment", "profile dev", "instance role". Never
// NULL; "none" before the first get.
const char *credentials_origin(const struct credentials *c);
int64_t credentials_expiry(const struct credentials *c); // 0 = they do not end

// The profile's setting of that name ("region", "endpoint_url", "s3.addressing_style", or
// "s3.endpoint_url" of its services section), NULL when absent. Borrowed from c.
// ERR_INVALID: the files cannot be read as profiles.
bool credentials_setting(struct credentials *c, const char *name, const char **out,
			 struct err *err);
// The address that stands for a service ("s3", "sts"): AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL,
// the profile's services section, its endpoint_url; NULL when none or when
// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true ("Service-specific endpoints").
bool credentials_endpoint(struct credentials *c, const char *service, const char **out,
			  struct err *err);
// AWS_REGION, AWS_DEFAULT_REGION, the profile's region, in this order; NULL when none says.
bool credentials_region(struct credentials *c, const char **out, struct err *err);

// The number of the account that the keys belong to (GetCallerIdentity, STS API); digits, the
// caller frees it. Needs no right. Errors as credentials_get and those of the service.
struct retry_options;
bool credentials_account(struct credentials *c, const char *region,
			 const struct retry_options *retry, char **out, struct err *err);

#endif
