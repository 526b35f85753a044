#!/usr/bin/python3
"""Every command that writes, ended by a signal, a closed pipe, a file that may not grow or a full disk.

The old file of that name, or the new one, is there, whole; nothing else is left but OUT.partial, which is whole too; a
study goes on to the same bytes.

usage: rough_kill_test.py PLUMBLINE [N]; N: how many times in all, 16 by default
"""
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

from command import deadline
from command.small_studies import datasets

PLUMBLINE = os.path.abspath(sys.argv[1])
N = int(sys.argv[2]) if len(sys.argv) > 2 else 16
SEED = 20260102
OUTPUT = 4  # the exit status

COMMANDS = {
    "study": ["study", "guidance-scale", "unit-pair", "--steps", "50", "--trials", "4000",
              "--w", "0.1", "0.5", "1", "2", "--threads", "1"],
    "verify": ["verify", "--claim", "S2", "--claim", "F2", "--claim", "G3", "--case", "unit-pair", "--threads", "1"],
    "mutants": ["mutants", "--claim", "S2", "--claim", "F2", "--threads", "1"],
    "sample": ["sample", "unit-pair", "--w", "1", "--steps", "64", "--paths", "400000", "--threads", "1"],
    "law": ["law", "unit-pair", "--w", "1", "--steps", "32"],
    "check": ["check", "unit-pair", "--w", "1", "--steps", "32", "--resolution", "1", "--samples", "s.h5"],
    "merge": ["merge", "a.h5", "b.h5"],
    "report": ["report", "a.h5", "b.h5"],
}
SIGNALS = {name: getattr(signal, "SIG" + name) for name in ("INT", "TERM", "HUP", "KILL", "PIPE", "XFSZ")}
WAYS = [*SIGNALS, "small files", "full disk"]
FULL_DISK = """mount -t tmpfs -o size=32m none disk || exit 99
out=$1; shift
cp "$out" disk/ && cat /dev/zero > disk/filler 2>/dev/null
"$@"; status=$?; cat "disk/$out" > after; ls -A disk > left; exit $status"""


def fail(what, *details):
    sys.exit(f"{what}: {' '.join(map(str, details))}")


def run(folder, *arguments):
    return deadline.run([PLUMBLINE, *arguments], cwd=folder, text=True)


