"""The command, for the tests that compare with it."""

import os
import subprocess
from pathlib import Path

import plumbline
import pytest


@pytest.fixture(scope="session")
def command():
    """Runs the command and gives what it printed; the tests that ask for it are skipped where it was not built."""
    path = os.environ.get("PLUMBLINE_COMMAND", str(Path(plumbline.__file__).parents[2] / "bin" / "plumbline"))
    if "PLUMBLINE_COMMAND" not in os.environ and not Path(path).exists():
        pytest.skip("the command is not built")
    return lambda words: subprocess.run([path, *words], check=True, capture_output=True, text=True).stdout
