"""Problems that once went wrong, minimal, each with its right value or verdict: failing/NN-*.toml."""
import json
import math
import os

from command.harness import Command, HOLDS, INCONCLUSIVE, OUTPUT, VIOLATED

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "failing")


def case(number):
    """The path of case NN."""
    return next(os.path.join(CASES, name) for name in sorted(os.listdir(CASES)) if name.startswith(f"{number:02d}-"))


class Failing(Command):
    def law(self, problem, *options):
        problem = case(problem) if isinstance(problem, int) else problem
        run = self.expect(HOLDS, "law", problem, *options, "--json", "--reproducible", "--progress", "none")
        return json.loads(run.stdout)

    def expect_value(self, report, field, truth, useful, doubt=0.0):
        """The printed value lies within its error of the truth, and the error is small enough to be of use (relative)."""
        error = report.get(field + "_error", report.get("error"))
        self.assertIsInstance(report[field], float, f"{field}: {report.get(field + '_why')}")
        self.assertLessEqual(abs(report[field] - truth), error + doubt, field)
        self.assertLessEqual(error, useful * abs(truth), field)

    def verdict(self, number, claim):
        """Verdict of one claim on a case, and its checks."""
        run = self.run_command("verify", "--case", case(number), "--claim", claim, "--json", "--progress", "none")
        found = json.loads(run.stdout)["claims"][0]
        return found["verdict"], found["checks"]

    def improved(self, number, *options):
        run = self.expect(HOLDS, "study", "guidance-scale", case(number), *options, "--json", "--reproducible", "--progress", "none")
        table = json.loads(run.stdout)["tables"]["guidance_scale"]["datasets"]
        return [entry for row in table["fraction_improved"]["values"] for entry in (row if isinstance(row, list) else [row])]

    def test_g3_on_rewards_and_ties(self):
        for number in (1, 4):
            self.assertIn(self.verdict(number, "G3")[0], ("HOLDS", "NOT APPLICABLE", "INCONCLUSIVE"), number)
        fractions = self.improved(2, "--steps", "100", "--trials", "2000", "--w", "1")
        self.assertAlmostEqual(fractions[0], 0.829, delta=5 * math.sqrt(0.83 * 0.17 / 2000))
        self.assertEqual(self.improved(5, "--steps", "200", "--trials", "10000", "--w", "0.5", "1", "7.5"), [1.0] * 3)

    def test_distributions_in_the_plane(self):
        self.assertEqual(self.verdict(6, "S3")[0], "HOLDS")

    def test_h1_on_one_gaussian(self):
        for number in (19, 26):
            verdict, checks = self.verdict(number, "H1")
            self.assertEqual(verdict, "HOLDS", checks)

    def test_costs_whose_ancestors_live_far_away(self):
        report = self.law(21, "--w", "0", "--steps", "8", "--schedule", "cosine", "--power", "2")
        self.expect_value(report, "expected_cost", 12264.4877464419166, 1e-9)
        self.expect_value(report["powers"][0], "value", 2.26254723e16, 1e-6, 1e8)
        report = self.law(22, "--w", "0", "--steps", "4", "--t0", "1e-2", "--no-limit")
        self.expect_value(report, "expected_cost", 534.4882607281181, 1e-6)

    def test_the_exact_cost_of_unguided_chains_of_few_steps(self):
        """1 + exp(2 V - 2 mu) by the affine recursion in 40 digits; the times of the grid are doubles."""
        for steps, truth in ((6, 5.0145827067540954e44), (8, 3062024708091149.95), (10, 8691737.7088466741),
                             (12, 4815.3539654604747), (16, 28.742428740458866)):
            report = self.law("unit-pair", "--w", "0", "--steps", str(steps), "--schedule", "cosine", "--no-limit")
            self.expect_value(report, "expected_cost", truth, 1e-9, 1e-12 * truth)

    def test_path_kl_where_guidance_ends_inside_a_step(self):
        report = self.law(23, "--w", "1", "--steps", "64", "--w-from", "0.1", "--w-to", "0.5")
        self.expect_value(report, "path_kl_bound", 0.379023986669745, 1e-6)
        report = self.law("unit-pair", "--w", "20", "--w-from", "0.32", "--w-to", "0.99", "--steps", "8", "--t0", "1e-4")
        self.assertGreater(report["kl"], 25.0)
        self.assertLessEqual(report["kl"] - report["kl_error"], report["path_kl_bound"] + report["path_kl_bound_error"])

    def test_the_slope_at_0_of_a_case_whose_limits_are_known_to_few_digits(self):
        verdict, checks = self.verdict(27, "O3")
        self.assertEqual(verdict, "HOLDS")
        self.assertLess(abs(checks[0]["difference"]), 1e-7)

    def test_small_distances_and_far_ones(self):
        report = self.law(24, "--w", "0", "--steps", "22", "--scheme", "exponential", "--schedule", "li")
        self.expect_value(report, "kl", 0.000380282706308717788, 1e-6)
        report = self.law(25, "--w", "0", "--steps", "4", "--scheme", "euler", "--t0", "1e-2")
        self.expect_value(report, "w1", 4.178497687, 1e-3, 1e-9)
        self.expect_value(report, "w2", 4.18259859, 1e-3, 3e-8)

    def test_noise_that_is_not_reached_shows(self):
        chain = ("--w", "0", "--steps", "1000", "--schedule", "ddpm-linear", "--t0", "0.02", "--start")
        gaussian, exact = (self.law(13, *chain, start) for start in ("gaussian", "exact"))
        self.assertLess(gaussian["tv"], 2e-3)
        self.assertGreater(gaussian["tv_data"], 5 * exact["tv_data"])
        self.assertGreater(gaussian["tv_exact_start"], 5 * gaussian["tv"])
