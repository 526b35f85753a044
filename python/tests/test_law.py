"""Laws: the command's bits, closed forms, distances, functions, and what is out of reach."""

import json
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import plumbline as pl
import pytest
from law_requests import REQUESTS, SPACE, arguments

DISTANCES = ["tv", "kl", "hellinger", "w1", "w2"]


@pytest.mark.heavy
def test_thirty_requests_have_the_bits_of_the_command(command, tmp_path):
    assert len(REQUESTS) == 30
    space = tmp_path / "space.toml"
    space.write_text(SPACE)

    def differences(request):
        named, w, steps, options, depth = request
        case = space if named == "space.toml" else named
        told = json.loads(command(arguments(case, w, steps, options, depth)))
        law = pl.law(case, w, steps, **options)
        found = {key: getattr(law, key) for key in ("expected_cost", "mean", "second_moment", "mass_defect")}
        if depth == "full":
            found |= {key: getattr(law, key)() for key in DISTANCES if told[key] is not None}
            limit = law.limit().expected_cost
            assert float(told["limit"]["fokker_planck"]) == limit.value
            assert told["limit"]["fokker_planck_error"] == limit.error
        different = []
        for key, value in found.items():
            values = value if isinstance(value, list) else [value]
            numbers = [float(x) for x in np.atleast_1d(np.array(told[key], dtype=object))]
            errors = np.atleast_1d(told[f"{key}_error"]).tolist()
            if [v.value for v in values] != numbers or [v.error for v in values] != errors:
                different.append((request, key, numbers, values))
        return different, sum(math.isinf(v.value) for v in found.values() if not isinstance(v, list))

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(differences, REQUESTS))
    assert [d for different, _ in results for d in different] == []
    assert sum(n for _, n in results) >= 1  # an infinite one is among them


def test_a_law_in_the_plane_has_the_bits_of_the_command(command):
    request = ("triad", 1.0, 2, {"t0": 0.3, "tend": 0.7})
    told, law = json.loads(command(arguments(*request, ""))), pl.law(*request[:3], **request[3])
    assert [v.value for v in law.mean] == told["mean"] and [v.error for v in law.mean] == told["mean_error"]
    assert law.second_moment.value == told["second_moment"] and law.mass_defect.value == told["mass_defect"]
    assert told["expected_cost"] is None
    with pytest.raises(pl.OutOfReach, match="undecided"):
        law.expected_cost  # noqa: B018
    (x1, x2), density = law.grid()
    cell = (x1[1] - x1[0]) * (x2[1] - x2[0])
    assert density.shape == (len(x2), len(x1)) and cell * density.sum() == pytest.approx(1.0, abs=1e-9)
    assert cell * (density.sum(axis=0) * x1).sum() == pytest.approx(law.mean[0].value, abs=1e-9)
    assert cell * (density.sum(axis=1) * x2).sum() == pytest.approx(law.mean[1].value, abs=1e-9)


def test_report_is_what_the_command_prints(command):
    request = ("narrow-rival", 1.0, 8, {"t0": 1e-2})
    told = json.loads(command([*arguments(*request), "--power", "2"]))
    told.pop("seconds", None)
    assert pl.law(request[0], request[1], request[2], **request[3]).report(powers=[2]) == told


def gaussian_chain(w, steps):
    """Mean and standard deviation of the chain on gaussian-tilt, where every score is affine (O7)."""
    chain = pl.chain("gaussian-tilt", w, steps)
    (_, _, m, c), *_ = [k for k in chain.case.components() if k[0] > 0]
    (_, _, m_j, c_j), *_ = [k for k in chain.case.components() if k[1] > 0]
    t = chain.times[0]
    mean, variance = math.sqrt(t) * m[0], t * c[0, 0] + 1 - t
    for s in chain.steps:
        v, v_j = s.t * c[0, 0] + 1 - s.t, s.t * c_j[0, 0] + 1 - s.t
        slope = -(1 + s.omega) / v + s.omega / v_j
        shift = math.sqrt(s.t) * ((1 + s.omega) * m[0] / v - s.omega * m_j[0] / v_j)
        factor = s.A + s.B * slope
        mean, variance = factor * mean + s.B * shift, factor**2 * variance + s.S**2
    return chain.law(), mean, math.sqrt(variance)


