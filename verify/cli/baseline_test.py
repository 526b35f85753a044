#!/usr/bin/python3
"""The gate for CI: today's numbers against the committed baseline of the quick tier, and what the gate lets through.

The claims checked here are those without Monte Carlo that take seconds; `./verify.sh` compares the whole tier.

usage: baseline_test.py PLUMBLINE BASELINE.h5 [unittest options]
"""
import json
import os
import shutil
import sys
import tempfile
import unittest

import h5py

from command import deadline

PLUMBLINE, BASELINE = (os.path.abspath(path) for path in (sys.argv.pop(1), sys.argv.pop(1)))

CLAIMS = ["F3", "G1", "O1", "O3"]
CASES = ["unit-pair", "narrow-rival"]


class Baseline(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.today = os.path.join(cls.folder.name, "today.h5")
        asked = [part for claim in CLAIMS for part in ("--claim", claim)] + [part for case in CASES for part in ("--case", case)]
        run = deadline.run([PLUMBLINE, "verify", *asked, "--out", cls.today], text=True)
        assert run.returncode == 0, run.stdout + run.stderr

    def compare(self, old, new, *options):
        run = deadline.run([PLUMBLINE, "compare", old, new, "--json", *options], text=True)
        return run.returncode, json.loads(run.stdout)

    def edited(self, edit):
        """Today's file with its claims table changed."""
        path = os.path.join(self.folder.name, "edited.h5")
        shutil.copy(self.today, path)
        with h5py.File(path, "r+") as file:
            edit(file["claims"])
        return path

    def moved(self, n_errors, row=0):
        def move(claims):
            claims["lhs"][row] += n_errors * claims["lhs_error"][row]

        return self.edited(move)

    def test_today_agrees_with_the_baseline(self):
        status, report = self.compare(BASELINE, self.today, "--part")
        self.assertEqual(status, 0, json.dumps(report, indent=1))
        with h5py.File(self.today) as file:
            n_rows = file["claims/lhs"].size
            names = {(claim.decode(), case.decode()) for claim, case in zip(file["claims/id"], file["claims/case_name"])}
        self.assertEqual(names, {(claim, case) for claim in CLAIMS for case in CASES})
        # every row found its counterpart: a verdict, two sides, and their texts at least
        self.assertFalse([change for change in report["changes"] if change["what"] in ("added", "missing")])
        self.assertGreaterEqual(report["values"], 5 * n_rows)

    def test_a_change_within_errors_passes(self):
        status, report = self.compare(BASELINE, self.moved(0.9), "--part")
        self.assertEqual((status, report["regression"]), (0, False))

    def test_a_change_of_three_errors_is_a_regression(self):
        for sign in (3.0, -3.0):
            status, report = self.compare(BASELINE, self.moved(sign), "--part")
            self.assertEqual(status, 1)
            self.assertEqual([change["dataset"] for change in report["changes"] if change["regression"]], ["lhs"])

    def test_bold_on_a_terminal_alone(self):
        command = [PLUMBLINE, "compare", BASELINE, self.moved(3.0), "--part"]
        piped = deadline.run(command, text=True).stdout
        self.assertNotIn("\033", piped)
        shown = self.on_a_terminal(command)
        self.assertEqual(shown.count("\033[1m!"), 1)
        self.assertNotIn("\033", self.on_a_terminal(command, NO_COLOR="1"))
        # nothing but the colour differs, and nothing is lost
        self.assertEqual(shown.replace("\033[1m", "").replace("\033[0m", ""), piped)

    def test_verdicts_in_colour_on_a_terminal_alone(self):
        command = [PLUMBLINE, "verify", "--claim", "S2", "--case", "unit-pair", "--reproducible"]
        piped = deadline.run(command, text=True).stdout
        self.assertNotIn("\033", piped)
        shown = self.on_a_terminal(command)
        self.assertEqual(shown.count("\033[32mHOLDS\033[0m"), 2)  # of the claim, and of all

    def on_a_terminal(self, command, **variables):
        ours, theirs = os.openpty()
        process = deadline.start(command, stdout=theirs, env={**os.environ, **variables})
        with deadline.deadline(process):
            os.close(theirs)
            text = b""
            try:
                while part := os.read(ours, 65536):
                    text += part
            except OSError:  # the other end is closed
                pass
            process.wait()
        os.close(ours)
        return text.decode().replace("\r\n", "\n")

    def test_a_lost_verdict_is_a_regression(self):
        def lose(claims):
            claims["verdict"][0] = "INCONCLUSIVE"

        status, report = self.compare(BASELINE, self.edited(lose), "--part")
        self.assertEqual(status, 1)
        self.assertEqual([change["what"] for change in report["changes"] if change["regression"]], ["outcome changed"])

    def test_what_is_missing_is_a_regression_of_the_whole(self):
        status, report = self.compare(BASELINE, self.today)
        self.assertEqual(status, 1)
        self.assertTrue(all(change["what"] == "missing" for change in report["changes"] if change["regression"]))

    def test_nothing_in_common_is_no_pass(self):
        def rename(claims):
            claims["case_name"][...] = "elsewhere"

        self.assertEqual(self.compare(BASELINE, self.edited(rename), "--part")[0], 3)


if __name__ == "__main__":
    unittest.main()
