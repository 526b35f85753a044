"""verify(): the findings of the command, mutants caught, and what is refused."""

import json

import plumbline as pl
import pytest


def test_the_findings_are_those_of_the_command(command):
    told = json.loads(command(["verify", "--claim", "F2", "--claim", "H1", "--case", "unit-pair", "--json"]))
    found = pl.verify("unit-pair", ["F2", "H1"])
    assert found and found.verdict == told["verdict"] == "HOLDS" and str(found).endswith("HOLDS")
    checks = [check for claim in told["claims"] for check in claim["checks"]]
    assert len(checks) > 3
    for key, ours in (("what", "what"), ("margin", "margin"), ("verdict", "verdict")):
        assert [str(c[key]) for c in checks] == [str(x) for x in found.table[ours]], key


def test_a_case_of_ones_own_and_a_mutant():
    mine = pl.mixture([0.5, 0.5], [1.0, -1.0], 1.0, classes=[1, 2], guidance=pl.toward(1), name="mine")
    assert pl.verify(mine, "S2").verdict == "HOLDS"
    caught = pl.verify(mine, "S2", mutant="wrong-sign")
    assert not caught and caught.verdict == "VIOLATED" and "VIOLATED" in set(caught.table["verdict"])
    assert set(caught.table["case_name"]) == {"mine"} and "VIOLATED" in repr(caught)
    assert pl.verify(mine, "S2", seed=7).table["lhs"].tolist() != pl.verify(mine, "S2", seed=8).table["lhs"].tolist()


def test_what_it_cannot_afford_is_no_pass():
    assert pl.verify("unit-pair", "S1", most_paths=100).verdict == "INCONCLUSIVE"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"claims": "Z9"}, "Z9"),
        ({"claims": "S2", "tier": "slow"}, "slow"),
        ({"claims": "S2", "mutant": "magic"}, "magic"),
        ({"claims": "S2", "seed": -1}, "seed = -1"),
    ],
)
def test_bad_requests_are_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as caught:
        pl.verify("unit-pair", **arguments)
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="no case"):
        pl.verify([], "S2")
