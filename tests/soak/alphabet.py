"""What can be pressed and typed into the console, from gavel's own tables.

Keys are those of the maps that `gavel keys` prints, commands and options those that `gavel completion`
offers, views and columns those of the part of gavel-filter(7) that is written from tables: whatever is
added to them is pressed here too.
"""

import json
import re
import subprocess

ESCAPES = {"Up": "\x1bOA", "Down": "\x1bOB", "Right": "\x1bOC", "Left": "\x1bOD", "Home": "\x1bOH", "End": "\x1bOF",
           "PgUp": "\x1b[5~", "PgDn": "\x1b[6~", "Ins": "\x1b[2~", "Del": "\x1b[3~", "Esc": "\x1b", "Enter": "\r",
           "Tab": "\t", "S-Tab": "\x1b[Z", "Space": " ", "Backspace": "\x7f", "Hash": "#"}

# Keys of other programs, answers of terminals, mice, pastes, characters cut in two, what edits a line.
STRAY = ["\x1b", "\x1b[", "\x1bO", "\x1b[A", "\x1b[1;5C", "\x1b[200~", "\x1b[201~", "\x1b[200~cost\rj\x1b[201~",
         "\x1b[<0;10;5M\x1b[<0;10;5m", "\x1b[M !!", "\x1b[?1;2c", "\x1b[24;80R", "\x1b]10;rgb:0/0/0\x1b\\", "\x1bx",
         "\x01", "\x05", "\x0b", "\x15", "\x17", "\x7f", "\b", "\t", "\0", "\r", "ä", "漢", "\u202e", "x" * 300, "j" * 60]
BROKEN = [b"\xc2", b"\xe2\x80", b"\xae", b"\xff", b"\xf0\x9f", b"\x9b1m"]

OPERATORS = [":", ":", ":", ":-", ">", "<", ">=", "<=", ":*", "::"]
VALUES = ["", "a", "high", "open", "1", "0", "-7d", "2026-10", "2026-10-01..2026-10-31", "*", "9" * 20, '"', "'x y'",
          "ä", "bill", "x,y", "USD", "quillon", "AmazonEC2,AmazonS3", "\\"]
SQL = ["'SELECT 1'", "'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'"]
WORDS = ["", ".", "x", "bill", "--json", "--help", "--limit 1", "1", "2026-11-01", *SQL]


def ask(gavel, *args):
    return subprocess.run([gavel, *args], capture_output=True, text=True, check=True).stdout


def bytes_of(name):
    """What a terminal sends for a key as `gavel keys` names it, one after the other where it names two."""
    def one(key):
        if len(key) == 2 and key[0] == "^":
            return chr(ord(key[1]) & 0x1f)
        if len(key) == 1:
            return key
        return ESCAPES[key]
    return "".join(one(key) for key in name.split(" "))


def read_keys(gavel, config):
    bindings = json.loads(ask(gavel, "--config", config, "keys", "--json"))["bindings"]
    keys = [bytes_of(b["keys"]) for b in bindings if b["keys"] and b["action"] != "quit"]
    if not keys:
        raise SystemExit("keys: gavel names none")
    return keys


def read_views(gavel):
    """The columns of each view."""
    views = {}
    for view in ask(gavel, "manual", "gavel-filter").split("\n.Ss ")[1:]:
        name, _, rest = view.partition("\n")
        views[name] = re.findall(r"^\.It Va (\S+)", rest, re.M)
    return views


def read_commands(gavel):
    """The options of each command."""
    pattern = r"^\t'(.*) '\*\) choices='.*?' options='(.*?)'"
    return {name: options.split() for name, options in re.findall(pattern, ask(gavel, "completion"), re.M)}


class Alphabet:
    def __init__(self, gavel, config):
        self.keys = read_keys(gavel, config)
        self.views, self.commands = read_views(gavel), read_commands(gavel)
        self.kinds = [(70, self.key), (8, self.stray), (5, self.address), (6, self.filter), (4, self.command),
                      (4, self.fragment), (3, self.action)]

    def piece(self, chance):
        """Bytes of one thing that a person, or a terminal gone astray, might send."""
        weights, makes = zip(*self.kinds)
        piece = chance.choices(makes, weights)[0](chance)
        return piece if isinstance(piece, bytes) else piece.encode()

    def key(self, chance):
        return chance.choice(self.keys)

    def stray(self, chance):
        return chance.choice(STRAY + BROKEN)

    def condition(self, chance, columns):
        column = chance.choice(columns)
        some = ",".join(chance.choices(columns, k=chance.randrange(1, 4)))
        return chance.choice([f"{column}{chance.choice(OPERATORS)}{chance.choice(VALUES)}"] * 4
                             + [f"-{column}:{chance.choice(VALUES)}", f"sort:-{column}", f"by:{some}", f"cols:{some}",
                                f"limit:{chance.choice(VALUES)}", chance.choice(VALUES)])

    def conditions(self, chance, view):
        return " ".join(self.condition(chance, self.views[view]) for _ in range(chance.randrange(3)))

    def address(self, chance):
        view = chance.choice(list(self.views))
        return f":{view} {self.conditions(chance, view)}\r"

    def filter(self, chance):
        """What fits some view, whichever is open."""
        return f"/{self.conditions(chance, chance.choice(list(self.views)))}" + chance.choice(["\r", "\r", "\t", "\t\r", "\x1b"])

    def command(self, chance):
        name = chance.choice(list(self.commands))
        option = chance.choice(self.commands[name] + [""])
        return f":{name} {option} {chance.choice(WORDS)}" + chance.choice(["\r", "\r", "\t\t\r", "\x1b"])

    def action(self, chance):
        """An action by its name or a theme's, completed."""
        return f":{chance.choice('abcdefghijklmnoprstuvwxyz')}{chance.choice(['', 'a', 'e', 'o'])}\t{chance.choice(['', chr(9)])}\r"

    def fragment(self, chance):
        whole = chance.choice([self.address, self.filter, self.command])(chance)
        return whole[:chance.randrange(len(whole))]
