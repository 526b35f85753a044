import json
import math
import re

from command.harness import BAD_INPUT, Command, HOLDS, LAW, SAMPLE


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

    def test_the_guidance_rule(self):
        on_line = ["law", "unit-pair", "--w", "1", "--steps", "8", "--guidance-rule"]
        in_plane = ["law", "triad", "--w", "1", "--steps", "8", "--no-limit", "--json", "--reproducible"]
        reports = {rule: json.loads(self.expect(HOLDS, *in_plane, "--guidance-rule", rule).stdout)
                   for rule in ("cfg", "apg:1", "apg:0.2")}
        self.assertEqual(reports["apg:0.2"]["guidance_rule"], "apg:0.2")
        spread = {rule: report["second_moment"] for rule, report in reports.items()}
        self.assertAlmostEqual(spread["apg:1"], spread["cfg"], delta=reports["apg:1"]["second_moment_error"])
        self.assertGreater(abs(spread["apg:0.2"] - spread["cfg"]), 1e-2)
        self.expect_refusal(BAD_INPUT, *on_line, "apg:0.5", says="not linear in the scores")
        self.expect_refusal(BAD_INPUT, *on_line, "apg", says="write apg:ETA")
        self.expect_refusal(BAD_INPUT, *in_plane, "--guidance-rule", "rescale:0.5", says="pole")
        self.expect_refusal(BAD_INPUT, *in_plane, "--guidance-rule", "apg:0.5", "--scheme", "cfg++", says="cfg++")
        paths = ["--w", "1", "--steps", "8", "--paths", "100", "--out", self.path("rule.h5"), "--guidance-rule"]
        told = json.loads(self.expect(HOLDS, "sample", "triad", *paths, "rescale:0.5", "--json").stdout)
        self.assertIn("no moment of order 1", told["mean_note"])
        self.assertIn("pole", told["mean_cost_note"])
        self.assertNotIn("mean_cost_error", told)
        case = self.path("equal.toml")
        with open(case, "w") as file:
            file.write('name = "equal"\n')
            for weight, mean, label in ((0.4, [2.5, 1.0], 1), (0.6, [1.7, 1.6], 2)):
                file.write(f"[[component]]\nweight = {weight}\nmean = {mean}\ncovariance = [0.4, 0.4]\nclass = {label}\n")
            file.write('[guidance]\nkind = "classifier-free"\nclass = 1\n')
        report = json.loads(self.expect(HOLDS, "law", case, "--w", "1.5", "--steps", "6", "--t0", "1e-2", "--json", "--power",
                                        "2", "--guidance-rule", "apg:0.2").stdout)
        self.assertTrue(report["finite"] and report["powers"][0]["finite"])
        self.assertEqual(report["first_finite_steps"], 1)
        self.assertLess(report["expected_cost_error"], 1e-4 * report["expected_cost"])
        self.assertIn("the limit under apg:0.2", report["tv_why"])
        self.expect_refusal(BAD_INPUT, "sample", "unit-pair", *paths, "rescale:0.5", says="two dimensions")

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

    def test_progress(self):
        study = ["study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "9", "--w", "1", "2"]
        each = self.expect(HOLDS, *study, "--progress", "each").stderr
        self.assertEqual(len(each.splitlines()), 2)
        self.assertIn("2 of 2", each)
        self.assertEqual(self.expect(HOLDS, *study, "--progress", "none").stderr, "")
        verify = ["verify", "--claim", "S2", "--case", "unit-pair", "--case", "triad", "--progress", "each"]
        self.assertEqual(len(self.expect(HOLDS, *verify).stderr.splitlines()), 2)

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
                        ["--w-from", "0.1"], ["--w-to", "0.5"], ["--guidance-rule", "apg:0.5"], ["--seed", "2"]):
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