def closed_forms(m, s):
    """Twenty functions and their means under N(m, s^2)."""
    phi = lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    below = lambda z: 0.5 * math.erfc(-z / math.sqrt(2))
    above_mean = lambda k: (m - k) * below((m - k) / s) + s * phi((m - k) / s)  # E max(y - k, 0)
    return [
        (lambda y: np.ones_like(y), 1.0),
        (lambda y: y, m),
        (lambda y: y**2, m**2 + s**2),
        (lambda y: y**3, m**3 + 3 * m * s**2),
        (lambda y: y**4, m**4 + 6 * m**2 * s**2 + 3 * s**4),
        (lambda y: (y - m) ** 6, 15 * s**6),
        (lambda y: np.abs(y), 2 * above_mean(0.0) - m),
        (lambda y: np.abs(y - 1.3), 2 * above_mean(1.3) - (m - 1.3)),
        (lambda y: np.maximum(y, 0), above_mean(0.0)),
        (lambda y: np.maximum(y - 2.1, 0), above_mean(2.1)),
        (lambda y: np.minimum(y, 0.5), m - above_mean(0.5)),
        (lambda y: y > 0.3, below((m - 0.3) / s)),
        (lambda y: np.sign(y), 2 * below(m / s) - 1),
        (lambda y: np.exp(y), math.exp(m + s**2 / 2)),
        (lambda y: np.exp(-2 * y), math.exp(-2 * m + 2 * s**2)),
        (lambda y: np.cosh(3 * y), 0.5 * (math.exp(3 * m + 4.5 * s**2) + math.exp(-3 * m + 4.5 * s**2))),
        (lambda y: np.cos(y), math.cos(m) * math.exp(-(s**2) / 2)),
        (lambda y: np.sin(7 * y), math.sin(7 * m) * math.exp(-24.5 * s**2)),
        (lambda y: np.exp(-(y**2) / 2), math.exp(-(m**2) / (2 * (1 + s**2))) / math.sqrt(1 + s**2)),
        (lambda y: np.exp(0.05 * y**2), math.exp(0.05 * m**2 / (1 - 0.1 * s**2)) / math.sqrt(1 - 0.1 * s**2)),
        (lambda y: np.exp(np.abs(y)), sum(math.exp(s**2 / 2 + k * m) * below(s + k * m / s) for k in (1, -1))),
    ]


@pytest.mark.parametrize(("w", "steps"), [(1.0, 16), (0.3, 64)])
def test_expect_against_closed_forms(w, steps):
    law, m, s = gaussian_chain(w, steps)
    assert abs(law.mean.value - m) <= law.mean.error
    forms = closed_forms(m, s)
    assert len(forms) >= 20
    for i, (f, truth) in enumerate(forms):
        found = law.expect(f)
        assert abs(found.value - truth) <= found.error, (i, found.value, truth, found.error)
        assert found.error <= 1e-9 * max(1.0, abs(truth)), (i, found.error)
    y = m + s * np.array([-7.0, -2.0, 0.0, 1.5, 6.0])
    exact = np.array([0.5 * math.erfc((m - x) / s / math.sqrt(2)) for x in y])
    assert np.allclose(law.cdf(y), exact, rtol=1e-9, atol=0.0)
    assert np.allclose(law.sf(2 * m - y), exact, rtol=1e-9, atol=0.0)
    assert np.allclose(law.quantile(exact[:4]), y[:4], rtol=0, atol=1e-9 * s)
    far = m + s * np.linspace(-10, 10, 21)
    for name, truth in (("cdf", [0.5 * math.erfc((m - x) / s / math.sqrt(2)) for x in far]),
                        ("density", np.exp(-0.5 * ((far - m) / s) ** 2) / s / math.sqrt(2 * math.pi))):  # fmt: skip
        values, errors = getattr(law, name)(far, errors=True)
        assert (np.abs(values - truth) <= errors).all(), (name, values - truth, errors)
        assert (errors < 1e-10).all()
    assert np.allclose(law.log_density(y), -0.5 * ((y - m) / s) ** 2 - math.log(s * math.sqrt(2 * math.pi)), rtol=1e-9)


def test_expect_refuses_what_it_cannot_know():
    law = pl.law("unit-pair", 1.0, 16)
    with pytest.raises(pl.OutOfReach, match="infinite or out of reach"), np.errstate(over="ignore"):
        law.expect(lambda y: np.exp(y**2))
    with pytest.raises(pl.OutOfReach, match="f is infinite at y = "), np.errstate(divide="ignore"):
        law.expect(lambda y: 1.0 / np.maximum(y, 0.0))
    with pytest.raises(ValueError, match=r"f gives shape \(\)"):
        law.expect(lambda y: 1.0)
    with pytest.raises(ValueError, match="f is not a number at y = "):
        law.expect(lambda y: np.where(y > 0, np.nan, y))
    with pytest.raises(ValueError, match="dtype complex"):
        law.expect(lambda y: y + 1j)
    with pytest.raises(ZeroDivisionError):
        law.expect(lambda y: 1 / 0)


def test_expect_of_noise_ends_with_an_error_that_says_so():
    law = pl.law("unit-pair", 1.0, 16)
    found = law.expect(lambda y: np.sin(1e9 * y))
    assert abs(found.value) <= found.error and found.error > 1e-3


