import json
import math

from command.harness import BAD_INPUT, CASE, CASE_3D, Command, FUNCTION, HOLDS, INCONCLUSIVE, LAW, PLANE


class Law(Command):
    """What `law` reports, in JSON, as a table and in HDF5."""

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

    def test_what_is_out_of_reach_is_marked_beside_all_that_is_not(self):
        small = ["law", "unit-pair", "--json", "--reproducible", "--w"]
        # E J^200 is finite, and larger than any double: E J^2 keeps the value that it has without it
        report = json.loads(self.expect(HOLDS, *small, "0", "--steps", "8", "--power", "200", "2").stdout)
        plain = json.loads(self.expect(HOLDS, *small, "0", "--steps", "8", "--power", "2").stdout)
        beyond, square = report["powers"]
        for key in ("value", "limit", "difference"):
            self.assertIsNone(beyond[key])
            self.assertIn("too large", beyond[key + "_why"])
            self.assertNotIn(key + "_error", beyond)
        self.assertIs(beyond["finite"], True)
        self.assertAlmostEqual(square["value"] / plain["powers"][0]["value"], 1.0, delta=1e-12)
        self.assertAlmostEqual(report["expected_cost"], plain["expected_cost"], delta=1e-9)
        # one step from noise to data: E J is out of reach, its law and the limit are not
        one = ["1", "--steps", "1"]
        printed, table, _ = self.stored(*small, *one)
        report = json.loads(printed)
        self.assertIsNone(report["expected_cost"])
        self.assertIn("too far out", report["expected_cost_why"])
        self.assertIsNone(report["cost_difference"])
        self.assertAlmostEqual(report["limit"]["expected_cost"], 1.169418, delta=1e-5)
        self.assertAlmostEqual(report["tilted"]["cost_difference"], 0.12057, delta=1e-5)
        self.assertGreater(report["tv"], 0.97)
        self.assertTrue(math.isnan(table["expected_cost"][0]))
        self.assertEqual(table["expected_cost_why"][0].decode(), report["expected_cost_why"])
        self.assertNotIn("expected_cost_error", table)
        text = self.expect(HOLDS, "law", "unit-pair", "--w", *one).stdout
        self.assertRegex(text, r"expected_cost +none: .*too far out")

    def test_without_the_limit(self):
        alone = {"tv", "kl", "w1", "w2"}
        for case in ("unit-pair", self.path("plane.toml", PLANE)):
            law = ["law", case, "--w", "1", "--steps", "8", "--t0", "0.5", "--power", "2", "--json", "--reproducible"]
            whole = json.loads(self.expect(HOLDS, *law).stdout)
            report = json.loads(self.expect(HOLDS, *law, "--no-limit").stdout)
            for key in alone:
                self.assertIsNone(report[key], key)
                self.assertTrue(report[key + "_why"], key)
            self.assertIn("left out", report["tv_why"])
            self.assertIsNone(report["limit"]["expected_cost"])
            self.assertIsNone(report["powers"][0]["limit"])
            for key in ("expected_cost", "mean", "second_moment", "finite", "path_kl_bound"):
                self.assertEqual(report[key], whole[key], key)
        printed, _, density = self.stored("law", self.path("plane.toml"), *law[2:], "--no-limit")
        self.assertTrue(math.isnan(density["density"][0, 2, 0, 0]))
        self.assertGreater(density["density"][0, 1].max(), 0.0)
        self.assertIsNone(json.loads(self.expect(HOLDS, *LAW, "--no-limit").stdout)["tilted"]["tv"])

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

    def test_a_distance_in_the_plane_is_a_number_or_none(self):
        """Karras' grid ends in one step from 1 - t0: the limit is not resolved, and no distance to it is infinite."""
        text = """name = "tilted-two"
about = "two tilted components far from the origin"
[[component]]
weight = 0.355873
mean = [-1.273968, -1.209918]
covariance = [[0.0532903922274554, 0.0281482167446272], [0.0281482167446272, 0.18299437368810995]]
class = 1
[[component]]
weight = 0.644127
mean = [0.703852, 0.668466]
covariance = [[0.13095257180271433, 0.060842014671229], [0.060842014671229, 0.1957503234157498]]
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""
        path = self.path("tilted-two.toml")
        with open(path, "w") as file:
            file.write(text)
        report = json.loads(self.expect(HOLDS, "law", path, "--w", "1", "--steps", "10", "--schedule", "karras", "--json").stdout)
        for name in ("tv", "kl"):
            self.assertTrue(report[name] is None and report[f"{name}_why"] or math.isfinite(float(report[name])), report[name])

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
