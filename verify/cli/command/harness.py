"""What the suites share: the command under test, exit statuses, small cases, and a folder of its own for every test."""
import os
import sys
import tempfile
import unittest

PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
sys.path.insert(0, os.path.join(PROJECT, "results"))
from command import deadline  # noqa: E402
from documented import undocumented  # noqa: E402

PLUMBLINE, BASELINE = (os.path.abspath(path) for path in (sys.argv.pop(1), sys.argv.pop(1)))

HOLDS, VIOLATED, BAD_INPUT, INCONCLUSIVE, OUTPUT = 0, 1, 2, 3, 4

CASE = """name = "mine"
[[component]]
weight = 0.5
mean = [2.0]
covariance = 1.0
class = 1
[[component]]
weight = 0.5
mean = [-2.0]
covariance = 1.0
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""

CASE_3D = """name = "space"
[[component]]
weight = 0.6
mean = [1.0, 0.0, 0.5]
covariance = [[1.0, 0.3, 0.0], [0.3, 0.8, 0.1], [0.0, 0.1, 0.5]]
class = 1
[[component]]
weight = 0.4
mean = [-1.0, 0.5, 0.0]
covariance = [[0.7, -0.2, 0.0], [-0.2, 0.9, 0.0], [0.0, 0.0, 0.6]]
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""

REWARD_2D = """name = "plane"
[[component]]
weight = 0.6
mean = [-1.0, 0.3]
covariance = [0.5, 0.3]
[[component]]
weight = 0.4
mean = [1.0, -0.2]
covariance = 0.4
[guidance]
kind = "reward"
constant = 0.2
[[guidance.term]]
bump = {coefficient = 1.0, center = [1.2, 0.0], width = 0.8}
"""

PLANE = """name = "plane"
[[component]]
weight = 0.5
mean = [0.8, 0.6]
covariance = [1.0, 0.8]
class = 1
[[component]]
weight = 0.5
mean = [-0.5, 0.4]
covariance = [1.0, 0.8]
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""

SAMPLE = ["sample", "unit-pair", "--w", "1", "--steps", "24", "--progress", "none", "--paths", "20000"]
HEAVY = """name = "heavy"
about = "a narrow class on a wide rival: E J of the chain is finite, E J^2 is not up to 256 steps"
[[component]]
weight = 0.5
mean = [0.0]
covariance = 0.05
class = 1
[[component]]
weight = 0.5
mean = [0.5]
covariance = 1.0
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""

FUNCTION = """name = "valley"
[[component]]
weight = 0.6
mean = [-1.0]
covariance = 0.5
[[component]]
weight = 0.4
mean = [1.2]
covariance = 0.3
[guidance]
kind = "cost"
function = {x = [-2.0, 0.0, 2.0], value = [3.0, 1.0, 2.5]}
"""

LAW = ["law", "unit-pair", "--w", "1", "--steps", "24", "--scheme", "ddpm", "--json", "--reproducible"]


class Command(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.addCleanup(self.check_that_files_are_documented)

    def check_that_files_are_documented(self):
        """Whatever a test left in its folder: results/README.md names every group, axis and dataset of it."""
        for name in os.listdir(self.folder.name):
            path = os.path.join(self.folder.name, name)
            if name.endswith(".h5") and self.run_command("show", path).returncode == HOLDS:
                self.assertEqual(undocumented(path), [], name)

    def path(self, name, text=None):
        path = os.path.join(self.folder.name, name)
        if text is not None:
            with open(path, "w") as file:
                file.write(text)
        return path

    def run_command(self, *arguments, **options):
        """What is printed has room for one line a row, unless the options say another environment."""
        options.setdefault("env", {**os.environ, "COLUMNS": "1000"})
        return deadline.run([PLUMBLINE, *arguments], text=True, cwd=self.folder.name, **options)

    def expect(self, status, *arguments):
        run = self.run_command(*arguments)
        self.assertEqual(run.returncode, status, f"{arguments}: {run.stdout}{run.stderr}")
        return run

    def expect_refusal(self, status, *arguments, says=""):
        """One line on stderr that names the trouble, nothing on stdout, nothing left in the folder."""
        before = sorted(os.listdir(self.folder.name))
        run = self.expect(status, *arguments)
        self.assertEqual(run.stdout, "")
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertTrue(run.stderr.startswith("plumbline: "))
        self.assertIn(says, run.stderr)
        self.assertEqual(sorted(os.listdir(self.folder.name)), before)
