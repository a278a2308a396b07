#include "tests/unit/stub.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RULES = 32, REQUESTS = 256, HEAD_MAX = 256 * 1024 };

struct stub {
	const struct stub_rule *rules;
	int used[RULES];
	int listener, port;
	pthread_t thread;
	pthread_mutex_t lock;
	char *requests[REQUESTS];
	int count;
};

// Until the head has ended and as many bytes of body as it says have come.
static bool is_whole(const struct str *text)
{
	const char *end = strstr(text->at, "\r\n\r\n");
	const char *length = strcasestr(text->at, "\r\ncontent-length:");
	size_t body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
	return end && text->len >= (size_t)(end - text->at) + 4 + body;
}

static char *read_request(int fd)
{
	struct str text = {0};
	ssize_t got = 1;
	str_text(&text);
	while (got > 0 && text.len < HEAD_MAX && !is_whole(&text)) {
		char bytes[4096];
		got = read(fd, bytes, sizeof bytes);
		str_add(&text, bytes, got > 0 ? (size_t)got : 0);
		str_text(&text);
	}
	return str_take(&text);
}

static const struct stub_rule *find_rule(struct stub *stub, const char *request)
{
	for (int i = 0; stub->rules[i].begin; i++) {
		const struct stub_rule *rule = &stub->rules[i];
		if (strncmp(request, rule->begin, strlen(rule->begin)) != 0 ||
		    (rule->times && stub->used[i] == rule->times) ||
		    (rule->has && !strstr(request, rule->has)))
			continue;
		stub->used[i]++;
		return rule;
	}
	return NULL;
}

static void answer(struct stub *stub, int fd)
{
	static const char ABSENT[] = "HTTP/1.0 404 Not Found\r\n\r\n";
	char *request = read_request(fd);
	pthread_mutex_lock(&stub->lock);
	const struct stub_rule *rule = find_rule(stub, request);
	const char *text = rule ? rule->answer : ABSENT;
	if (stub->count < REQUESTS)
		stub->requests[stub->count++] = request;
	else
		free(request);
	pthread_mutex_unlock(&stub->lock);
	for (size_t at = 0, len = text ? strlen(text) : 0; at < len;) {
		ssize_t put = send(fd, text + at, len - at, MSG_NOSIGNAL);
		if (put <= 0)
			break;
		at += (size_t)put;
	}
}

static void *serve(void *context)
{
	struct stub *stub = context;
	int fd;
	while ((fd = accept(stub->listener, NULL, NULL)) >= 0) {
		answer(stub, fd);
		shutdown(fd, SHUT_WR);
		close(fd);
	}
	return NULL;
}

struct stub *stub_start(const struct stub_rule *rules)
{
	struct stub *stub = mem_alloc(sizeof *stub);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof at;
	stub->rules = rules;
	stub->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_mutex_init(&stub->lock, NULL);
	if (bind(stub->listener, (struct sockaddr *)&at, len) < 0 ||
	    listen(stub->listener, 16) < 0 ||
	    getsockname(stub->listener, (struct sockaddr *)&at, &len) < 0 ||
	    pthread_create(&stub->thread, NULL, serve, stub) != 0)
		abort();
	stub->port = ntohs(at.sin_port);
	return stub;
}

int stub_port(const struct stub *stub)
{
	return stub->port;
}

int stub_asked(struct stub *stub, const char *text)
{
	int count = 0;
	pthread_mutex_lock(&stub->lock);
	for (int i = 0; i < stub->count; i++)
		count += strstr(stub->requests[i], text) != NULL;
	pthread_mutex_unlock(&stub->lock);
	return count;
}

void stub_stop(struct stub *stub)
{
	shutdown(stub->listener, SHUT_RDWR);
	pthread_join(stub->thread, NULL);
	close(stub->listener);
	for (int i = 0; i < stub->count; i++)
		free(stub->requests[i]);
	pthread_mutex_destroy(&stub->lock);
	free(stub);
}
