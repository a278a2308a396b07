#include "findings/check/headers.h"
#include "base/vec.h"
#include "libexec/check/check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The last answer of the file, as far as it was read.
struct block {
	struct head head;
	vec(struct head_field) fields;
	int answers;
	bool ended; // a blank line came: another answer follows, or a body, which is not read
	bool body;
	bool page;    // the last answer was a page: no other one follows it
	bool unclear; // and one did, or a body that looks like one
};

// "HTTP/1.1 200 OK", "HTTP/2 200"
static bool is_status_line(struct slice line, int *status)
{
	if (line.len < 5 || strncasecmp(line.at, "HTTP/", 5))
		return false;
	slice_word(&line);
	struct slice code = slice_word(&line);
	*status = 0;
	for (size_t i = 0; i < code.len; i++)
		if (code.at[i] >= '0' && code.at[i] <= '9' && *status < 1000)
			*status = *status * 10 + code.at[i] - '0';
	return code.len == 3 && *status >= 100;
}

// A proxy's answer to CONNECT, before the server's own.
static bool is_tunnel(struct slice line)
{
	static const char WORDS[] = "connection established";
	size_t len = sizeof WORDS - 1;
	return line.len > len && !strncasecmp(line.at + line.len - len, WORDS, len);
}

static bool read_line(struct check_work *work, struct block *block, struct slice line, int number,
		      struct err *err)
{
	struct slice text = slice_trim(line), value = text, name;
	int status;
	if (block->body)
		return true;
	if (!text.len) {
		block->ended = block->answers > 0;
		return true;
	}
	if (is_status_line(text, &status)) {
		block->unclear |= block->page;
		block->page = status >= 200 && status < 300 && !is_tunnel(text);
		block->head.status = status;
		block->head.line = number;
		block->fields.len = 0;
		block->answers++;
		block->ended = false;
		return true;
	}
	if (block->ended)
		return block->body = true;
	// A folded line (RFC 9112, 5.2) is refused: browsers differ on it.
	name = slice_cut(&value, ':');
	if (!value.at || !name.len || *line.at == ' ' || *line.at == '\t' ||
	    memchr(name.at, ' ', name.len) || !block->head.line)
		return err_set(err, ERR_INVALID, "%s:%d: %s", work->name, number,
			       block->head.line ? "no header line"
						: "no status line before it: save with curl -sI");
	*vec_push(&block->fields) = (struct head_field){name, slice_trim(value), number};
	return true;
}

static bool read_block(struct check_work *work, struct block *block, struct err *err)
{
	enum { LINES = 10000 };
	struct slice rest = work->text;
	for (int number = 1; rest.len; number++) {
		struct slice line = slice_cut(&rest, '\n');
		if (number > LINES && !block->body)
			return err_set(err, ERR_INVALID, "%s: more than %d lines", work->name,
				       LINES);
		if (!block->ended && line.len && memchr(line.at, 0, line.len))
			return err_set(err, ERR_INVALID, "%s:%d: a NUL byte", work->name, number);
		if (!read_line(work, block, line, number, err))
			return false;
	}
	return block->head.line ||
	       err_set(err, ERR_INVALID, "%s: no status line: save with curl -sI", work->name);
}

static void say_last(struct check_work *work, const struct block *block)
{
	struct judgement j = {.line = block->head.line};
	if (block->unclear)
		judge(&j, OUTCOME_UNSEEN, "what follows a page may be its body: save each alone");
	else
		judge(&j, OUTCOME_NONE, "%d answers: the last one counts, %d in line %d",
		      block->answers, block->head.status, block->head.line);
	check_result(work, "", "answer", &j);
	str_fini(&j.why);
}

static void judge_head(struct check_work *work, const struct head *head)
{
	size_t count;
	const struct check_rule *rules = check_rules(CHECK_HEADERS, &count);
	struct judgement judgement = {0};
	work->kind = "headers";
	work->things = 1;
	for (size_t i = 0; i < count; i++) {
		headers_judge(head, i, &judgement);
		check_result(work, "", rules[i].id, &judgement);
	}
	str_fini(&judgement.why);
}

bool headers_read(struct check_work *work, struct err *err)
{
	struct block block = {0};
	bool done = read_block(work, &block, err);
	if (done) {
		block.head.fields = block.fields.at;
		block.head.count = block.fields.len;
		judge_head(work, &block.head);
		if (block.answers > 1)
			say_last(work, &block);
	}
	vec_fini(&block.fields);
	return done;
}
