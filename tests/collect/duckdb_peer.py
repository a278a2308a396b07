"""DuckDB's library for tests: writes the Parquet files that gavel reads, and reads them as a peer."""
import ctypes


class Result(ctypes.Structure):
    # duckdb_result: five words that are not used any more, then a pointer.
    _fields_ = [("unused", ctypes.c_uint64 * 5), ("internal", ctypes.c_void_p)]


class Peer:
    """A database in memory; run() gives rows of texts, None for null."""

    def __init__(self, path):
        self.api = ctypes.CDLL(path)
        for name in ("duckdb_result_error", "duckdb_library_version"):
            getattr(self.api, name).restype = ctypes.c_char_p
        for name in ("duckdb_column_count", "duckdb_row_count"):
            getattr(self.api, name).restype = ctypes.c_uint64
        self.api.duckdb_value_varchar.restype = ctypes.c_void_p
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if (self.api.duckdb_open(None, ctypes.byref(self.database)) or
                self.api.duckdb_connect(self.database, ctypes.byref(self.connection))):
            raise RuntimeError("DuckDB does not open")

    def run(self, sql):
        result = Result()
        try:
            if self.api.duckdb_query(self.connection, sql.encode(), ctypes.byref(result)):
                raise RuntimeError(self.api.duckdb_result_error(ctypes.byref(result)).decode())
            columns = self.api.duckdb_column_count(ctypes.byref(result))
            rows = self.api.duckdb_row_count(ctypes.byref(result))
            return [[self._text(result, c, r) for c in range(columns)] for r in range(rows)]
        finally:
            self.api.duckdb_destroy_result(ctypes.byref(result))

    def _text(self, result, column, row):
        at = self.api.duckdb_value_varchar(ctypes.byref(result), ctypes.c_uint64(column),
                                           ctypes.c_uint64(row))
        if not at:
            return None
        text = ctypes.string_at(at).decode()
        self.api.duckdb_free(ctypes.c_void_p(at))
        return text


def quoted(text):
    return "'" + text.replace("'", "''") + "'"
