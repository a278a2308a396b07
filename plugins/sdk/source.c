#include "plugins/sdk/source.h"

#include "plugins/sdk/beneath.h"
#include "plugins/sdk/hasher.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 20, MAGIC = 2 };

// Bills shrink to a tenth or a fiftieth. What grows far beyond that was made to fill a machine;
// small files may, they do no harm.
enum { GROWTH_MOST = 300, GROWTH_FREE = 256 << 20 };

struct source {
	int fd;
	const char *shown;
	struct hasher *hasher;
	struct inflate_state inflate;
	bool gzip, started;
	struct archive *zip;  // an open member of a zip file, or NULL
	uint8_t *stored;      // the chunk read last
	size_t at, len;	      // unread part of stored
	int64_t total, given; // bytes: stored and read, decompressed and handed out
	bool in_member;	      // inside a gzip member
	bool zip_ended;
};

static bool is_gzip(const void *bytes, size_t len)
{
	return len >= MAGIC && memcmp(bytes, "\x1f\x8b", MAGIC) == 0;
}

struct source *source_new(int fd, const char *shown)
{
	struct source *source = mem_alloc(sizeof *source);
	source->fd = fd;
	source->shown = shown;
	source->hasher = hasher_new();
	return source;
}

bool source_open(int root_fd, const char *name, const char *shown, struct source **out,
		 struct err *err)
{
	int fd = beneath_open(root_fd, name, shown, err);
	*out = fd < 0 ? NULL : source_new(fd, shown);
	return fd >= 0;
}

void source_unhashed(struct source *source)
{
	hasher_rest(source->hasher);
}

void source_close(struct source *source)
{
	if (!source)
		return;
	archive_read_free(source->zip);
	close(source->fd);
	hasher_free(source->hasher);
	free(source);
}

// The next chunk of the file; len 0 at its end.
static bool read_stored(struct source *source, struct err *err)
{
	uint8_t *room = hasher_room(source->hasher);
	ssize_t got;
	while ((got = read(source->fd, room, HASHER_CHUNK)) < 0 && errno == EINTR)
		;
	if (got < 0)
		return err_errno(err, "%s", source->shown);
	hasher_add(source->hasher, (size_t)got);
	source->stored = room;
	source->total += got;
	source->at = 0;
	source->len = (size_t)got;
	return true;
}

static bool fill(struct source *source, struct err *err)
{
	return source->at < source->len || read_stored(source, err);
}

static void begin_member(struct source *source)
{
	isal_inflate_init(&source->inflate);
	source->inflate.crc_flag = ISAL_GZIP;
	source->in_member = true;
}

static bool read_plain(struct source *source, char *bytes, size_t room, size_t *len)
{
	size_t left = source->len - source->at;
	*len = left < room ? left : room;
	memcpy(bytes, source->stored + source->at, *len);
	source->at += *len;
	return true;
}

// Inflates once; a member that ends is followed by another or by the end of the file.
static bool inflate_some(struct source *source, char *bytes, size_t room, size_t *len,
			 struct err *err)
{
	struct inflate_state *z = &source->inflate;
	z->next_in = source->stored + source->at;
	z->avail_in = (uint32_t)(source->len - source->at);
	z->next_out = (uint8_t *)bytes;
	z->avail_out = (uint32_t)room;
	int result = isal_inflate(z);
	source->at = source->len - z->avail_in;
	*len = room - z->avail_out;
	if (result != ISAL_DECOMP_OK)
		return err_set(err, ERR_INVALID, "%s: damaged gzip data (code %d)", source->shown,
			       result);
	if (z->block_state == ISAL_BLOCK_FINISH)
		source->in_member = false;
	return true;
}

static bool read_gzip(struct source *source, char *bytes, size_t room, size_t *len, struct err *err)
{
	*len = 0;
	while (!*len) {
		if (!fill(source, err))
			return false;
		if (source->len == 0)
			return !source->in_member ||
			       err_set(err, ERR_INVALID,
				       "%s: cut short: the gzip data does not end", source->shown);
		if (!source->in_member) {
			if (source->stored[source->at] != 0x1f)
				return err_set(err, ERR_INVALID,
					       "%s: something follows the gzip data",
					       source->shown);
			begin_member(source);
		}
		if (!inflate_some(source, bytes, room, len, err))
			return false;
	}
	return true;
}

// ---- Zip: one member, by libarchive ----

static bool zip_fault(struct source *source, struct err *err)
{
	const char *why = archive_error_string(source->zip);
	return err_set(err, ERR_INVALID, "%s: %s", source->shown, why ? why : "damaged zip file");
}

