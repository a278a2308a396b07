"""The tables of the house: who may include whom, where a library lives, how long things may be."""

# Rooms from low to high. A file may include headers of its own room and of the rooms listed.
DOMAINS = ["cost", "findings", "lifecycle", "privacy", "cards"]
LAYERS = {
    "src/base": [],
    **{"src/" + d: ["src/base"] for d in DOMAINS},
    "src/config": ["src/base"] + ["src/" + d for d in DOMAINS],
    "src/store": ["src/base", "src/config"] + ["src/" + d for d in DOMAINS],
    "src/view": ["src/base", "src/config", "src/store"] + ["src/" + d for d in DOMAINS],
    "src/collect": ["src/base", "src/config", "src/store", "src/view"] + ["src/" + d for d in DOMAINS],
    "src/cmd": ["src/base", "src/config", "src/store", "src/view", "src/collect"]
    + ["src/" + d for d in DOMAINS],
    "ui": ["src/base", "src/config", "src/store", "src/view"] + ["src/" + d for d in DOMAINS],
    "src/net": ["src/base", "src/config"],
    "src/libexec": ["src/base", "src/config", "src/net", "src/findings"],
    "plugins/sdk": ["src/base"],
    "plugins/bill": ["src/base", "src/cost", "plugins/sdk"],
    "plugins": ["src/base", "plugins/sdk", "plugins/bill"] + ["src/" + d for d in DOMAINS],
    "share/demo": ["src/base"],
    "tests": ["src", "ui", "plugins", "share"],
    "src": ["src", "ui"],  # main.c, the composition root
}

# A third-party header has one home; others go through that home's header.
HOMES = {
    "jansson.h": ["src/base", "plugins"],
    "yaml.h": ["src/base"],
    "openssl/": ["src/base/digest.c"],
    "sqlite3.h": ["src/store", "src/cmd/cmd_sql.c"],
    "zstd.h": ["src/store"],
    "curses.h": ["ui/term.c", "ui/terminfo.c", "ui/terminal/"],
    "term.h": ["ui/terminfo.c"],
    "isa-l": ["plugins/sdk", "src/net/checksum.c"],
    "archive": ["plugins/sdk"],
    "zlib.h": ["share/demo", "plugins/sdk"],
    "dlfcn.h": ["plugins/sdk"],
    "vterm.h": ["tests"],
    "curl/": ["src/net/http/"],
    "expat.h": ["src/net/xml.c", "plugins/sdk/doc/xml.c", "tests/fuzz/fuzz_xml.c"],
}

FUNCTION_LINES = 60
FILE_LINES = 300
# Parsers and tables of facts, which may be longer.
LONG_FILES = 400
PARSERS = [
    "src/base/doc/json.c",
    "src/base/doc/yaml.c",
    "src/libexec/check/hardening/dockerfile.c",
    "src/base/utf8_table.c",
    "plugins/sdk/csv.c",
    "plugins/sdk/doc/",
    "plugins/sdk/csv_simd.c",
    "plugins/bill/",
    "plugins/cur/manifest.c",
    "src/collect/stream/protocol.c",
    "share/demo/bill_columns.c",
]
GENERATED = ["src/base/utf8_table.c"]
FOLDER_SOURCES = 12
PARAMETERS = 5
# Signatures that a library dictates.
CALLBACKS = ["authorize", "common_connect", "declare_entity", "rows_connect"]
NESTING = 3
MEDIAN, P90 = 12, 35
