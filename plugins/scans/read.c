// One file of a request, from its descriptor to the ends of its scopes.
#include "plugins/scans/formats.h"
#include "plugins/scans/scan_private.h"
#include "plugins/sdk/input.h"

#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 64 * 1024 };

// ---- Opening ----

static bool read_head(int fd, const char *name, struct str *out, struct err *err)
{
	ssize_t got = 1;
	str_reserve(out, HEAD);
	while (out->len < HEAD && got) {
		got = pread(fd, out->at + out->len, HEAD - out->len, (off_t)out->len);
		if (got < 0 && errno != EINTR)
			return err_errno(err, "%s", name);
		out->len += got > 0 ? (size_t)got : 0;
	}
	return true;
}

static bool open_source(struct scan_file *file, struct err *err)
{
	int fd = input_open(file->request, file->name, err);
	file->source = fd < 0 ? NULL : source_new(fd, file->name);
	return file->source != NULL;
}

static void close_source(struct scan_file *file)
{
	doc_close(file->doc);
	source_close(file->source);
	file->doc = NULL;
	file->source = NULL;
}

bool scan_again(struct scan_file *file, struct err *err)
{
	bool json = file->doc != NULL;
	close_source(file);
	if (!open_source(file, err))
		return false;
	file->doc = json ? doc_open(file->source, file->name) : NULL;
	return true;
}

// A file alone is what it is said to be. In a folder each is what it says itself, and the name
// decides only where it may be several things.
static const struct scan_format *choose(const struct scan_file *file,
					const struct scan_sniff *sniff,
					const struct scan_format *named, struct err *err)
{
	if (named && file->request->file_count < 2)
		return scan_fits(sniff, named, file->name, err) ? named : NULL;
	const struct scan_format *found = scan_pick(sniff, file->name, err);
	return !found && err->code == ERR_INVALID && named ? named : found;
}

// What the file is found to be; *xml: its bytes are not for the JSON reader.
static bool find_format(struct scan_file *file, const struct scan_format **format, bool *xml,
			struct err *err)
{
	struct str head = {0};
	struct arena arena = {0};
	struct scan_sniff sniff;
	int fd = input_open(file->request, file->name, err);
	bool done = fd >= 0 && fstat(fd, &file->state->begun) == 0 &&
		    read_head(fd, file->name, &head, err);
	if (fd >= 0)
		close(fd);
	if (done) {
		scan_look(str_slice(&head), &arena, &sniff);
		file->state->looked = true;
		*format = choose(file, &sniff, *format, err);
		*xml = sniff.xml.len > 0 || *format == &FORMAT_XML;
	}
	str_fini(&head);
	arena_fini(&arena);
	return done && *format;
}

// ---- The end ----

// Bytes behind what the format had to read are part of the file all the same.
static bool drain(struct scan_file *file, struct err *err)
{
	char bytes[16 * 1024];
	size_t len = 1;
	while (len)
		if (!source_read(file->source, bytes, sizeof bytes, &len, err))
			return false;
	return true;
}

// What is made while it is fetched is listed with -1 bytes.
static bool is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

// Whether it is what it was when its beginning was looked at: it is read in two passes.
static bool is_unchanged(struct scan_file *file, struct err *err)
{
	struct stat now, *then = &file->state->begun;
	int fd = input_open(file->request, file->name, err);
	if (fd < 0)
		return false;
	bool same = fstat(fd, &now) == 0 && now.st_dev == then->st_dev &&
		    now.st_ino == then->st_ino && now.st_size == then->st_size &&
		    is_same_time(now.st_mtim, then->st_mtim) &&
		    is_same_time(now.st_ctim, then->st_ctim);
	close(fd);
	return same || err_set(err, ERR_INCOMPLETE,
			       "%s: changed while it was read; import it again when it is written",
			       file->name);
}

static bool announce(struct scan_file *file, const struct plug_file *input, struct err *err)
{
	char hex[DIGEST_HEX];
	struct plug_file whole = *input;
	if (!drain(file, err) || !is_unchanged(file, err))
		return false;
	whole.bytes = source_stored(file->source);
	if (input->bytes >= 0 && whole.bytes != input->bytes)
		return err_set(err, ERR_INCOMPLETE, "%s: has %lld bytes, %lld were listed",
			       file->name, (long long)whole.bytes, (long long)input->bytes);
	source_digest(file->source, hex);
	plug_input(file->out, input_uri(file->request, file->name), hex, &whole);
	return true;
}

// The file could not be read: its digest is of what lies there, whatever it is.
static void announce_bad(struct scan_file *file, const struct plug_file *input, struct err *err)
{
	char hex[DIGEST_HEX];
	int fd = input_open(file->request, file->name, err);
	bool done = fd >= 0 && digest_fd(fd, hex, NULL, err);
	if (fd >= 0)
		close(fd);
	if (done)
		plug_input(file->out, input_uri(file->request, file->name), hex, input);
}

// A file alone is an error; one of several costs itself.
static bool give_up(struct scan_file *file, const struct plug_file *input, struct err *err)
{
	struct err why = *err;
	bool alone = file->request->file_count < 2;
	if (alone || file->out->broken)
		return false;
	announce_bad(file, input, &why); // what cannot even be opened is only named
	scan_refuse(file, err->text);
	err_clear(err);
	return true;
}

static bool read_open(struct scan_file *file, const struct plug_file *input, bool xml,
		      struct err *err)
{
	const struct scan_format *format = file->state->format;
	if (!open_source(file, err))
		return false;
	file->doc = xml ? NULL : doc_open(file->source, file->name);
	if (!format->read(file, err))
		return false;
	assert(!file->state->current);
	return file->state->run->last || announce(file, input, err);
}

bool scan_read_file(struct scan_run *run, const struct plug_file *input,
		    const struct scan_format *format, struct err *err)
{
	struct arena arena = {0};
	struct scan_state state = {.run = run, .format = format};
	struct scan_file file = {.request = run->request,
				 .out = run->out,
				 .arena = &arena,
				 .name = input->name,
				 .input = run->out->inputs + 1,
				 .mtime = input->mtime,
				 .state = &state};
	bool xml = false;
	bool done = find_format(&file, &state.format, &xml, err);
	bool known = done;
	done = done && read_open(&file, input, xml, err);
	// Nothing that is known, or a refusal that says so.
	run->no_report = !done && err->code == ERR_NOT_FOUND &&
			 (known ? !state.format->title : state.looked);
	if (done)
		scan_finish(&file, NULL);
	else if (!run->no_report)
		done = give_up(&file, input, err);
	close_source(&file);
	scan_state_fini(&state);
	arena_fini(&arena);
	return done;
}