// The stored bytes are hashed whole at once; libarchive then reads the file its own way.
static bool hash_stored(struct source *source, struct err *err)
{
	do
		if (!read_stored(source, err))
			return false;
	while (source->len);
	return lseek(source->fd, 0, SEEK_SET) == 0 || err_errno(err, "%s", source->shown);
}

static bool open_zip(struct source *source, struct err *err)
{
	struct archive_entry *entry;
	if (!hash_stored(source, err))
		return false;
	source->zip = archive_read_new();
	archive_read_support_format_zip(source->zip);
	if (archive_read_open_fd(source->zip, source->fd, CHUNK) != ARCHIVE_OK ||
	    archive_read_next_header(source->zip, &entry) != ARCHIVE_OK)
		return zip_fault(source, err);
	return true;
}

static bool read_zip(struct source *source, char *bytes, size_t room, size_t *len, struct err *err)
{
	struct archive_entry *entry;
	la_ssize_t got = source->zip_ended ? 0 : archive_read_data(source->zip, bytes, room);
	if (got < 0)
		return zip_fault(source, err);
	*len = (size_t)got;
	if (got || source->zip_ended)
		return true;
	source->zip_ended = true;
	int next = archive_read_next_header(source->zip, &entry);
	if (next == ARCHIVE_EOF)
		return true;
	if (next == ARCHIVE_OK)
		return err_set(err, ERR_INVALID, "%s: more than one file in the zip",
			       source->shown);
	return zip_fault(source, err);
}

static bool read_some(struct source *source, char *bytes, size_t room, size_t *len, struct err *err)
{
	*len = 0;
	if (!source->zip && !fill(source, err))
		return false;
	if (!source->started) {
		source->started = true;
		source->gzip = is_gzip(source->stored, source->len);
		if (source->len >= 4 && memcmp(source->stored, "PK\3\4", 4) == 0 &&
		    !open_zip(source, err))
			return false;
	}
	if (source->zip)
		return read_zip(source, bytes, room, len, err);
	if (source->gzip)
		return read_gzip(source, bytes, room, len, err);
	return source->len == 0 || read_plain(source, bytes, room, len);
}

bool source_read(struct source *source, char *bytes, size_t room, size_t *len, struct err *err)
{
	if (!read_some(source, bytes, room, len, err))
		return false;
	source->given += (int64_t)*len;
	return source->given <= GROWTH_FREE || source->given / GROWTH_MOST <= source->total ||
	       err_set(err, ERR_INVALID,
		       "%s: inflates to more than %d times its size, "
		       "which no report or bill does",
		       source->shown, GROWTH_MOST);
}

int64_t source_stored(const struct source *source)
{
	return source->total;
}

void source_digest(struct source *source, char out[DIGEST_HEX])
{
	hasher_hex(source->hasher, out);
}

// The bytes of a zip file's first member, as far as they are there (APPNOTE 4.3.7); without bytes
// when this is no such file.
static struct slice zip_data(struct slice head, bool *deflated)
{
	enum {
		LOCAL_HEADER = 30,
		METHOD = 8,
		SIZE = 18,
		NAME_LENGTH = 26,
		STORED = 0,
		DEFLATED = 8
	};
	const uint8_t *h = (const uint8_t *)head.at;
	if (head.len < LOCAL_HEADER || memcmp(h, "PK\3\4", 4) != 0 ||
	    (h[METHOD] != DEFLATED && h[METHOD] != STORED))
		return (struct slice){0};
	size_t at = LOCAL_HEADER, size = 0;
	for (int i = 0; i < 4; i += 2) // the lengths of the name and of the extra field
		at += (size_t)(h[NAME_LENGTH + i] | h[NAME_LENGTH + i + 1] << 8);
	for (int i = 3; i >= 0; i--)
		size = size << 8 | h[SIZE + i];
	if (at >= head.len)
		return (struct slice){0};
	*deflated = h[METHOD] == DEFLATED;
	size_t left = head.len - at;
	return (struct slice){head.at + at, size && size < left ? size : left}; // 0: told behind it
}

void source_head(struct slice head, struct str *out)
{
	struct inflate_state z;
	bool deflated = false;
	struct slice zip = zip_data(head, &deflated);
	if (!deflated && !is_gzip(head.at, head.len)) {
		str_add_slice(out, zip.len ? zip : head);
		return;
	}
	struct slice packed = deflated ? zip : head;
	str_reserve(out, CHUNK);
	isal_inflate_init(&z);
	z.crc_flag = deflated ? ISAL_DEFLATE : ISAL_GZIP;
	z.next_in = (uint8_t *)(uintptr_t)packed.at;
	z.avail_in = (uint32_t)packed.len;
	z.next_out = (uint8_t *)out->at;
	z.avail_out = CHUNK;
	isal_inflate(&z); // damaged data gives what came before the damage
	out->len = CHUNK - z.avail_out;
	out->at[out->len] = 0;
}
