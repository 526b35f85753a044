"""What every public function makes of arrays and numbers of every kind: the same answer, or one clear line."""

import inspect
from types import SimpleNamespace

import numpy as np
import plumbline as pl
import pytest

LINE, PLANE = pl.case("unit-pair"), pl.case("triad")
CHAIN = pl.chain(LINE, 1.0, 3, t0=0.1)
LAW = CHAIN.law()
PLANE_LAW = pl.law("triad", 1.0, 2, t0=0.3, tend=0.7)
X, XY = np.linspace(-1.0, 1.0, 6), np.linspace(-1.0, 1.0, 12).reshape(6, 2)
TIMES, STEPS = np.array([0.1, 0.5, 1.0]), np.array([0.9, 0.8])
PAIR = {"classes": [1, 2], "guidance": pl.toward(1)}


def made(t=TIMES, A=STEPS, B=STEPS, S=STEPS, omega=STEPS):
    return pl.Chain.from_coefficients(LINE, t, A, B, S, omega).steps.arrays()


def transitions(n=(0, 1), y=(0.1, 0.2), z=(0.3, 0.4), after=(0.5, 0.6)):
    return pl.check_transitions(CHAIN, n, y, z, after).worst


def mixed(weights=(0.25, 0.75), means=(0.5, 1.5), covariances=(1.0, 2.0)):
    return pl.mixture(weights, means, covariances, **PAIR).score(0.5, X)


def cost_of(term):
    return pl.mixture([1.0], [[0.1, 0.2]], 1.0, guidance=pl.cost(term)).cost(XY)


def own_table(values):
    table = pl.Table("t", "")
    table.add("n", "", ["n"], values)
    return table.axes["n"]


# Name of the argument in the message, a call with it, and a value that is right.
ARRAYS = {
    "Case.score": ("x", lambda a: PLANE.score(0.5, a), XY),
    "Case.eps": ("x", lambda a: PLANE.eps(0.5, a, "guided", w=1.0), XY),
    "Case.denoiser": ("x", lambda a: PLANE.denoiser(0.5, a, "reweighted"), XY),
    "Case.v": ("x", lambda a: LINE.v(0.5, a), X),
    "Case.log_density": ("x", lambda a: PLANE.log_density(0.5, a), XY),
    "Case.log_h": ("x", lambda a: LINE.log_h(0.5, a), X),
    "Case.h": ("x", lambda a: PLANE.h(0.5, a), XY),
    "Case.cost": ("x", LINE.cost, X),
    "Law.log_density": ("y", LAW.log_density, X),
    "Law.density": ("y", PLANE_LAW.density, XY),
    "Law.cdf": ("y", LAW.cdf, X),
    "Law.sf": ("y", LAW.sf, X),
    "Law.quantile": ("p", LAW.quantile, 0.5 + 0.4 * X),
    "chain": ("times", lambda a: pl.chain(LINE, 1.0, times=a).times, TIMES),
    "from_coefficients, t": ("t", lambda a: made(t=a), TIMES),
    "from_coefficients, A": ("A", lambda a: made(A=a), STEPS),
    "from_coefficients, B": ("B", lambda a: made(B=a), STEPS),
    "from_coefficients, S": ("S", lambda a: made(S=a), STEPS),
    "from_coefficients, omega": ("omega", lambda a: made(omega=a), STEPS),
    "check": ("y", lambda a: pl.check(a, CHAIN).table["margin"], np.tile(X, 40)),
    "assert_follows": ("y", lambda a: follows(a), np.tile(X, 40)),
    "check_transitions, y": ("y", lambda a: transitions(y=a), X[:2]),
    "check_transitions, z": ("z", lambda a: transitions(z=a), X[:2]),
    "check_transitions, after": ("after", lambda a: transitions(after=a), X[:2]),
    "mixture, weights": ("weights", lambda a: mixed(weights=a), np.array([0.25, 0.75])),
    "mixture, means": ("means", lambda a: mixed(means=a), np.array([0.5, 1.5])),
    "mixture, covariances": ("covariances", lambda a: mixed(covariances=a), np.array([1.0, 2.0])),
    "point_cloud": ("points", lambda a: pl.point_cloud(a).score(0.5, XY), XY),
    "exp_linear": ("a", lambda a: cost_of(pl.exp_linear(a)), np.array([0.5, 0.25])),
    "bump": ("center", lambda a: cost_of(pl.bump(a, 1.0)), np.array([0.5, 0.25])),
    "curve, x": ("x", lambda a: curved(x=a), np.array([-1.0, 0.0, 1.0])),
    "curve, values": ("values", lambda a: curved(values=a), np.array([1.0, 2.0, 1.0])),
    "table": ("values", lambda a: clouded(a), np.arange(1.0, 7.0)),
    "from_estimator": ("means", lambda a: fitted(a), np.array([[0.5, 1.0], [1.5, 0.0]])),
    "score_error": ("score", lambda a: pl.score_error(lambda t, y: a, CHAIN, paths=6).eps_by_step, X[:, None]),
    "run_rule, times": ("times", lambda a: ruled(times=a), TIMES),
    "run_rule, start": ("start", lambda a: ruled(start=a), XY),
}  # fmt: skip
NOT_GIVEN_ARRAYS = {"Table.add", "check_transitions, n"}  # any kind of column; integers: below


