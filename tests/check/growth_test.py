"""The time that a check takes grows with what it judges, not with its square; and all of it is judged. A
run's own processor time is compared with that of a smaller one: for 13 times as much it may be 26 times as
long, where looking at all for each would be up to 169 times.
"""
import os
import resource

from checking import HOME, done, expect, report, rules, write
from growing import KINDS, workflows

SMALL, TIMES = 1000, 13


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def take(check, path, runs):
    """The report and the least time of some runs."""
    times = []
    for _ in range(runs):
        before = spent()
        document = report(check, path)
        times.append(spent() - before)
    return document, min(times)


def compare(name, check, make):
    seconds = []
    for count, runs in ((SMALL, 3), (SMALL * TIMES, 1)):
        path, wrong = make(count)
        document, time = take(check, path, runs)
        blocked = rules(document)
        expect(f"{name} of {count}", {rule: blocked.count(rule) for rule in wrong}, wrong)
        seconds.append(time)
    slow = seconds[1] > 2 * TIMES * seconds[0]
    expect(f"{name}: {seconds[0]:.3f} s for {SMALL}, {seconds[1]:.3f} s for {SMALL * TIMES}", slow, False)


def file_of(name, make):
    def written(count):
        text, wrong = make(count)
        return write(f"{name}-{count}.{'yaml' if name == 'manifests' else 'json'}", text), wrong
    return written


def folder_of(count):
    files, wrong = workflows(count)
    for name, text in files.items():
        write(f"repository-{count}/{name}", text)
    return os.path.join(HOME.name, f"repository-{count}"), wrong


for kind, (of, maker) in KINDS.items():
    compare(kind, of, file_of(kind, maker))
compare("workflows", "ci", folder_of)
done("growth")
