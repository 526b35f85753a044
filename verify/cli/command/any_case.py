"""Cases that nobody has chosen: no valid case may be called violated, refused halfway, or run for ever."""
import json
import os

from command.harness import BAD_INPUT, CASE, Command, HOLDS, INCONCLUSIVE, PROJECT, VIOLATED

CORPUS = os.path.join(PROJECT, "verify", "random", "corpus")


class AnyCase(Command):
    RANDOM = ["random", "--cases", "1:4", "--progress", "none"]

    def findings(self, statuses, name, *arguments):
        """By claim: its verdict and its reason, for a case of the corpus."""
        path = os.path.join(CORPUS, name + ".toml")
        run = self.run_command("verify", "--case", path, "--json", "--progress", "none", *arguments)
        self.assertIn(run.returncode, statuses, f"{name}{run.stdout}{run.stderr}")
        return {claim["id"]: (claim["verdict"], claim["reason"]) for claim in json.loads(run.stdout)["claims"]}

    def test_where_the_cost_is_constant_claims_on_guidance_do_not_apply(self):
        found = self.findings([HOLDS], "one-class")
        for claim in ("G1", "G3", "O3", "O5", "D1", "E1", "E2", "E3"):
            self.assertEqual(found[claim], ("NOT APPLICABLE", "the cost is constant: guidance moves nothing"), claim)
        self.assertEqual({found[claim][0] for claim in ("R1", "D2", "S1", "S2", "S3")}, {"HOLDS"})

    def test_a_component_without_spread_leaves_the_claims_that_need_no_density(self):
        found = self.findings([HOLDS, INCONCLUSIVE], "point")
        for claim in ("F1", "R1", "O4", "D1", "D4", "E1", "H1", "S1", "S3"):
            self.assertEqual(found[claim], ("NOT APPLICABLE", "the law at t = 1 is singular"), claim)
        self.assertEqual({found[claim][0] for claim in ("F2", "S2")}, {"HOLDS"})
        self.expect_refusal(BAD_INPUT, "law", os.path.join(CORPUS, "point.toml"), "--w", "1", "--steps", "8", says="singular at t = 1")

    def test_what_one_claim_cannot_compute_takes_nothing_from_the_others(self):
        found = self.findings([INCONCLUSIVE], "barely", "--claim", "O1", "--claim", "G1", "--claim", "S2")
        self.assertEqual(found["O1"], ("INCONCLUSIVE", "out of reach"))
        self.assertEqual((found["G1"][0], found["S2"][0]), ("HOLDS", "HOLDS"))

    def test_mass_that_crosses_a_gap_needs_more_steps(self):
        self.assertEqual(self.findings([INCONCLUSIVE], "gap", "--claim", "D2")["D2"], ("INCONCLUSIVE", "pre-asymptotic"))

    def tables(self, status, *command):
        return json.loads(self.expect(status, *command, "--json", "--reproducible").stdout)["tables"]["random"]["datasets"]

    def test_no_random_case_is_violated(self):
        run = self.expect(HOLDS, *self.RANDOM)
        self.assertIn("4 cases: 0 findings", run.stdout)

    def test_the_options_of_the_hunt(self):
        base = ["random", "--cases", "1:3", "--claim", "F2", "--claim", "O1", "--progress", "none"]
        plain = self.tables(HOLDS, *base)
        self.assertEqual(plain, self.tables(HOLDS, *base, "--threads", "1"))
        self.assertNotIn("seconds", plain)
        self.assertEqual(len(plain["violated"]["values"]), 3)
        shown = self.expect(HOLDS, *base, "--show").stdout
        self.assertEqual(shown.count("name = "), 3)
        self.assertEqual(self.expect(HOLDS, "random", "--cases", "2:2", "--show").stdout.strip(),
                         shown.split("\n\n")[1].strip())
        corpus = self.path("corpus")
        os.mkdir(corpus)
        with open(os.path.join(corpus, "mine.toml"), "w") as file:
            file.write(CASE)
        table = json.loads(self.expect(HOLDS, *base, "--corpus", corpus, "--json").stdout)["tables"]["random"]
        self.assertEqual(table["axes"]["random_case"]["values"], ["mine", "random 1", "random 2", "random 3"])
        wrong = ["random", "--cases", "1:1", "--claim", "S1", "--mutant", "wrong-sign", "--progress", "none"]
        self.assertNotEqual(self.tables(VIOLATED, *wrong), self.tables(VIOLATED, *wrong, "--tier", "full"))

    def test_a_finding_is_kept_and_comes_first_the_next_time(self):
        corpus = self.path("corpus")
        os.mkdir(corpus)
        wrong = ["random", "--cases", "1:2", "--claim", "S2", "--mutant", "wrong-sign", "--corpus", corpus, "--keep", corpus]
        run = self.expect(VIOLATED, *wrong, "--progress", "none")
        self.assertIn("2 cases: 2 findings", run.stdout)
        self.assertEqual(sorted(os.listdir(corpus)), ["random-1.toml", "random-2.toml"])
        with open(os.path.join(corpus, "random-2.toml")) as file:
            self.assertEqual(file.read(), self.expect(HOLDS, "random", "--cases", "2:2", "--show").stdout)
        table = json.loads(self.expect(VIOLATED, *wrong, "--json", "--progress", "none").stdout)["tables"]["random"]
        self.assertEqual(table["datasets"]["violated"]["values"], ["S2"] * 2)

    def test_bad_hunts(self):
        base = ["random", "--cases", "1:3", "--claim", "F2"]
        self.expect_refusal(BAD_INPUT, *base, "--tier", "fast", says="fast")
        self.expect_refusal(BAD_INPUT, *base, "--mutant", "none-such", says="none-such")
        for cases in ("3", "3:1", "a:b", "-1:2", ":", "1:1000001"):
            self.expect_refusal(BAD_INPUT, "random", "--cases", cases, says="--cases")
        self.expect_refusal(BAD_INPUT, *base, "--corpus", self.path("nowhere"), says="nowhere")
        self.expect_refusal(BAD_INPUT, *base, "--keep", self.path("nowhere"), says="nowhere")
        self.expect_refusal(BAD_INPUT, *base, "--keep", ".", "--shard", "1/2", "--out", self.path("a.h5"), says="--keep")

    def test_the_corpus_comes_first(self):
        run = self.expect(HOLDS, "random", "--cases", "1:1", "--corpus", CORPUS, "--claim", "S2", "--progress", "each",
                          "--threads", "1")
        first = [line for line in run.stderr.splitlines() if "1 of" in line][0]
        self.assertIn("corpus", first)
