"""Files of strangers, and names in them: shown or refused, and nothing else happens."""
import json
import os
import resource
import time
import xml.etree.ElementTree
import zlib

from command import deadline
from command.harness import BAD_INPUT, BASELINE, CASE, Command, HOLDS, OUTPUT, PLUMBLINE, SAMPLE

# colours, a bell, a title for the window, the eight-bit form of "ESC [", the other way round, a line end
HOSTILE = "\x1b[31mred\x07\x1b]0;gone\x07 \x9b31m\u202egnp\u2028 <b>]]> & | \"q\" $x$ \r\n# end"
VERIFY = ["verify", "--claim", "F2", "--claim", "D4", "--progress", "each"]


N_ZEROS = 1 << 24
DEFLATED_ZEROS = zlib.compress(bytes(8 * N_ZEROS))  # 128 MiB in a few hundred kB


def toml_text(name):
    return json.dumps(name)  # TOML's basic strings have the escapes of JSON


def texts_in(value):
    """All keys and texts of a JSON value."""
    if isinstance(value, dict):
        return [*value, *(text for item in value.values() for text in texts_in(item))]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value]


class HostileFiles(Command):
    def bytes_of(self, *arguments, status=HOLDS):
        """Everything that the command says, which must be quiet."""
        run = deadline.run([PLUMBLINE, *arguments], cwd=self.folder.name)
        self.assertEqual(run.returncode, status, run.stderr)
        for said in (run.stdout, run.stderr):
            text = said.decode()
            acting = [c for c in text if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f" or c in "\u202e\u2028"]
            self.assertEqual(acting, [], (arguments, text[:2000]))
        return run

    def hostile_case(self, file_name="case.toml"):
        return self.path(file_name, CASE.replace('"mine"', toml_text(HOSTILE)))

    def test_names_do_nothing_in_a_terminal(self):
        case = self.hostile_case()
        a, b, junit = (self.path(name) for name in ("a.h5", "b.h5", "a.xml"))
        law = ["law", case, "--w", "1", "--steps", "8", "--no-limit"]
        trials = ["study", "guidance-scale", case, "--steps", "4", "--trials", "99", "--w", "1", "--progress", "each"]
        for command in ([*VERIFY, "--case", case, "--junit", junit], [*VERIFY, "--case", case, "--details"], law, trials,
                        ["sample", case, "--w", "1", "--steps", "4", "--paths", "999", "--out", self.path("s.h5")],
                        ["cases", "--show", case]):
            self.bytes_of(*command)
            if command[0] != "cases":
                said = json.loads(self.bytes_of(*command, "--json").stdout)
                self.assertIn(HOSTILE, texts_in(said))
        with open(junit) as file:
            self.assertIn("\\x1b[31mred", xml.etree.ElementTree.parse(file).find(".//testcase").get("name"))
        self.bytes_of(*trials, "--out", a)
        other = self.path("other.toml", CASE.replace('"mine"', toml_text(HOSTILE)).replace("[2.0]", "[2.5]"))
        self.bytes_of(*[word if word != case else other for word in trials], "--out", b)
        self.bytes_of("compare", a, b, status=1)
        self.bytes_of("compare", a, b, "--json", status=1)
        for form in ([], ["--json"], ["--latex"], ["--markdown"]):
            self.bytes_of("show", a, *form)
        # a refusal quotes it as well
        self.bytes_of(*VERIFY, "--case", case, "--case", case, status=BAD_INPUT)
        self.bytes_of("law", HOSTILE, "--w", "1", "--steps", "8", status=BAD_INPUT)
        self.bytes_of("show", HOSTILE, status=OUTPUT)
        self.bytes_of(HOSTILE, status=BAD_INPUT)

    def test_words_that_are_no_text(self):
        out = self.path("a.h5")
        nonsense = os.fsencode(self.folder.name) + b"/\xff\xfe.h5"
        self.expect(HOLDS, *SAMPLE[:-1], "9", "--out", out)
        self.bytes_of("show", nonsense, status=OUTPUT)
        self.bytes_of(*SAMPLE[:-1], "9", "--out", nonsense)
        json.loads(self.bytes_of("show", nonsense, "--json").stdout)
        json.loads(self.bytes_of(*VERIFY[:3], "--case", "unit-pair", "--out", nonsense, "--json").stdout)
        page = os.fsencode(self.folder.name) + b"/\xff.html"
        self.assertIn("out", json.loads(self.bytes_of("report", out, "-o", page, "--json").stdout))

    def test_samples_are_inputs(self):
        samples = self.path("samples.h5")
        self.expect(HOLDS, *SAMPLE[:-1], "999", "--out", samples)
        with open(samples, "rb") as file:
            before = file.read()
        check = ["check", "unit-pair", "--w", "1", "--steps", "24", "--samples", samples]
        for force in ([], ["--force"]):
            self.expect_refusal(BAD_INPUT, *check, "--out", samples, *force, says="would destroy it")
        with open(samples, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_names_that_no_file_can_have(self):
        law = ["law", "unit-pair", "--w", "1", "--steps", "8", "--no-limit", "--out"]
        self.expect_refusal(OUTPUT, *law, self.path("n" * 260 + ".h5"), says="File name too long")
        for link, to in (("a.h5", "b.h5"), ("b.h5", "a.h5")):
            os.symlink(to, self.path(link))
        self.expect_refusal(OUTPUT, *law, self.path("a.h5"), says="levels of symbolic links")
        longest = self.path("n" * 252 + ".h5")  # what is put beside it while it is written may not be longer
        self.expect(HOLDS, *law, longest)
        self.expect(HOLDS, "show", longest)

    def test_an_output_is_no_standard_stream(self):
        for redirection, out in (('> "$0"', self.path("a.h5")), ('2> "$0"', self.path("a.h5")), ("> said", "/dev/stdout")):
            run = deadline.run(["sh", "-c", f'"$@" {redirection}', out, PLUMBLINE, "law", "unit-pair", "--w", "1",
                                "--steps", "8", "--no-limit", "--out", out, "--force"], cwd=self.folder.name)
            self.assertEqual(run.returncode, BAD_INPUT)

    def test_an_option_is_no_output(self):
        law = ["law", "unit-pair", "--w", "1", "--steps", "8", "--no-limit"]
        verify = ["verify", "--claim", "S2", "--case", "unit-pair", "--progress", "none"]
        for line in ([*law, "--out", "--json"], [*verify, "--junit", "--json"], ["report", BASELINE, "-o", "--force"]):
            self.expect_refusal(BAD_INPUT, *line, says="looks like an option")

    def test_many_tables(self):
        import h5py
        import numpy

        path = self.path("many.h5")
        self.expect(HOLDS, "law", "unit-pair", "--w", "1", "--steps", "8", "--no-limit", "--out", path)
        with h5py.File(path, "r+") as file:
            group = file["density"]
            names = bytes(str(group.attrs["datasets"]), "utf8").decode().removeprefix("b'").removesuffix("'").split()
            for i in range(4000):
                group[f"x{i}"] = h5py.SoftLink("density")
                names.append(f"x{i}")
            del group.attrs["datasets"]
            group.attrs["datasets"] = numpy.bytes_(" ".join(names))
        begun = time.monotonic()
        self.expect_refusal(OUTPUT, "show", path, says="more than 4000 tables and columns")
        self.assertLess(time.monotonic() - begun, 3.0)

    def test_outputs_are_apart(self):
        out = self.path("a.h5")
        for junit in (out, out + ".partial"):
            self.expect_refusal(BAD_INPUT, *VERIFY, "--case", "unit-pair", "--out", out, "--junit", junit, says="as well")

    def test_one_that_fails_leaves_what_was_computed(self):
        def too_small():
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

        out = self.path("a.h5")
        for command, says in ((["law", "unit-pair", "--w", "1", "--steps", "8"], "expected_cost"),
                              (["study", "guidance-scale", "unit-pair", "--steps", "4", "--trials", "9", "--w", "1"], "mean_cost"),
                              (["mutants", "--claim", "F2"], "flat-weights"),
                              (["check", "unit-pair", "--w", "0", "--steps", "4", "--samples", self.path("s.csv", "1\n2\n-1\n")],
                               "3 samples see")):
            run = self.run_command(*command, "--progress", "none", "--out", out, preexec_fn=too_small)
            self.assertEqual(run.returncode, OUTPUT, run.stderr)
            self.assertIn("File too large", run.stderr)
            if command[0] not in ("study", "mutants"):  # their finished rows would not fit their own file
                self.assertIn(says, run.stdout)
            self.assertFalse(os.path.exists(out))

    def test_help_that_nobody_reads(self):
        for words in (["--help"], ["--version"], ["law", "--help"]):
            with open("/dev/full", "w") as full:
                run = deadline.run([PLUMBLINE, *words], stdout=full, text=True)
            self.assertEqual(run.returncode, OUTPUT, words)
            self.assertEqual(len(run.stderr.splitlines()), 1)

    def limited(self, *arguments):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

        begun = time.monotonic()
        run = self.run_command(*arguments, preexec_fn=limit)
        self.assertLess(time.monotonic() - begun, 20.0)
        return run

    def test_chunks_larger_than_the_file(self):
        import h5py
        import numpy

        bomb = self.path("bomb.h5")
        with h5py.File(bomb, "w") as file:
            for name, shape, chunk in (("x", (8, 2), (N_ZEROS // 2, 2)), ("label", (8,), (N_ZEROS,))):
                made = file.create_dataset(name, shape, "f8", chunks=chunk, maxshape=(None, *shape[1:]), compression="gzip")
                made.id.write_direct_chunk((0,) * len(shape), DEFLATED_ZEROS)
        self.assertLess(os.path.getsize(bomb), 2 << 20)
        case = self.path("cloud.toml", 'name = "cloud"\n[points]\nfile = "bomb.h5"\ndataset = "x"\nclasses = "label"\n'
                         '[guidance]\nkind = "classifier-free"\nclass = 1\n')
        check = ["check", "unit-pair", "--w", "1", "--steps", "8", "--samples", bomb, "--dataset", "label"]
        for command, status, says in ((["cases", "--show", case], BAD_INPUT, "no numeric dataset"),
                                      (check, BAD_INPUT, "chunks larger than the file")):
            run = self.limited(*command)
            self.assertEqual(run.returncode, status, run.stderr)
            self.assertIn(says, run.stderr)

        def rechunk(file):
            attributes = dict(file["error_vs_n/kl"].attrs)
            scales = [dimension[0] for dimension in file["error_vs_n/kl"].dims]
            shape = file["error_vs_n/kl"].shape
            del file["error_vs_n/kl"]
            made = file.create_dataset("error_vs_n/kl", shape, "f8", chunks=(1,) * (len(shape) - 1) + (N_ZEROS,),
                                       maxshape=(None,) * len(shape), compression="gzip")
            made.id.write_direct_chunk((0,) * len(shape), DEFLATED_ZEROS)
            for key in ("units", "long_name"):
                made.attrs[key] = attributes[key]
            for dimension, scale in zip(made.dims, scales):
                dimension.attach_scale(scale)

        results = self.path("results.h5")
        self.expect(HOLDS, "study", "error-vs-n", "unit-pair", "--steps", "8", "16", "--out", results)
        with h5py.File(results, "r+") as file:
            rechunk(file)
        run = self.limited("show", results)
        self.assertEqual(run.returncode, OUTPUT, run.stdout)
        self.assertIn("chunks", run.stderr)

    def test_a_head_of_blanks(self):
        head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (" + b" " * 59000 + b"3,), }"
        samples = self.path("long.npy")
        with open(samples, "wb") as file:
            file.write(b"\x93NUMPY\x02\x00" + len(head).to_bytes(4, "little") + head + bytes(24))
        run = self.run_command("check", "unit-pair", "--w", "1", "--steps", "8", "--samples", samples)
        self.assertEqual(run.returncode, BAD_INPUT, run.stderr)
        self.assertIn("has a head of", run.stderr)
