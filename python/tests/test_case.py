"""Cases: made, checked like case files, written, pickled, shown."""

import pickle
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import plumbline as pl
import pytest


def two_bells(**options):
    return pl.mixture([0.5, 0.5], [1.0, -1.0], 1.0, classes=[1, 2], guidance=pl.toward(1), **options)


def test_built_in_cases_load():
    for name in pl.case_names():
        case = pl.case(name)
        assert case.name == name and name in repr(case)


def test_mixture_is_the_built_in_case():
    x = np.linspace(-3, 3, 7)
    mine, theirs = two_bells(), pl.case("unit-pair")
    for which in ("base", "reweighted"):
        assert np.array_equal(mine.score(0.3, x, which), theirs.score(0.3, x, which))
    assert mine.expected_cost == theirs.expected_cost == 2.0
    assert mine.objective == "lower cost"


def test_mixture_takes_every_kind_of_covariance():
    means = [[0.0, 1.0], [1.0, 0.0]]
    full = [[[0.5, 0.2], [0.2, 0.4]], [[1.0, 0.0], [0.0, 2.0]]]
    found = pl.mixture(None, means, full).components()
    assert np.allclose(found[0][3], full[0], atol=1e-15) and found[0][0] == 0.5
    assert np.array_equal(pl.mixture(None, means, [[1, 2], [3, 4]]).components()[1][3], np.diag([3.0, 4.0]))
    assert np.array_equal(pl.mixture(None, means, [1, 2]).components()[1][3], 2 * np.eye(2))
    assert np.array_equal(pl.mixture(None, means, 0.5).components()[1][3], 0.5 * np.eye(2))


def test_costs_and_rewards():
    lowered = pl.mixture([1.0], [0.0], 1.0, guidance=pl.cost(pl.exp_linear(0.5), pl.bump(1.0, 0.5, 2.0), constant=0.1))
    x = np.array([-1.0, 0.3, 2.0])
    assert np.allclose(lowered.cost(x), 0.1 + np.exp(0.5 * x) + 2 * np.exp(-((x - 1) ** 2) / 0.5), rtol=1e-13)
    assert pl.mixture([1.0], [0.0], 1.0, guidance=pl.reward(pl.exp_linear(1.0))).objective == "raise reward"
    bent = pl.mixture([1.0], [0.0], 1.0, guidance=pl.cost(pl.curve([-1, 0, 1], [1.0, 2.0, 1.5])))
    assert np.allclose(bent.cost([-1.0, 0.0, 1.0]), [1.0, 2.0, 1.5], rtol=1e-9)
    nothing = pl.mixture([1.0], [0.0], 1.0)
    assert np.array_equal(nothing.log_h(0.5, x), np.zeros(3))


def test_point_clouds():
    points = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    plain = pl.point_cloud(points, classes=[1, 1, 2], guidance=pl.toward(1))
    assert plain.expected_cost == pytest.approx(1.5, rel=1e-15)
    valued = pl.point_cloud(points, guidance=pl.cost(pl.table([1.0, 2.0, 3.0])))
    assert valued.expected_cost == pytest.approx(2.0, rel=1e-15)
    assert pickle.loads(pickle.dumps(valued)) == valued
    with pytest.raises(ValueError, match="singular at t = 1"):
        plain.score(1.0, points)
    with pytest.raises(ValueError, match="memory"):
        valued.to_toml()
    rows = {tuple(row) for row in plain.sample_data(200, seed=1)}
    assert rows == {(0.0, 1.0), (1.0, 0.0)}


def test_fitted_estimators_are_taken_by_their_attributes():
    weights, means = np.array([0.3, 0.7]), np.array([[0.0, 0.0], [1.0, 2.0]])
    full = np.array([[[1.0, 0.1], [0.1, 1.0]], [[0.5, 0.0], [0.0, 0.2]]])
    kinds = {"full": full, "tied": full[0], "diag": full[:, [0, 1], [0, 1]], "spherical": np.array([1.0, 0.5])}
    for kind, covariances in kinds.items():
        fitted = SimpleNamespace(weights_=weights, means_=means, covariances_=covariances, covariance_type=kind)
        case = pl.from_estimator(fitted, classes=[0, 1], guidance=pl.toward(1))
        assert case.expected_cost == pytest.approx(1 / 0.7, rel=1e-15)
        wanted = (
            full[0] if kind == "tied" else {"full": full[1], "diag": np.diag([0.5, 0.2])}.get(kind, 0.5 * np.eye(2))
        )
        assert np.allclose(case.components()[1][3], wanted, atol=1e-15)
    with pytest.raises(ValueError, match="fit it first"):
        pl.from_estimator(SimpleNamespace())


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_a_fitted_mixture_of_sklearn(kind):
    mixtures = pytest.importorskip("sklearn.mixture")
    x = np.random.default_rng(2).standard_normal((400, 2)) * [1.0, 0.5] + [[0.0, 1.0], [3.0, -1.0]] * 200
    fitted = mixtures.GaussianMixture(2, covariance_type=kind, random_state=1).fit(x)
    case = pl.from_estimator(fitted, classes=[0, 1], guidance=pl.toward(1))
    everything = np.exp(case.log_density(1.0, x, "reweighted"))
    assert np.allclose(np.log(everything), fitted.score_samples(x), rtol=1e-10, atol=1e-10)
    shares = fitted.predict_proba(x)[:, 1]
    assert np.allclose(1.0 / case.cost(x), shares, rtol=1e-9)
    with pytest.raises(ValueError, match="fit it first"):
        pl.from_estimator(mixtures.GaussianMixture(2))


