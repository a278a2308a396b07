#include "findings/check/ci.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

// ---- Keys that a script sets ----

// What stands behind "NAME=", "NAME = " or "configure set NAME ", without a quote; else no text.
static const char *value_behind(const char *script, const char *at, size_t len)
{
	static const char SET[] = "configure set ";
	const char *behind = at + len + strspn(at + len, " \t");
	const char *line = at;
	while (line > script && line[-1] != '\n' && line[-1] != ';' && line[-1] != '&')
		line--;
	bool is_set = memmem(line, (size_t)(at - line), SET, sizeof SET - 1);
	bool begins = at == script || !(isalnum((unsigned char)at[-1]) ||
					strchr(is_set ? "_${-" : "_${-.", at[-1]));
	if (begins && !strncmp(behind, "<<", 2)) // as $GITHUB_ENV has texts of several lines
		return behind;
	if (!begins || (*behind != '=' && !is_set) || (*behind == '=' && behind[1] == '='))
		return NULL;
	if (*behind == '=')
		behind += 1 + strspn(behind + 1, " \t");
	return behind + strspn(behind, "\"'\\");
}

// "NAME" of $NAME, ${NAME}, ${{ env.NAME }}; empty when the value is no variable.
static struct slice variable_in(const char *value)
{
	if (*value != '$')
		return (struct slice){0};
	value += 1 + strspn(value + 1, "{ ");
	value += strncmp(value, "env.", 4) ? 0 : 4;
	size_t len = 0;
	while (isalnum((unsigned char)value[len]) || value[len] == '_')
		len++;
	return (struct slice){value[len] == '.' ? NULL : value, value[len] == '.' ? 0 : len};
}

static bool is_key_name(struct slice name)
{
	const char *key;
	for (size_t i = 0; (key = ci_key_name(i)); i++)
		if (name.at && name.len == strlen(key) && !strncasecmp(name.at, key, name.len))
			return true;
	return false;
}

// printf '%s' "$NAME": the first variable behind it on the line.
static struct slice variable_behind(const char *value)
{
	size_t len = strcspn(value, "$\n");
	return variable_in(value + len);
}

static void read_value(const char *value, const char *name, struct ci_assignment *out)
{
	struct slice text = {value, strcspn(value, "\"'\n")};
	bool expression = slice_starts(text, "${{");
	if (!expression)
		text.len = strcspn(value, " \t\"'\n");
	struct slice variable = variable_in(value);
	if (slice_starts(text, "%"))
		variable = variable_behind(value);
	*out = (struct ci_assignment){.key = name, .variable = variable};
	out->is_output = slice_starts(text, "$(") || slice_starts(text, "`") ||
			 slice_starts(text, "<<") || slice_starts(text, "%");
	out->is_text = !variable.len && !out->is_output;
	snprintf(out->value, sizeof out->value, "%.*s",
		 text.len < sizeof out->value ? (int)text.len : (int)sizeof out->value - 1,
		 text.at);
}

const char *ci_next_assignment(const char *script, const char *from, struct ci_assignment *out)
{
	const char *key;
	for (; *from; from++)
		for (size_t i = 0; (key = ci_key_name(i)); i++) {
			size_t len = strlen(key);
			if (strncasecmp(from, key, len) != 0)
				continue;
			const char *value = value_behind(script, from, len);
			if (!value)
				continue;
			read_value(value, key, out);
			if (!*out->value || is_key_name(out->variable) ||
			    (out->is_text && ci_is_harmless(out->value)))
				continue;
			return value;
		}
	return NULL;
}

// ---- Keys that a script hands over in other ways ----

// Files of keys, and variables that name one.
static const char *const FILES[] = {"aws/credentials",
				    "aws\\credentials",
				    "AWS_SHARED_CREDENTIALS_FILE",
				    "AWS_CREDENTIAL_FILE",
				    "GOOGLE_APPLICATION_CREDENTIALS",
				    "application_default_credentials.json"};

bool ci_is_key_file(const char *name)
{
	return !strcmp(name, "AWS_SHARED_CREDENTIALS_FILE") ||
	       !strcmp(name, "AWS_CREDENTIAL_FILE") ||
	       !strcmp(name, "GOOGLE_APPLICATION_CREDENTIALS");
}

static bool has_text(struct slice line, const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i + len <= line.len; i++)
		if (!strncasecmp(line.at + i, text, len))
			return true;
	return false;
}

