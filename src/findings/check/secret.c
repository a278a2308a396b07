#include "findings/check/container.h"

#include "findings/secret/secret.h"

#include <ctype.h>
#include <string.h>

// Parts of the names of variables that hold secrets, and ends that say it is something else.
static const char *const SECRET_WORDS[] = {
	"PASSWORD", "PASSWD",	  "PASSPHRASE",	 "SECRET",     "TOKEN",	   "API_KEY",
	"APIKEY",   "ACCESS_KEY", "PRIVATE_KEY", "CREDENTIAL", "AUTH_KEY", "ENCRYPTION_KEY",
};
static const char *const OTHER_ENDS[] = {
	"_FILE",   "_PATH",	"_DIR",	   "_ARN",     "_NAME",	    "_URL",	"_URI",	    "_TTL",
	"_EXPIRY", "_SECONDS",	"_LENGTH", "_ENABLED", "_HEADER",   "_VERSION", "_LIMIT",   "_TYPE",
	"_ALG",	   "_AUDIENCE", "_ISSUER", "_TOKENS",  "_PROVIDER", "_MANAGER", "_BACKEND", "_REF",
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

// ---- What is filled in ----

// How much of the text one variable is: "$(NAME)", "${NAME}", where they are any "$NAME" too.
static size_t variable_length(struct slice text, bool expands)
{
	if (text.len < 2 || *text.at != '$')
		return 0;
	char close = text.at[1] == '(' ? ')' : '}';
	const char *end =
		text.at[1] == '(' || text.at[1] == '{' ? memchr(text.at, close, text.len) : NULL;
	size_t name = expands && !isdigit((unsigned char)text.at[1])
			      ? secret_run(slice_from(text, 1), "_")
			      : 0;
	return end ? (size_t)(end - text.at) + 1 : name ? name + 1 : 0;
}

// Variables, and nothing of words between them.
static bool is_of_variables(struct slice text, bool expands)
{
	bool found = false;
	while (text.len) {
		size_t len = variable_length(text, expands);
		if (!len && (isalnum((unsigned char)*text.at) || *text.at == '$'))
			return false;
		found |= len > 0;
		text = slice_from(text, len ? len : 1);
	}
	return found;
}

// What is filled in later, or stands for what was left out. Within a value "$NAME" may be a
// shell's, and of "$(NAME)" the end may be cut off.
static bool is_placeholder(struct slice text)
{
	static const char *const BEGINS[] = {"$(", "${", "{", "<", "*", "%s", "%("};
	for (size_t i = 0; i < sizeof BEGINS / sizeof *BEGINS; i++)
		if (slice_starts(text, BEGINS[i]))
			return true;
	return !text.len || is_of_variables(text, true);
}

// Letters and digits mixed as nobody chooses a name of something: "x7Gh2kLm9Q", no "my-secret-v2".
static bool is_random(struct slice text)
{
	enum { LEAST = 8 };
	size_t digits = 0, small = 0, large = 0;
	for (size_t i = 0; i < text.len; i++) {
		digits += isdigit((unsigned char)text.at[i]) != 0;
		small += islower((unsigned char)text.at[i]) != 0;
		large += isupper((unsigned char)text.at[i]) != 0;
	}
	size_t most = memchr(text.at, '-', text.len) ? 2 : 4; // one digit of so many signs
	return text.len >= LEAST && ((digits && small && large) || digits * most >= text.len) &&
	       !secret_is_code(text);
}

static bool is_place(struct slice text)
{
	return strchr("/.~", *text.at) || memmem(text.at, text.len, "://", 3);
}

static bool is_count(struct slice text)
{
	enum { MOST = 3 };
	return text.len <= MOST && strspn(text.at, "0123456789") == text.len;
}

// ---- By the name ----

static bool has_secret_name(struct slice name)
{
	for (size_t i = 0; i < sizeof SECRET_WORDS / sizeof *SECRET_WORDS; i++)
		if (has_word(name.at, SECRET_WORDS[i]))
			return true;
	return false;
}

static bool is_of_else(struct slice name)
{
	for (size_t i = 0; i < sizeof OTHER_ENDS / sizeof *OTHER_ENDS; i++)
		if (slice_ends(name, OTHER_ENDS[i]))
			return true;
	return slice_is(name, "PWD") || slice_is(name, "OLDPWD");
}

// "admin:w0rd", and no "proxy:8080"; "admin:word" where it is called so.
static bool is_login(struct slice text, bool called)
{
	struct slice user = slice_cut(&text, ':');
	return user.len && text.len && (called || secret_has_digit(text)) &&
	       !is_placeholder(text) && secret_run(user, "_.@-") == user.len &&
	       !memchr(text.at, ' ', text.len) && strspn(text.at, "0123456789") != text.len &&
	       *text.at != '/';
}

// Of names that hold a secret only if the value looks like one. What people make up may look like
// anything but a place or a count.
static bool is_secret_by(struct slice name, struct slice value)
{
	enum { PAT_LEAST = 20 };
	bool password;
	if (secret_is_name(name, &password))
		return password ? !is_place(value) && !is_count(value) : is_random(value);
	if (slice_ends(name, "_PAT"))
		return value.len >= PAT_LEAST && secret_run(value, "_-") == value.len &&
		       is_random(value);
	return slice_ends(name, "_AUTH") && is_login(value, slice_ends(name, "BASIC_AUTH"));
}

// ---- By the value ----

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

// Nothing, or what is filled in elsewhere: a variable, a secret manager's address.
static bool is_reference(const char *value, bool expands)
{
	return !*value || !strncmp(value, "arn:aws", 7) || !strncmp(value, "{{resolve:", 10) ||
	       !strcmp(value, "true") || !strcmp(value, "false") ||
	       is_of_variables(slice_of(value), expands);
}

// A JWT has three parts; what is only base64 of JSON begins like it.
static bool is_token(struct slice token)
{
	const char *dot = memchr(token.at, '.', token.len);
	return !slice_starts(token, "eyJ") ||
	       (dot && memchr(dot + 1, '.', token.len - (size_t)(dot - token.at) - 1));
}

static bool has_token(struct slice text)
{
	for (size_t at = 0; at < text.len; at++) {
		size_t len = secret_token(text, at);
		if (len && is_token((struct slice){text.at + at, len}))
			return true;
		at += len ? len - 1 : 0;
	}
	return false;
}

// Of an element the value ends where it does: "<password>x<", and no "u:<password>@host".
static bool is_assigned(struct slice text, size_t at, struct secret_value found)
{
	struct slice value = found.value;
	if (!value.len || is_placeholder(value))
		return false;
	bool last = value.at + value.len == text.at + text.len;
	if (value.at[-1] == '`') // what a command prints
		return false;
	if (text.at[at] == '>' && (last || value.at[value.len] != '<'))
		return false;
	return found.password ? !is_place(value) : is_random(value);
}

static bool has_assigned(struct slice text)
{
	enum { LONG = 1024 }; // no setting, and not looked into once more
	for (size_t at = 1; at < text.len; at++) {
		struct secret_value found = secret_assigned(text, at);
		if (is_assigned(text, at, found))
			return true;
		at += found.value.len > LONG ? found.value.len : 0;
	}
	return false;
}

// Settings are parted by blanks as by ';', and no prose stands in a variable.
static bool has_setting(struct slice text)
{
	struct str parted = {0};
	str_add_text(&parted, ";");
	for (size_t i = 0; i < text.len; i++)
		str_add_char(&parted, isspace((unsigned char)text.at[i]) ? ';' : text.at[i]);
	bool found = has_assigned(str_slice(&parted));
	str_fini(&parted);
	return found;
}

static bool has_secret(struct slice text)
{
	size_t at;
	for (size_t i = 0; i < sizeof SECRET_VALUES / sizeof *SECRET_VALUES; i++)
		if (slice_starts(text, SECRET_VALUES[i]))
			return true;
	return secret_is_key(text, &at) || has_password(text.at) || has_token(text) ||
	       has_assigned(text) || has_setting(text);
}

bool secret_is_plain(const char *name, const char *value, bool expands)
{
	char room[256];
	struct slice text = slice_of(value), called = upper(name, room);
	return has_secret(text) || (!is_reference(value, expands) && !is_of_else(called) &&
				    (has_secret_name(called) || is_secret_by(called, text)));
}
