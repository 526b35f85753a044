#!/usr/bin/python3
"""A study killed at random moments ends with the same bytes as one that was left alone.

Every file that a kill leaves is whole, no row is computed again but those that the threads were at, and Ctrl-C says what
is there.

usage: kill_test.py PLUMBLINE [--kills N] [unittest options]; N: kills of every kind of study
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from command import deadline
from command.small_studies import STUDIES, datasets

PLUMBLINE = os.path.abspath(sys.argv.pop(1))
KILLS = None
if sys.argv[1:2] == ["--kills"]:
    KILLS = int(sys.argv.pop(2))
    del sys.argv[1]

class Kill(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.random = random.Random(20260101)
        self.log = os.path.join(self.folder.name, "log")

    def command(self, study, out, threads):
        return [PLUMBLINE, "study", *STUDIES[study], "--out", out, "--threads", str(threads), "--progress", "each",
                "--reproducible"]

    def start(self, study, out, threads):
        with open(self.log, "a") as log:
            return deadline.start(self.command(study, out, threads), stdout=subprocess.DEVNULL, stderr=log)

    def n_computed(self):
        """Rows computed so far: `--progress each` writes a line a row, before it is stored."""
        with open(self.log) as log:
            return sum(" s left" in line for line in log)

    def n_stored(self, path):
        """Rows in a partial file, by way of the command; 0 if there is none."""
        if not os.path.exists(path):
            return 0
        shown = deadline.run([PLUMBLINE, "show", path, "--json"], text=True)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        table = json.loads(shown.stdout)["tables"]["finished_units"]
        return len(table["axes"]["unit"]["values"])

    def check_files_are_whole(self):
        for name in os.listdir(self.folder.name):
            if name != "log":  # a temporary file may be left between two system calls, and is whole too
                shown = deadline.run([PLUMBLINE, "show", os.path.join(self.folder.name, name)])
                self.assertEqual(shown.returncode, 0, (name, shown.stderr))

    def survives(self, n_kills, study, threads):
        for name in os.listdir(self.folder.name):
            os.remove(os.path.join(self.folder.name, name))
        reference = os.path.join(self.folder.name, "reference.h5")
        started = time.monotonic()
        self.assertEqual(deadline.wait(self.start(study, reference, threads)), 0)
        whole_run = time.monotonic() - started
        n_rows = self.n_computed()
        self.assertGreaterEqual(n_rows, 4)
        expected = datasets(reference)
        self.assertTrue(expected)

        out = os.path.join(self.folder.name, "killed.h5")
        kills, again, finished = 0, 0, 0
        while kills < n_kills:
            for path in (out, self.log):
                if os.path.exists(path):
                    os.remove(path)
            kills_of_this_study, stored = 0, 0
            while not os.path.exists(out):
                run = self.start(study, out, threads)
                # a third of a run on average, and longer if the machine is busy with something else
                time.sleep(self.random.uniform(0.0, whole_run * (0.7 + 0.2 * kills_of_this_study)))
                run.kill()
                status = deadline.wait(run)
                self.assertIn(status, (0, -signal.SIGKILL))
                if status != 0:
                    kills, kills_of_this_study = kills + 1, kills_of_this_study + 1
                self.check_files_are_whole()
                if not os.path.exists(out):
                    self.assertGreaterEqual(self.n_stored(out + ".partial"), stored, "a stored row was lost")
                    stored = self.n_stored(out + ".partial")
            if os.path.exists(out + ".partial"):  # killed between the last two steps: the same command tidies up
                self.assertEqual(deadline.wait(self.start(study, out, threads)), 0)
            self.assertEqual(datasets(out), expected)
            self.assertFalse(os.path.exists(out + ".partial"))
            computed = self.n_computed()
            self.assertLessEqual(computed, n_rows + threads * kills_of_this_study)
            again, finished = again + computed - n_rows, finished + 1
        print(f"{study}, {threads} thread(s): {kills} kills, {finished} studies, {again} rows computed again",
              file=sys.stderr)

    def test_25_kills_of_a_monte_carlo_study_on_two_threads(self):
        self.survives(KILLS or 25, "guidance-scale", threads=2)

    def test_kills_of_every_other_study(self):
        listed = deadline.run([PLUMBLINE, "study", "--help"], text=True).stdout
        names = re.findall(r"^  (\S+)", listed[listed.index("Subcommands:"):], flags=re.MULTILINE)
        at_once = {"classifier-probability"}  # one table of a file, without rows to go on from
        self.assertEqual(sorted(set(names) - at_once), sorted(STUDIES))
        for name in set(STUDIES) - {"guidance-scale"}:
            for threads in (1, 2) if KILLS else (2,):
                with self.subTest(study=name, threads=threads):
                    self.survives(KILLS or 4, name, threads)

    def test_the_signals_of_a_terminal(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            out = os.path.join(self.folder.name, f"stopped{number.value}.h5")
            run = deadline.start(self.command("guidance-scale", out, 1), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True)
            with deadline.deadline(run):
                for line in run.stderr:  # a row is done, and one is under way
                    if "2 of 12" in line:
                        break
                run.send_signal(number)
                printed, said = run.communicate()
            self.assertEqual(run.returncode, -number)
            self.assertEqual(printed, "")
            self.assertIn("of 12 rows are in", said)
            self.assertFalse(os.path.exists(out))
            stored = self.n_stored(out + ".partial")
            self.assertIn(f"{stored} of 12", said)
            self.assertGreaterEqual(stored, 1)
            self.check_files_are_whole()

    def test_an_interrupted_verify_leaves_what_it_found(self):
        out = os.path.join(self.folder.name, "stopped.h5")
        run = deadline.start([PLUMBLINE, "verify", "--claim", "S2", "--claim", "F2", "--claim", "D3", "--case", "unit-pair",
                              "--threads", "1", "--progress", "each", "--out", out],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with deadline.deadline(run):
            for line in run.stderr:
                if "2 of 3" in line:
                    break
            time.sleep(0.05)  # the third takes longer
            run.send_signal(signal.SIGINT)
            printed, said = run.communicate()
        self.assertEqual(run.returncode, -signal.SIGINT)
        self.assertEqual(printed, "")
        self.assertIn("2 of 3 findings are in", said)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["stopped.h5.partial"])
        shown = deadline.run([PLUMBLINE, "show", out + ".partial", "--json"], text=True)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        partial = json.loads(shown.stdout)
        self.assertFalse(partial["complete"])
        self.assertEqual(set(partial["tables"]["claims"]["datasets"]["id"]["values"]), {"S2", "F2"})
        refused = deadline.run([PLUMBLINE, "compare", out + ".partial", out + ".partial"], text=True)
        self.assertEqual(refused.returncode, 4)

    def test_the_partial_file_of_another_command_is_refused_and_kept(self):
        out = os.path.join(self.folder.name, "a.h5")
        run = self.start("guidance-scale", out, 1)
        with deadline.deadline(run):
            run.send_signal(signal.SIGSTOP)  # it must not end while we look
            while self.n_stored(out + ".partial") == 0:
                self.assertIsNone(run.poll(), "the study ended before it was seen")
                run.send_signal(signal.SIGCONT)
                time.sleep(0.005)
                run.send_signal(signal.SIGSTOP)
            run.kill()
            run.wait()
        with open(out + ".partial", "rb") as file:
            before = file.read()
        other = self.command("guidance-scale", out, 1)
        other[other.index("8000")] = "8001"
        refused = deadline.run(other, text=True)
        self.assertEqual(refused.returncode, 4)
        self.assertEqual(refused.stdout, "")
        self.assertEqual(len(refused.stderr.splitlines()), 1, refused.stderr)
        self.assertIn("another study", refused.stderr)
        with open(out + ".partial", "rb") as file:
            self.assertEqual(file.read(), before)
        # the number of threads and the order of the options are no part of what the rows depend on
        same = self.command("guidance-scale", out, 2)
        self.assertEqual(deadline.run(same).returncode, 0)


if __name__ == "__main__":
    unittest.main()
