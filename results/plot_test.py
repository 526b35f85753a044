#!/usr/bin/python3
"""Tests of plot.py on a file of every table that has figures: plot_test.py FILE.h5; exit 77 without matplotlib."""

import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

try:
    import h5py
    import matplotlib  # noqa: F401, plot.py needs it
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed")
    sys.exit(77)

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
from figure_table import FAMILIES, value_text  # noqa: E402

SOURCE = pathlib.Path(sys.argv.pop(1))


def plot(path, *options):
    """Exit status, standard error and the names of the pictures."""
    run = subprocess.run([sys.executable, HERE / "plot.py", path, *map(str, options)], capture_output=True, text=True, timeout=300)
    return run.returncode, run.stderr, [pathlib.Path(line) for line in run.stdout.splitlines()]


class Plot(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = self.folder / "a.h5"
        shutil.copy(SOURCE, self.path)

    def refused(self, change, words):
        """What plot.py says of a file that was changed: one line, exit status 2, no picture."""
        shutil.copy(SOURCE, self.path)
        with h5py.File(self.path, "r+") as file:
            change(file)
        status, error, pictures = plot(self.path, "--formats", "svg", "--table", "error_vs_n")
        self.assertEqual((status, pictures), (2, []), error)
        self.assertEqual(error.count("\n"), 1)
        self.assertIn(words, error)

    def test_every_family_is_drawn_at_both_widths(self):
        for width in (3.4, 7):
            status, error, pictures = plot(
                self.path, "--formats", "svg", "--width", width, "-o", self.folder / str(width)
            )
            self.assertEqual((status, error), (0, ""))
            for family in FAMILIES:
                self.assertTrue(
                    any(re.fullmatch(rf"a_{family['table']}(_\d+)?\.svg", p.name) for p in pictures), family["table"]
                )
            for picture in pictures:
                svg = xml.etree.ElementTree.parse(picture).getroot()
                self.assertAlmostEqual(float(svg.get("width")[:-2]) / 72, width, places=2)
                self.assertLess(float(svg.get("height")[:-2]) / 72, 9.5)
        names = self.drawn("error_vs_n")
        for word in ("ddpm, order 0.998(10)", "bound by the path KL", "steps N", "W1"):
            self.assertIn(word, names)

    def drawn(self, table, *options):
        """All text in the pictures of a table."""
        status, error, pictures = plot(
            self.path, "--formats", "svg", "--table", table, "-o", self.folder / "one", *options
        )
        self.assertEqual(status, 0, error)
        return " ".join(
            node.text or "" for p in pictures for node in xml.etree.ElementTree.parse(p).iter() if "text" in node.tag
        )

    def test_many_names_stand_once_above_all_panels(self):
        import plot

        sheet, top, axes = plot.sheet_of(4, 3, (2.3, 1.5), 0.5)
        for k, ax in enumerate(axes):
            ax.set_title(f"panel {k}")
            for name in range(9 if k else 8):  # the first lacks one
                ax.plot([1, 2], [name, k], label=f"rule {name}")
        plot.legend_of_page(top, axes, 7)
        self.assertEqual([text.get_text() for text in top.get_legend().get_texts()], [f"rule {k}" for k in range(9)])
        self.assertEqual([ax.get_title(loc="left") for ax in axes], [f"panel {k}" for k in range(4)])
        self.assertTrue(all(ax.get_legend() is None for ax in axes))
        self.assertAlmostEqual(sheet.get_size_inches()[1], 3.5)  # two rows and the legend

    def test_choices(self):
        self.assertNotIn("KL", self.drawn("error_vs_n", "--panel", "tv"))
        one = self.drawn("error_vs_n", "--case", "a")
        self.assertNotEqual(one, self.drawn("error_vs_n"))
        for options in (
            ["--case", "none"],
            ["--panel", "none"],
            ["--table", "none"],
            ["--width", "0"],
            ["--formats", "exe"],
        ):
            status, error, _ = plot(self.path, "--formats", "svg", *options)
            self.assertEqual(status, 2, error)
            self.assertNotIn("Traceback", error)

    def test_axes_have_at_least_two_labels(self):
        for table in ("learned_distance", "dimension", "score_error", "guidance_scale"):
            _, _, pictures = plot(self.path, "--formats", "svg", "--table", table, "-o", self.folder / "ticks")
            svg = pictures[0].read_text()
            panel = svg[svg.index('id="axes_1"') :].split('id="axes_2"')[0]
            for axis in ("xtick_", "ytick_"):
                self.assertGreaterEqual(panel.count(f'id="{axis}'), 2, (table, axis))

    def test_other_files_are_refused(self):
        self.refused(lambda file: file.attrs.modify("format_version", np.int64(9)), "format version 9")
        self.refused(lambda file: file.attrs.modify("format", np.bytes_("other")), "not a plumbline results file")
        self.refused(lambda file: file.attrs.__delitem__("format_version"), "format version")
        self.refused(lambda file: file.__delitem__("error_vs_n/case"), "not in this file")

        def replace(name, data):
            def change(file):
                attributes = dict(file[name].attrs)
                del file[name]
                file[name] = data
                del attributes

            return change

        self.refused(replace("error_vs_n/tv", 1.0), "error_vs_n/tv")
        self.refused(replace("error_vs_n/tv", np.array([b"x"])), "error_vs_n/tv")
        self.refused(replace("error_vs_n", np.zeros(3)), "not a group")
        (self.folder / "text.h5").write_text("no HDF5")
        for name in ("text.h5", "none.h5", "."):
            status, error, _ = plot(self.folder / name)
            self.assertEqual((status, error.count("\n")), (2, 1), error)

    def test_links_out_of_the_file_are_not_followed(self):
        def link(file):
            del file["error_vs_n/tv"]
            file["error_vs_n/tv"] = h5py.ExternalLink("other.h5", "/x")

        self.refused(link, "not in this file")

    def test_numbers_that_the_file_cannot_hold(self):
        def huge(file):
            del file["error_vs_n/steps"]
            file.create_dataset("error_vs_n/steps", (1 << 40,), "f8")

        def huge_chunks(file):
            del file["error_vs_n/steps"]
            file.create_dataset("error_vs_n/steps", (2,), "f8", chunks=(1 << 24,), maxshape=(None,))

        for change in (huge, huge_chunks):
            self.refused(change, "larger than its file could hold")

    def test_what_is_no_picture_is_not_replaced(self):
        notes = self.folder / "a_error_vs_n.svg"
        notes.write_text("mine")
        options = ("--formats", "svg", "--table", "error_vs_n", "--panel", "tv")
        status, error, pictures = plot(self.path, *options)
        self.assertEqual((status, pictures, error.count("\n")), (2, [], 1), error)
        self.assertIn("--force", error)
        self.assertEqual(notes.read_text(), "mine")
        for options in ((*options, "--force"), options):
            self.assertEqual(plot(self.path, *options)[::2], (0, [notes]))

    def test_an_interrupt_leaves_nothing_half_written(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            command = [sys.executable, HERE / "plot.py", self.path, "--formats", "png,pdf"]
            run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            run.stdout.readline()  # the first picture is there, others follow
            run.send_signal(number)
            error = run.communicate(timeout=300)[1]
            self.assertEqual((run.returncode, error.count("\n")), (128 + number, 1), error)
            self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith(".")], [])

    def test_hostile_names(self):
        with h5py.File(self.path, "r+") as file:
            file["error_vs_n/case"][0] = "$\\frac{<b>&\x1b[31m\n\u202e"
        self.assertNotIn("\x1b", self.drawn("error_vs_n"))

    def test_values_are_written_as_in_the_tables(self):
        for value, error, text in (
            (1.169418123, 2.1e-5, "1.16942(3)"),
            (1.0, 5.1e-5, "1.00000(6)"),
            (0.99795, 0.01, "0.998(10)"),
            (0.998, 0.019, "0.998(19)"),
            (1.1704, 3e-4, "1.1704(3)"),
            (1234.5678, 1.5, "1234.6(15)"),
        ):
            self.assertEqual(value_text(value, error), text)

    def test_the_picture_of_the_readme_is_small(self):
        gallery = HERE / "gallery" / "error-vs-n.svg"
        self.assertLess(gallery.stat().st_size, 60_000)
        self.assertLess(gallery.read_text().count("\n"), 800)


if __name__ == "__main__":
    unittest.main()
