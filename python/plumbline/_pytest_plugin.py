"""The plug-in for pytest: `follows(samples, chain)` as a fixture, which fails with one line that says what is wrong.

    def test_my_sampler(follows):
        chain = plumbline.chain("unit-pair", w=1.0, steps=32)
        follows(my_sampler(chain.start(100_000), chain.times), chain)

pytest finds it by its entry point; -p no:plumbline leaves it out. The false-alarm rate is that of one call; a suite of n
calls wants 1e-6 / n, by --plumbline-false-alarm or the setting plumbline_false_alarm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OPTIONS = (
    ("false_alarm", "1e-6", "probability that follows() fails samples that have the law"),
    ("resolution", "0.05", "shift in standard deviations that follows() must be able to see"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """--plumbline-false-alarm, --plumbline-resolution, and settings of these names for pyproject.toml."""
    group = parser.getgroup("plumbline")
    for name, default, help_text in OPTIONS:
        group.addoption(f"--plumbline-{name.replace('_', '-')}", type=float, default=None, help=help_text)
        parser.addini(f"plumbline_{name}", help_text, default=default)


@pytest.fixture
def follows(request: pytest.FixtureRequest) -> Callable[..., None]:
    """follows(y, chain, against="chain"): fails the test unless samples y, shape (n, d), follow the law of a chain."""
    from plumbline import check

    def setting(name: str) -> float:
        given = request.config.getoption(f"plumbline_{name}")
        return float(request.config.getini(f"plumbline_{name}") if given is None else given)

    def follow(y: Any, chain: Any, **options: Any) -> None:
        __tracebackhide__ = True
        found = check(y, chain, **{name: setting(name) for name, *_ in OPTIONS} | options)
        if found.verdict != "HOLDS":
            pytest.fail(f"{chain.words}: {found.explanation}", pytrace=False)

    return follow
