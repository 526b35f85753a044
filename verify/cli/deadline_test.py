#!/usr/bin/python3
"""What keeps the other tests from waiting for ever: whatever does not end is ended, named, and fails the test.

usage: deadline_test.py [unittest options]
"""
import subprocess
import sys
import time
import unittest

from command import deadline
from command.mpirun import wait_after_a_kill

SHORT = 0.5  # seconds


class Deadline(unittest.TestCase):
    def setUp(self):
        self.started = time.monotonic()

    def tearDown(self):
        self.assertLess(time.monotonic() - self.started, 20, "it was waited for")

    def test_who_ends_in_time(self):
        done = deadline.run(["sh", "-c", "cat; echo said >&2; exit 3"], input="given", text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (3, "given", "said\n"))

    def test_who_does_not_end_is_ended_and_named(self):
        with self.assertRaisesRegex(deadline.Overdue, r"within 0.5 s: sleep 60\n +\d+/\d+ S \S+ 0.0\d s: sleep 60"):
            deadline.run(["sleep", "60"], SHORT)

    def test_an_orphan_that_holds_a_pipe(self):
        with self.assertRaisesRegex(deadline.Overdue, "s: sleep 61"):
            deadline.run(["sh", "-c", "sleep 61 & exit 0"], SHORT)

    def test_lines_that_do_not_come(self):
        process = deadline.start(["sh", "-c", "echo one; sleep 62"], stdout=subprocess.PIPE, text=True)
        with self.assertRaises(deadline.Overdue):
            with deadline.deadline(process, SHORT):
                self.assertEqual([line for line in process.stdout], ["one\n"])
                self.assertEqual(process.wait(), -9)
        process.stdout.close()

    def test_a_test_that_fails_leaves_nobody(self):
        process = deadline.start(["sleep", "63"])
        with self.assertRaisesRegex(AssertionError, "^mine$"), deadline.deadline(process):
            self.fail("mine")
        self.assertEqual(deadline.members(process.pid), [])
        self.assertEqual(process.wait(), -9)

    def test_who_is_left_behind_is_named(self):
        process = deadline.start(["sh", "-c", "sleep 64 & exit 0"])
        self.assertEqual(deadline.wait(process), 0)
        with self.assertRaisesRegex(deadline.Overdue, "(?s)left behind by sh.*: sleep 64"):
            deadline.expect_nobody_left(process, SHORT)
        deadline.expect_nobody_left(process, SHORT)

    def test_an_mpirun_whose_ranks_have_ended(self):
        hangs = deadline.start([sys.executable, "-c", "import subprocess, time; subprocess.run(['sleep', '1']); time.sleep(60)"])
        self.assertTrue(wait_after_a_kill(hangs, patience=SHORT))
        ends = deadline.start(["sh", "-c", "sleep 0.7"])
        self.assertFalse(wait_after_a_kill(ends, patience=SHORT))


if __name__ == "__main__":
    unittest.main()
