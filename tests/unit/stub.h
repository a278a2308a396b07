// A tiny HTTP server on 127.0.0.1 for tests: answers what rules say, remembers what was asked.
//
//	static const struct stub_rule RULES[] = {{"GET /a ", "HTTP/1.1 200 OK\r\n…"}, {0}};
//	struct stub *stub = stub_start(RULES);
//	… stub_port(stub) … stub_asked(stub, "GET /a ") …
//	stub_stop(stub);
#ifndef GAVEL_TESTS_UNIT_STUB_H
#define GAVEL_TESTS_UNIT_STUB_H

// The first rule whose begin the request has, and which is not used up, answers; none is 404.
struct stub_rule {
	const char *begin;  // of the request line, "PUT /x"
	const char *answer; // head and body; NULL closes without a word
	int times;	    // how often it answers; 0 = always
	const char *has;    // the request must hold this too; or NULL
};

struct stub;

struct stub *stub_start(const struct stub_rule *rules); // ended by an empty one
int stub_port(const struct stub *stub);
int stub_asked(struct stub *stub, const char *text); // requests that hold `text`
void stub_stop(struct stub *stub);

// "HTTP/1.1 200 OK" with a body whose length is right; for rules.
#define STUB_OK(body) "HTTP/1.0 200 OK\r\n\r\n" body

#endif
