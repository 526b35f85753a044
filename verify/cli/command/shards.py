import os
import shutil

import h5py

from command.harness import BAD_INPUT, Command, HOLDS, INCONCLUSIVE, OUTPUT, VIOLATED
from command.small_studies import STUDIES, datasets, without_command


class Shards(Command):
    """--shard i/n and merge: the bytes of one run, from any number of shards; nothing else is joined."""

    VERIFY = ["verify", "--case", "unit-pair", "--case", "triad", "--claim", "F2", "--claim", "S2", "--claim", "R1"]

    def shards(self, command, n, *options):
        """The files of all n shards."""
        files = []
        for i in range(1, n + 1):
            files.append(self.path(f"{i}-of-{n}.h5"))
            run = self.expect(HOLDS, *command, "--shard", f"{i}/{n}", "--out", files[-1], "--progress", "none", *options)
            self.assertIn(f"shard {i}/{n}: ", run.stdout)
        return files

    def whole(self, command, status=HOLDS, *options):
        path = self.path("whole.h5")
        run = self.expect(status, *command, "--out", path, "--progress", "none", "--reproducible", *options)
        return datasets(path), without_command(run.stdout)

    def merged(self, files, status=HOLDS, *options):
        path = self.path("merged.h5")
        run = self.expect(status, "merge", *files, "--out", path, *options)
        self.assertFalse(os.path.exists(path + ".partial"))
        return datasets(path), without_command(run.stdout)

    def test_every_study_in_1_2_and_5_shards(self):
        for study, options in STUDIES.items():
            with self.subTest(study=study):
                whole, printed = self.whole(["study", *options])
                for n in (1, 2, 5) if study == "error-vs-n" else (2,):
                    merged, told = self.merged(reversed(self.shards(["study", *options], n, "--reproducible")))
                    self.assertEqual(merged, whole)
                    self.assertEqual(told, printed)

    def test_verify_and_mutants_in_shards(self):
        for command in (self.VERIFY, ["mutants", "--claim", "F2"]):
            status = HOLDS if command is self.VERIFY else VIOLATED
            json = ["--json"] * (command is self.VERIFY)  # the text has seconds
            whole, printed = self.whole(command, status, *json)
            merged, told = self.merged(self.shards(command, 3, "--reproducible"), status, *json)
            self.assertEqual(merged, whole)
            self.assertEqual(told, printed)

    def test_the_verdict_is_that_of_the_merge(self):
        wrong = ["verify", "--case", "unit-pair", "--claim", "F2", "--claim", "S2", "--mutant", "wrong-sign"]
        files = self.shards(wrong, 2)
        xml = self.path("junit.xml")
        self.merged(files, VIOLATED, "--junit", xml)
        with open(xml) as file:
            self.assertIn("<failure", file.read())
        few = ["verify", "--case", "unit-pair", "--claim", "S1", "--most-paths", "10", "--claim", "F2"]
        self.merged(self.shards(few, 2), INCONCLUSIVE)

    def test_a_shard_goes_on_where_it_stopped(self):
        """Its partial file is used, and only by the same shard of the same run."""
        command = ["study", *STUDIES["error-vs-n"], "--reproducible", "--progress", "each"]
        out = self.path("one.h5")
        self.expect(HOLDS, *command, "--shard", "1/2", "--out", out)
        with h5py.File(out) as file:
            n_units = file["finished_units/n_fields"].shape[0]
        # what a kill after the last row leaves
        with h5py.File(out, "r+") as file:
            file.attrs["complete"] = 0
            file.attrs["tables"] = "finished_units"
            del file["shard"]
        shutil.move(out, out + ".partial")
        again = self.expect(HOLDS, *command, "--shard", "1/2", "--out", out)
        self.assertIn(f"{n_units} of {n_units} rows are in", again.stderr)
        self.assertNotIn("s left", again.stderr)

    def test_unfinished_shards_are_finished_by_the_run_itself(self):
        study = ["study", *STUDIES["error-vs-n"]]
        whole, _ = self.whole(study)
        files = self.shards(study, 3, "--reproducible")
        out = self.path("out.h5")
        self.expect_refusal(BAD_INPUT, "merge", files[2], files[0], "--out", out, says="shard 2 is missing")
        with h5py.File(files[0], "r+") as file:  # what an interrupted shard leaves
            file.attrs["complete"] = 0
            file.attrs["tables"] = "finished_units"
            del file["shard"]
        self.expect(HOLDS, "merge", files[2], files[0], "--partial", "--out", out)
        self.assertFalse(os.path.exists(out))
        run = self.expect(HOLDS, *study, "--reproducible", "--progress", "each", "--out", out)
        self.assertEqual(datasets(out), whole)
        self.assertEqual(run.stderr.count("s left"), 4)  # of 12 rows
        self.expect(HOLDS, *study[:-1], "256", "--out", out)
        self.expect_refusal(BAD_INPUT, "merge", files[2], out, "--partial", "--out", self.path("x.h5"), says="no rows")

    def test_what_does_not_belong_together_is_refused(self):
        study = ["study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "50", "--w", "1", "2", "3"]
        files = self.shards(study, 3)
        out = self.path("merged.h5")

        def refuse(says, *paths):
            self.expect_refusal(BAD_INPUT, "merge", *paths, "--out", out, says=says)

        refuse("shard 2 is missing", files[0], files[2])
        refuse(f"is in {files[0]} as well", files[0], files[1], files[2], files[0])
        other = self.path("other.h5")
        for change in (["--seed", "7"], ["--t0", "1e-3"]):
            self.expect(HOLDS, *study, *change, "--shard", "2/3", "--out", other)
            refuse("of another run", files[0], other, files[2])
        self.expect(HOLDS, *study, "--out", other)
        refuse("is no shard", files[0], other, files[1], files[2])
        two = self.shards(study, 2)
        refuse("as well", files[0], two[0], two[1])
        with h5py.File(files[1], "r+") as file:
            file.attrs["git_commit"] = "0" * 40
        refuse("build", *files)
        with h5py.File(files[0], "r+") as file:
            file.attrs["git_commit"] = "0" * 40
        with h5py.File(files[2], "r+") as file:
            file.attrs["git_commit"] = "0" * 40
        refuse("another build than this program", *files)

    def test_bad_shards(self):
        study = ["study", "error-vs-n", "unit-pair", "--steps", "16"]
        for text in ("0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", "1/", "/2", "1.5/2", ""):
            self.expect_refusal(BAD_INPUT, *study, "--shard", text, "--out", self.path("a.h5"), says="--shard")
        self.expect_refusal(BAD_INPUT, *study, "--shard", "1/2", says="--out")
        self.expect_refusal(BAD_INPUT, *study, "--shard", "9/9", "--out", self.path("a.h5"), says="has no unit")
        self.expect_refusal(BAD_INPUT, *self.VERIFY, "--shard", "1/2", "--out", self.path("a.h5"), "--junit",
                            self.path("a.xml"), says="merge")
        self.expect_refusal(BAD_INPUT, *self.VERIFY, "--shard", "1/2", "--out", self.path("a.h5"), "--tier", "nightly",
                            says="--seed")
        self.expect_refusal(BAD_INPUT, "merge", self.whole_file(), "--out", self.path("b.h5"), says="two or more")

    def whole_file(self):
        self.whole(["study", "error-vs-n", "unit-pair", "--steps", "16"])
        return self.path("whole.h5")

    def test_files_of_strangers_are_no_shards(self):
        """What a shard says is checked before it is believed."""
        files = self.shards(["study", "error-vs-n", "unit-pair", "--steps", "16", "32"], 2)
        with h5py.File(files[0], "r+") as file:
            file["shard"].attrs["command"] = "plumbline law unit-pair"
        before = sorted(os.listdir(self.folder.name))
        self.expect_refusal(BAD_INPUT, "merge", *files, "--out", self.path("merged.h5"), says="unknown command")
        self.assertEqual(sorted(os.listdir(self.folder.name)), before)
        xml = self.path("there.xml")
        with h5py.File(files[0], "r+") as file:
            file["shard"].attrs["command"] = f"plumbline verify --claim F2 --junit={xml}"
        self.expect_refusal(BAD_INPUT, "merge", *files, "--out", self.path("merged.h5"), says="says where to write")
        with h5py.File(files[0], "r+") as file:
            file["shard"].attrs["command"] = "plumbline study error-vs-n unit-pair --steps 16 64"
        self.expect_refusal(OUTPUT, "merge", *files, "--out", self.path("merged.h5"), says="another study")