// Commands that put nothing into a file, alone on their line.
static bool is_looking(struct slice line)
{
	static const char *const WORDS[] = {"rm",   "ls", "chmod", "chown", "mkdir", "stat",
					    "test", "[",  "[[",	   "unset", "shred", "cat"};
	struct slice rest = line, word = slice_word(&rest);
	bool alone = !has_text(line, "&&") && !memchr(line.at, ';', line.len) &&
		     !memchr(line.at, '|', line.len) && !memchr(line.at, '>', line.len);
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (slice_is(word, WORDS[i]))
			return alone;
	return slice_starts(word, "#");
}

// A program that is told a key: two words of one line, the second of which says what it is.
static const char *told_in(struct slice line)
{
	static const struct {
		const char *command, *key;
		bool filled; // by a variable; a text is a word for nothing
	} ROWS[] = {{"login", "_json_key", false},
		    {"dvc remote modify", "access_key", true},
		    {"-backend-config", "access_key", true},
		    {"-backend-config", "secret_key", true},
		    {"rclone", "access_key", true},
		    {"rclone", "access-key", true},
		    {"s3cmd", "access_key", true},
		    {"s3cmd", "secret_key", true},
		    {"-var", "access_key", true},
		    {"-var", "secret_key", true},
		    {"mc alias set", "amazonaws", true},
		    {"mc config host", "amazonaws", true},
		    {"mc alias set", "googleapis", true},
		    {"mc config host", "googleapis", true},
		    {"az ", "--account-key", true},
		    {"az ", "--connection-string", true}};
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
		if (has_text(line, ROWS[i].command) && has_text(line, ROWS[i].key) &&
		    (!ROWS[i].filled || memchr(line.at, '$', line.len)))
			return ROWS[i].key;
	return NULL;
}

// `aws configure` that asks for keys, and what signs in by a key.
static const char *login_of(struct slice line)
{
	static const char *const ASKS[] = {"set", "get",	   "list",
					   "sso", "list-profiles", "export-credentials"};
	const char *at = memmem(line.at, line.len, "aws configure", 13);
	if (at && (at == line.at || strchr(" |;&(/", at[-1]))) {
		struct slice rest = {at + 13, line.len - (size_t)(at + 13 - line.at)};
		struct slice word = slice_word(&rest);
		for (size_t i = 0; i < sizeof ASKS / sizeof *ASKS; i++)
			if (slice_is(word, ASKS[i]))
				return NULL;
		return "aws configure";
	}
	if (has_text(line, "gcloud auth activate-service-account"))
		return "gcloud auth activate-service-account";
	if (has_text(line, "az login") && has_text(line, "--service-principal") &&
	    !has_text(line, "--federated-token"))
		return "az login --service-principal";
	return told_in(line);
}

// A key's name in a line, not as a variable of that name.
static const char *key_in(struct slice line)
{
	const char *key;
	for (size_t k = 0; (key = ci_key_name(k)); k++)
		for (size_t i = 0, len = strlen(key); i + len <= line.len; i++)
			if (!strncasecmp(line.at + i, key, len) &&
			    (!i || !(isalnum((unsigned char)line.at[i - 1]) ||
				     strchr("_${.", line.at[i - 1]))) &&
			    (i + len == line.len || !(isalnum((unsigned char)line.at[i + len]) ||
						      line.at[i + len] == '_')))
				return key;
	return NULL;
}

static bool read_line(struct slice line, struct ci_handover *out)
{
	*out = (struct ci_handover){.line = line};
	if (!line.len || is_looking(line))
		return false;
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES && !out->what; i++)
		if (has_text(line, FILES[i]))
			out->what = FILES[i];
	out->is_file = out->what;
	if (!out->what && (out->what = login_of(line)))
		out->is_login = true;
	if (!out->what)
		out->what = key_in(line);
	return out->what;
}

bool ci_next_handover(struct slice *rest, struct ci_handover *out)
{
	while (rest->len)
		if (read_line(slice_trim(slice_cut(rest, '\n')), out))
			return true;
	return false;
}

static bool is_place(struct slice name)
{
	static const char *const BEGINS[] = {"HOME", "PWD",  "TMP",	"TEMP",	  "USERPROFILE",
					     "CI_",  "AWS_", "GITHUB_", "RUNNER_"};
	for (size_t i = 0; i < sizeof BEGINS / sizeof *BEGINS; i++)
		if (slice_starts(name, BEGINS[i]))
			return true;
	return false;
}

bool ci_next_variable(struct slice *rest, struct ci_variable *out)
{
	while (rest->len) {
		const char *at = memchr(rest->at, '$', rest->len);
		if (!at)
			return false;
		size_t left = rest->len - (size_t)(at - rest->at);
		*rest = (struct slice){at + 1, left - 1};
		struct slice name = variable_in(at);
		if (!name.len || name.len > left)
			continue;
		*out = (struct ci_variable){name, is_key_name(name), is_place(name)};
		return true;
	}
	return false;
}
