"""The command, for the tests that compare with it."""

import os
import subprocess
from pathlib import Path

import plumbline
import pytest


def pytest_collection_modifyitems(items):
    """Under the sanitizers kernels are scalar: what is much work, and no new kind of it, is left out."""
    if "PLUMBLINE_SANITIZED" in os.environ:
        for item in items:
            if item.get_closest_marker("heavy"):
                item.add_marker(pytest.mark.skip(reason="much work under the sanitizers, and nothing new for them"))


@pytest.fixture(scope="session")
def command_and_status():
    """Runs the command, gives its exit status and what it printed; tests that ask are skipped where it is not built."""
    path = os.environ.get("PLUMBLINE_COMMAND", str(Path(plumbline.__file__).parents[2] / "bin" / "plumbline"))
    if "PLUMBLINE_COMMAND" not in os.environ and not Path(path).exists():
        pytest.skip("the command is not built")

    def run(words):
        done = subprocess.run([path, *words], capture_output=True, text=True, check=False, timeout=600)
        return done.returncode, done.stdout

    return run


@pytest.fixture(scope="session")
def command(command_and_status):
    """What the command printed, which must have ended well."""

    def run(words):
        status, printed = command_and_status(words)
        assert status == 0, words
        return printed

    return run
