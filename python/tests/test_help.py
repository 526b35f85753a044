"""help() is enough to work: every public name says what it takes, gives, raises, and which equation it stands for."""

import inspect
import re

import plumbline as pl
import pytest


def public():
    """(name, object) of functions, classes, and the methods and properties of classes."""
    for name in pl.__all__:
        thing = getattr(pl, name)
        yield name, thing
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                function = getattr(value, "__func__", value)
                if not member.startswith("_") and (inspect.isroutine(function) or isinstance(function, property)):
                    yield f"{name}.{member}", function


EVERYTHING = {name: (thing, inspect.getdoc(thing) or "") for name, thing in public()}


def words_about(name):
    """What help() shows for it: of a member also what its class says."""
    head = name.partition(".")[0]
    return EVERYTHING[name][1] + (" " + EVERYTHING[head][1] if head != name else "")


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_says_what_it_is_and_what_it_takes(name):
    thing, said = EVERYTHING[name]
    assert len(said) >= 10, "no docstring"
    if inspect.isfunction(thing):
        for parameter in inspect.signature(thing).parameters:
            if parameter not in ("self", "cls"):
                assert re.search(rf"\b{parameter}\b", words_about(name)), f"{parameter} is not explained"


# What the words must hold, by what the thing is; a member may leave it to its class.
RETURN_ARRAYS = """Case.score Case.eps Case.denoiser Case.v Case.log_density Case.log_h Case.h Case.cost
    Case.sample_data Case.components Chain.start Chain.sample sample Law.log_density Law.density Law.cdf Law.sf
    Law.quantile Law.grid"""
TAKE_ARRAYS = """mixture point_cloud exp_linear bump table chain Chain.from_coefficients check check_step
    check_transitions assert_follows score_error Law.expect"""
RAISE = """Case Case.from_toml Case.sample_data Case.to_toml case mixture point_cloud from_estimator chain
    Chain.from_coefficients Chain.w Chain.with_w sample law limit data Law Law.expect check assert_follows check_step
    check_transitions score_error study verify read_results write_results"""
NUMBERS_WITH_ERRORS = "Case.score Case.denoiser Law Law.expect Law.cdf Value check score_error Findings"
EQUATIONS = {
    "chain": r"\(27\)", "Chain": r"\(27\)", "law": r"\(27\)", "limit": r"\(26\)", "Law": r"\(26\)",
    "Case": r"\(26\)", "Case.log_h": r"\bF3\b", "Law.power": r"\bH1\b", "Law.expected_cost": r"\bH1\b",
    "score_error": r"\bE1\b", "verify": r"\bG1\b", "Case.score": r"\bF2\b", "check": r"\bS3\b",
    "check_step": r"\bS2\b",
}  # fmt: skip
TIMES = "Case chain Chain Law.end data limit Chain.from_coefficients check_step score_error Step Case.score"
NATURAL = "Case.log_density Law.log_density Law.kl ScoreError"


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (RETURN_ARRAYS + " " + TAKE_ARRAYS, r"\b[Ss]hape|\(K|\(n"),
        (RAISE, "ValueError|OutOfReach|AssertionError|OSError"),
        (NUMBERS_WITH_ERRORS, r"\b[Ee]rror|accuracy|margin"),
        (TIMES, "reverse time"),
        (NATURAL, "natural"),
    ],
)
def test_it_says_shapes_errors_and_units(names, wanted):
    for name in names.split():
        assert re.search(wanted, words_about(name)), (name, wanted)


@pytest.mark.parametrize("name", EQUATIONS)
def test_it_cites_its_equation(name):
    assert re.search(EQUATIONS[name], words_about(name)), name


def test_help_of_the_module_leads_on():
    said = inspect.getdoc(pl)
    assert ">>>" in said
    for name in ("case", "chain", "law", "check", "verify", "study"):
        assert re.search(rf"\b{name}\b", said), name


def test_columns_of_fields_are_explained():
    """Dataclasses and named tuples say what each field is, where help() shows it."""
    for thing in (pl.Step, pl.StepCheck, pl.ScoreError):
        fields = getattr(thing, "_fields", None) or [field for field in thing.__dataclass_fields__]
        for field in fields:
            assert re.search(rf"\b{field}\b", inspect.getdoc(thing)), (thing, field)
