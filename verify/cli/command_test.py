#!/usr/bin/python3
"""The command as a user meets it: exit codes, one clear line for bad input, nothing left behind, every option used.

usage: command_test.py PLUMBLINE BASELINE.h5 [unittest options]
"""
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "results"))
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
        return subprocess.run([PLUMBLINE, *arguments], capture_output=True, text=True, cwd=self.folder.name, **options)

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


class BadInput(Command):
    def test_unknown_names(self):
        self.expect_refusal(BAD_INPUT, "law", "no-such-case", "--w", "1", "--steps", "8", says="no-such-case")
        self.expect_refusal(BAD_INPUT, *LAW, "--schedule", "lunar", says="log-uniform")
        self.expect_refusal(BAD_INPUT, "law", "unit-pair", "--w", "1", "--steps", "8", "--scheme", "milstein", says="ddpm")
        self.expect_refusal(BAD_INPUT, "verify", "--claim", "Z9", says="F3")
        self.expect_refusal(BAD_INPUT, "verify", "--mutant", "tame", says="wrong-sign")
        self.expect_refusal(BAD_INPUT, "verify", "--tier", "slow", says="nightly")
        self.expect_refusal(BAD_INPUT, "dance", says="--help")
        self.expect_refusal(BAD_INPUT, *LAW, "--loud", says="--loud")

    def test_values_out_of_range(self):
        law = ["law", "unit-pair", "--w"]
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "0", says="steps")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "-3", says="steps")
        self.expect_refusal(BAD_INPUT, *law, "nan", "--steps", "8", says="w = nan")
        self.expect_refusal(BAD_INPUT, *law, "inf", "--steps", "8", says="w = inf")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "8", "--t0", "0", says="t0")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "8", "--tend", "2", says="tend")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "8", "--w-from", "0.9", "--w-to", "0.1", says="window")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "many", says="steps")
        self.expect_refusal(BAD_INPUT, "verify", "--threads", "-1", says="threads")
        self.expect_refusal(BAD_INPUT, "study", "guidance-scale", "unit-pair", "--trials", "0", says="paths")
        self.expect_refusal(BAD_INPUT, "study", "error-vs-n", "unit-pair", "--steps", "0", says="steps")
        self.expect_refusal(BAD_INPUT, "study", "error-vs-n", "unit-pair", "--w", "inf", says="w = inf")
        self.expect_refusal(BAD_INPUT, "study", "error-vs-n", "unit-pair", "triad", says="triad has dimension 2")
        self.expect_refusal(BAD_INPUT, "study", "guidance-scale", "unit-pair", "--w", "1", "nan", says="w = nan")
        errors = ["study", "score-error", "unit-pair"]
        self.expect_refusal(BAD_INPUT, *errors, "--eps", "-0.1", says="eps")
        self.expect_refusal(BAD_INPUT, *errors, "--kind", "gremlin", says="worst-case")
        self.expect_refusal(BAD_INPUT, *errors, "--target", "nothing", says="reweighted")
        self.expect_refusal(BAD_INPUT, "study", "score-error", "triad", says="dimension")
        reward = ["study", "reward", "reward-well"]
        self.expect_refusal(BAD_INPUT, "study", "reward", "unit-pair", says="no reward")
        self.expect_refusal(BAD_INPUT, *reward, "--w", "1", says="start with 0")
        self.expect_refusal(BAD_INPUT, *reward, "--tend", "1", says="--tend")
        self.expect_refusal(BAD_INPUT, *reward, "--samples", "1", says="--samples")
        self.expect_refusal(BAD_INPUT, *reward, "--paths", "1", says="--paths")

    def test_case_files(self):
        def refused(text, says):
            path = self.path("case.toml", text)
            self.expect_refusal(BAD_INPUT, "law", path, "--w", "1", "--steps", "8", says=says)

        refused(CASE.replace("[guidance]", "[guidance"), "case.toml")
        refused(CASE.replace("weight = 0.5\nmean = [2.0]", "weight = 0.6\nmean = [2.0]"), "weights")
        refused(CASE.replace("weight = 0.5\nmean = [2.0]", "weight = nan\nmean = [2.0]"), "weight")
        refused(CASE.replace("weight = 0.5\nmean = [2.0]", "weight = -0.5\nmean = [2.0]"), "weight")
        refused(CASE.replace("covariance = 1.0", "covariance = -1.0", 1), "-1")
        refused(CASE.replace("mean = [2.0]", "mean = [2.0, 1.0]"), "component")
        refused(CASE.replace("mean = [2.0]\n", ""), "mean")
        refused(CASE.replace("class = 1\n[[", "klass = 1\n[["), "klass")
        refused(CASE.replace('kind = "classifier-free"\nclass = 1', 'kind = "classifier-free"\nclass = 7'), "7")
        refused("", "component")
        # what the parser quotes may hold a new line; the refusal is still one
        refused(CASE.replace("mean = [2.0]", "mean = [i\n]"), "malformed TOML")
        self.expect_refusal(BAD_INPUT, "law", self.path("absent.toml"), "--w", "1", "--steps", "8", says="absent.toml")

    def test_results_files(self):
        text = self.path("text.h5", "not HDF5")
        self.expect_refusal(OUTPUT, "show", self.path("absent.h5"), says="absent.h5")
        self.expect_refusal(OUTPUT, "show", text, says="text.h5")
        self.expect_refusal(OUTPUT, "compare", text, text, says="text.h5")
        self.expect_refusal(OUTPUT, "report", text, says="text.h5")
        self.expect_refusal(BAD_INPUT, "merge", text, "--out", self.path("sum.h5"), says="FILE")