def follows(y):
    with pytest.raises((AssertionError, pl.TooFewSamples)) as told:
        pl.assert_follows(y, CHAIN)
    return np.array(str(told.value))


def ruled(times=TIMES, start=XY):
    return pl.run_rule("heun", times, start, lambda t, y: -y, lambda: None)


def curved(x=(-1.0, 0.0, 1.0), values=(1.0, 2.0, 1.0)):
    return pl.mixture([1.0], [0.0], 1.0, guidance=pl.cost(pl.curve(x, values))).cost(np.array([0.0, 0.5]))


def clouded(values):
    return np.array(pl.point_cloud(XY, guidance=pl.cost(pl.table(values))).expected_cost)


def fitted(means):
    given = SimpleNamespace(weights_=np.array([0.5, 0.5]), means_=means, covariances_=np.ones(2),
                            covariance_type="spherical")  # fmt: skip
    return pl.from_estimator(given).score(0.5, XY)


def same(a, b):
    a, b = (each if isinstance(each, tuple) else (each,) for each in (a, b))
    return all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize("name", ARRAYS)
def test_memory_of_every_kind_gives_the_same(name):
    _, call, right = ARRAYS[name]
    wanted = call(right)
    read_only = right.copy()
    read_only.flags.writeable = False
    strided = np.repeat(right, 3, axis=0)[::3]
    backwards = np.ascontiguousarray(right[::-1])[::-1]
    unaligned = np.frombuffer(b"x" + right.tobytes(), np.uint8)[1:].view(np.float64).reshape(right.shape)
    for given in (read_only, strided, backwards, np.asfortranarray(right), right.astype(">f8"), unaligned,
                  right.tolist(), right.astype(object).tolist(), right.view(np.matrix) if right.ndim == 2 else right,
                  np.ma.masked_array(right)):  # fmt: skip
        assert same(call(given), wanted), type(given)
    assert np.array_equal(read_only, right)  # and nothing was written into it


@pytest.mark.parametrize("name", ARRAYS)
def test_what_is_no_array_of_real_numbers_is_refused(name):
    argument, call, right = ARRAYS[name]
    masked = np.ma.masked_array(right, mask=np.arange(right.size).reshape(right.shape) == 1)
    for bad, message in [
        (right.astype(complex), "dtype complex128"),
        (right.astype(str), "dtype <U"),
        (right.astype(object), "dtype object"),
        (right > 0, "dtype bool"),
        (None if name not in ("mixture, weights", "chain") else [None, None], "dtype object"),
        (masked, "1 numbers are masked"),
        ([[1.0], [2.0, 3.0]], "not an array of numbers"),
        ("text", "dtype <U"),
    ]:
        with pytest.raises(ValueError, match=message) as caught:
            call(bad)
        assert "\n" not in str(caught.value) and str(caught.value).startswith(f"{argument}: "), str(caught.value)