def test_round_trips(tmp_path: Path):
    case = two_bells(name="mine", about='a "quoted" line')
    assert pl.case(case.to_toml()) == case
    assert pl.case(case.to_dict()) == case
    assert pickle.loads(pickle.dumps(case)) == case
    assert hash(pickle.loads(pickle.dumps(case))) == hash(case)
    assert case != two_bells(name="other") and case != 3
    path = tmp_path / "mine.toml"
    path.write_text(case.to_toml())
    assert pl.case(path) == case == pl.case(str(path)) == pl.case(case)
    third = pl.mixture([1 / 3, 2 / 3], [0.1, 1e-300], [1e10, 1 / 3])
    first, second = third.components()
    assert (first[2], first[3], second[2], second[3]) == (0.1, 1e10, 1e-300, 1 / 3)
    assert [c[:2] for c in pl.case(third.to_toml()).components()] == [c[:2] for c in third.components()]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pl.case("no-such"), 'no built-in case and no file "no-such"'),
        (lambda: pl.mixture([0.5, 0.4], [0, 1], 1.0), "the weights sum to 0.9; scale them"),
        (lambda: pl.mixture([1.5, -0.5], [0, 1], 1.0), "component 2: weight -0.5 is not a finite number > 0"),
        (lambda: pl.mixture([1.0], [np.nan], 1.0), "the mean is not finite"),
        (lambda: pl.mixture([1.0], [0.0], np.nan), "variance nan is not a finite number >= 0"),
        (lambda: pl.mixture([1.0], [[0.0, 0.0]], [[[1.0, 2.0], [2.0, 1.0]]]), "eigenvalue -1 is negative"),
        (lambda: pl.mixture([1.0], [[0.0, 0.0]], [[[1.0, 2.0], [0.0, 1.0]]]), "not finite and symmetric"),
        (lambda: pl.mixture([1.0, 1.0], [0.0], 1.0), "weights: shape \\(2,\\) for 1 means"),
        (lambda: pl.mixture([0.5, 0.5], [0, 1], 1.0, classes=[1], guidance=pl.toward(1)), "classes: shape \\(1,\\)"),
        (
            lambda: pl.mixture([0.5, 0.5], [0, 1], 1.0, classes=[1.5, 2], guidance=pl.toward(1)),
            "classes: dtype float64",
        ),
        (lambda: pl.mixture(None, [], 1.0), "no components|component is missing|no \\[\\[component"),
        (
            lambda: pl.mixture([0.5, 0.5], [0, 1], 1.0, classes=[1, 2], guidance=pl.toward(3)),
            "no component has class 3",
        ),
        (lambda: pl.mixture([1.0], [0.0], 1.0, guidance=pl.cost(pl.bump(0.0, -1.0))), "width -1"),
        (
            lambda: pl.mixture([1.0], [0.0], 1.0, guidance=pl.cost(pl.curve([0, 1], [1, 2]), constant=1.0)),
            "stands alone",
        ),
        (lambda: pl.mixture([1.0], ["a"], 1.0), "means: dtype <U1 is not one of real numbers"),
        (lambda: pl.case({"name": "x", "component": [object()]}), "component: a object has no place"),
        (lambda: pl.case("name = 3\nabout = ["), "malformed TOML"),
        (lambda: pl.point_cloud([[0.0]], guidance=pl.cost(pl.table([-1.0]))), "value -1 of point 1"),
        (lambda: pl.point_cloud([[0.0]], guidance=pl.cost(pl.table([1.0, 2.0]))), "2 values for 1 points"),
    ],
)
def test_bad_input_is_one_line(make, message):
    with pytest.raises(ValueError, match=message) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["unit-pair", "triad", "ring", "gaussian-tilt"])
def test_pictures(name):
    html = pl.case(name)._repr_html_()
    assert name in html and ("<ellipse" in html or "<polyline" in html) and len(html) < 20_000 and "nan" not in html


def test_samples_of_the_data():
    case = pl.case("triad")
    y = case.sample_data(20_000, seed=3)
    assert y.shape == (20_000, 2)
    assert np.array_equal(y[:1500], case.sample_data(1500, seed=3))
    assert not np.array_equal(y, case.sample_data(20_000, seed=4))
    base = case.components()[0]  # the only component of class 1
    assert np.allclose(y.mean(axis=0), base[2], atol=5 * 0.71 / 20_000**0.5)
    assert np.allclose(np.cov(y.T), base[3], atol=0.02)
    noised = case.sample_data(20_000, seed=3, t=0.25)
    assert np.allclose(noised.mean(axis=0), 0.5 * base[2], atol=5 / 20_000**0.5)
    everything = case.sample_data(20_000, seed=3, which="reweighted")
    wanted = sum(c[1] * c[2] for c in case.components())
    assert np.allclose(everything.mean(axis=0), wanted, atol=5 * 1.3 / 20_000**0.5)
    for bad in ({"n": -1}, {"n": 1, "seed": -1}, {"n": 1, "t": 0.0}, {"n": 1, "which": "guided"}):
        with pytest.raises(ValueError):
            case.sample_data(**bad)