def test_expect_of_the_cost_is_the_expected_cost():
    law = pl.law("narrow-rival", 1.0, 32)
    found, known = law.expect(pl.case("narrow-rival").cost), law.expected_cost
    assert abs(found.value - known.value) <= found.error + known.error


def test_functions_fit_together():
    law = pl.law("wide-rival", 0.5, 48)
    p = np.array([1e-12, 1e-3, 0.2, 0.5, 0.9, 1 - 1e-9])
    y, errors = law.quantile(p, errors=True)
    assert np.allclose(law.cdf(y), p, rtol=1e-9) and (errors >= 0).all() and (errors < 1e-6).all()
    assert np.allclose(law.cdf(y) + law.sf(y), 1.0, atol=1e-13)
    step = 1e-4
    assert np.allclose((law.cdf(y + step) - law.cdf(y - step)) / (2 * step), law.density(y), rtol=1e-6, atol=1e-12)
    grid, log_density = law.grid()
    assert np.allclose(law.log_density(grid), log_density, rtol=1e-12)
    assert law.density(0.3).shape == () and law.cdf(np.zeros((2, 3))).shape == (2, 3)
    for bad in (0.0, 1.0, [0.5, np.nan]):
        with pytest.raises(ValueError, match=r"p: (not within|1 of 2 numbers is not finite)"):
            law.quantile(bad)
    with pytest.raises(ValueError, match="y: 1 of 2 numbers is not finite"):
        law.cdf([0.0, np.inf])


def test_laws_of_the_data_and_distances():
    case = pl.mixture([1.0], [0.5], 4.0, name="bell")
    other = pl.mixture([1.0], [0.0], 1.0)
    p, q = pl.data(case), pl.data(other)
    assert p.kl(q).value == pytest.approx(0.5 * (4 - 1 - math.log(4)) + 0.125, rel=1e-12)
    assert p.w2(q).value == pytest.approx(math.hypot(0.5, 1.0), rel=1e-9)
    assert p.w1(q).value >= 0.5 and p.hellinger(q).value < 1
    assert p.mean.value == pytest.approx(0.5, rel=1e-13) and p.second_moment.value == pytest.approx(4.25, rel=1e-13)
    noised = pl.data("unit-pair", t=0.25, which="reweighted")
    assert noised.mean.value == pytest.approx(0.0, abs=1e-14)
    chain = pl.law("unit-pair", 0.0, 64)
    assert 0 < chain.tv(pl.data("unit-pair")).value < 0.05
    with pytest.raises(pl.OutOfReach, match="not that of a chain"):
        p.tv()


def test_chains_as_data():
    chain = pl.chain("unit-pair", 1.0, 12, scheme="exponential", schedule="karras", t0=1e-3)
    assert len(chain.steps) == 12 and chain.times.shape == (13,) and chain.steps[0].t == chain.times[0] == 1e-3
    copy = pl.Chain.from_coefficients(
        "unit-pair", chain.times, chain.steps.A, chain.steps.B, chain.steps.S, chain.steps.omega
    )
    mine, theirs = copy.law(), chain.law()
    assert mine.expected_cost.value == theirs.expected_cost.value
    assert np.array_equal(copy.sample(100, seed=4), chain.sample(100, seed=4))
    same = pl.chain("unit-pair", 1.0, times=chain.times, scheme="exponential")
    assert same.law().expected_cost.value == theirs.expected_cost.value
    # theory.md's table for `exponential`
    a = chain.times[:-1] / chain.times[1:]
    assert np.allclose(chain.steps.A, a**-0.5, rtol=1e-14)
    assert np.allclose(chain.steps.B, 2 * (a**-0.5 - 1), rtol=1e-12)
    assert np.allclose(chain.steps.S**2, (1 - a) / a, rtol=1e-12)
    assert [s.A for s in chain.steps[2:4]] == chain.steps.A[2:4].tolist()
    assert pl.chain("reward-well", 2.0, 3).steps.omega.tolist() == [-2.0] * 3


def test_a_sampler_in_numpy_follows_the_law():
    """The steps as data, run in numpy with the exact scores in place of a network: moments as the exact law's."""
    chain = pl.chain("triad", 1.0, 2, t0=0.3, tend=0.7)
    y, rng = chain.start(40_000, seed=7), np.random.default_rng(8)
    for s in chain.steps:
        G = 2.0 * chain.case.score(s.t, y) - chain.case.score(s.t, y, "reweighted")
        y = s.A * y + s.B * G + s.S * rng.standard_normal(y.shape)
    law, spread = chain.law(), y.std(axis=0) / 200.0
    assert all(abs(y[:, j].mean() - law.mean[j].value) < 5 * spread[j] for j in range(2))


