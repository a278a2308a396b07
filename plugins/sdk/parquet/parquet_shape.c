#include "plugins/sdk/parquet.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAGIC = 4, TAIL = 8, FOOTER_MAX = 64 * 1024 * 1024 };

static bool read_at(int fd, char *bytes, size_t len, off_t offset)
{
	ssize_t got;
	while (len && (got = pread(fd, bytes, len, offset)) != 0) {
		if (got < 0 && errno != EINTR)
			return false;
		if (got < 0)
			continue;
		bytes += got;
		len -= (size_t)got;
		offset += got;
	}
	return len == 0;
}

static bool is_magic(const char *bytes)
{
	return memcmp(bytes, "PAR1", MAGIC) == 0 || memcmp(bytes, "PARE", MAGIC) == 0;
}

bool parquet_is(int fd)
{
	char magic[MAGIC];
	return read_at(fd, magic, MAGIC, 0) && is_magic(magic);
}

static bool check_ends(const char *head, const char *tail, struct err *err)
{
	if (!is_magic(head))
		return err_set(err, ERR_INVALID, "not a Parquet file: it does not begin with PAR1");
	if (!is_magic(tail + TAIL - MAGIC))
		return err_set(err, ERR_INVALID, "cut short: it does not end with PAR1");
	if (tail[TAIL - 1] == 'E')
		return err_set(err, ERR_INVALID,
			       "its Parquet footer is encrypted; deliver it unencrypted");
	return true;
}

bool parquet_footer(int fd, struct str *out, struct err *err)
{
	struct stat s;
	char head[MAGIC];
	unsigned char tail[TAIL];
	if (fstat(fd, &s) < 0)
		return err_errno(err, "Parquet");
	if (s.st_size < MAGIC + TAIL)
		return err_set(err, ERR_INVALID,
			       s.st_size ? "too short for a Parquet file" : "empty");
	if (!read_at(fd, head, MAGIC, 0) || !read_at(fd, (char *)tail, TAIL, s.st_size - TAIL))
		return err_set(err, ERR_IO, "cannot be read");
	if (!check_ends(head, (const char *)tail, err))
		return false;
	size_t len = tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
	if (len > FOOTER_MAX || (off_t)len > s.st_size - MAGIC - TAIL)
		return err_set(err, ERR_INVALID, "damaged: a Parquet footer of %zu bytes", len);
	str_reserve(out, len + 1);
	if (!read_at(fd, out->at + out->len, len, s.st_size - TAIL - (off_t)len))
		return err_set(err, ERR_IO, "cannot be read");
	out->len += len;
	return true;
}