class Output(Command):
    """What can go wrong with files: one line, exit status 4, and what was there stays as it was."""

    STUDY = ["study", "error-vs-n", "unit-pair", "--steps", "16", "32", "--progress", "none"]

    def results(self, name="results.h5"):
        path = self.path(name)
        self.expect(HOLDS, *self.STUDY, "--reproducible", "--out", path)
        return path

    def edited(self, name, edit):
        """A results file that another tool has changed."""
        import h5py

        path = self.results(name)
        with h5py.File(path, "r+") as file:
            edit(file)
        return path

    def expect_unreadable(self, path, says):
        good = self.results("good.h5")
        old = self.results("old.h5")
        with open(old, "rb") as file:
            before = file.read()
        self.expect_refusal(OUTPUT, "show", path, says=says)
        self.expect_refusal(OUTPUT, "report", path, "-o", old, says=says)
        self.expect_refusal(OUTPUT, "compare", path, good, says=says)
        self.expect_refusal(OUTPUT, "compare", good, path, says=says)
        self.expect_refusal(OUTPUT, "merge", good, path, "--out", old, says=says)
        with open(old, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_unwritable(self):
        nowhere = os.path.join(self.folder.name, "no", "such", "folder", "file.h5")
        self.expect_refusal(OUTPUT, *self.STUDY, "--out", nowhere, says=nowhere)
        self.expect_refusal(OUTPUT, "verify", "--claim", "S2", "--case", "unit-pair", "--out", nowhere, says=nowhere)
        self.expect_refusal(OUTPUT, *SAMPLE, "--out", nowhere, says=nowhere)
        run = self.expect(OUTPUT, "verify", "--claim", "S2", "--case", "unit-pair", "--junit", nowhere)
        self.assertIn(nowhere, run.stderr)

    def test_an_old_file_survives_a_failed_run(self):
        path = self.results()
        with open(path, "rb") as file:
            before = file.read()
        # the second row is refused when the first is already there
        self.expect(BAD_INPUT, "study", "error-vs-n", "unit-pair", "--steps", "16", "0", "--out", path)
        self.expect(BAD_INPUT, "study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "9", "--w", "1", "nan",
                    "--out", path)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(os.listdir(self.folder.name), ["results.h5"])

    def test_a_full_disk(self):
        old = self.results()
        script = """mount -t tmpfs -o size=64k none "$1" || exit 99
            cp "$2" "$1/old.h5" && cd "$1" || exit 98
            cat /dev/zero > filler 2>/dev/null
            shift 2; "$@"; echo "status $?"; od -v -t x1 old.h5; ls -A"""
        disk = self.path("disk")
        os.mkdir(disk)
        for command in (self.STUDY, ["verify", "--claim", "S2", "--case", "unit-pair", "--progress", "none"], SAMPLE):
            run = subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", disk, old, PLUMBLINE,
                                  *command, "--out", "old.h5"], capture_output=True, text=True)
            if run.returncode == 99:
                self.skipTest("no file system may be mounted here: " + run.stderr)
            self.assertIn("\nstatus 4\n", "\n" + run.stdout)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            self.assertIn("No space left on device", run.stderr)
            dump = subprocess.run(["od", "-v", "-t", "x1", old], capture_output=True, text=True).stdout
            self.assertIn(dump + "filler\nold.h5\n", run.stdout)

    def test_a_file_that_may_not_grow(self):
        import resource

        old = self.results()
        with open(old, "rb") as file:
            before = file.read()
        for command in (self.STUDY, SAMPLE):
            run = self.run_command(*command, "--out", old,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
            self.assertEqual(run.returncode, OUTPUT)
            self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
            self.assertIn("File too large", run.stderr)
            with open(old, "rb") as file:
                self.assertEqual(file.read(), before)
            self.assertEqual(os.listdir(self.folder.name), ["results.h5"])

    def test_standard_output_that_cannot_be_written(self):
        with open("/dev/full", "w") as full:
            for command in (["cases"], ["claims", "--json"], self.STUDY):
                run = subprocess.run([PLUMBLINE, *command], stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual(run.returncode, OUTPUT, command)
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
                self.assertIn("No space left on device", run.stderr)

    def test_a_folder_that_may_not_be_written(self):
        old = self.results()
        folder = self.path("locked")
        os.mkdir(folder)
        path = os.path.join(folder, "old.h5")
        os.rename(old, path)
        with open(path, "rb") as file:
            before = file.read()
        os.chmod(self.folder.name, 0o755)
        os.chmod(folder, 0o555)
        self.addCleanup(os.chmod, folder, 0o755)
        other_user = {"user": 65534} if os.getuid() == 0 else {}  # root may write everywhere
        for command in (self.STUDY, ["verify", "--claim", "S2", "--case", "unit-pair", "--progress", "none"], ["report", path]):
            run = self.run_command(*command, "--out", path, **other_user)
            self.assertEqual(run.returncode, OUTPUT, run.stderr)
            self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
            self.assertIn("Permission denied", run.stderr)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(os.listdir(folder), ["old.h5"])

    def test_truncated(self):
        path = self.results()
        with open(path, "rb") as file:
            whole = file.read()
        for length in (1, 7, 600, len(whole) // 2, len(whole) - 65, len(whole) - 40, len(whole) - 1):
            with open(path, "wb") as file:
                file.write(whole[:length])
            self.expect_unreadable(path, "results.h5")

    def test_another_format(self):
        import h5py

        self.expect_unreadable(self.path("text.h5", "not HDF5"), "is not an HDF5 file")
        self.expect_unreadable(self.path("empty.h5", ""), "is not an HDF5 file")
        self.expect_unreadable(self.folder.name, "not a regular file")
        path = self.path("other.h5")
        with h5py.File(path, "w") as file:
            file["x"] = [1.0, 2.0]
        self.expect_unreadable(path, "other.h5")

    def test_another_version(self):
        def newer(file):
            file.attrs["format_version"] = file.attrs["format_version"] + 1

        self.expect_unreadable(self.edited("newer.h5", newer), "version 2")

    def test_something_missing(self):
        def without_dataset(file):
            del file["error_vs_n/kl"]

        def without_axis(file):
            del file["error_vs_n/steps"]

        def without_units(file):
            del file["error_vs_n/kl"].attrs["units"]

        def without_group(file):
            del file["error_vs_n"]

        self.expect_unreadable(self.edited("a.h5", without_dataset), "error_vs_n/kl")
        self.expect_unreadable(self.edited("b.h5", without_axis), "error_vs_n/steps")
        self.expect_unreadable(self.edited("c.h5", without_units), "units of error_vs_n/kl")
        self.expect_unreadable(self.edited("d.h5", without_group), "group error_vs_n")


class Verdicts(Command):
    def test_each_exit_status(self):
        self.expect(HOLDS, "verify", "--claim", "S2", "--case", "unit-pair")
        self.expect(VIOLATED, "verify", "--claim", "S2", "--case", "unit-pair", "--mutant", "wrong-sign")
        # a claim that does not apply anywhere has proved nothing
        self.expect(INCONCLUSIVE, "verify", "--claim", "F3", "--case", "triad")

    def test_the_monte_carlo_sampler_with_the_wrong_sign_is_violated(self):
        run = self.expect(VIOLATED, "verify", "--claim", "S1", "--case", "unit-pair", "--mutant", "wrong-sign", "--json")
        self.assertEqual(json.loads(run.stdout)["verdict"], "VIOLATED")

    def test_the_distribution_of_end_states_shows_what_it_promises(self):
        for case, mutant, dimensions in (("unit-pair", "half-score", {"1", "16"}), ("triad", "wrong-sign", {"2"})):
            _, _, checks = self.verdicts(HOLDS, "--claim", "S3", "--case", case)["S3"]
            self.assertEqual({re.search(r"in d = (\d+)", check["what"])[1] for check in checks}, dimensions)
            _, _, checks = self.verdicts(VIOLATED, "--claim", "S3", "--case", case, "--mutant", mutant)["S3"]
            for dimension in dimensions:
                distances = [check["verdict"] for check in checks
                             if check["what"].startswith("Kolmogorov") and f"in d = {dimension}," in check["what"]]
                self.assertIn("VIOLATED", distances)
        # the full tier promises to catch a shift by a thousandth of a standard deviation, in each statistic that it moves
        full = ["--tier", "full", "--claim", "S3", "--case", "narrow-rival", "--mutant", "shifted-means"]
        _, _, checks = self.verdicts(VIOLATED, *full)["S3"]
        self.assertEqual([check["verdict"] for check in checks], ["VIOLATED"] * 3)

    def verdicts(self, status, *arguments):
        """By claim: its verdict, its reason, and its checks."""
        report = json.loads(self.expect(status, "verify", *arguments, "--json").stdout)
        return {claim["id"]: (claim["verdict"], claim["reason"], claim["checks"]) for claim in report["claims"]}

    def test_an_infinite_second_moment_stops_monte_carlo_of_the_cost_and_nothing_else(self):
        asked = [part for claim in ("F3", "G1", "H1", "S1", "S2") for part in ("--claim", claim)]
        found = self.verdicts(INCONCLUSIVE, *asked, "--case", self.path("heavy.toml", HEAVY))
        verdict, reason, checks = found.pop("S1")
        self.assertEqual((verdict, reason), ("INCONCLUSIVE", "infinite moment"))
        self.assertEqual([check["verdict"] for check in checks], ["INCONCLUSIVE", "HOLDS", "HOLDS"])  # J, Y, Y^2
        self.assertEqual(checks[0]["left_error"], "inf")
        for claim, (verdict, reason, _) in found.items():
            self.assertEqual(verdict, "HOLDS", f"{claim}: {reason}")

    def test_too_few_paths_are_a_noise_floor_and_too_few_steps_pre_asymptotic(self):
        few = ["--case", "unit-pair", "--most-paths", "150"]
        for claim in ("D3", "S1", "G3"):
            verdict, reason, _ = self.verdicts(INCONCLUSIVE, "--claim", claim, *few)[claim]
            self.assertEqual((verdict, reason), ("INCONCLUSIVE", "noise floor"), claim)
        for case in ("unit-pair", "narrow-rival", "crowded-side", "reward-well"):
            verdict, reason, _ = self.verdicts(INCONCLUSIVE, "--claim", "D1", "--case", case, "--most-steps", "256")["D1"]
            self.assertEqual((verdict, reason), ("INCONCLUSIVE", "pre-asymptotic"), case)

    def test_the_false_alarms_of_a_suite_add_up_to_a_millionth(self):
        import h5py

        with h5py.File(BASELINE) as file:
            rates = file["claims/false_alarm"][()]
            ids = file["claims/id"][()]
        self.assertLessEqual(rates.sum(), 1e-6)
        self.assertLessEqual({b"D3", b"D4", b"G3", b"S1"}, set(ids[rates > 0]))
        # on one case alone a check may take the share of all eight
        checks = self.verdicts(HOLDS, "--claim", "S1", "--claim", "G3", "--case", "unit-pair")
        alone = [check["false_alarm"] for _, _, of_claim in checks.values() for check in of_claim]
        self.assertEqual(len(alone), 4)
        for rate in alone:
            self.assertAlmostEqual(rate, 1e-6 / 32, delta=1e-15)
            self.assertAlmostEqual(rate, 8 * max(rates), delta=1e-15)

    def test_an_infinite_variance_is_inconclusive_for_monte_carlo_and_no_obstacle_to_exact_claims(self):
        study = ["study", "guidance-scale", "--steps", "64", "--trials", "2000", "--w", "0.5", "--json"]
        verdicts = {}
        for case in ("wide-rival", "reward-well", "triad"):
            table = json.loads(self.expect(HOLDS, *study, case).stdout)["tables"]["guidance_scale"]
            verdicts[case] = json.dumps(table["datasets"]["verdict"])
        self.assertIn("INCONCLUSIVE(infinite moment)", verdicts["wide-rival"])
        self.assertIn("HOLDS", verdicts["reward-well"])
        self.assertIn("no exact value", verdicts["triad"])
        self.expect(HOLDS, "verify", "--claim", "G1", "--claim", "H1", "--case", "wide-rival")

    def test_trials_agree_with_the_exact_mean_within_what_they_can_tell_apart(self):
        def study(trials):
            arguments = ["study", "guidance-scale", "unit-pair", "--steps", "64", "--w", "0.01", "1", "4", "--trials", trials]
            table = json.loads(self.expect(HOLDS, *arguments, "--json").stdout)["tables"]["guidance_scale"]["datasets"]
            return [table[name]["values"] for name in ("exact_negative_cost", "allowance", "verdict")]

        exact, few, verdicts = study("2500")
        self.assertEqual(verdicts, ["INCONCLUSIVE(noise floor)", "HOLDS", "HOLDS"])
        for k, verdict in enumerate(verdicts):
            self.assertEqual(verdict == "HOLDS", few[k] <= 0.1 * abs(exact[k]))
        _, many, _ = study("10000")
        for k in range(3):
            self.assertAlmostEqual(few[k] / many[k], 2.0, delta=1e-6)

    def test_mutants_are_caught_tabulated_and_not_called_caught_when_they_escape(self):
        import h5py

        path = self.path("mutants.h5")
        self.expect(HOLDS, "mutants", "--claim", "S2", "--claim", "R2", "--out", path)
        with h5py.File(path) as file:
            table = file["mutants"]
            names = [name.decode() for name in table["mutant"][()]]
            self.assertGreaterEqual(len(names), 14)
            self.assertEqual(list(table["caught"][()]), [1] * len(names))
            self.assertEqual([text.decode() for text in table["caught_by"][()]], ["S2"] * len(names))
            self.assertTrue((table["severity"][:, 0] > 1.0).all())
            self.assertTrue((table["severity"][:, 1] != table["severity"][:, 1]).all())  # R2 says nothing here
        self.assertIn("ESCAPED", self.expect(VIOLATED, "mutants", "--claim", "F3", "--case", "unit-pair").stdout)
        changed = self.expect(HOLDS, "mutants", "--claim", "S2", "--case", "wide-rival", "--json").stdout
        self.assertNotEqual(changed, self.expect(HOLDS, "mutants", "--claim", "S2", "--json").stdout)

    def test_junit_carries_the_numbers(self):
        path = self.path("junit.xml")
        self.expect(VIOLATED, "verify", "--claim", "S2", "--case", "unit-pair", "--mutant", "no-guidance", "--junit", path)
        tree = xml.etree.ElementTree.parse(path)
        failures = list(tree.iter("failure"))
        self.assertEqual(len(failures), 1)
        self.assertRegex(failures[0].get("message"), r"\d\.\d+")
        suite = tree.getroot().find("testsuite")
        self.assertEqual([suite.get(key) for key in ("name", "tests", "failures", "errors", "skipped")],
                         ["S2", "1", "1", "0", "0"])
        self.expect(INCONCLUSIVE, "verify", "--claim", "S1", "--claim", "D3", "--case", "unit-pair", "--case", "ring",
                    "--most-paths", "150", "--junit", path)
        counts = {suite.get("name"): [suite.get(key) for key in ("tests", "failures", "errors", "skipped")]
                  for suite in xml.etree.ElementTree.parse(path).iter("testsuite")}
        self.assertEqual(counts, {"S1": ["2", "0", "1", "1"], "D3": ["2", "0", "1", "1"]})

    def test_a_case_file_in_three_dimensions_goes_through(self):
        run = self.expect(HOLDS, "verify", "--case", self.path("space.toml", CASE_3D), "--json")
        claims = {claim["id"]: claim for claim in json.loads(run.stdout)["claims"]}
        self.assertEqual(sorted(claims), sorted(claim["id"] for claim in json.loads(self.expect(HOLDS, "claims", "--json").stdout)["claims"]))
        for claim in claims.values():
            if claim["verdict"] == "NOT APPLICABLE":
                self.assertGreater(len(claim["reason"]), 10)
        self.assertEqual({name for name, claim in claims.items() if claim["verdict"] == "HOLDS"}, {"F1", "F2", "D3", "S2"})


class Options(Command):
    def law(self, *options):
        return json.loads(self.expect(HOLDS, *LAW, *options).stdout)

    def test_every_option_of_law_changes_the_numbers(self):
        plain = self.law()["expected_cost"]
        self.assertTrue(abs(plain - 1.2) < 0.2)
        for options in (["--w", "0.5"], ["--steps", "25"], ["--scheme", "euler"], ["--t0", "1e-3"], ["--tend", "0.99"],
                        ["--schedule", "cosine"], ["--start", "gaussian"], ["--start", "reweighted"],
                        ["--w-from", "0.1"], ["--w-to", "0.5"]):
            arguments = list(LAW)
            if options[0] in arguments:
                at = arguments.index(options[0])
                del arguments[at:at + 2]
            changed = json.loads(self.expect(HOLDS, *arguments, *options).stdout)["expected_cost"]
            self.assertNotEqual(changed, plain, options)

    def test_the_output_options_of_law(self):
        self.assertNotIn("seconds", self.law())
        timed = json.loads(self.expect(HOLDS, *[a for a in LAW if a != "--reproducible"]).stdout)
        self.assertIn("seconds", timed)
        text = self.expect(HOLDS, *[a for a in LAW if a != "--json"]).stdout
        self.assertNotIn("{", text)

    def test_the_options_of_verify(self):
        base = ["verify", "--claim", "S1", "--case", "unit-pair", "--json", "--reproducible"]
        plain = self.expect(HOLDS, *base).stdout
        self.assertEqual(plain, self.expect(HOLDS, *base).stdout)
        self.assertNotEqual(plain, self.expect(HOLDS, *base, "--seed", "7").stdout)
        self.assertNotEqual(plain, self.expect(HOLDS, *base, "--tier", "full").stdout)
        short = ["verify", "--claim", "S2", "--case", "unit-pair", "--reproducible"]
        self.assertGreater(len(self.expect(HOLDS, *short, "--details").stdout), len(self.expect(HOLDS, *short).stdout))

    def test_nights_differ_and_can_be_repeated(self):
        night = ["verify", "--claim", "G3", "--case", "unit-pair", "--tier", "nightly", "--reproducible"]
        first = self.expect(HOLDS, *night).stdout
        second = self.expect(HOLDS, *night).stdout
        self.assertRegex(first, r"^seed \d+\n")
        self.assertNotEqual(first.splitlines()[0], second.splitlines()[0])
        seed = second.split()[1]
        again = json.loads(self.expect(HOLDS, *night, "--seed", seed, "--json").stdout)
        self.assertEqual(str(again["seed"]), seed)
        # a mean that may be looked at every night has a wider allowance than one that is looked at once
        base = ["verify", "--claim", "S1", "--case", "gaussian-tilt", "--seed", "7", "--json", "--tier"]
        allowance = {}
        for tier in ("full", "nightly"):
            checks = json.loads(self.expect(HOLDS, *base, tier).stdout)["claims"][0]["checks"]
            allowance[tier] = [check["allowance"] for check in checks if "E Y =" in check["what"]][0]
        self.assertGreater(allowance["nightly"], 1.01 * allowance["full"])

    def test_the_options_of_the_studies(self):
        base = ["study", "guidance-scale", "unit-pair", "--json", "--reproducible"]
        small = {"--steps": "50", "--trials": "100", "--w": "1", "--scheme": "ddpm", "--t0": "1e-4", "--seed": "1"}

        def study(**changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            arguments = [part for pair in options.items() for part in pair]
            return json.loads(self.expect(HOLDS, *base, *arguments).stdout)["tables"]

        plain = study()
        for change in ({"steps": "51"}, {"trials": "101"}, {"w": "2"}, {"scheme": "euler"}, {"t0": "1e-3"}, {"seed": "2"}):
            self.assertNotEqual(study(**change), plain, change)
        errors = ["study", "error-vs-n", "unit-pair", "--json", "--reproducible", "--steps", "16", "32"]
        plain = json.loads(self.expect(HOLDS, *errors).stdout)["tables"]
        for change in (["--w", "2"], ["--schedule", "cosine"], ["--t0", "1e-3"]):
            changed = json.loads(self.expect(HOLDS, *errors, *change).stdout)["tables"]
            self.assertNotEqual(changed, plain, change)

    def test_the_strong_order_study_and_its_options(self):
        base = ["study", "strong-order", "unit-pair", "--json", "--reproducible", "--steps"]

        def study(steps, *changes):
            return json.loads(self.expect(HOLDS, *base, *steps, *changes).stdout)["tables"]["strong_order"]["datasets"]

        steps = ["16", "32", "64", "128", "256"]
        plain = study(steps, "--paths", "4000")
        orders = plain["strong_error_order"]["values"]
        widths = plain["strong_error_order_error"]["values"]
        self.assertEqual(len(orders), 3)  # by scheme
        for order, width in zip(orders, widths):
            self.assertLess(abs(order - 1), width)
            self.assertLess(width, 0.2)
        self.assertLess(plain["reference_error"]["values"][0], 0.02 * min(plain["strong_error"]["values"]))
        for change in (["--w", "2"], ["--t0", "0.02"], ["--seed", "3"]):
            self.assertNotEqual(study(steps, "--paths", "4000", *change), plain, change)
        self.assertNotEqual(study(steps, "--paths", "4001"), plain)
        self.assertNotEqual(study(steps[1:], "--paths", "4000"), plain)
        self.expect_refusal(BAD_INPUT, *base, "16", "24", says="divide")
        self.expect_refusal(BAD_INPUT, *base, "16", "--paths", "1", says="--paths")

    def test_progress(self):
        study = ["study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "9", "--w", "1", "2"]
        each = self.expect(HOLDS, *study, "--progress", "each").stderr
        self.assertEqual(len(each.splitlines()), 2)
        self.assertIn("2 of 2", each)
        self.assertEqual(self.expect(HOLDS, *study, "--progress", "none").stderr, "")
        verify = ["verify", "--claim", "S2", "--case", "unit-pair", "--case", "triad", "--progress", "each"]
        self.assertEqual(len(self.expect(HOLDS, *verify).stderr.splitlines()), 2)

    def test_the_options_of_the_score_error_study(self):
        base = ["study", "score-error", "narrow-rival", "--json", "--reproducible"]
        small = {"--eps": "0.01", "--w": "1", "--steps": "8", "--kind": "smooth", "--t0": "1e-2", "--halvings": "0"}

        def study(**changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            arguments = [part for pair in options.items() for part in pair]
            return json.loads(self.expect(HOLDS, *base, *arguments).stdout)["tables"]

        plain = study()
        for change in ({"eps": "0.02"}, {"w": "2"}, {"steps": "9"}, {"kind": "late"}, {"t0": "1e-3"}, {"target": "base"},
                       {"scheme": "euler"}, {"seed": "7"}, {"halvings": "1"}):
            self.assertNotEqual(study(**change), plain, change)

    def test_the_options_of_score_errors_along_paths(self):
        base = ["study", "score-error-paths", "narrow-rival", "--json", "--reproducible"]
        small = {"--eps": "0.1", "--w": "1", "--steps": "8", "--kind": "smooth", "--t0": "1e-2", "--paths": "3000"}

        def study(case=None, **changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            arguments = [part for pair in options.items() for part in pair]
            command = base if case is None else [*base[:2], case, *base[3:]]
            return json.loads(self.expect(HOLDS, *command, *arguments).stdout)["tables"]

        plain = study()
        for change in ({"eps": "0.2"}, {"w": "2"}, {"steps": "9"}, {"kind": "late"}, {"t0": "1e-3"}, {"target": "base"},
                       {"scheme": "euler"}, {"seed": "7"}, {"paths": "3001"}):
            self.assertNotEqual(study(**change), plain, change)

        def values(tables, name):
            return tables["score_error_paths"]["datasets"][name]["values"][0]

        for case in (None, "triad", self.path("space.toml", CASE_3D)):
            tables = study(case)
            self.assertAlmostEqual(values(tables, "size"), 0.1, delta=1e-4)  # it is solved for on these paths
            on_a_grid = case is None or case == "triad"
            self.assertEqual(values(tables, "size_verdict"), "HOLDS" if on_a_grid else "no exact value")
            self.assertLess(values(tables, "cost_change_error"), 0.5 * values(tables, "change_error_apart"))
        half, single = (values(study(kind=kind), "size") for kind in ("round-to-half", "round-to-float"))
        self.assertAlmostEqual(half / single, 2 ** 13, delta=200)
        self.expect_refusal(BAD_INPUT, *base, "--kind", "worst-case", says="worst-case")
        self.expect_refusal(BAD_INPUT, *base, "--eps", "0", says="eps")
        self.expect_refusal(BAD_INPUT, *base, "--paths", "1", says="paths")
        self.expect_refusal(BAD_INPUT, "study", "score-error", "narrow-rival", "--kind", "round-to-half", says="score-error-paths")

    def reward(self, *arguments):
        """The exact row of the table `reward`: gain, R2, their errors and the verdict on them, by w."""
        import h5py

        path = self.path("reward.h5")
        self.expect(HOLDS, "study", "reward", *arguments, "--samples", "4", "--updates", "1", "--width", "2", "--out", path)
        with h5py.File(path) as file:
            table = file["reward"]
            return [table[name][0, 0] if name.startswith("gain") else table[name][0]
                    for name in ("gain", "gain_error", "r2_gain", "r2_gain_error", "r2_verdict")]

    def test_the_gain_of_reward_guidance_is_that_of_r2_up_to_the_order_of_the_step(self):
        def misses(steps):
            gain, _, r2, _, verdicts = self.reward("reward-well", "--w", "0", "1", "3", "--t0", "1e-3", "--steps", steps)
            self.assertEqual(list(verdicts), [b"nothing to compare", b"HOLDS", b"HOLDS"])
            return (gain - r2)[1:] / r2[1:]

        coarse, fine = misses("64"), misses("128")
        for k in range(2):
            self.assertLess(abs(fine[k]), 0.03)
            self.assertAlmostEqual(coarse[k] / fine[k], 2.0, delta=0.2)
        plane = self.path("plane.toml", REWARD_2D)
        gain, error, r2, r2_error, verdicts = self.reward(plane, "--w", "0", "2", "--steps", "128", "--paths", "4000")
        self.assertEqual(verdicts[1], b"HOLDS")
        self.assertGreater(gain[1], 5 * error[1])
        self.assertLess(abs(gain[1] - r2[1]), 4 * (error[1] + r2_error[1]) + 0.03 * r2[1])

    def test_learned_scores_lose_under_strong_guidance_where_true_ones_gain_and_the_tool_says_so(self):
        bump = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "theory", "cases", "reward-bump.toml")
        small = ["--steps", "64", "--samples", "50", "--updates", "20", "--width", "4", "--w", "0", "4", "64"]
        table = json.loads(self.expect(HOLDS, "study", "reward", bump, *small, "--json").stdout)["tables"]["reward"]["datasets"]
        exact, features = (table["gain"]["values"][3 * source:3 * source + 3] for source in (0, 1))
        self.assertGreater(min(exact[1], exact[2], features[1]), 0.5)
        self.assertLess(features[2], -0.1 - 3 * table["gain_error"]["values"][5])
        self.assertEqual(table["improves_up_to"]["values"][:2], [64, 4])
        self.assertEqual(table["lost_at"]["values"][1], 64)
        self.assertIn("gains up to w = 4, most at w = 4; a loss of 0.1", table["improvement"]["values"][1])

    def test_the_options_of_the_reward_study(self):
        plane = self.path("plane.toml", REWARD_2D)
        base = ["study", "reward", plane, "--json", "--reproducible"]
        small = {"--steps": "12", "--samples": "5", "--paths": "20", "--t0": "1e-2", "--tend": "0.9", "--width": "3",
                 "--updates": "2"}

        def study(*more, **changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            arguments = [part for pair in options.items() for part in pair]
            return json.loads(self.expect(HOLDS, *base, *arguments, *more).stdout)["tables"]

        plain = study("--w", "0", "1")
        self.assertNotEqual(study("--w", "0", "2"), plain)
        for change in ({"steps": "13"}, {"samples": "6"}, {"paths": "21"}, {"t0": "1e-3"}, {"tend": "0.8"}, {"seed": "7"},
                       {"width": "4"}, {"updates": "3"}):
            self.assertNotEqual(study("--w", "0", "1", **change), plain, change)

    def test_the_options_of_the_study_of_learned_scores(self):
        base = ["study", "learned-scores", "reward-well", "--json", "--reproducible"]
        small = {"--samples": "20", "--features": "5", "--sets": "2", "--seed": "1", "--width": "3", "--updates": "2"}

        def study(**changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            arguments = [part for pair in options.items() for part in pair]
            tables = json.loads(self.expect(HOLDS, *base, *arguments).stdout)["tables"]
            return [tables[name]["datasets"] for name in sorted(tables)]

        plain = study()
        for change in ({"samples": "21"}, {"features": "6"}, {"sets": "3"}, {"seed": "2"}, {"width": "4"}, {"updates": "3"}):
            self.assertNotEqual(study(**change), plain, change)

    def test_the_options_of_sample(self):
        import h5py

        def sample(*options):
            path = self.path("sample.h5")
            run = self.expect(HOLDS, *SAMPLE, "--json", "--out", path, *options)
            with h5py.File(path) as file:
                table = file["sample"]
                self.assertEqual([axis[0].name for axis in table["end_state"].dims], ["/sample/path", "/sample/coordinate"])
                self.assertEqual(list(table["path"][:3]), [0, 1, 2])
                self.assertEqual(file.attrs["complete"], 1)
                return json.loads(run.stdout), table["end_state"][()], table["cost"][()]

        report, states, cost = sample()
        self.assertEqual(states.shape, (20000, 1))
        self.assertEqual(cost.shape, (20000,))
        # the classes are N(1, 1) and N(-1, 1): J = 1/p(c | x) = 1 + exp(-2 x)
        for x, J in zip(states[:100, 0], cost[:100]):
            self.assertAlmostEqual(J, 1 + math.exp(-2 * x), delta=1e-12 * J)
        self.assertAlmostEqual(report["mean"][0], states.mean(), delta=1e-12)
        law = self.law()
        allowed = 5 * math.sqrt((law["second_moment"] - law["mean"] ** 2) / 20000)  # false alarm 6e-7
        self.assertAlmostEqual(states.mean(), law["mean"], delta=allowed)
        for options in (["--w", "0.5"], ["--steps", "25"], ["--scheme", "euler"], ["--t0", "1e-3"], ["--tend", "0.99"],
                        ["--schedule", "cosine"], ["--start", "gaussian"], ["--start", "reweighted"], ["--w-from", "0.1"],
                        ["--w-to", "0.5"], ["--seed", "2"]):
            arguments = list(SAMPLE)
            if options[0] in arguments:
                at = arguments.index(options[0])
                del arguments[at:at + 2]
            path = self.path("changed.h5")
            self.expect(HOLDS, *arguments, *options, "--out", path)
            with h5py.File(path) as file:
                self.assertFalse((file["sample/end_state"][()] == states).all(), options)
        fewer = sample("--threads", "2")[1]
        self.assertTrue((fewer == states).all())
        self.expect_refusal(BAD_INPUT, *SAMPLE, says="--out")
        self.expect_refusal(BAD_INPUT, *SAMPLE[:-1], "0", "--out", self.path("none.h5"), says="paths 0")
        self.expect(HOLDS, "show", self.path("sample.h5"))

    def test_two_seeds_are_merged_and_one_twice_is_refused(self):
        study = ["study", "guidance-scale", "unit-pair", "--steps", "20", "--trials", "300", "--w", "0.5", "1"]
        for seed in ("1", "2"):
            self.expect(HOLDS, *study, "--seed", seed, "--out", self.path(f"{seed}.h5"))
        one, two, both = (self.path(name) for name in ("1.h5", "2.h5", "both.h5"))
        printed = json.loads(self.expect(HOLDS, "merge", one, two, "--out", both, "--json").stdout)
        self.assertEqual(printed["provenance"]["seeds"], [1, 2])
        tables = [json.loads(self.expect(HOLDS, "show", path, "--json").stdout)["tables"]["guidance_scale"]["datasets"]
                  for path in (one, two, both)]
        self.assertEqual(printed["tables"]["guidance_scale"]["datasets"], tables[2])
        for name in ("mean_negative_cost", "fraction_improved"):
            if name + "_n" not in tables[0]:
                continue
            sizes = [table[name + "_n"]["values"] for table in tables]
            means = [table[name]["values"] for table in tables]
            for i in range(2):
                self.assertEqual(sizes[2][i], sizes[0][i] + sizes[1][i])
                mean = (means[0][i] * sizes[0][i] + means[1][i] * sizes[1][i]) / sizes[2][i]
                self.assertAlmostEqual(means[2][i], mean, places=12)
                errors = [table[name + "_error"]["values"][i] for table in tables]
                self.assertLessEqual(errors[2], max(errors[:2]))
        self.assertEqual(set(printed["tables"]["guidance_scale"]["datasets"]["mean_negative_cost_n"]["values"]), {600})
        self.expect_refusal(BAD_INPUT, "merge", one, one, "--out", self.path("twice.h5"), says="seed")

    def test_the_report_says_what_it_wrote(self):
        one, page = self.path("one.h5"), self.path("page.html")
        self.expect(HOLDS, "study", "error-vs-n", "unit-pair", "--steps", "16", "32", "--out", one)
        printed = json.loads(self.expect(HOLDS, "report", one, "-o", page, "--json").stdout)
        self.assertEqual(printed, {"files": [one], "out": page})
        with open(page) as file:
            self.assertIn("<figure>", file.read())

    def test_long_tables_are_cut_and_say_so(self):
        one = self.path("law.h5")
        self.expect(HOLDS, "law", "unit-pair", "--w", "1", "--steps", "16", "--out", one)
        rows = len(json.loads(self.expect(HOLDS, "show", one, "--json").stdout)["tables"]["density"]["datasets"]["density"]["values"])
        self.assertGreater(rows, 300)
        short, long = (self.expect(HOLDS, "show", one, *options).stdout.splitlines() for options in ([], ["--all"]))
        self.assertEqual(short[-1], f".. and {rows - 20} more rows: plumbline show --all (or --json) prints them")
        self.assertEqual(len(long) - len(short), rows - 20 - 1)
        self.assertEqual([line.split() for line in short[:-1]], [line.split() for line in long[:len(short) - 1]])
        self.expect_refusal(BAD_INPUT, "show", one, "--all", "--json", says="--all")

    def test_tables_for_a_paper(self):
        one = self.path("one.h5")
        self.expect(HOLDS, "verify", "--claim", "S2", "--claim", "F3", "--case", "unit-pair", "--out", one)
        latex = self.expect(HOLDS, "show", one, "--latex").stdout
        lines = [line for line in latex.splitlines() if not line.startswith("%")]
        self.assertEqual(lines.count("\\end{tabular}"), 1)
        columns = len(re.search(r"\\begin\{tabular\}\{(l+)\}", latex)[1])
        rows = [line for line in lines if line.endswith("\\\\")]
        self.assertGreaterEqual(len(rows), 4)
        for row in rows:
            self.assertEqual(len(re.findall(r"(?<!\\)&", row)) + 1, columns, row)
            self.assertEqual(len(re.findall(r"(?<!\\)\$", row)) % 2, 0, row)
            self.assertIsNone(re.search(r"(?<!\\)[_#%]", re.sub(r"\$[^$]*\$", "", row)), row)

    def test_the_catalogues(self):
        claims = json.loads(self.expect(HOLDS, "claims", "--json").stdout)
        self.assertGreaterEqual(len(claims["mutants"]), 14)
        self.assertIn("wrong-sign", self.expect(HOLDS, "claims", "--mutants").stdout)
        self.assertIn("unit-pair", self.expect(HOLDS, "cases").stdout)
        self.assertIn("unit-pair", [case["name"] for case in json.loads(self.expect(HOLDS, "cases", "--json").stdout)["cases"]])
        # what --show prints is a case file
        path = self.path("again.toml", self.expect(HOLDS, "cases", "--show", "unit-pair").stdout)
        again = json.loads(self.expect(HOLDS, "law", path, *LAW[2:]).stdout)
        self.assertEqual(again["expected_cost"], self.law()["expected_cost"])


class Law(Command):
    """What `law` and the noise-free studies report, in JSON, as a table and in HDF5."""

    INFINITE = ["law", "wide-rival", "--w", "0", "--t0", "1e-3", "--scheme", "exponential", "--reproducible", "--steps"]

    def stored(self, *arguments):
        """Standard output, and the datasets of the table `law` in the file that --out makes."""
        import h5py

        path = self.path("law.h5")
        run = self.expect(HOLDS, *arguments, "--out", path)
        with h5py.File(path) as file:
            table = {name: item[()] for name, item in file["law"].items()}
            densities = {name: item[()] for name, item in file[[g for g in file if g != "law"][0]].items()}
        return run.stdout, table, densities

    def test_an_infinite_cost_is_infinite_in_every_output(self):
        import math

        printed, table, _ = self.stored(*self.INFINITE, "17", "--power", "2", "--json")
        report = json.loads(printed)
        self.assertEqual(report["expected_cost"], "inf")
        self.assertEqual(report["cost_difference"], "inf")
        self.assertIs(report["finite"], False)
        self.assertRegex(report["why"], r"^E J is infinite: J grows like exp\(0\.77\d* y\^2\), the law decays like exp\(-0\.75")
        self.assertEqual(report["first_finite_steps"], 18)
        self.assertEqual(report["powers"][0]["value"], "inf")
        self.assertIsNone(report["powers"][0]["first_finite_steps"])  # infinite at every N
        self.assertIn("at every number of steps", report["powers"][0]["first_finite_steps_why"])
        self.assertEqual(table["expected_cost"][0], math.inf)
        self.assertEqual(table["finite"][0], 0)
        self.assertEqual(table["first_finite_steps"][0], 18)
        self.assertEqual(table["why"][0].decode(), report["why"])
        self.assertEqual(table["power_value"][0, 0], math.inf)
        text = {line.split()[0]: line.split(None, 1)[1] for line in self.expect(HOLDS, *self.INFINITE, "17").stdout.splitlines()}
        self.assertEqual(text["expected_cost"], "inf")
        self.assertEqual(text["first_finite_steps"], "18")
        self.assertIn("E J is infinite", text["why"])
        shown = self.expect(HOLDS, "show", self.path("law.h5"), "--json").stdout
        self.assertIn('"inf"', shown)
        # the law itself is finite, and so is everything else that is said about it
        for key in ("mean", "second_moment", "tv", "kl", "kl_backward", "hellinger", "w1", "w2", "path_kl_bound"):
            self.assertLess(report[key + "_error"], 1e-3 * (1 + abs(report[key])), key)
            self.assertTrue(math.isfinite(table[key][0]), key)
        # one step more, and it is a number
        report = json.loads(self.expect(HOLDS, *self.INFINITE, "18", "--json").stdout)
        self.assertIs(report["finite"], True)
        self.assertIsInstance(report["expected_cost"], float)

    def test_no_value_without_error_and_no_null_without_reason(self):
        def check(entry):
            for key, value in entry.items():
                if isinstance(value, dict):
                    check(value)
                elif key == "powers":
                    for power in value:
                        check(power)
                elif value is None:
                    self.assertTrue(entry[key + "_why"], key)
                elif isinstance(value, float) and not key.endswith("error"):
                    given = ("w", "w_from", "w_to", "t0", "tend", "power")
                    error = entry.get(key + "_error", entry.get("error") if key == "expected_cost" else None)
                    self.assertTrue(key in given or isinstance(error, float), key)

        for case in ("unit-pair", self.path("plane.toml", PLANE)):
            check(json.loads(self.expect(HOLDS, "law", case, "--w", "1", "--steps", "8", "--t0", "0.5", "--power", "2",
                                         "--json", "--reproducible").stdout))

    def test_powers_and_the_tilted_law(self):
        report = json.loads(self.expect(HOLDS, *LAW, "--power", "1", "3").stdout)
        first, third = report["powers"]
        self.assertEqual(first["value"], report["expected_cost"])
        # O1: in the limit E J^(1 + 2w) is preserved, and at t0 -> 0 it is (E J)^3 = 8
        self.assertAlmostEqual(third["limit"], 8.0, delta=0.01)
        tilted = report["tilted"]
        self.assertIs(tilted["normalisable"], True)
        self.assertGreater(tilted["tv"], 0.09)
        self.assertAlmostEqual(tilted["cost_difference"], tilted["expected_cost"] - report["limit"]["expected_cost"])
        # at w = -1 the tilted law is p^J and so is the guided one, up to its start
        doob = json.loads(self.expect(HOLDS, "law", "unit-pair", "--w", "-1", "--steps", "24", "--json", "--start", "reweighted").stdout)
        self.assertLess(doob["tilted"]["tv"], 1e-8)
        refused = json.loads(self.expect(HOLDS, "law", "wide-rival", "--w", "-1.9", "--steps", "32", "--t0", "0.3", "--json").stdout)
        self.assertIs(refused["tilted"]["normalisable"], False)
        self.assertIsNone(refused["tilted"]["tv"])
        self.assertIn("no finite integral", refused["tilted"]["why"])
        window = json.loads(self.expect(HOLDS, *LAW, "--w-from", "0.1").stdout)
        self.assertIn("depends on t", window["tilted"]["why"])

    def test_densities_at_chosen_times(self):
        import numpy as np

        _, _, density = self.stored("law", "unit-pair", "--w", "1", "--steps", "64", "--at", "0.1", "1")
        laws = [law.decode() for law in density["law"]]
        self.assertEqual(laws, ["unguided", "chain", "guided", "tilted"])
        self.assertEqual(density["density"].shape, (1, 2, 4, len(density["y"])))
        y = density["y"]
        mass = density["density"].sum(axis=-1) * (y[1] - y[0])
        self.assertLess(abs(mass - 1).max(), 1e-8)
        self.assertAlmostEqual(density["t"][0], 0.1, delta=0.01)
        self.assertEqual(density["t"][1], 1.0)
        t = density["t"][0]
        unguided = np.exp(-0.5 * (y - np.sqrt(t)) ** 2) / np.sqrt(2 * np.pi)
        self.assertLess(abs(density["density"][0, 0, 0] - unguided).max(), 1e-12)
        tv = 0.5 * abs(density["density"][0, 1, 1] - density["density"][0, 1, 2]).sum() * (y[1] - y[0])
        self.assertAlmostEqual(tv, 0.03838, delta=1e-4)  # as `tv` reports
        self.expect_refusal(BAD_INPUT, *LAW, "--at", "0.5", says="--out")
        self.expect_refusal(BAD_INPUT, *LAW, "--at", "2", "--out", self.path("no.h5"), says="t = 2")

    def test_many_dimensions_by_reduction(self):
        d = 64
        mean = [d ** -0.5] * d
        text = CASE.replace("mean = [2.0]", f"mean = {mean}").replace("mean = [-2.0]", f"mean = {[-x for x in mean]}")
        report = json.loads(self.expect(HOLDS, "law", self.path("space.toml", text), *LAW[2:]).stdout)
        line = json.loads(self.expect(HOLDS, *LAW).stdout)
        self.assertEqual(report["dimension"], d)
        self.assertAlmostEqual(report["expected_cost"], line["expected_cost"], delta=1e-12)
        self.assertAlmostEqual(report["mean"][5], line["mean"] * d ** -0.5, delta=1e-12)
        self.assertGreater(report["kl"], 10 * line["kl"])
        self.assertGreater(report["path_kl_bound"], report["kl"])
        self.assertIsNone(report["w1"])
        self.expect_refusal(BAD_INPUT, "law", self.path("cube.toml", CASE_3D), *LAW[2:], says="dimensions")

    def test_the_plane(self):
        _, table, density = self.stored("law", self.path("plane.toml", PLANE), "--w", "1", "--steps", "8", "--t0", "0.5")
        self.assertEqual(table["mean"].shape, (1, 2))
        self.assertLess(table["expected_cost_error"][0], 1e-8)
        self.assertLess(table["kl_error"][0], 0.05 * table["kl"][0])
        self.assertLess(table["limit_expected_cost"][0], 2.0)
        cell = (density["x"][1] - density["x"][0]) * (density["y"][1] - density["y"][0])
        self.assertLess(abs(density["density"].sum(axis=(-1, -2)) * cell - 1).max(), 1e-6)

    def test_an_arbitrary_function_as_cost(self):
        case = self.path("valley.toml", FUNCTION)
        law = ["law", case, "--steps", "16", "--t0", "0.5", "--json", "--reproducible", "--w"]
        unguided, guided = (json.loads(self.expect(HOLDS, *law, w).stdout) for w in ("0", "1"))
        self.assertLess(guided["limit"]["expected_cost"], unguided["limit"]["expected_cost"] - 0.05)
        self.assertLess(guided["expected_cost_error"], 1e-9)
        self.assertAlmostEqual(guided["limit"]["expected_cost"], guided["limit"]["richardson"], delta=1e-8)
        self.assertIs(guided["tilted"]["normalisable"], True)
        flat = self.path("flat.toml", FUNCTION.replace("3.0, 1.0, 2.5", "2.0, 2.0, 2.0"))
        constant = json.loads(self.expect(HOLDS, "law", flat, *law[2:], "1").stdout)
        self.assertAlmostEqual(constant["expected_cost"], 2.0, delta=1e-9)
        self.assertAlmostEqual(constant["mean"], unguided["mean"], delta=1e-9)  # nothing to lower
        # what needs a closed form says so, and nothing passes that was not checked
        run = self.expect(INCONCLUSIVE, "verify", "--case", case, "--claim", "S2", "--json")
        self.assertIn("arbitrary function", json.loads(run.stdout)["claims"][0]["reason"])
        for wrong, says in ((("x = [-2.0,", "x = [0.0,"), "point 2"), (("1.0, 2.5", "0.0, 2.5"), "value 0"),
                            (("2.5]", "2.5, 1.0]"), "4 values"), (("value =", "valeu ="), "valeu")):
            path = self.path("wrong.toml", FUNCTION.replace(*wrong))
            self.expect_refusal(BAD_INPUT, "law", path, *law[2:], "1", says=says)

    def test_the_schedule_study_and_its_options(self):
        small = ["study", "schedule", "unit-pair", "--steps", "32", "64", "--json", "--reproducible"]

        def study(*more, t0="1e-2"):
            return json.loads(self.expect(HOLDS, *small, "--t0", t0, *more).stdout)["tables"]["schedule"]

        plain = study()
        self.assertEqual(len(plain["axes"]["schedule"]["values"]), 6)
        one = study("--schedule", "log-uniform")
        self.assertNotEqual(study("--schedule", "log-uniform", t0="1e-3")["datasets"], one["datasets"])
        self.assertNotEqual(study("--schedule", "log-uniform", "--w", "2")["datasets"], one["datasets"])
        self.assertNotEqual(study("--schedule", "cosine")["datasets"], one["datasets"])
        self.expect_refusal(BAD_INPUT, *small, "--schedule", "lunar", says="log-uniform")
        self.expect_refusal(BAD_INPUT, "study", "schedule", "triad", says="triad has dimension 2")

    def test_the_dimension_study_and_its_options(self):
        base = ["study", "dimension", "unit-pair", "--dimension", "4", "16", "64", "--json", "--reproducible"]
        small = {"--steps": "64", "--kl": "0.05", "--t0": "1e-2", "--w": "1", "--scheme": "ddpm"}

        def study(**changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            return json.loads(self.expect(HOLDS, *base, *[p for pair in options.items() for p in pair]).stdout)["tables"]

        plain = study()
        for change in ({"steps": "65"}, {"kl": "0.04"}, {"t0": "1e-3"}, {"w": "2"}, {"scheme": "euler"}):
            self.assertNotEqual(study(**change), plain, change)
        self.expect_refusal(BAD_INPUT, "study", "dimension", "narrow-rival", says="covariance")
        self.expect_refusal(BAD_INPUT, "study", "dimension", "ring", says="span 2 directions")
        self.expect_refusal(BAD_INPUT, "study", "dimension", "unit-pair", "--kl", "0", says="KL")
        self.expect_refusal(BAD_INPUT, "study", "dimension", "unit-pair", "--dimension", "0", says="dimension")

    def test_the_error_of_a_law_falls_with_the_spacing_of_its_grid_until_rounding(self):
        import h5py

        path = self.path("grid.h5")
        self.expect(HOLDS, "study", "grid-refinement", "unit-pair", "narrow-rival", "--reproducible", "--out", path)
        with h5py.File(path) as file:
            table = {name: item[()] for name, item in file["grid_refinement"].items()}
        cost = table["reference_cost"][:, None]
        self.assertTrue((table["reference_cost_error"] < 1e-17).all())
        self.assertTrue((table["deviation"] <= table["expected_cost_error"]).all())  # what is stated is honest
        self.assertTrue((abs(table["expected_cost"] - cost) == table["deviation"]).all())
        rounding = {"tv": 1e-13, "expected_cost_error": 5e-14, "mass_defect": 1e-14}
        for case in range(2):
            for name, floor in rounding.items():
                values = table[name][case]
                for coarse, fine in zip(values, values[1:]):
                    self.assertTrue(fine < coarse or fine < floor, f"{name}: {coarse} then {fine}")
                self.assertLess(values[-1], 1e-6 * values[0])
            self.assertLess(table["deviation"][case, -1], 1e-14)
        # a functional has a sign, and its error may pass through 0 between two spacings: here it does not
        falls = table["deviation"][0]
        self.assertTrue(all(fine < coarse or fine < 1e-15 for coarse, fine in zip(falls, falls[1:])))

    def test_the_options_of_the_grid_refinement_study(self):
        base = ["study", "grid-refinement", "unit-pair", "--json", "--reproducible"]
        small = {"--spacing": "0.5", "--steps": "8", "--t0": "1e-2", "--w": "1", "--scheme": "ddpm"}

        def study(**changes):
            options = dict(small, **{"--" + key: value for key, value in changes.items()})
            return json.loads(self.expect(HOLDS, *base, *[p for pair in options.items() for p in pair]).stdout)["tables"]

        plain = study()["grid_refinement"]["datasets"]
        for change in ({"spacing": "0.4"}, {"steps": "9"}, {"t0": "1e-3"}, {"w": "2"}, {"scheme": "euler"}):
            self.assertNotEqual(study(**change)["grid_refinement"]["datasets"], plain, change)
        study = ["study", "grid-refinement"]
        self.expect_refusal(BAD_INPUT, *study, "triad", says="dimension 2")
        self.expect_refusal(BAD_INPUT, *study, "unit-pair", "--spacing", "0", says="spacing")
        self.expect_refusal(BAD_INPUT, *study, "wide-rival", "--steps", "8", "--w", "0", says="infinite")

    def work(self, *options):
        """The table `work_precision`: N and its error by (schedule, scheme, measure, target), and the rest."""
        import h5py

        path = self.path("work.h5")
        self.expect(HOLDS, "study", "work-precision", "narrow-rival", *options, "--out", path)
        with h5py.File(path) as file:
            return {name: item[()] for name, item in file["work_precision"].items()}

    def test_the_work_for_a_precision_is_the_least_that_reaches_it(self):
        table = self.work("--target", "0.1", "0.02", "--schedule", "cosine", "log-uniform", "--most-steps", "512",
                          "--paths", "2000", "--t0", "1e-2", "--reproducible")
        steps = table["steps"][0]
        self.assertEqual(steps.shape, (2, 3, 3, 2))
        for s, k, schedule, scheme in ((0, 0, "cosine", "ddpm"), (0, 2, "cosine", "euler"), (1, 1, "log-uniform", "exponential")):
            for m, key in enumerate(("cost_difference", "tv")):
                needed = steps[s, k, m, 1]
                self.assertEqual(table["how"][0, s, k, m, 1].decode(), "exact laws")
                self.assertLess(table["steps_error"][0, s, k, m, 1], 0.01 * needed)

                def error(n):
                    law = ["law", "narrow-rival", "--w", "1", "--t0", "1e-2", "--json", "--scheme", scheme]
                    report = json.loads(self.expect(HOLDS, *law, "--schedule", schedule, "--steps", str(n)).stdout)
                    return abs(report[key])

                self.assertLessEqual(error(math.ceil(needed + 0.1)), 0.02, (schedule, scheme, key))
                self.assertGreater(error(math.floor(needed - 0.1)), 0.02, (schedule, scheme, key))
        # coupled paths know uniform steps in log t: there the strong error is of first order
        self.assertTrue(all(math.isnan(x) for x in steps[0, :, 2].flat))
        self.assertIn("uniform steps in log t", table["how"][0, 0, 0, 2, 0].decode())
        for k in range(3):
            ratio = steps[1, k, 2, 1] / steps[1, k, 2, 0]
            error = sum(table["steps_error"][0, 1, k, 2] / steps[1, k, 2]) * ratio
            self.assertAlmostEqual(ratio, 5.0, delta=5 * error + 0.5)
        self.assertEqual(list(table["evaluations"][0, 1].flat), [2 * math.ceil(n) for n in steps[1].flat])
        self.assertNotIn("seconds", table)
        self.assertNotIn("seconds_per_path_step", table)

    def test_work_that_is_not_enough_and_work_in_seconds(self):
        table = self.work("--target", "1e-3", "0.9", "--schedule", "log-uniform", "--most-steps", "64", "--paths", "100")
        self.assertEqual(table["how"][0, 0, 0, 0, 0].decode(), "not reached with 64 steps")
        self.assertTrue(math.isnan(table["seconds"][0, 0, 0, 0, 0]))
        self.assertEqual(table["how"][0, 0, 2, 1, 1].decode(), "exact laws, that or fewer")
        per_step = table["seconds_per_path_step"][0]
        self.assertTrue(1e-10 < per_step < 1e-5)
        self.assertAlmostEqual(table["seconds"][0, 0, 2, 1, 1], 8e6 * per_step, delta=1e-9)

    def test_the_options_of_the_work_precision_study(self):
        base = ["study", "work-precision", "unit-pair", "--json", "--reproducible"]
        small = {"--target": "0.05", "--schedule": "log-uniform", "--w": "1", "--t0": "1e-2", "--most-steps": "128",
                 "--paths": "100", "--seed": "1"}

        def study(**changes):
            options = dict(small, **{"--" + key.replace("_", "-"): value for key, value in changes.items()})
            tables = json.loads(self.expect(HOLDS, *base, *[p for pair in options.items() for p in pair]).stdout)["tables"]
            return tables["work_precision"]["datasets"]

        plain = study()
        for change in ({"target": "0.06"}, {"schedule": "cosine"}, {"w": "2"}, {"t0": "1e-3"}, {"most_steps": "64"},
                       {"paths": "101"}, {"seed": "2"}):
            self.assertNotEqual(study(**change), plain, change)
        study = ["study", "work-precision"]
        self.expect_refusal(BAD_INPUT, *study, "triad", says="dimension 2")
        self.expect_refusal(BAD_INPUT, *study, "unit-pair", "--target", "0", says="target")
        self.expect_refusal(BAD_INPUT, *study, "unit-pair", "--most-steps", "32", says="64 or more")
        self.expect_refusal(BAD_INPUT, *study, "unit-pair", "--paths", "1", says="paths")
        self.expect_refusal(BAD_INPUT, *study, "wide-rival", "--w", "-1", says="infinite")


class Threads(Command):
    def test_equal_bytes_for_1_2_and_7_threads(self):
        import h5py

        commands = {
            "verify": ["verify", "--claim", "S1", "--claim", "G3", "--case", "unit-pair", "--case", "triad"],
            "error-vs-n": ["study", "error-vs-n", "unit-pair", "--steps", "16", "32", "64"],
            "score-error": ["study", "score-error", "unit-pair", "--eps", "0.01", "--steps", "16", "--w", "0.5", "1",
                            "--halvings", "0"],
            "reward": ["study", "reward", "reward-well", self.path("plane.toml", REWARD_2D), "--w", "0", "1", "--steps", "12",
                       "--samples", "20", "--paths", "3000", "--updates", "40", "--width", "8"],
            "learned-scores": ["study", "learned-scores", "reward-well", "--samples", "50", "100", "--features", "5",
                               "--sets", "3", "--updates", "40", "--width", "8"],
            "guidance-scale": ["study", "guidance-scale", "unit-pair", "triad", "--steps", "40", "--trials", "5000",
                               "--w", "0.5", "1"],
            "strong-order": ["study", "strong-order", "unit-pair", "triad", "--steps", "8", "16", "--paths", "3000"],
            "score-error-paths": ["study", "score-error-paths", "triad", "--w", "0.5", "1", "--steps", "4", "--t0", "0.1",
                                  "--kind", "smooth", "round-to-half", "--paths", "3000"],
            "grid-refinement": ["study", "grid-refinement", "unit-pair", "--steps", "8", "--spacing", "0.5", "0.4"],
            "work-precision": ["study", "work-precision", "unit-pair", "--schedule", "log-uniform", "--target", "0.1",
                               "--most-steps", "64", "--paths", "3000"],
            "sample": ["sample", "triad", "--w", "1", "--steps", "5", "--paths", "5000"],
        }
        for name, command in commands.items():
            printed, stored = [], []
            for threads in ("1", "2", "7"):
                path = self.path(f"{name}-{threads}.h5")
                run = self.expect(HOLDS, *command, "--threads", threads, "--json", "--reproducible", "--out", path)
                report = json.loads(run.stdout)
                report.pop("provenance", None)  # it holds the command line, in which the threads differ
                for table in report.get("tables", {}).values():
                    table.pop("command")
                printed.append(json.dumps(report))
                datasets = {}
                with h5py.File(path) as file:
                    file.visititems(lambda key, item: datasets.update({key: item[()].tobytes()})
                                    if isinstance(item, h5py.Dataset) and not key.startswith("provenance") and item.dtype != object
                                    else None)
                self.assertTrue(datasets)
                stored.append(datasets)
            self.assertEqual(printed[0], printed[1], name)
            self.assertEqual(printed[0], printed[2], name)
            self.assertEqual(stored[0], stored[1], name)
            self.assertEqual(stored[0], stored[2], name)


class Memory(Command):
    """Monte Carlo keeps sums and a few blocks of paths, however many paths there are."""

    def peak(self, *arguments):
        """The largest resident size of a run, in bytes."""
        run = subprocess.Popen([PLUMBLINE, *arguments, "--threads", "2"], cwd=self.folder.name, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(run.returncode, HOLDS, arguments)
        return 1024 * usage.ru_maxrss

    def test_four_million_paths_take_the_memory_of_one(self):
        path = self.path("paths.h5")
        commands = {"sample": ["sample", "unit-pair", "--w", "1", "--steps", "1", "--out", path, "--paths"],
                    "guidance-scale": ["study", "guidance-scale", "unit-pair", "--w", "1", "--steps", "16", "--out", path,
                                       "--trials"]}
        for name, command in commands.items():
            few, many = (self.peak(*command, number) for number in ("1000000", "4000000"))
            # one byte a path would be 3 MB
            self.assertLess(abs(many - few), 2e6, name)


if __name__ == "__main__":
    unittest.main()
