import json
import math
import os
import re

from command.harness import BAD_INPUT, CASE_3D, Command, HOLDS, LAW, PROJECT, REWARD_2D, SAMPLE


class Options(Command):
    def law(self, *options):
        return json.loads(self.expect(HOLDS, *LAW, *options).stdout)

    def test_every_option_of_law_changes_the_numbers(self):
        plain = self.law()["expected_cost"]
        self.assertTrue(abs(plain - 1.2) < 0.2)
        for options in (["--w", "0.5"], ["--steps", "25"], ["--scheme", "euler"], ["--t0", "1e-3"], ["--tend", "0.99"],
                        ["--schedule", "cosine"], ["--start", "gaussian"], ["--start", "reweighted"],
                        ["--start", "sigma-max"], ["--w-from", "0.1"], ["--w-to", "0.5"]):
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
                        ["--schedule", "cosine"], ["--start", "gaussian"], ["--start", "reweighted"], ["--start", "sigma-max"],
                        ["--w-from", "0.1"], ["--w-to", "0.5"], ["--seed", "2"]):
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
        self.expect_refusal(BAD_INPUT, *SAMPLE[:-1], "0", "--out", self.path("none.h5"), says="paths = 0")
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
