#!/usr/bin/env python3
"""A service account that collects, readers of its group, and everybody else.

Needs root, because it runs as three numeric accounts that own nothing else here.
Usage: readers_test.py GAVEL
"""
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys

from watch_test import Home, PATIENCE, report

READERS = 61000  # the group
SERVICE, READER, OUTSIDER = 61001, 61002, 61003


class Bastion(Home):
    """A staged installation that all may run, and folders as tmpfiles.d makes them."""

    def __init__(self, gavel):
        super().__init__(gavel)
        os.chmod(self.path, 0o755)
        build = os.path.dirname(gavel)
        for name in ("libexec", "share"):
            shutil.copytree(os.path.join(build, name), self.file(f"build/{name}"))
        self.gavel = shutil.copy(gavel, self.file("build/gavel"))
        for name in ("lib", "cache"):
            os.mkdir(self.file(name))
            os.chown(self.file(name), SERVICE, READERS)
            os.chmod(self.file(name), 0o2750)
        self.put("gavel.yaml", f"archive: {self.path}/lib/archive\ncache: {self.path}/cache/c.db\n"
                 "sources:\n  demo:\n    plugin: demo-shell\n    every: 1s\n")
        os.chmod(self.file("gavel.yaml"), 0o644)

    def as_user(self, user, *args):
        groups = str(READERS) if user != OUTSIDER else str(user)
        gid = READERS if user == SERVICE else user
        return ["setpriv", f"--reuid={user}", f"--regid={gid}", f"--groups={groups}", "env",
                "-i", "HOME=/nonexistent", "PATH=/usr/bin:/bin", "TERM=xterm", "LANG=C.UTF-8",
                self.gavel, "--config", self.file("gavel.yaml"), *args]

    def run_as(self, user, *args):
        return subprocess.run(self.as_user(user, *args), capture_output=True, text=True,
                              timeout=PATIENCE)

    def start_as(self, user):
        self.said, self.rest = [], ""
        os.umask(0o027)  # as in the unit
        self.watch = subprocess.Popen(self.as_user(user, "sync", "--watch"),
                                      stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        os.umask(0o022)
        os.set_blocking(self.watch.stderr.fileno(), False)

    def console_as(self, user, words):
        """Whether the console comes up with those words on it, and ends when it is told to."""
        pid, fd = pty.fork()
        if pid == 0:
            command = self.as_user(user)
            os.execvp(command[0], command)
        seen = b""
        while words not in seen and select.select([fd], [], [], PATIENCE)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                break
        try:
            os.write(fd, b"Q")
            while select.select([fd], [], [], PATIENCE)[0] and os.read(fd, 65536):
                pass
        except OSError:
            pass
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)
        return words in seen


def costs(done):
    return json.loads(done.stdout)["rows"] if done.returncode == 0 else done.stderr


def main():
    if os.geteuid() != 0:
        print("readers: skipped, takes root to become other accounts")
        return 0
    home = Bastion(os.path.abspath(sys.argv[1]))
    show = ("show", "cost", "--by", "service", "period:2024-01", "--json")
    home.start_as(SERVICE)
    home.wait("run source=demo result=ok rows=3")
    own = costs(home.run_as(SERVICE, *show))
    home.check("the service account sees it", "3.75" in json.dumps(own))
    home.check("a reader sees the same", costs(home.run_as(READER, *show)), own)
    home.check("a reader's console", home.console_as(READER, b"Demo"))
    home.check("a reader sees the sources", "demo" in home.run_as(READER, "source", "list").stdout)
    home.check("a reader sees the watch", "--watch` runs" in home.run_as(READER, "doctor").stdout)
    home.check("a reader reads the log", "went well" in home.run_as(READER, "source", "log", "demo")
               .stdout)
    home.check("a reader verifies", home.run_as(READER, "archive", "verify").returncode, 0)
    home.check("a reader does not sync", home.run_as(READER, "sync", "demo").returncode != 0)
    home.check("a reader does not watch", home.run_as(READER, "sync", "--watch").returncode != 0)
    refused = home.run_as(OUTSIDER, *show)
    home.check("an outsider is refused", (refused.returncode, refused.stdout), (4, ""))
    home.check("and is told why", "may not be read by this account" in refused.stderr)
    home.wait("run source=demo result=ok", len(home.said))
    home.stop()
    # Nobody writes any more: the files that SQLite keeps beside the cache are still readable.
    home.check("afterwards a reader sees the same", costs(home.run_as(READER, *show)), own)
    modes = set()
    for top in ("lib", "cache"):
        for folder, folders, files in os.walk(home.file(top)):
            for name in [*folders, *files]:
                st = os.lstat(os.path.join(folder, name))
                group = "readers" if st.st_gid == READERS else str(st.st_gid)
                modes.add((group, oct(st.st_mode & 0o7777)))
    home.check("modes", sorted(modes), [("readers", "0o2750"), ("readers", "0o640")])
    return report("readers", [home])


if __name__ == "__main__":
    sys.exit(main())
