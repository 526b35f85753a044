import json
import math

from command.harness import BAD_INPUT, Command, HOLDS, LAW, SAMPLE


class Rules(Command):
    def test_the_parameter_of_a_scheme_changes_the_numbers(self):
        cost = {}
        for scheme in ("ddim:0.5", "ddim:1", "ancestral:1", "exponential-sde:0.5", "ddpm-large", "ddpm-small"):
            law = [scheme if word == "ddpm" else word for word in LAW]
            report = json.loads(self.expect(HOLDS, *law, "--tend", "0.99").stdout)
            self.assertEqual(report["scheme"], scheme)
            cost[scheme] = report["expected_cost"]
        self.assertAlmostEqual(cost["ddim:1"], cost["ancestral:1"], places=12)
        self.assertAlmostEqual(cost["ddim:1"], cost["ddpm-small"], places=12)
        self.assertEqual(len({round(value, 12) for value in cost.values()}), 4)

    def test_chains_without_noise(self):
        cost = {}
        for scheme in ("ddim:0", "exponential-sde:0", "heun", "dpm++2m"):
            law = [scheme if word == "ddpm" else word for word in LAW]
            report = json.loads(self.expect(HOLDS, *law, "--tend", "0.99").stdout)
            self.assertEqual(report["scheme"], scheme)
            self.assertGreater(report["w1"], report["w1_error"])
            cost[scheme] = report["expected_cost"]
            limit = report["limit"]["expected_cost"]
        self.assertAlmostEqual(cost["ddim:0"], cost["exponential-sde:0"], places=11)
        self.assertLess(abs(cost["heun"] - limit), 0.3 * abs(cost["ddim:0"] - limit))
        without = json.loads(self.expect(HOLDS, *law, "--no-limit").stdout)
        self.assertIsNone(without["tv"])

    def test_rules_with_noise_and_stages_or_a_memory(self):
        cost = {}
        for scheme in ("heun-churn:4,0,inf,1", "heun-churn:4,0,inf,1.01", "heun-churn:4,1,inf,1", "heun-churn:4,0,2,1",
                       "sde-dpm++2m", "dpm++sde"):
            law = [scheme if word == "ddpm" else word for word in LAW]
            report = json.loads(self.expect(HOLDS, *law, "--tend", "0.9").stdout)
            self.assertEqual(report["scheme"], scheme)
            cost[scheme] = report["expected_cost"]
            # the limit of churn is another one for every grid
            self.assertEqual(report["limit"]["expected_cost"] is None, scheme.startswith("heun-churn"))
        self.assertEqual(len(set(cost.values())), len(cost))
        path = self.path("churned.h5")
        sample = [*SAMPLE, "--scheme", "heun-churn:4,0,inf,1", "--tend", "0.9", "--out", path, "--json"]
        report = json.loads(self.expect(HOLDS, *sample).stdout)
        self.assertIn("heun-churn", report["mean_cost_note"])
        self.assertLess(abs(report["mean_cost"] - cost["heun-churn:4,0,inf,1"]), 6 * report["mean_cost_error"])

    def test_own_times_from_a_file(self):
        path = self.path("sigmas.txt", "sigmas 3 1 0.5 0.1\n")
        times = json.loads(self.expect(HOLDS, "times", "--json", "--times", path).stdout)
        self.assertEqual((times["schedule"], times["steps"]), ("file:" + path, 3))
        for sigma, said in zip(times["sigmas"], (3, 1, 0.5, 0.1)):
            self.assertAlmostEqual(sigma, said, places=12)
        law = ["law", "unit-pair", "--w", "1", "--scheme", "heun", "--json", "--reproducible"]
        of_file = json.loads(self.expect(HOLDS, *law, "--times", path).stdout)
        self.assertEqual(of_file["steps"], 3)
        self.assertEqual(of_file, json.loads(self.expect(HOLDS, *law, "--schedule", "file:" + path, "--steps", "3").stdout))
        self.assertNotEqual(of_file["expected_cost"],
                            json.loads(self.expect(HOLDS, *law, "--steps", "3").stdout)["expected_cost"])
        self.expect_refusal(BAD_INPUT, *law, "--times", path, "--steps", "4", says="ask for 3 steps")
        self.expect_refusal(BAD_INPUT, *law, "--times", path, "--schedule", "li", says="give one of them")
        self.expect_refusal(BAD_INPUT, *law, "--times", path, "--t0", "0.2", says="its own end points")
        self.expect_refusal(BAD_INPUT, *law, "--times", self.path("absent"), says="cannot be read")
        self.expect_refusal(BAD_INPUT, *law, says="--steps")

    def test_cfgpp_is_ddim_with_more_guidance(self):
        cost = [json.loads(self.expect(HOLDS, "law", "unit-pair", "--w", w, "--steps", "12", "--scheme", scheme, "--t0", "1e-2",
                                       "--tend", "0.9", "--json").stdout)["expected_cost"]
                for w, scheme in (("-0.6", "cfg++"), ("-0.4", "cfg++"), ("-0.4", "ddim:0"))]
        self.assertEqual(len(set(cost)), 3)

    def test_times_prints_a_schedule_and_the_steps_on_it(self):
        times = ["times", "--json", "--steps", "20"]
        plain = json.loads(self.expect(HOLDS, *times).stdout)
        self.assertEqual(len(plain["times"]), 21)
        self.assertEqual(len(plain["S"]), 20)
        for options in (["--schedule", "trained:linear,leading,1"], ["--scheme", "ddim:0.5"], ["--t0", "1e-3"],
                        ["--tend", "0.9"], ["--schedule", "edm:0.002,80,7"]):
            self.assertNotEqual(json.loads(self.expect(HOLDS, *times, *options).stdout), plain)
        for n in range(20):  # A is (t_n / t_{n-1})^(1/2)
            self.assertAlmostEqual(plain["A"][n] ** 2, plain["times"][n + 1] / plain["times"][n], places=9)
        self.assertEqual(json.loads(self.expect(HOLDS, *times, "--scheme", "heun").stdout)["S"], [])
        self.assertIn("sigma", self.expect(HOLDS, "times", "--steps", "4").stdout)

    def datasets(self, study, group, **options):
        words = [part for key, value in options.items() for part in ("--" + key, *value.split())]
        run = self.expect(HOLDS, "study", study, "unit-pair", *words, "--json", "--reproducible")
        return json.loads(run.stdout)["tables"][group]["datasets"]

    def values(self, dataset):
        """Numbers of a dataset, one after the other."""
        values = dataset["values"] if isinstance(dataset, dict) else dataset
        flat = []
        for value in values:
            flat += self.values(value) if isinstance(value, list) else [value]
        return flat

    def test_the_study_of_samplers_has_the_errors_of_the_laws_and_says_which_is_best(self):
        small = {"evaluations": "8 16", "scheme": "ddim:0 heun", "schedule": "log-uniform cosine", "t0": "1e-2",
                 "tend": "0.9"}
        found = self.datasets("samplers", "samplers", **small)
        errors = self.values(found["weak_error"])
        self.assertEqual(len(errors), 8)  # schedule, scheme, evaluations
        self.assertEqual(self.values(found["steps"]), [8, 16, 4, 8] * 2)
        law = ["law", "unit-pair", "--w", "1", "--t0", "1e-2", "--tend", "0.9", "--scheme", "heun", "--json"]
        for place, schedule, steps in ((3, "log-uniform", "8"), (6, "cosine", "4")):
            report = json.loads(self.expect(HOLDS, *law, "--schedule", schedule, "--steps", steps).stdout)
            self.assertAlmostEqual(errors[place], report["cost_difference"], delta=1e-7)
        best = min(range(0, 8, 2), key=lambda place: abs(errors[place]))
        sentence = self.values(found["best"])[0]
        scheme, schedule = ("ddim:0", "heun")[best // 2 % 2], ("log-uniform", "cosine")[best // 4]
        self.assertTrue(sentence.startswith(f"{scheme} on {schedule}"), sentence)
        self.assertAlmostEqual(self.values(found["weak_error_best"])[0], abs(errors[best]), places=12)
        for change in ({"evaluations": "8 32"}, {"scheme": "ddim:0 dpm++2m"}, {"schedule": "log-uniform li"}, {"w": "2"},
                       {"t0": "1e-3"}, {"tend": "0.95"}):
            self.assertNotEqual(self.datasets("samplers", "samplers", **{**small, **change}), found, change)
        self.expect_refusal(BAD_INPUT, "study", "samplers", "triad", says="dimension 2")
        self.expect_refusal(BAD_INPUT, "study", "samplers", "unit-pair", "--evaluations", "1", says="evaluations")

    def test_studies_take_any_rule(self):
        found = self.datasets("error-vs-n", "error_vs_n", steps="32 64", scheme="heun ddim:0 dpm++sde", t0="1e-2")
        law = ["law", "unit-pair", "--w", "1", "--t0", "1e-2", "--steps", "64", "--json"]
        for place, scheme in ((1, "heun"), (3, "ddim:0"), (5, "dpm++sde")):
            report = json.loads(self.expect(HOLDS, *law, "--scheme", scheme).stdout)
            self.assertAlmostEqual(self.values(found["weak_error"])[place], report["cost_difference"], delta=1e-8)
            self.assertAlmostEqual(self.values(found["tv"])[place], report["tv"], delta=1e-8)
        self.assertNotEqual(found, self.datasets("error-vs-n", "error_vs_n", steps="32 64", scheme="heun ddim:0 ddpm", t0="1e-2"))
        found = self.datasets("schedule", "schedule", steps="32", scheme="dpm++2m", schedule="log-uniform cosine", t0="1e-2")
        self.assertEqual(len(self.values(found["tv"])), 2)
        found = self.datasets("work-precision", "work_precision", scheme="heun ddim:0", schedule="cosine", target="1e-2",
                              t0="1e-2")
        steps, evaluations = (self.values(found[name]) for name in ("steps", "evaluations"))
        self.assertEqual(len(steps), 6)  # scheme, measure
        for k, stages in ((0, 2), (1, 2), (3, 1), (4, 1)):
            self.assertEqual(evaluations[k], 2 * stages * math.ceil(steps[k]))
        report = json.loads(self.expect(HOLDS, *law[:-2], str(math.ceil(steps[0])), "--schedule", "cosine", "--scheme", "heun",
                                        "--json").stdout)
        self.assertLess(abs(report["cost_difference"]), 1.001e-2)
        for study in ("error-vs-n", "work-precision"):
            self.expect_refusal(BAD_INPUT, "study", study, "unit-pair", "--scheme", "heun-churn:4,0,inf,1", says="another limit")

    def test_trials_at_many_scales_take_any_rule(self):
        for scheme in ("dpm++sde", "heun"):
            found = self.datasets("guidance-scale", "guidance_scale", steps="16", trials="20000", w="0.5 1", scheme=scheme,
                                  t0="1e-2")
            exact = self.values(found["exact_negative_cost"])
            law = json.loads(self.expect(HOLDS, "law", "unit-pair", "--w", "1", "--t0", "1e-2", "--steps", "16", "--scheme",
                                         scheme, "--no-limit", "--json").stdout)
            self.assertAlmostEqual(exact[1], -law["expected_cost"], delta=1e-9)
            self.assertGreater(min(self.values(found["fraction_improved"])), 0.9)
            for mean, true, allowance in zip(self.values(found["mean_negative_cost"]), exact, self.values(found["allowance"])):
                self.assertLess(abs(mean - true), allowance)

    def test_autoguidance_is_a_pair(self):
        case = self.path("auto.toml", 'name = "auto"\n[[component]]\nweight = 0.5\nmean = [1.0]\ncovariance = 0.5\n'
                         '[[component]]\nweight = 0.5\nmean = [-1.0]\ncovariance = 0.4\n'
                         '[guidance]\nkind = "autoguidance"\nwidened = 0.3\n')
        law = ["law", case, "--steps", "16", "--t0", "1e-2", "--tend", "0.9", "--json", "--scheme", "dpm++2m"]
        plain, guided = (json.loads(self.expect(HOLDS, *law, "--w", w).stdout) for w in ("0", "1"))
        self.assertLess(guided["second_moment"], plain["second_moment"])
        self.expect_refusal(BAD_INPUT, "law", self.path("bad.toml", 'name = "bad"\n[[component]]\nweight = 1.0\nmean = [1.0]\n'
                            'covariance = 0.5\n[guidance]\nkind = "autoguidance"\nwidened = 0\n'), "--w", "1", "--steps", "4",
                            says="give the variance > 0")

    def test_rules_without_noise_in_the_plane(self):
        law = ["law", "triad", "--w", "0.5", "--steps", "8", "--t0", "1e-2", "--tend", "0.9", "--json", "--reproducible"]
        costs = set()
        for scheme in ("ddim:0", "heun", "dpm++2m"):
            report = json.loads(self.expect(HOLDS, *law, "--scheme", scheme).stdout)
            self.assertEqual(len(report["mean"]), 2)
            self.assertLess(max(report["mean_error"]), 1e-9)
            self.assertIsNone(report["tv"])
            costs.add(report["second_moment"])
        self.assertEqual(len(costs), 3)
        self.expect_refusal(BAD_INPUT, *law, "--scheme", "dpm++sde", says="on the line alone")

    def test_the_study_of_noise_shares_adds_up(self):
        small = {"share": "0 0.5 1", "w": "1", "t0": "5e-2", "tend": "0.8"}
        found = self.datasets("noise-share", "noise_share", **small)
        change, dissipation, added = (self.values(found[name]) for name in ("change", "dissipation", "added_term"))
        for k in (1, 2):
            self.assertAlmostEqual(change[k], -dissipation[k] - added[k], delta=1e-7)
        self.assertLess(max(change), 0)  # it lowers E J at every share
        self.assertGreater(abs(added[1]), 1e-3)
        self.assertAlmostEqual(added[2], 0, places=12)
        for other in ({"share": "0 0.4 1"}, {"w": "2"}, {"t0": "1e-2"}, {"tend": "0.9"}):
            self.assertNotEqual(self.datasets("noise-share", "noise_share", **{**small, **other}), found, other)
        self.expect_refusal(BAD_INPUT, "study", "noise-share", "unit-pair", "--share", "1.5", says="0 to 1")
        self.expect_refusal(BAD_INPUT, "study", "noise-share", "triad", says="dimension 2")
