import json
import os

from command.harness import BAD_INPUT, CASE_3D, Command, HOLDS, PROJECT, REWARD_2D


class PathStudies(Command):
    """The studies of paths and of estimated scores: their options, and what they find."""

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

    def test_classifier_probabilities_and_their_options(self):
        import h5py
        import numpy

        rows = [[0.2, 0.5], [0.4, 0.3], [0.005, 0.9], [0.5, 0.5]]
        text = "".join(f"{a},{b}\n" for a, b in rows)
        two = self.path("two.csv", text)
        with h5py.File(self.path("two.h5"), "w") as file:
            file["first"], file["second"] = numpy.array(rows), numpy.array(rows)[:, ::-1]
        base = ["--w", "0", "1", "--json", "--reproducible"]

        def study(file, *options):
            run = self.expect(HOLDS, "study", "classifier-probability", file, *base, *options)
            return json.loads(run.stdout)["tables"]["classifier_probability"]["datasets"]

        plain = study(two)
        self.assertEqual(plain["exact_cost"]["values"], ["nan", "nan"])
        self.assertEqual(plain["improved"]["values"], [0, 0.5])
        self.assertEqual(plain["worse"]["values"], [0, 0.25])
        self.assertAlmostEqual(plain["truncated_cost"]["values"][0], (5 + 2.5 + 100 + 2) / 4)
        self.assertAlmostEqual(study(two, "--truncate", "50")["truncated_cost"]["values"][0], (5 + 2.5 + 50 + 2) / 4)
        self.assertEqual(study(self.path("two.h5"), "--dataset", "first"), plain)
        self.assertNotEqual(study(self.path("two.h5"), "--dataset", "second"), plain)
        self.assertEqual(study(self.path("two.text", text), "--format", "csv"), plain)

        case = {"--case": "unit-pair", "--steps": "8", "--t0": "1e-2"}

        def exact(**changes):
            options = dict(case, **{"--" + key: value for key, value in changes.items()})
            return study(two, *(part for pair in options.items() for part in pair))["exact_cost"]["values"]

        known = exact()
        self.assertGreater(known[0], known[1])  # guidance lowers the mean of 1/p
        self.assertGreater(known[1], 1)
        for change in ({"steps": "9"}, {"t0": "2e-2"}, {"tend": "0.9"}, {"scheme": "euler"}, {"schedule": "logit-uniform"},
                       {"start": "gaussian"}, {"case": "narrow-rival"}):
            self.assertNotEqual(exact(**change), known, change)

        def refuse(file, *options, says):
            self.expect_refusal(BAD_INPUT, "study", "classifier-probability", file, *base, *options, says=says)

        for option, value in (("--steps", "8"), ("--scheme", "euler"), ("--schedule", "logit-uniform"), ("--t0", "1e-2"),
                              ("--tend", "0.9"), ("--start", "gaussian"), ("--times", two)):
            refuse(two, option, value, says=f"{option}: describes the chain of a case, and there is no --case")
        refuse(two, "--case", "unit-pair", says="--steps")
        refuse(self.path("three.csv", "0.1,0.2,0.3\n"), says="line 1 has 3 numbers, not 2")
        numpy.save(self.path("three.npy"), numpy.full((10, 3), 0.5))
        refuse(self.path("three.npy"), says="shape (10, 3); --w has 2 scales")
        refuse(self.path("large.csv", "0.1,0.2\n0.1,1.2\n"), says="row 1 has a number outside [0, 1]")
        refuse(two, "--truncate", "1", says="--truncate")

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
        bump = os.path.join(PROJECT, "theory", "cases", "reward-bump.toml")
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
