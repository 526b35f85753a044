#!/usr/bin/env python3
"""`pip install .` alone from a clone, then the ten lines of python/README.md from another folder.

    python/install_test.py SOURCE_DIR [PYTHON [FOLDER]]

PYTHON (default: this one) needs the module venv only; pip fetches what the build takes. It compiles everything anew:
minutes, or what the compiler's cache leaves of them; so it is run by hand, not by ctest. FOLDER, which must not exist,
keeps the clone and the virtual environment.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def ten_lines(source):
    """The first example of the README: what a new user pastes."""
    found = re.search(r"```python\n(.*?)```", (source / "python" / "README.md").read_text(), re.DOTALL).group(1)
    assert len([line for line in found.splitlines() if line.strip()]) == 10, "the first example has ten lines"
    return found


def main():
    source = Path(sys.argv[1]).resolve()
    python = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    kept = contextlib.nullcontext(sys.argv[3]) if len(sys.argv) > 3 else tempfile.TemporaryDirectory()
    with kept as folder:
        Path(folder).mkdir(exist_ok=len(sys.argv) <= 3)
        clone, venv, elsewhere = (Path(folder) / name for name in ("clone", "venv", "elsewhere"))
        subprocess.run(["git", "clone", "-q", source, clone], check=True)
        subprocess.run([python, "-m", "venv", venv], check=True)
        cache = {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache", "CCACHE_BASEDIR": folder, "CCACHE_NOHASHDIR": "1",
                 "CCACHE_SLOPPINESS": "pch_defines,time_macros,include_file_mtime,include_file_ctime"}  # fmt: skip
        start = time.monotonic()
        subprocess.run([venv / "bin" / "pip", "install", "-q", "."], cwd=clone, env=cache | os.environ, check=True)
        print(f"pip install .: {time.monotonic() - start:.0f} s")
        elsewhere.mkdir()
        plain = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        code = ten_lines(source) + "\nassert '/venv/' in pl.__file__, pl.__file__\n"
        subprocess.run([venv / "bin" / "python", "-c", code], cwd=elsewhere, env=plain, check=True)


if __name__ == "__main__":
    main()
