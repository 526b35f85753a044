"""What the pages show is executed: the tour of python/README.md, the front page, and the examples of docstrings."""

import doctest
import re
from pathlib import Path

import plumbline
import pytest

TOUR = Path(__file__).parents[1] / "README.md"
FRONT_PAGE = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(("page", "n_blocks"), [(TOUR, 4), (FRONT_PAGE, 1)], ids=["tour", "front page"])
def test_tour(tmp_path, monkeypatch, page, n_blocks):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    assert len(blocks) >= n_blocks
    exec(compile("\n".join(blocks), str(page), "exec"), {})


def test_docstrings():
    assert doctest.testmod(plumbline).attempted >= 3
    assert doctest.testmod(plumbline).failed == 0
