"""The plug-in as pytest runs it: the example passes, a wrong sampler fails with one line, few samples never pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2] / "examples" / "gate"


def run(folder, *options):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "plumbline._pytest_plugin", "-p", "no:cacheprovider", "-c", os.devnull,
         "--rootdir", folder, "-q", *options, folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def wrong(tmp_path):
    text = (HERE / "test_sampler.py").read_text()
    assert "eps_c + w * (eps_c - eps_u)" in text
    (tmp_path / "test_wrong.py").write_text(text.replace("eps_c + w * (eps_c - eps_u)", "eps_u + w * (eps_c - eps_u)"))
    return tmp_path


def test_the_example_passes(tmp_path):
    (tmp_path / "test_sampler.py").write_text((HERE / "test_sampler.py").read_text())
    status, said = run(tmp_path)
    assert status == 0 and "2 passed" in said, said


def test_a_wrong_sampler_fails_in_one_line(wrong):
    status, said = run(wrong, "--tb=short")
    lines = [line for line in said.splitlines() if "VIOLATED" in line and not line.startswith("FAILED")]
    assert status == 1 and "1 failed, 1 passed" in said, said
    assert len(lines) == 1 and "exact 0" in lines[0] and "a sampler that ignores w" in lines[0], said
    assert "Traceback" not in said and "follows(my_sampler" not in said


def test_few_samples_do_not_pass(wrong):
    status, said = run(wrong, "--plumbline-resolution", "0.001", "-k", "my_sampler")
    assert status == 1 and "VIOLATED" in said, said
    path = wrong / "test_wrong.py"
    path.write_text((HERE / "test_sampler.py").read_text())
    status, said = run(wrong, "--plumbline-resolution", "0.001", "-k", "my_sampler")
    assert status == 1 and "INCONCLUSIVE: 60000 samples show shifts above" in said, said


def test_settings_of_the_project(wrong):
    settings = wrong / "pytest.ini"
    settings.write_text("[pytest]\nplumbline_resolution = 0.001\n")
    (wrong / "test_wrong.py").write_text((HERE / "test_sampler.py").read_text())
    assert "INCONCLUSIVE" in run(wrong, "-c", settings, "-k", "my_sampler")[1]


def test_the_entry_point_is_declared():
    project = (HERE.parents[1] / "pyproject.toml").read_text()
    assert '[project.entry-points.pytest11]\nplumbline = "plumbline._pytest_plugin"' in project
