#!/usr/bin/python3
"""Tests of compare_builds.py on folders with what two builds printed."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).with_name("compare_builds.py")


def suite(left=1.0, error=1e-3, how="exact law", verdict="HOLDS"):
    check = {"what": "a = b", "left": left, "left_error": error, "left_how": how, "right": 1.0, "right_error": 0.0,
             "right_how": "known", "verdict": verdict, "reason": ""}
    return {"claims": [{"id": "R1", "case": "unit-pair", "verdict": verdict, "checks": [check]}]}


def study(mean=2.0, drawn=3.0, word="HOLDS"):
    datasets = {"mean": [mean], "mean_error": [0.1], "drawn": [drawn], "drawn_error": [0.5], "drawn_n": [9], "word": [word]}
    return {"tables": {"t": {"axes": {"case": {"values": ["a"]}},
                             "datasets": {name: {"values": values} for name, values in datasets.items()}}}}


class CompareBuilds(unittest.TestCase):
    def compare(self, new_suite, new_study):
        """Exit status and output of the comparison with suite() and study()."""
        with tempfile.TemporaryDirectory() as folder:
            builds = {"old": (suite(), study()), "new": (new_suite, new_study)}
            for build, (verify, table) in builds.items():
                path = pathlib.Path(folder, build)
                path.mkdir()
                (path / "verify.json").write_text(json.dumps(verify))
                (path / "s.json").write_text(json.dumps(table))
            run = subprocess.run([sys.executable, SCRIPT, f"{folder}/old", f"{folder}/new"], capture_output=True, text=True, timeout=300)
        return run.returncode, run.stdout

    def test_what_is_the_same(self):
        self.assertEqual(self.compare(suite(), study())[0], 0)
        status, told = self.compare(suite(left=1.0009, error=2e-4), study(mean=2.09))
        self.assertEqual(status, 0, told)
        self.assertIn("1 within the stated error", told)
        self.assertIn("1 stated error smaller", told)

    def test_what_differs(self):
        for new in (
            (suite(left=1.002), study()),  # beyond both errors
            (suite(verdict="VIOLATED"), study()),
            (suite(left=1.0001, how="4000 paths"), study()),  # one draw is drawn otherwise
            (suite(), study(mean=2.2)),
            (suite(), study(drawn=3.01)),
            (suite(), study(word="VIOLATED")),
        ):
            status, told = self.compare(*new)
            self.assertEqual(status, 1, (new, told))
            self.assertIn("different", told)


if __name__ == "__main__":
    unittest.main()
