import json

from command.harness import Command, HOLDS, REWARD_2D


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
            "samplers": ["study", "samplers", "unit-pair", "--evaluations", "8", "--schedule", "cosine", "--tend", "0.9"],
            "noise-share": ["study", "noise-share", "unit-pair", "--share", "0", "0.5", "--w", "1", "--t0", "0.1"],
            "sample-churned": ["sample", "triad", "--w", "1", "--steps", "5", "--paths", "5000", "--scheme",
                               "heun-churn:4,0,inf,1"],
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