def contents(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


class Target:
    """A command, the folder it works in, what it writes when it is left alone, and how long that takes."""

    def __init__(self, folder, name, inputs):
        self.folder, self.name = folder, name
        self.out = "out.html" if name == "report" else "out.h5"
        self.kept = {file: contents(inputs, file) for file in ("a.h5", "b.h5", "s.h5")}
        for file, bytes_ in self.kept.items():
            self.put(file, bytes_)
        started = time.monotonic()
        done = run(folder, *self.words(self.out))
        self.seconds = time.monotonic() - started
        if done.returncode != 0:
            fail(name, done.stderr)
        self.old = contents(folder, self.out)
        self.junit = contents(folder, "junit.xml") if name == "verify" else None
        self.expected = datasets(os.path.join(folder, self.out)) if self.out == "out.h5" else None

    def put(self, name, bytes_):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(bytes_)

    def words(self, out):
        words = [*COMMANDS[self.name], "--out", out]
        if self.name == "verify":
            words += ["--junit", "junit.xml"]
        if self.name not in ("merge", "report"):
            words += ["--reproducible", "--progress", "none"]
        return words

    def tidy(self):
        for name in os.listdir(self.folder):
            if name != "disk":
                os.remove(os.path.join(self.folder, name))
        for name, bytes_ in self.kept.items():
            self.put(name, bytes_)
        self.put(self.out, self.old)

    def check(self, way):
        """Old or new, and whole; nothing left behind."""
        where = f"{self.name} ended by {way}"
        after = contents(self.folder, self.out)
        if self.name == "report":
            if after != self.old:
                fail(where, "the report differs")
        elif run(self.folder, "show", self.out).returncode != 0:
            fail(where, "the results are not whole")
        elif datasets(os.path.join(self.folder, self.out)) != self.expected:
            fail(where, "the results differ")
        allowed = {*self.kept, self.out, "junit.xml"}
        left = set(os.listdir(self.folder)) - allowed - {"disk"}
        if self.out + ".partial" in left:
            left.remove(self.out + ".partial")
            if run(self.folder, "show", self.out + ".partial").returncode != 0:
                fail(where, "the partial file is not whole")
        if way == "KILL":  # between two system calls a whole file may have its temporary name
            left = {name for name in left if run(self.folder, "show", name).returncode != 0}
        if left:
            fail(where, "left behind:", left)
        if os.path.exists(os.path.join(self.folder, "junit.xml")):
            if not contents(self.folder, "junit.xml").rstrip().endswith(b"</testsuites>"):
                fail(where, "the JUnit file is not whole")

    def check_that_it_goes_on(self):
        again = run(self.folder, *self.words(self.out))
        if again.returncode != 0:
            fail(self.name, "does not go on:", again.stderr)
        self.check("nothing")
        if os.path.exists(os.path.join(self.folder, self.out + ".partial")):
            fail(self.name, "the partial file stays")

    def end(self, way, chance):
        self.tidy()
        if way == "full disk":
            return self.fill_the_disk()
        size = chance.randrange(1, len(self.old)) if way == "small files" else resource.RLIM_INFINITY

        def prepare():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            for number in (signal.SIGINT, signal.SIGHUP):  # ignored where this test itself runs in the background
                signal.signal(number, signal.SIG_DFL)

        process = deadline.start([PLUMBLINE, *self.words(self.out)], cwd=self.folder, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, preexec_fn=prepare)
        with deadline.deadline(process):
            if way in SIGNALS:
                time.sleep(chance.uniform(0.0, 1.1 * self.seconds))
                if way == "PIPE":
                    process.stdout.close()
                    process.stdout = None
                process.send_signal(SIGNALS[way])
            _, said = process.communicate()
        ended = process.returncode
        # PIPE and XFSZ end a process that has not yet said that it minds its own errors
        if ended not in ({0, -SIGNALS[way]} if way in SIGNALS else {0, OUTPUT}):
            fail(self.name, f"ended by {way}: status {ended}", said)
        if ended < 0 and way in ("INT", "TERM", "HUP") and said and "interrupted; " not in said:
            fail(self.name, f"ended by {way} says", said)
        if ended == OUTPUT and len(said.splitlines()) != 1:
            fail(self.name, way, said)
        self.check(way)
        self.check_that_it_goes_on()
        return ended != 0

    def fill_the_disk(self):
        os.makedirs(os.path.join(self.folder, "disk"), exist_ok=True)
        words = self.words("disk/" + self.out)
        done = deadline.run(["unshare", "--map-root-user", "--mount", "sh", "-c", FULL_DISK, "sh", self.out, PLUMBLINE,
                             *words], cwd=self.folder, text=True)
        if done.returncode == 99 or "mount" in done.stderr or "unshare" in done.stderr:
            return False  # no file system may be mounted here
        if done.returncode != OUTPUT or "No space left on device" not in done.stderr:
            fail(self.name, "on a full disk: status", done.returncode, done.stderr)
        if contents(self.folder, "after") != self.old or contents(self.folder, "left") != f"filler\n{self.out}\n".encode():
            fail(self.name, "on a full disk: the old file, or what is left:", contents(self.folder, "left"))
        return True


def main():
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as inputs:
        small = ["study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "99", "--w", "1", "--reproducible"]
        for name, seed in (("a.h5", "1"), ("b.h5", "2")):
            run(inputs, *small, "--seed", seed, "--out", name)
        run(inputs, "sample", "unit-pair", "--w", "1", "--steps", "32", "--paths", "20000", "--out", "s.h5")
        targets, ended = {}, {}
        folders = [tempfile.TemporaryDirectory() for _ in COMMANDS]
        for i in range(N):
            name = list(COMMANDS)[i % len(COMMANDS)]
            way = WAYS[(i // len(COMMANDS) + i % len(COMMANDS)) % len(WAYS)]
            if name not in targets:
                targets[name] = Target(folders[len(targets)].name, name, inputs)
            cut = targets[name].end(way, chance)
            done, all_ = ended.get(way, (0, 0))
            ended[way] = (done + cut, all_ + 1)
    never = [way for way, (cut, n) in ended.items() if cut == 0 and n >= 20]
    if never:
        fail("nothing was cut short by", *never)
    print("; ".join(f"{way}: {cut} of {n} cut short" for way, (cut, n) in ended.items()))


main()
