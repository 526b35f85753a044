"""Closed streams, outputs that are inputs, numbers out of range, clouds of points: nothing lost, one clear line."""
import json
import os
import signal
import subprocess

from command import deadline
from command.harness import BAD_INPUT, BASELINE, CASE, Command, HOLDS, OUTPUT, PLUMBLINE, SAMPLE, VIOLATED

STUDY = ["study", "error-vs-n", "unit-pair", "--steps", "16", "32", "--progress", "each", "--reproducible"]
VERIFY = ["verify", "--claim", "S2", "--case", "unit-pair", "--progress", "none"]


def contents(path):
    with open(path, "rb") as file:
        return file.read()


class RoughHands(Command):
    def shell(self, line, *arguments):
        return deadline.run(["sh", "-c", line, "sh", PLUMBLINE, *arguments], text=True,
                            cwd=self.folder.name)

    def test_streams_that_are_closed_or_full(self):
        good = self.path("good.h5")
        self.expect(HOLDS, *STUDY, "--out", good)
        for redirection in ("2>&-", "2>/dev/full", "0>&-", "0>&- 2>&-"):
            out = self.path("out.h5")
            run = self.shell(f'"$@" {redirection}', *STUDY, "--out", out)
            self.assertEqual(run.returncode, HOLDS, (redirection, run.stderr))
            same = self.run_command("compare", good, out)
            self.assertEqual(same.returncode, HOLDS, same.stdout + same.stderr)
        for redirection in ("2>&-", "2>/dev/full"):
            self.assertEqual(self.shell(f'"$@" {redirection}', "show", "nofile").returncode, OUTPUT, redirection)
        # without standard output everything is stored, and the status says that nobody could read the rest
        for command in (STUDY, VERIFY, SAMPLE):
            out = self.path("unseen.h5")
            run = self.shell('"$@" >&-', *command, "--out", out)
            self.assertEqual(run.returncode, OUTPUT, command)
            self.assertIn("standard output", run.stderr)
            self.expect(HOLDS, "show", out)
            self.assertFalse(os.path.exists(out + ".partial"))

    def test_a_reader_that_goes_away(self):
        out = self.path("out.h5")
        for command in (["claims", "--json"], [*STUDY[:-3], "--progress", "none", "--out", out]):
            run = deadline.start([PLUMBLINE, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            with deadline.deadline(run):
                run.stdout.close()
                self.assertEqual(run.stderr.read(), "")
                run.stderr.close()
                self.assertEqual(run.wait(), -signal.SIGPIPE)
        self.expect(HOLDS, "show", out)

    def test_an_output_is_not_an_input(self):
        case, alias = self.path("a.toml", CASE), self.path("alias.toml")
        os.link(case, alias)
        link = self.path("link.toml")
        os.symlink("a.toml", link)
        h5 = self.path("e.h5")
        self.expect(HOLDS, *STUDY, "--out", h5)
        before = contents(h5)
        law = ["law", case, "--w", "1", "--steps", "8"]
        for out in (case, alias, link, os.path.join(self.folder.name, ".", "a.toml")):
            for command in (law, [*VERIFY, "--case", case], ["sample", *law[1:], "--paths", "9"],
                            ["study", "error-vs-n", case, "--steps", "8"]):
                self.expect_refusal(BAD_INPUT, *command, "--out", out, "--force", says="would destroy it")
        self.expect_refusal(BAD_INPUT, *VERIFY, "--case", case, "--junit", case, says="would destroy it")
        self.expect_refusal(BAD_INPUT, "report", h5, "-o", h5, says="would destroy it")
        self.expect_refusal(BAD_INPUT, "merge", h5, h5, "--out", h5, says="would destroy it")
        with open(case) as file:
            self.assertEqual(file.read(), CASE)
        self.assertEqual(contents(h5), before)

    def test_an_output_replaces_its_own_kind_only(self):
        notes, h5, page, junit = (self.path(name) for name in ("notes.txt", "a.h5", "a.html", "a.xml"))
        for path in (h5, page, junit):
            self.path(os.path.basename(path), "")  # as mktemp leaves them
        for _ in range(2):
            self.expect(HOLDS, *VERIFY, "--out", h5, "--junit", junit)
            self.expect(HOLDS, "report", h5, "-o", page)
        self.path("notes.txt", "mine")
        for command, option in ((STUDY, "--out"), (VERIFY, "--out"), (SAMPLE, "--out"), (VERIFY, "--junit"),
                                (["report", h5], "--out"), (["merge", h5, h5], "--out")):
            self.expect_refusal(BAD_INPUT, *command, option, notes, says="--force")
            self.expect_refusal(BAD_INPUT, *command, option, "", says="no file name is given")
        self.expect_refusal(BAD_INPUT, *VERIFY, "--out", page, says="is not a results file")
        self.assertEqual(contents(notes), b"mine")
        self.expect(HOLDS, *VERIFY, "--out", notes, "--force")
        self.expect(HOLDS, "show", notes)
        self.expect_refusal(BAD_INPUT, *VERIFY, "--out", h5, "--junit", h5, says="as well")
        os.chmod(h5, 0o444)
        self.expect_refusal(OUTPUT, *VERIFY, "--out", h5, says="write-protected")

    def test_one_output_that_fails_leaves_the_others(self):
        nowhere = os.path.join(self.folder.name, "no", "x.xml")
        self.expect_refusal(OUTPUT, *VERIFY, "--junit", nowhere, "--out", self.path("a.h5"), says=nowhere)
        junit, h5 = self.path("a.xml"), self.path("a.h5")
        with open("/dev/full", "w") as full:
            run = deadline.run([PLUMBLINE, *VERIFY, "--junit", junit, "--out", h5], stdout=full)
        self.assertEqual(run.returncode, OUTPUT)
        self.expect(HOLDS, "show", h5)
        self.assertIn(b"testcase", contents(junit))

    def test_the_finished_rows_of_a_study_are_not_replaced(self):
        h5 = self.path("a.h5")
        self.expect(HOLDS, *STUDY, "--out", h5)
        os.rename(h5, h5 + ".partial")  # stands for the rows of a study
        before = contents(h5 + ".partial")
        for command in (VERIFY, ["mutants", "--claim", "F2"]):
            self.expect_refusal(OUTPUT, *command, "--out", h5, says="another study")
        self.assertEqual(contents(h5 + ".partial"), before)

    def test_numbers_are_taken_exactly_or_not_at_all(self):
        out = self.path("none.h5")
        sample = [*SAMPLE[:-2], "--out", out, "--paths"]
        for seed in ("-1", "1e23", "18446744073709551616", "1.5", "0x10", "", "7 "):
            self.expect_refusal(BAD_INPUT, *sample, "9", "--seed", seed,
                                says=f"seed = {seed} is not an integer from 0 to 18446744073709551615")
        self.expect(HOLDS, *sample, "9", "--seed", "18446744073709551615")
        self.assertEqual(json.loads(self.expect(HOLDS, *sample, "1e1", "--json").stdout)["paths"], 10)
        os.remove(out)
        law = ["law", "unit-pair", "--w", "1", "--steps"]
        for steps in ("100000000000000000000", "1e20", "-1", "1e8", "8.5", "99999999999"):
            self.expect_refusal(BAD_INPUT, *law, steps, says=f"steps = {steps} is not an integer from 1 to 10000000")
        for option, text in (("--power", "nan"), ("--power", "1e999"), ("--at", "inf"), ("--t0", "nan"),
                             ("--w-to", "-nan"), ("--tend", "0,5")):
            self.expect_refusal(BAD_INPUT, *law, "8", "--out", out, f"{option}={text}",
                                says=f"{option[2:]} = {text} is not a finite number")
        self.expect_refusal(BAD_INPUT, *sample, "1e12", says="on the disk")
        self.expect_refusal(BAD_INPUT, *sample, "1e13", says="an integer from 1 to 1000000000000")
        trials = ["study", "guidance-scale", "unit-pair", "--trials"]
        self.expect_refusal(BAD_INPUT, *trials, "1e20", says="is not an integer")

    def test_what_does_not_fit_the_memory(self):
        wide = self.path("wide.toml", CASE.replace("mean = [2.0]", f"mean = {[2.0] * 100000}")
                         .replace("mean = [-2.0]", f"mean = {[-2.0] * 100000}"))
        run = self.shell('ulimit -v 1500000; "$@"', "sample", wide, "--w", "1", "--steps", "2", "--threads", "1",
                         "--paths", "9", "--out", "none.h5")
        self.assertEqual(run.returncode, BAD_INPUT, run.stderr)
        self.assertIn("sample: needs about 4.1 GB of memory, and", run.stderr)

    def test_memory_is_refused_by_the_command_and_not_by_the_kernel(self):
        out = self.path("s.h5")
        run = deadline.start([PLUMBLINE, *SAMPLE[:-1], "100000000", "--out", out], stderr=subprocess.PIPE)
        with deadline.deadline(run):
            run.stderr.readline()  # what it needs on disk: it has begun
            with open(f"/proc/{run.pid}/limits") as file:
                limit = next(line.split()[3] for line in file if line.startswith("Max data size"))
            run.terminate()
            run.communicate()
        with open("/proc/meminfo") as file:
            total = 1024 * int(file.readline().split()[1])
        self.assertLess(int(limit), 1.5 * total + 2**30)

    def test_inputs_from_strangers(self):
        def refused(text, says):
            self.expect_refusal(BAD_INPUT, "cases", "--show", self.path("case.toml", text), says=says)

        refused("x" + ".x" * 100000 + " = 1\n", "a key of more than 16 parts")
        refused("[" + "a." * 50000 + "a]\n", "a key of more than 16 parts")
        refused("x = " + "[" * 100000 + "]" * 100000, "brackets more than 16 deep")
        refused("x = " + "{a=" * 100000, "brackets more than 16 deep")
        # the fourth quote belongs to the string
        refused('x = ["""a"""", ' + "[" * 100000, "brackets more than 16 deep")
        refused("x = ['''a''''', " + "[" * 100000, "brackets more than 16 deep")
        refused('x = ["a\\"", ' + "[" * 100000, "brackets more than 16 deep")
        refused("".join(f"[a{i}]\n" for i in range(200001)), "more than 200000 tables (line 200001)")
        refused("# " + "x" * (17 << 20), "a case file at most 16777216")
        # what only looks deep is no trouble
        deep = "[." * 99
        strings = f'about = "{deep}"  # {deep}\nname = """{deep}"""'
        self.expect(HOLDS, "cases", "--show", self.path("ok.toml", CASE.replace('name = "mine"', strings)))
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        for path in (fifo, "/dev/zero", self.folder.name):
            self.expect_refusal(BAD_INPUT, "cases", "--show", path, says="is not a regular file")

    def test_a_cloud_of_points(self):
        import h5py
        import numpy

        os.mkdir(self.path("in"))
        random = numpy.random.default_rng(1)
        x = random.normal(size=(50, 2))
        cloud = self.path("in/cloud.h5")

        def write(**datasets):
            with h5py.File(cloud, "w") as file:
                for name, values in datasets.items():
                    file[name] = values

        write(x=x, label=1 + numpy.arange(50) % 2, J=1 + x[:, 0] ** 2)
        head = 'name = "cloud"\n[points]\nfile = "cloud.h5"\ndataset = "x"\n'
        guided = 'classes = "label"\n[guidance]\nkind = "classifier-free"\nclass = 1\n'
        labelled = self.path("in/labels.toml", head + guided)
        table = self.path("in/table.toml", head + '[guidance]\nkind = "cost"\ntable = "J"\n')
        out = self.path("s.h5")
        for case in (labelled, table):
            sample = ["sample", case, "--w", "1", "--steps", "16", "--tend", "0.9", "--paths", "100", "--out", out]
            self.expect(HOLDS, *sample)
            with h5py.File(out) as file:
                self.assertEqual(file["sample/end_state"].shape, (100, 2))
                texts = [value for name, value in file.attrs.items() if b"fingerprint" in bytes(str(value), "utf8")]
                self.assertEqual(len(texts), 1, "the file does not say which points were read")
            self.expect(HOLDS, "cases", "--show", case)
            # it asks for a density, which points lack
            checked = self.run_command("verify", "--claim", "S3", "--case", case)
            self.assertEqual(checked.returncode, 3, checked.stdout + checked.stderr)
        self.expect_refusal(BAD_INPUT, *sample[:-1], cloud, "--force", says="would destroy it")
        for values, says in ((dict(x=x), "no numeric dataset"), (dict(x=x, label=[1, 2]), "2 classes for 50 points"),
                             (dict(x=numpy.where(x > 1, numpy.nan, x), label=numpy.ones(50)), "not finite"),
                             (dict(x=numpy.zeros((2, 2, 2)), label=[1, 2]), "rank 1 or 2"),
                             (dict(x="text"), "rank 1 or 2")):
            write(**values)
            self.expect_refusal(BAD_INPUT, "cases", "--show", labelled, says=says)
        secret = self.path("secret.h5")
        os.rename(cloud, secret)
        numpy.zeros(100).tofile(self.path("raw"))
        with h5py.File(cloud, "w") as file:
            file["x"] = h5py.ExternalLink("../secret.h5", "/x")
        self.expect_refusal(BAD_INPUT, "cases", "--show", labelled, says="no numeric dataset")
        with h5py.File(cloud, "w") as file:
            file.create_dataset("x", (50, 2), "f8", external=[(self.path("raw"), 0, 800)])
        self.expect_refusal(BAD_INPUT, "cases", "--show", labelled, says="no numeric dataset")
        os.remove(cloud)
        self.expect_refusal(BAD_INPUT, "cases", "--show", labelled, says="cloud.h5")
        os.mkfifo(cloud)
        self.expect_refusal(BAD_INPUT, "cases", "--show", labelled, says="not a regular file")

    def test_means_of_a_sample_carry_their_errors(self):
        def sample(*options):
            out = self.path("s.h5")
            return json.loads(self.expect(HOLDS, "sample", *options, "--json", "--out", out).stdout), out

        report, out = sample("unit-pair", "--w", "1", "--steps", "24", "--paths", "2000")
        import h5py
        with h5py.File(out) as file:
            cost, states = file["sample/cost"][()], file["sample/end_state"][()]
        self.assertAlmostEqual(report["mean_cost_error"], cost.std(ddof=1) / 2000 ** 0.5, places=12)
        self.assertAlmostEqual(report["mean_error"][0], states.std(ddof=1) / 2000 ** 0.5, places=12)
        infinite, _ = sample("wide-rival", "--w", "0", "--steps", "8", "--t0", "1e-3", "--scheme", "exponential",
                             "--paths", "99")
        self.assertEqual(infinite["mean_cost"], "inf")
        self.assertNotIn("mean_cost_error", infinite)
        self.assertIn("H1", infinite["mean_cost_note"])

    def test_a_mutant_that_changes_nothing_does_not_escape(self):
        run = self.run_command("mutants", "--case", "unit-pair", "--claim", "F2", "--claim", "S2")
        lines = {line.split()[0]: line for line in run.stdout.splitlines()}
        for name in ("flat-weights", "unit-covariances"):
            self.assertIn("no different here", lines[name])
        self.assertNotIn("no different here", lines["float-state"])
        self.assertEqual(run.returncode, HOLDS, run.stdout)
        narrow = self.run_command("mutants", "--claim", "F2", "--json")  # alone it misses those that draw wrong numbers
        self.assertEqual(narrow.returncode, VIOLATED)
        datasets = json.loads(narrow.stdout)["tables"]["mutants"]["datasets"]
        self.assertEqual(set(datasets["different"]["values"]), {1})

    def test_rounding_is_relative_to_the_size_of_the_states(self):
        far = self.path("far.toml", CASE.replace("[2.0]", "[1e6]").replace("[-2.0]", "[-1e6]"))
        self.expect(HOLDS, "verify", "--claim", "S2", "--case", far)
        self.expect(VIOLATED, "verify", "--claim", "S2", "--case", far, "--mutant", "float-state")

    def test_outputs_fit_their_columns(self):
        a, b, samples = (self.path(name) for name in ("a.h5", "b.h5", "samples.h5"))
        trials = ["study", "guidance-scale", "unit-pair", "--steps", "8", "--trials", "99", "--w", "1", "2"]
        self.expect(HOLDS, *STUDY, "--out", a)
        self.expect(HOLDS, *trials, "--out", b)
        self.expect(HOLDS, *SAMPLE[:-1], "99", "--out", samples)
        law = ["law", "unit-pair", "--w", "1", "--steps", "8"]
        for command in (["claims"], ["claims", "--mutants"], ["cases"], VERIFY, [*VERIFY, "--details"],
                        ["mutants", "--claim", "S2"], STUDY, trials, ["show", a], ["show", b], ["show", samples],
                        ["show", BASELINE], [*law, "--power", "2"], [*law, "--scheme", "heun"], ["compare", a, b],
                        ["law", "triad", *law[2:], "--no-limit"], ["times", "--steps", "4"],
                        ["check", *law[1:], "--samples", samples, "--resolution", "9"], ["--help"], ["law", "--help"],
                        ["study", "--help"], ["study", "reward", "--help"], ["verify", "--help"]):
            for columns in (80, 60):
                run = self.run_command(*command, env={**os.environ, "COLUMNS": str(columns)})
                widest = max(run.stdout.splitlines(), key=len)
                self.assertLessEqual(len(widest), columns, (command, widest))
        whole = self.run_command(*VERIFY, "--details", env={**os.environ, "COLUMNS": "400"}).stdout
        self.assertEqual(whole.count("plain recursion"), 1 + self.expect(HOLDS, *VERIFY, "--json").stdout.count("plain recursion"))  # nothing is cut where there is room
        short = self.run_command(*VERIFY, env={**os.environ, "COLUMNS": "80"}).stdout
        self.assertEqual(len(short.splitlines()), 4)  # one line a row: header, S2, legend, verdict

    def test_slips_of_the_pen(self):
        self.expect_refusal(BAD_INPUT, "foo", says="unknown command foo; choose one of cases, claims, law")
        self.expect_refusal(BAD_INPUT, "study", "foo", says="choose one of error-vs-n, schedule")
        self.expect_refusal(BAD_INPUT, "verfy", says="unknown command verfy; did you mean verify?; see plumbline --help")
        self.expect_refusal(BAD_INPUT, "study", "eror-vs-n", "unit-pair", says="did you mean error-vs-n?")
        self.expect_refusal(BAD_INPUT, "law", "unit-pair", "--w", "1", "--stpes", "8", says="did you mean --steps?")
        self.expect_refusal(BAD_INPUT, "study", "strong-order", "unit-pair", "--steps", "32", "16", says="give ascending")
        page = self.expect(HOLDS, "law", "--help").stdout
        for title in ("Guidance:", "The chain:", "Output:", "Example:"):
            self.assertIn(title + "\n", page)
        example = page.split("Example:\n")[1].split()
        self.expect(HOLDS, *example[1:])
