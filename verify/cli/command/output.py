import os
from command import deadline
from command.harness import BAD_INPUT, Command, HOLDS, OUTPUT, PLUMBLINE, SAMPLE


class Output(Command):
    """What can go wrong with files: one line, exit status 4, and what was there stays as it was."""

    STUDY = ["study", "error-vs-n", "unit-pair", "--steps", "16", "32", "--progress", "none"]

    def results(self, name="results.h5"):
        path = self.path(name)
        self.expect(HOLDS, *self.STUDY, "--reproducible", "--out", path)
        return path

    def edited(self, name, edit):
        """A results file that another tool has changed."""
        import h5py

        path = self.results(name)
        with h5py.File(path, "r+") as file:
            edit(file)
        return path

    def expect_unreadable(self, path, says):
        good = self.results("good.h5")
        old = self.results("old.h5")
        with open(old, "rb") as file:
            before = file.read()
        self.expect_refusal(OUTPUT, "show", path, says=says)
        page = os.path.join(self.folder.name, "old.html")
        with open(page, "w") as file:
            file.write("<!DOCTYPE html><title>plumbline report</title>")
        self.expect_refusal(OUTPUT, "report", path, "-o", page, says=says)
        self.expect_refusal(OUTPUT, "compare", path, good, says=says)
        self.expect_refusal(OUTPUT, "compare", good, path, says=says)
        self.expect_refusal(OUTPUT, "merge", good, path, "--out", old, says=says)
        with open(old, "rb") as file:
            self.assertEqual(file.read(), before)
        with open(page) as file:
            self.assertIn("<title>plumbline report</title>", file.read(100))

    def test_unwritable(self):
        nowhere = os.path.join(self.folder.name, "no", "such", "folder", "file.h5")
        self.expect_refusal(OUTPUT, *self.STUDY, "--out", nowhere, says=nowhere)
        self.expect_refusal(OUTPUT, "verify", "--claim", "S2", "--case", "unit-pair", "--out", nowhere, says=nowhere)
        self.expect_refusal(OUTPUT, *SAMPLE, "--out", nowhere, says=nowhere)
        self.expect_refusal(OUTPUT, "verify", "--claim", "S2", "--case", "unit-pair", "--junit", nowhere, says=nowhere)

    def test_an_old_file_survives_a_failed_run(self):
        path = self.results()
        with open(path, "rb") as file:
            before = file.read()
        # the second row is refused when the first is already there
        self.expect(BAD_INPUT, "study", "error-vs-n", "unit-pair", "--steps", "16", "0", "--out", path)
        self.expect(BAD_INPUT, "study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "9", "--w", "1", "nan",
                    "--out", path)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(os.listdir(self.folder.name), ["results.h5"])

    def test_a_full_disk(self):
        old = self.results()
        script = """mount -t tmpfs -o size=64k none "$1" || exit 99
            cp "$2" "$1/old.h5" && cd "$1" || exit 98
            cat /dev/zero > filler 2>/dev/null
            shift 2; "$@"; echo "status $?"; od -v -t x1 old.h5; ls -A"""
        disk = self.path("disk")
        os.mkdir(disk)
        for command in (self.STUDY, ["verify", "--claim", "S2", "--case", "unit-pair", "--progress", "none"],
                        [*SAMPLE[:-1], "1000"]):
            run = deadline.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", disk, old, PLUMBLINE,
                                *command, "--out", "old.h5"], text=True)
            if run.returncode == 99:
                self.skipTest("no file system may be mounted here: " + run.stderr)
            self.assertIn("\nstatus 4\n", "\n" + run.stdout)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            self.assertIn("No space left on device", run.stderr)
            dump = deadline.run(["od", "-v", "-t", "x1", old], text=True).stdout
            self.assertIn(dump + "filler\nold.h5\n", run.stdout)

    def test_a_file_that_may_not_grow(self):
        import resource

        old = self.results()
        with open(old, "rb") as file:
            before = file.read()
        for command in (self.STUDY, SAMPLE):
            run = self.run_command(*command, "--out", old,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
            self.assertEqual(run.returncode, OUTPUT)
            self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
            self.assertIn("File too large", run.stderr)
            with open(old, "rb") as file:
                self.assertEqual(file.read(), before)
            self.assertEqual(os.listdir(self.folder.name), ["results.h5"])

    def test_standard_output_that_cannot_be_written(self):
        with open("/dev/full", "w") as full:
            for command in (["cases"], ["claims", "--json"], self.STUDY):
                run = deadline.run([PLUMBLINE, *command], stdout=full, text=True)
                self.assertEqual(run.returncode, OUTPUT, command)
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
                self.assertIn("No space left on device", run.stderr)

    def test_a_folder_that_may_not_be_written(self):
        old = self.results()
        folder = self.path("locked")
        os.mkdir(folder)
        path = os.path.join(folder, "old.h5")
        os.rename(old, path)
        os.chmod(path, 0o666)
        with open(path, "rb") as file:
            before = file.read()
        os.chmod(self.folder.name, 0o755)
        os.chmod(folder, 0o555)
        self.addCleanup(os.chmod, folder, 0o755)
        other_user = {"user": 65534} if os.getuid() == 0 else {}  # root may write everywhere
        verify = ["verify", "--claim", "S2", "--case", "unit-pair", "--progress", "none"]
        page = os.path.join(folder, "new.html")
        for command, out in ((self.STUDY, path), (verify, path), (["report", path], page)):
            run = self.run_command(*command, "--out", out, **other_user)
            self.assertEqual(run.returncode, OUTPUT, run.stderr)
            self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
            self.assertIn("Permission denied", run.stderr)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(os.listdir(folder), ["old.h5"])

    def test_truncated(self):
        path = self.results()
        with open(path, "rb") as file:
            whole = file.read()
        for length in (1, 7, 600, len(whole) // 2, len(whole) - 65, len(whole) - 40, len(whole) - 1):
            with open(path, "wb") as file:
                file.write(whole[:length])
            self.expect_unreadable(path, "results.h5")

    def test_another_format(self):
        import h5py

        self.expect_unreadable(self.path("text.h5", "not HDF5"), "is not an HDF5 file")
        self.expect_unreadable(self.path("empty.h5", ""), "is not an HDF5 file")
        self.expect_unreadable(self.folder.name, "not a regular file")
        path = self.path("other.h5")
        with h5py.File(path, "w") as file:
            file["x"] = [1.0, 2.0]
        self.expect_unreadable(path, "other.h5")

    def test_another_version(self):
        def newer(file):
            file.attrs["format_version"] = file.attrs["format_version"] + 1

        self.expect_unreadable(self.edited("newer.h5", newer), "version 3")

    def test_something_missing(self):
        def without_dataset(file):
            del file["error_vs_n/kl"]

        def without_axis(file):
            del file["error_vs_n/steps"]

        def without_units(file):
            del file["error_vs_n/kl"].attrs["units"]

        def without_group(file):
            del file["error_vs_n"]

        self.expect_unreadable(self.edited("a.h5", without_dataset), "error_vs_n/kl")
        self.expect_unreadable(self.edited("b.h5", without_axis), "error_vs_n/steps")
        self.expect_unreadable(self.edited("c.h5", without_units), "units of error_vs_n/kl")
        self.expect_unreadable(self.edited("d.h5", without_group), "group error_vs_n")
