#include "findings/check/container.h"

#include <ctype.h>
#include <string.h>

// Parts of the names of variables that hold secrets, and ends that say it is something else.
static const char *const SECRET_WORDS[] = {
	"PASSWORD", "PASSWD",	  "PASSPHRASE",	 "SECRET",     "TOKEN",	   "API_KEY",
	"APIKEY",   "ACCESS_KEY", "PRIVATE_KEY", "CREDENTIAL", "AUTH_KEY", "ENCRYPTION_KEY",
};
static const char *const OTHER_ENDS[] = {
	"_FILE",  "_PATH",   "_DIR",	 "_ARN",      "_NAME",	  "_URL",    "_URI",
	"_TTL",	  "_EXPIRY", "_SECONDS", "_LENGTH",   "_ENABLED", "_HEADER", "_VERSION",
	"_LIMIT", "_TYPE",   "_ALG",	 "_AUDIENCE", "_ISSUER",  "_TOKENS",
};

// What a value begins with that is a secret whatever the variable is called.
static const char *const SECRET_VALUES[] = {"-----BEGIN", "ghp_",	 "gho_",
					    "ghs_",	  "github_pat_", "glpat-",
					    "xoxb-",	  "xoxp-",	 "sk_live_"};

static struct slice upper(const char *name, char room[256])
{
	size_t len = 0;
	for (; name[len] && len < 255; len++)
		room[len] = name[len] == '-' || name[len] == '.'
				    ? '_'
				    : (char)toupper((unsigned char)name[len]);
	room[len] = '\0';
	return (struct slice){room, len};
}

// "TOKEN" is in HF_TOKEN and in TOKENS, and not in TOKENIZER.
static bool has_word(const char *name, const char *word)
{
	const char *at = strstr(name, word);
	if (!at)
		return false;
	at += strlen(word);
	at += *at == 'S';
	return !isalpha((unsigned char)*at);
}

static bool has_secret_name(const char *name)
{
	char room[256];
	struct slice text = upper(name, room);
	for (size_t i = 0; i < sizeof OTHER_ENDS / sizeof *OTHER_ENDS; i++)
		if (slice_ends(text, OTHER_ENDS[i]))
			return false;
	for (size_t i = 0; i < sizeof SECRET_WORDS / sizeof *SECRET_WORDS; i++)
		if (has_word(text.at, SECRET_WORDS[i]))
			return true;
	return false;
}

// Nothing, or what is filled in elsewhere: "$(NAME)", "${NAME}", a secret manager's address.
static bool is_reference(const char *value)
{
	return !*value || *value == '$' || !strncmp(value, "arn:aws", 7) ||
	       !strncmp(value, "{{resolve:", 10) || !strcmp(value, "true") ||
	       !strcmp(value, "false");
}

bool secret_is_key(struct slice text, size_t *at)
{
	enum { KEY = 20 };
	for (size_t i = 0; i + KEY <= text.len; i++) {
		const char *from = text.at + i;
		if (from[0] != 'A' || (memcmp(from, "AKIA", 4) && memcmp(from, "ASIA", 4)))
			continue;
		size_t len = 4;
		while (i + len < text.len &&
		       (isupper((unsigned char)from[len]) || isdigit((unsigned char)from[len])))
			len++;
		if (len == KEY && (!i || !isalnum((unsigned char)from[-1]))) {
			*at = i;
			return true;
		}
	}
	return false;
}

// What is filled in later, or stands for what was left out.
static bool is_placeholder(struct slice text)
{
	static const char *const BEGINS[] = {"$", "{", "<", "*", "%s", "%("};
	for (size_t i = 0; i < sizeof BEGINS / sizeof *BEGINS; i++)
		if (slice_starts(text, BEGINS[i]))
			return true;
	return !text.len;
}

// A password in an address (RFC 3986, 3.2.1): "postgres://user:word@host/db".
static bool has_password(const char *value)
{
	for (const char *at = strstr(value, "://"); at; at = strstr(at, "://")) {
		at += strlen("://");
		struct slice user = {at, strcspn(at, "/?# \t\n,\"'")};
		while (user.len && user.at[user.len - 1] != '@')
			user.len--;
		if (!user.len)
			continue;
		struct slice password = {user.at, user.len - 1};
		slice_cut(&password, ':');
		if (!is_placeholder(password))
			return true;
	}
	return false;
}

bool secret_is_plain(const char *name, const char *value)
{
	size_t at;
	for (size_t i = 0; i < sizeof SECRET_VALUES / sizeof *SECRET_VALUES; i++)
		if (!strncmp(value, SECRET_VALUES[i], strlen(SECRET_VALUES[i])))
			return true;
	if (secret_is_key(slice_of(value), &at) || has_password(value))
		return true;
	return !is_reference(value) && has_secret_name(name);
}
