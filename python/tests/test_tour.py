"""What the pages show is executed: the tour of python/README.md and the examples of the docstrings."""

import doctest
import re
from pathlib import Path

import plumbline

README = Path(__file__).parents[1] / "README.md"


def test_tour(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) >= 4
    exec(compile("\n".join(blocks), str(README), "exec"), {})


def test_docstrings():
    assert doctest.testmod(plumbline).attempted >= 3
    assert doctest.testmod(plumbline).failed == 0
