// What the places where keys are found share. Private to credentials/.
#ifndef GAVEL_NET_CREDENTIALS_PRIVATE_H
#define GAVEL_NET_CREDENTIALS_PRIVATE_H

#include "net/credentials.h"
#include "net/credentials/ini.h"
#include "net/retry.h"

// Keys as a place gave them; texts are memory of secret.h.
struct found_keys {
	char *id, *secret, *token;
	int64_t expires; // 0 = never
};

void found_fini(struct found_keys *keys);
// Both, or ERR_INVALID "half of a key pair…". token may be NULL or "".
bool found_set(struct found_keys *out, const char *id, const char *secret, const char *token,
	       struct err *err);
// {"AccessKeyId", "SecretAccessKey", TOKEN, "Expiration"}: what processes and the metadata services
// answer; `token` is the token's member name. ERR_INVALID without any byte of it.
bool found_from_json(struct slice json, const char *token, struct found_keys *out, struct err *err);

struct credentials {
	char *profile; // as asked for in the options, or NULL
	char *region;
	struct http_options http;
	char *ca_file, *proxy;	   // owners of what http points at
	struct ini config, shared; // ~/.aws/config, ~/.aws/credentials
	bool has_profiles;	   // both were read
	struct found_keys keys;
	struct aws_keys view;
	bool has_keys, must_renew;
	bool is_fixed;	   // these keys and no others: nothing is looked for
	int64_t try_again; // monotonic ms before which a failed renewal is not repeated
	struct str origin;
};

// A place: true with *found false lets the next one be asked.
typedef bool place_fn(struct credentials *c, bool *found, struct found_keys *out, struct err *err);
place_fn place_environment, place_profile, place_web_identity, place_container, place_instance;

// ---- Profiles (profile.c) ----

bool profiles_read(struct credentials *c, struct err *err); // once
const char *profile_name(const struct credentials *c);	    // asked for, AWS_PROFILE or "default"
// A setting of a profile in either file, the credentials file first; NULL when absent.
const char *profile_get(const struct credentials *c, const char *profile, const char *key);

// ---- Other programs and services ----

bool process_run(const char *command, struct found_keys *out, struct err *err); // process.c

struct role {
	const char *arn;
	const char *session;	 // NULL: gavel
	const char *external_id; // or NULL
	const char *seconds;	 // or NULL
	const char *token_file;	 // web identity
};

// sts.c: the first signed with `base`, the second with nothing but the token in the file.
bool sts_assume_role(struct credentials *c, const struct role *role, const struct found_keys *base,
		     struct found_keys *out, struct err *err);
bool sts_web_identity(struct credentials *c, const struct role *role, struct found_keys *out,
		      struct err *err);

#endif
