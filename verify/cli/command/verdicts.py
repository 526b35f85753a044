import json
import re
import xml.etree.ElementTree

from command.harness import BASELINE, CASE_3D, Command, HEAVY, HOLDS, INCONCLUSIVE, VIOLATED


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

    def test_trials_count_what_improved_for_costs_and_rewards(self):
        pair = """name = "two"
[[component]]
weight = 0.5
mean = [5.0]
covariance = 1.0
class = 1
[[component]]
weight = 0.5
mean = [-5.0]
covariance = 1.0
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""
        one = """name = "one"
[[component]]
weight = 1.0
mean = [0.0]
covariance = {}
[guidance]
kind = "reward"
[[guidance.term]]
{}
"""
        inward = one.format(2.0, "bump = {coefficient = 1.0, center = [0.0], width = 1.4142135623730951}")
        rising = one.format(1.0, "exp-linear = {coefficient = 1.0, a = [0.5]}")
        # the fraction that improves; 0.829 by 200,000 trials of another program, false alarm 2e-9
        for text, least, most in ((pair, 1.0, 1.0), (rising, 1.0, 1.0), (inward, 0.829 - 0.051, 0.829 + 0.051)):
            case = self.path("case.toml", text)
            study = ["study", "guidance-scale", case, "--steps", "100", "--trials", "2000", "--w", "1", "--json"]
            table = json.loads(self.expect(HOLDS, *study).stdout)["tables"]["guidance_scale"]["datasets"]
            improved, tied = (table[name]["values"][0] for name in ("fraction_improved", "fraction_tied"))
            self.assertTrue(least <= improved + tied <= most, (text, improved, tied))
            self.assertLess(tied, 0.01)
            self.expect(HOLDS, "verify", "--claim", "G3", "--case", case)

    def test_an_exact_mean_out_of_reach_leaves_the_trials(self):
        study = ["study", "guidance-scale", "unit-pair", "--steps", "1", "--trials", "100", "--w", "0", "1", "--json"]
        table = json.loads(self.expect(HOLDS, *study).stdout)["tables"]["guidance_scale"]["datasets"]
        self.assertEqual(table["exact_negative_cost"]["values"][1], "nan")
        self.assertEqual(table["verdict"]["values"][1], "no exact value")
        self.assertIsInstance(table["fraction_improved"]["values"][1], float)

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