@pytest.mark.parametrize("name", ARRAYS)
def test_nan_and_infinity_are_refused(name):
    _, call, right = ARRAYS[name]
    for bad in (np.nan, np.inf, -np.inf):
        wrong = right.copy()
        wrong.ravel()[0] = bad
        if name == "check_transitions, after":
            assert call(wrong) == np.inf  # a step that makes NaN is a finding, not a fault of the request
            continue
        with pytest.raises(ValueError, match=r"finite|nan|inf|increas|positive|not within") as caught:
            call(wrong)
        assert "\n" not in str(caught.value)


EMPTY_IS_EMPTY = {name for name in ARRAYS if name.startswith(("Case.", "Law."))}


@pytest.mark.parametrize("name", ARRAYS)
def test_empty_arrays(name):
    _, call, right = ARRAYS[name]
    nothing = right[:0]
    if name in EMPTY_IS_EMPTY:
        assert call(nothing).shape[:1] == (0,) and call(nothing).size == 0
        return
    with pytest.raises(ValueError) as caught:
        call(nothing)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ARRAYS)
def test_shapes_that_do_not_fit(name):
    _, call, right = ARRAYS[name]
    if name in ("Case.cost", "Case.v", "Case.log_h", "Law.log_density", "Law.cdf", "Law.sf", "Law.quantile"):
        return  # on the line every shape is one of points
    shapes = [np.broadcast_to(right, (2, 2, *right.shape))[..., :1], np.full((7, 3), 0.5)]
    if name == "run_rule, start":
        shapes.pop()  # there any (n, d) is one of states
    for wrong in shapes:
        with pytest.raises(ValueError) as caught:
            call(wrong)
        assert "\n" not in str(caught.value)