def test_sample():
    y = pl.sample("unit-pair", 1.0, 16, paths=5000, seed=2)
    assert y.shape == (5000, 1)
    chain = pl.chain("unit-pair", 1.0, 16)
    assert np.array_equal(chain.sample(1000, 2, first=2000, threads=1), y[2000:3000])
    law = chain.law()
    assert abs(y.mean() - law.mean.value) < 5 * y.std() / 5000**0.5
    assert chain.sample(0).shape == (0, 1)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: pl.chain("unit-pair"), ValueError, "steps: missing"),
        (lambda: pl.chain("unit-pair", 1.0, 0), ValueError, "steps"),
        (lambda: pl.chain("unit-pair", np.nan, 4), ValueError, "w = nan is not finite"),
        (lambda: pl.chain("unit-pair", 1.0, 4, scheme="magic"), ValueError, 'unknown scheme "magic"'),
        (lambda: pl.chain("unit-pair", 1.0, 4, schedule="magic"), ValueError, 'unknown schedule "magic"'),
        (lambda: pl.chain("unit-pair", 1.0, 4, start="magic"), ValueError, 'unknown start "magic"'),
        (lambda: pl.chain("unit-pair", 1.0, 4, t0=2.0), ValueError, "t0|times"),
        (lambda: pl.chain("unit-pair", 1.0, 4, window=(0.5, 0.5)), ValueError, "window from 0.5 to 0.5 is empty"),
        (lambda: pl.chain("unit-pair", 1.0, 4, schedule="li", t0=0.1), ValueError, "li schedule sets its own"),
        (lambda: pl.chain("unit-pair", 1.0, 4, times=[0.1, 1.0]), ValueError, "times: given, and so are steps"),
        (lambda: pl.chain("unit-pair", 1.0, times=[0.5, 0.4]), ValueError, "time grid"),
        (lambda: pl.chain("unit-pair", 1.0, times=[[0.5, 0.6]]), ValueError, r"times: shape \(1, 2\)"),
        (lambda: pl.Chain.from_coefficients("unit-pair", [0.1, 1], 1, 1, -1), ValueError, "S = -1"),
        (lambda: pl.Chain.from_coefficients("unit-pair", [0.1, 1], [1, 2], 1, 1), ValueError, r"A: shape \(2,\)"),
        (lambda: pl.Chain.from_coefficients("unit-pair", [0.1], 1, 1, 1), ValueError, "N \\+ 1 times"),
        (lambda: pl.Chain.from_coefficients("unit-pair", [0.1, 1], 1, 1, 0.0).law(), pl.OutOfReach, "without noise"),
        (lambda: pl.Chain.from_coefficients("triad", [0.1, 1], 1, 1, 1.0).law(), pl.OutOfReach, "in 2 dimensions"),
        (lambda: pl.law("swiss", 1.0, 4), ValueError, "no built-in case"),
        (lambda: pl.law("triad", 1.0, 1, t0=0.5, tend=0.7).cdf([0.0]), pl.OutOfReach, "cdf: not in the plane"),
        (lambda: pl.law("triad", 1.0, 1, t0=0.5, tend=0.7).power(2.0), pl.OutOfReach, "power: not in the plane"),
        (lambda: pl.data("triad"), pl.OutOfReach, "2 dimensions"),
        (lambda: pl.data("unit-pair", which="guided"), ValueError, "unknown law"),
        (lambda: pl.chain("unit-pair", 1.0, 4).sample(-1), ValueError, "n = -1"),
        (lambda: pl.Value(1.0, -1.0), ValueError, "error -1"),
    ],
)
def test_bad_requests_are_one_line(make, kind, message):
    with pytest.raises(kind, match=message) as caught:
        make()
    assert "\n" not in str(caught.value)
    assert issubclass(pl.OutOfReach, ValueError)


def test_pictures_and_datasets():
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("Agg")
    line, plane = pl.law("unit-pair", 1.0, 8, t0=1e-2), pl.law("triad", 1.0, 2, t0=0.3, tend=0.7)
    axes = line.plot(label="here", color="k")
    (curve,) = axes.get_lines()
    assert curve.get_label() == "here" and curve.get_color() == "k"
    assert np.allclose(curve.get_ydata(), line.density(curve.get_xdata()), rtol=1e-9)
    assert line.plot(axes) is axes and len(axes.get_lines()) == 2
    assert plane.plot().collections
    plt.close("all")
    xarray = pytest.importorskip("xarray")
    found = line.to_xarray()
    assert isinstance(found, xarray.Dataset) and float(found.expected_cost) == line.expected_cost.value
    assert float(found.density.integrate("y")) == pytest.approx(1.0, abs=1e-10)
    found = plane.to_xarray()
    assert float((found.density * found.x).integrate(["x", "y"])) == pytest.approx(plane.mean[0].value, abs=1e-9)
    assert "undecided" in found.attrs["expected_cost_why"]
