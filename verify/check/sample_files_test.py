#!/usr/bin/env python3
"""Files and streams that `plumbline check` reads: every form gives the same answer, and what is none is refused in one line.

    verify/check/sample_files_test.py PLUMBLINE
"""

import json
import pickle
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import h5py
import numpy as np

PLUMBLINE = ""
LINE = ["unit-pair", "--w", "0", "--steps", "4", "--t0", "0.1"]


class SampleFiles(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = Path(self.folder.name)
        self.y = np.random.default_rng(5).normal(1.0, 1.0, (4000, 1))

    def tearDown(self):
        self.folder.cleanup()

    def run_check(self, file, *options, chain=LINE, stdin=None):
        return subprocess.run([PLUMBLINE, "check", *chain, "--samples", str(file), "--json", *options],
                              capture_output=True, input=stdin, timeout=600)

    def report(self, file, *options, **more):
        run = self.run_check(file, *options, **more)
        self.assertIn(run.returncode, (0, 1, 3), run.stderr)
        return json.loads(run.stdout)

    def assert_refused(self, pattern, file, *options, **more):
        run = self.run_check(file, *options, **more)
        self.assertEqual(run.returncode, 2, run.stdout)
        self.assertEqual(run.stderr.count(b"\n"), 1, run.stderr)
        self.assertRegex(run.stderr.decode(), pattern)

    def save(self, name, array, **options):
        np.save(self.at / name, array, **options)
        return self.at / name

    def test_every_form_gives_the_same_answer(self):
        y = self.y.astype(np.float32).astype(float)  # a form with fewer digits holds the same numbers
        expected = self.report(self.save("y.npy", y))
        self.assertEqual(expected["samples"], 4000)
        (self.at / "y.raw").write_bytes(y.tobytes())
        np.savetxt(self.at / "y.csv", y, header="x", comments="")
        np.savetxt(self.at / "y.txt", y, header="a comment")
        with h5py.File(self.at / "y.h5", "w") as file:
            file["x"] = y
        with h5py.File(self.at / "flat.h5", "w") as file:
            file["group/x"] = y[:, 0]
            file["other"] = y
        forms = [("y.raw",), ("y.csv",), ("y.txt",), ("y.h5",), ("flat.h5", "--dataset", "/group/x"),
                 (self.save("single.npy", y.astype(np.float32)),), (self.save("big.npy", y.astype(">f8")),),
                 (self.save("flat.npy", y[:, 0]),), (self.save("fortran.npy", np.asfortranarray(y)),)]
        for file, *options in forms:
            self.assertEqual(self.report(self.at / file, *options), expected, file)
        self.assertEqual(self.report("-", stdin=y.tobytes()), expected)
        self.assertEqual(self.report("-", "--format", "csv", stdin=(self.at / "y.csv").read_bytes()), expected)

    def test_archives_of_arrays(self):
        y = self.y.astype(np.float32).astype(float)
        expected = self.report(self.save("y.npy", y))
        np.savez(self.at / "one.npz", y)
        np.savez_compressed(self.at / "packed.npz", y=y)
        np.savez(self.at / "two.npz", y=y.astype(">f4"), other=np.zeros((3, 3)), names=np.array(["a"]))
        for file, *options in [("one.npz",), ("packed.npz",), ("two.npz", "--dataset", "y"), ("two.npz", "--dataset", "y", "--format", "npz")]:
            self.assertEqual(self.report(self.at / file, *options), expected, file)
        np.savez(self.at / "half.npz", y.astype(np.float16))
        self.assertRegex(" ".join(self.report(self.at / "half.npz")["oddities"]), "float16")
        plane = np.random.default_rng(6).normal(size=(40_000, 2))
        chain = ["triad", "--w", "0", "--steps", "2", "--t0", "0.2", "--against", "data"]
        expected = self.report(self.save("c.npy", plane), chain=chain)
        for save in (np.savez, np.savez_compressed):
            save(self.at / "f.npz", y=np.asfortranarray(plane))
            self.assertEqual(self.report(self.at / "f.npz", chain=chain), expected, save.__name__)

    def test_hostile_archives(self):
        y = self.y
        np.savez_compressed(self.at / "good.npz", y=y)
        np.savez(self.at / "plain.npz", y=y)
        good, plain = (self.at / "good.npz").read_bytes(), (self.at / "plain.npz").read_bytes()
        def file(name, content):
            (self.at / name).write_bytes(content)
            return self.at / name
        def changed(content, at, to):
            return content[:at] + to + content[at + len(to):]
        directory, end = good.rindex(b"PK\x01\x02"), good.rindex(b"PK\x05\x06")
        self.assert_refused("not an archive", file("short.npz", b"PK"))
        self.assert_refused("not an archive", file("none.npz", bytes(500)))
        self.assert_refused("cut off", file("cut.npz", good[:-30]))
        self.assert_refused("damaged member", file("bits.npz", changed(good, 2000, bytes(40))))
        self.assert_refused("length or checksum", file("wrong.npz", changed(plain, 2000, bytes(40))))
        self.assert_refused("length or checksum", file("long.npz", changed(good, directory + 24, (len(y) * 8 + 500).to_bytes(4, "little"))))
        self.assert_refused("length or checksum", file("less.npz", changed(good, directory + 24, (400).to_bytes(4, "little"))))
        self.assert_refused("beyond its end", file("far.npz", changed(good, directory + 42, b"\xf0\xff\xff\x7f")))
        self.assert_refused("4 GiB", file("huge.npz", changed(good, directory + 24, b"\xff\xff\xff\xff")))
        self.assert_refused("encrypted or packed otherwise", file("code.npz", changed(good, directory + 8, b"\x01")))
        self.assert_refused("encrypted or packed otherwise", file("lzma.npz", changed(good, directory + 10, b"\x0e")))
        self.assert_refused("directory beyond its end", file("dir.npz", changed(good, end + 16, b"\xf0\xff\xff\x7f")))
        self.assert_refused("damaged directory", file("many.npz", changed(good, end + 10, b"\x09")))
        np.savez(self.at / "two.npz", a=y, b=y)
        self.assert_refused("2 arrays; its arrays are a, b", self.at / "two.npz")
        self.assert_refused('0 arrays named "c"', self.at / "two.npz", "--dataset", "c")
        np.savez(self.at / "object.npz", y=np.array([{"a": 1}], dtype=object))
        self.assert_refused("type", self.at / "object.npz")
        self.assert_refused("stream", "-", "--format", "npz", stdin=good)

    def test_until_decided(self):
        """Stops early on a wrong stream and on a right one, and leaves the rest unread."""
        rng = np.random.default_rng(8)
        wrong = rng.normal(0.0, 1.0, 1_000_000).tobytes()
        report = self.report("-", "--until-decided", stdin=wrong)
        self.assertEqual((report["verdict"], report["samples"], report["looks"]), ("VIOLATED", 1 << 14, 1))
        chain = ["unit-pair", "--w", "0", "--steps", "4", "--t0", "0.1", "--against", "data"]
        right = rng.normal(1.0, 1.0, 1_000_000).tobytes()
        report = self.report("-", "--until-decided", stdin=right, chain=chain)
        self.assertEqual(report["verdict"], "HOLDS")
        self.assertGreater(report["looks"], 1)
        self.assertLess(report["samples"], 200_000)
        few = self.report("-", "--until-decided", stdin=right[:80_000], chain=chain)
        self.assertEqual((few["verdict"], few["samples"], few["looks"]), ("INCONCLUSIVE", 10_000, 1))
        once = self.report("-", stdin=right[:80_000], chain=chain)
        self.assertGreater(few["smallest_shift"], once["smallest_shift"])  # a look has a part of the false-alarm rate

    def test_results_and_junit(self):
        file, out, xml = self.save("y.npy", self.y - 1.0), self.at / "out.h5", self.at / "check.xml"
        self.assertEqual(self.run_check(file, "--out", str(out), "--junit", str(xml)).returncode, 1)
        suite = ElementTree.parse(xml).getroot()
        self.assertEqual(len(suite.findall(".//failure")), 1, ElementTree.tostring(suite))
        with h5py.File(out) as results:
            self.assertIn(b"VIOLATED", set(results["claims/verdict"][()]))
        self.assert_refused("as well", file, "--out", str(out), "--junit", str(out), "--force")

    def test_a_sampler_in_another_language(self):
        """The example in awk through a pipe; and the same with its scale misread."""
        program = Path(__file__).parents[2] / "examples" / "gate" / "sampler.awk"
        chain = ["unit-pair", "--w", "1", "--steps", "8", "--t0", "0.01"]
        for w, verdict in ((1, "HOLDS"), (2, "VIOLATED")):
            rows = subprocess.run(["awk", "-v", "n=40000", "-v", f"w={w}", "-v", "steps=8", "-v", "t0=0.01", "-v", "seed=7",
                                   "-f", program], capture_output=True, check=True).stdout
            report = self.report("-", "--format", "csv", stdin=rows, chain=chain)
            self.assertEqual(report["verdict"], verdict)
        self.assertIn("guides with w = 2", report["diagnosis"][0])

    def test_half_precision_is_told(self):
        self.assertRegex(" ".join(self.report(self.save("half.npy", self.y.astype(np.float16)))["oddities"]), "float16")

    def test_fortran_order_in_the_plane(self):
        y = np.random.default_rng(6).normal(size=(3000, 2))
        chain = ["triad", "--w", "0", "--steps", "2", "--t0", "0.2", "--against", "data"]
        c_order = self.report(self.save("c.npy", y), chain=chain)
        self.assertEqual(self.report(self.save("f.npy", np.asfortranarray(y)), chain=chain), c_order)
        self.assert_refused(r"shape \(2, 3000\); case triad has d = 2; transpose\?", self.save("t.npy", y.T), chain=chain)

    def test_too_few_samples_decide_nothing(self):
        report = self.report(self.save("few.npy", self.y[:200]))
        self.assertEqual(report["verdict"], "INCONCLUSIVE")
        self.assertGreater(report["samples_needed"], 200)

    def test_options_count(self):
        file = self.save("y.npy", self.y)
        default = self.report(file)
        self.assertNotEqual(self.report(file, "--resolution", "0.2")["samples_needed"], default["samples_needed"])
        self.assertNotEqual(self.report(file, "--false-alarm", "0.01")["smallest_shift"], default["smallest_shift"])
        for against in ("limit", "data"):
            self.assertNotEqual(self.report(file, "--against", against)["claims"], default["claims"])

    def test_hostile_files(self):
        class Evil:
            def __reduce__(self):
                return (Path.touch, (Path(self_folder) / "executed",))
        self_folder = self.folder.name
        good = self.save("good.npy", self.y).read_bytes()
        def file(name, content):
            (self.at / name).write_bytes(content)
            return self.at / name
        self.assert_refused("cut off", file("cut.npy", good[:-9]))
        self.assert_refused("not a NumPy file", file("empty.npy", b""))
        self.assert_refused("within its head", file("head.npy", good[:40]))
        self.assert_refused("head of", file("huge.npy", good[:6] + b"\x02\x00\xff\xff\xff\x7f" + good[12:]))
        self.assert_refused("type", self.save("object.npy", np.array([[Evil()]], dtype=object), allow_pickle=True))
        self.assert_refused("type", self.save("complex.npy", self.y.astype(complex)))
        self.assert_refused(r"type <\\x0a", file("lines.npy", good.replace(b"'<f8'", b"'<\nf'")))
        self.assert_refused(r"two\\x0alines", self.at / "two\nlines.npy")
        self.assert_refused("not a NumPy file", file("pickle.npy", pickle.dumps(Evil())))
        self.assertFalse((self.at / "executed").exists())
        self.assert_refused(r"1 of the rows.*first: 3", self.save("nan.npy", np.where(np.arange(4000)[:, None] == 3, np.nan, self.y)))
        self.assert_refused("shape", self.save("wide.npy", np.zeros((10, 3))))
        self.assert_refused("no number", file("words.csv", b"1.0\nhello\n"))
        self.assert_refused("2 numbers", file("two.csv", b"1.0\n1.0,2.0\n"))
        self.assert_refused("bytes over", file("odd.raw", b"12345678123"))
        self.assert_refused("damaged", file("bad.h5", b"\x89HDF\r\n\x1a\n" + bytes(200)))
        self.assert_refused("regular file", self.at, "--format", "npy")
        self.assert_refused("regular file", "/dev/zero", "--format", "raw")
        self.assert_refused("No such file", self.at / "missing.npy")
        self.assert_refused("ending", file("y.xyz", b""))
        self.assert_refused("at least two", file("none.csv", b"# nothing\n"))

    def test_a_link_does_not_lead_out_of_the_file(self):
        with h5py.File(self.at / "target.h5", "w") as file:
            file["x"] = self.y
        with h5py.File(self.at / "link.h5", "w") as file:
            file["x"] = h5py.ExternalLink("target.h5", "/x")
        self.assert_refused("link", self.at / "link.h5", "--dataset", "x")


if __name__ == "__main__":
    PLUMBLINE = sys.argv.pop(1)
    unittest.main()
