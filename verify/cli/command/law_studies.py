import json
import math

from command.harness import BAD_INPUT, Command, HOLDS


class LawStudies(Command):
    """The studies that exact laws alone answer: their options, and what they find."""

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
