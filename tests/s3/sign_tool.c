// Signs what stands on stdin, for the comparison with a peer: one request of eight tab-separated
// fields a line, each percent-encoded: seconds, region, service, token, method, path, query, and
// fields as "name:value" lines with host; a ninth holds the body. Prints Authorization of each.
#include "net/aws_sign.h"

#include "base/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 9 };

static char *plain(struct slice text)
{
	struct str bytes = {0};
	uri_decode(&bytes, text);
	str_text(&bytes);
	return str_take(&bytes);
}

static void add_fields(struct http_request *request, char *lines)
{
	for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
		char *colon = strchr(line, ':');
		*colon = 0;
		http_request_add(request, line, "%s", colon + 1);
	}
}

static void sign_line(struct slice line)
{
	char *columns[COLUMNS], hash[DIGEST_HEX];
	for (int i = 0; i < COLUMNS; i++)
		columns[i] = plain(slice_cut(&line, '\t'));
	struct aws_keys keys = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
				*columns[3] ? columns[3] : NULL};
	const struct aws_scope scope = {columns[1], columns[2], strtoll(columns[0], NULL, 10)};
	struct http_request request = {.method = columns[4],
				       .origin = "https://unused",
				       .path = columns[5],
				       .query = *columns[6] ? columns[6] : NULL,
				       .payload = hash};
	digest_bytes(columns[8], strlen(columns[8]), hash);
	add_fields(&request, columns[7]);
	aws_sign(&request, &keys, &scope);
	puts(request.fields.at[request.fields.len - 1].value);
	http_request_fini(&request);
	for (int i = 0; i < COLUMNS; i++)
		free(columns[i]);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	while ((len = getline(&line, &room, stdin)) > 0)
		sign_line(slice_trim((struct slice){line, (size_t)len}));
	free(line);
	return 0;
}