NUMBERS = {
    "t": lambda v: LINE.score(v, X),
    "w": lambda v: LINE.score(0.5, X, "guided", w=v),
    "n": lambda v: LINE.sample_data(v),
    "seed": lambda v: LINE.sample_data(3, seed=v),
    "steps": lambda v: pl.chain(LINE, 1.0, v),
    "t0": lambda v: pl.chain(LINE, 1.0, 4, t0=v),
    "tend": lambda v: pl.chain(LINE, 1.0, 4, tend=v),
    "window": lambda v: pl.chain(LINE, 1.0, 4, window=(v, 1.0)),
    "first": lambda v: CHAIN.sample(3, first=v),
    "threads": lambda v: CHAIN.sample(3, threads=v),
    "q": LAW.power,
    "width": lambda v: pl.bump(0.0, v),
    "coefficient": lambda v: pl.exp_linear(1.0, v),
    "constant": lambda v: pl.cost(constant=v),
    "false_alarm": lambda v: pl.check(X, CHAIN, false_alarm=v),
    "resolution": lambda v: pl.check(X, CHAIN, resolution=v),
    "most_paths": lambda v: pl.verify(LINE, "F2", most_paths=v),
    "most_steps": lambda v: pl.verify(LINE, "F2", most_steps=v),
    "paths": lambda v: pl.score_error(lambda t, y: y, CHAIN, paths=v),
    "tolerance": lambda v: pl.check_step(lambda y, t, u, z: y, LINE, CHAIN, tolerance=v),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_is_refused(name):
    for bad in ("1", b"1", [0.1, 0.5], {}, 1j, object(), lambda: 1):
        with pytest.raises(ValueError, match=name) as caught:
            NUMBERS[name](bad)
        assert "\n" not in str(caught.value), str(caught.value)


@pytest.mark.parametrize("name", ["n", "seed", "steps", "first", "threads", "most_paths", "most_steps", "paths"])
def test_what_is_no_whole_number_is_refused(name):
    for bad in (2.5, -1, 10**30, np.nan):
        with pytest.raises(ValueError, match=f"{name} = ") as caught:
            NUMBERS[name](bad)
        assert "\n" not in str(caught.value)


def test_numbers_of_every_kind():
    wanted = LINE.score(0.5, X, "guided", w=1.0)
    for half, one in [(np.float64(0.5), np.int8(1)), (np.float32(0.5), 1), (np.array(0.5), np.array([1.0])),
                      (np.full(6, 0.5), pl.Value(1.0, 0.1))]:  # fmt: skip
        assert np.array_equal(LINE.score(half, X, "guided", w=one), wanted)
        assert np.array_equal(LINE.denoiser(half, X, "guided", w=one), LINE.denoiser(0.5, X, "guided", w=1.0))
    with pytest.raises(ValueError, match="t: 2 different times; give one for all points"):
        LINE.score(np.array([0.5, 0.5, 0.25]), X)
    assert np.array_equal(LINE.sample_data(np.int64(3), seed=np.uint64(7)), LINE.sample_data(3, seed=7))
    assert pl.chain(LINE, 1, np.int32(4)) == pl.chain(LINE, 1.0, 4)


NAMES = {
    "which": lambda v: LINE.score(0.5, X, v),
    "which, log_density": lambda v: LINE.log_density(0.5, X, v),
    "which, sample_data": lambda v: LINE.sample_data(3, which=v),
    "scheme": lambda v: pl.chain(LINE, 1.0, 4, scheme=v),
    "schedule": lambda v: pl.chain(LINE, 1.0, 4, schedule=v),
    "start": lambda v: pl.chain(LINE, 1.0, 4, start=v),
    "start of coefficients": lambda v: pl.Chain.from_coefficients(LINE, TIMES, 1, 1, 1, start=v),
    "against": lambda v: pl.check(X, CHAIN, against=v),
    "claims": lambda v: pl.verify(LINE, v),
    "tier": lambda v: pl.verify(LINE, "F2", tier=v),
    "mutant": lambda v: pl.verify(LINE, "F2", mutant=v),
    "study": lambda v: pl.study(v, LINE),
    "data": lambda v: pl.data(LINE, which=v),
    "marginal": PLANE_LAW.marginal,
    "case": pl.case,
}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_known_name_is_refused(name):
    for bad in ("magic", 3, 0.5, ["base", "x"], object()):
        with pytest.raises(ValueError) as caught:
            NAMES[name](bad)
        assert "\n" not in str(caught.value), str(caught.value)


def test_integers_of_transitions():
    for bad in ([0.0, 1.0], [[0, 1]], ["0", "1"], None, [0, 3], [-1, 0], [True, False]):
        with pytest.raises(ValueError, match=r"^n: ") as caught:
            transitions(n=bad)
        assert "\n" not in str(caught.value)
    assert transitions(n=np.array([0, 1], np.uint8)) == transitions()


def test_every_function_that_takes_arrays_is_here():
    """By the types of the parameters: what is given as an array is in the table above."""
    tried = {name.partition(",")[0] for name in ARRAYS} | {name.partition(",")[0] for name in NOT_GIVEN_ARRAYS}
    tried |= {"Case." + name for name in ("from_toml",)}  # arrays of a case that names them: test_case.py
    for name in pl.__all__:
        thing = getattr(pl, name)
        members = inspect.getmembers(thing, inspect.isroutine) if inspect.isclass(thing) else [("", thing)]
        for member, function in members:
            if member.startswith("_") or not callable(function) or inspect.isbuiltin(function):
                continue
            try:
                parameters = inspect.signature(function).parameters
            except (TypeError, ValueError):
                continue
            arrays = {"x", "y", "z", "p", "times", "A", "points", "means", "values", "after"} & set(parameters)
            if arrays:
                assert {name, f"{name}.{member}", member} & tried, (name, member, arrays)
