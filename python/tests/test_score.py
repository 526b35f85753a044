"""Scores, densities and the parametrisations: against the definition in plain numpy, in every shape and type."""

import threading

import numpy as np
import plumbline as pl
import pytest

CASES = ["unit-pair", "narrow-rival", "wide-rival", "triad", "ring", "gaussian-tilt", "reward-well"]


def log_mixture(case, t, x, which):
    """log p_t and its gradient by the definition: a sum over components, covariances inverted one by one."""
    logs, gradients = [], []
    for base, reweighted, mean, covariance in case.components():
        weight = base if which == "base" else reweighted
        if weight == 0.0:
            continue
        noised = t * covariance + (1.0 - t) * np.eye(case.dimension)
        offset = x - np.sqrt(t) * mean
        gradient = -np.linalg.solve(noised, offset.T).T
        log_peak = -0.5 * np.linalg.slogdet(2 * np.pi * noised)[1]
        logs.append(np.log(weight) + log_peak + 0.5 * (offset * gradient).sum(axis=1))
        gradients.append(gradient)
    logs, gradients = np.array(logs), np.array(gradients)
    top = logs.max(axis=0)
    shares = np.exp(logs - top)
    return top + np.log(shares.sum(axis=0)), (shares[..., None] * gradients).sum(axis=0) / shares.sum(axis=0)[:, None]


def points_of(case, n=257, spread=3.0):
    return spread * np.random.default_rng(5).standard_normal((n, case.dimension))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("t", [1e-4, 0.3, 0.97])
def test_against_the_definition(name, t):
    case = pl.case(name)
    x = points_of(case)
    log_p, s = log_mixture(case, t, x, "base")
    log_q, s_j = log_mixture(case, t, x, "reweighted")
    close = {"rtol": 1e-11, "atol": 1e-12}
    assert np.allclose(case.score(t, x), s, **close)
    assert np.allclose(case.score(t, x, "reweighted"), s_j, **close)
    assert np.allclose(case.log_density(t, x), log_p, **close)
    assert np.allclose(case.log_density(t, x, "reweighted"), log_q, **close)
    assert np.allclose(case.log_h(t, x), np.log(case.expected_cost) + log_q - log_p, **close)
    assert np.allclose(case.h(t, x), case.expected_cost * np.exp(log_q - log_p), rtol=1e-10)
    sign = 1.0 if case.objective == "lower cost" else -1.0
    for w in (-1.0, 0.0, 0.7, 4.0):
        assert np.allclose(case.score(t, x, "guided", w=w), s + sign * w * (s - s_j), rtol=1e-10, atol=1e-11)


def test_an_arbitrary_cost_goes_through_quadrature():
    case = pl.mixture(
        [0.4, 0.6], [-1.0, 1.0], [0.5, 0.2], guidance=pl.cost(pl.curve([-2, -1, 0, 1, 2], [1, 3, 1, 2, 1]))
    )
    x, t, step = np.linspace(-2, 2, 9), 0.6, 1e-4
    slope = (case.log_h(t, x + step) - case.log_h(t, x - step)) / (2 * step)
    difference = case.score(t, x, "reweighted") - case.score(t, x)
    assert np.allclose(difference, slope, atol=1e-6)
    assert np.allclose(case.score(t, x, "guided", w=2.0), case.score(t, x) - 2.0 * difference, rtol=1e-12)
    density = case.log_density(t, x) + case.log_h(t, x) - np.log(case.expected_cost)
    assert np.allclose(case.log_density(t, x, "reweighted"), density, rtol=1e-12)
    data = case.sample_data(400_000, seed=1)
    mean, error = case.cost(data).mean(), case.cost(data).std() / 400_000**0.5
    assert abs(mean - case.expected_cost) < 5 * error


def test_parametrisations_are_those_of_the_dictionary():
    """eps and D against posterior means by brute force: E[z given x] and E[x_0 given x] over a fine grid of x_0."""
    case, t, x = pl.case("narrow-rival"), 0.4, np.linspace(-2, 2, 5)
    x0 = np.linspace(-12, 14, 200_001)
    prior = np.exp(log_mixture(case, 1.0, x0[:, None], "base")[0])
    alpha, sigma = t**0.5, (1 - t) ** 0.5
    for i, y in enumerate(x):
        posterior = prior * np.exp(-((y - alpha * x0) ** 2) / (2 * sigma**2))
        mean = (posterior * x0).sum() / posterior.sum()
        noise = (y - alpha * mean) / sigma
        assert case.denoiser(t, x)[i] == pytest.approx(mean, abs=1e-12)
        assert case.eps(t, x)[i] == pytest.approx(noise, abs=1e-12)
        assert case.v(t, x)[i] == pytest.approx(alpha * noise - sigma * mean, abs=1e-12)
    guided = case.eps(t, x, "guided", w=1.5)
    assert np.allclose(guided, 2.5 * case.eps(t, x) - 1.5 * case.eps(t, x, "reweighted"), rtol=1e-12)


def test_far_away_nothing_overflows():
    for name in ("unit-pair", "triad"):
        case = pl.case(name)
        x = np.full((1, case.dimension), 1e6)
        assert np.allclose(case.score(0.5, x), log_mixture(case, 0.5, x, "base")[1], rtol=1e-12)
        assert np.isfinite(case.log_density(0.5, x)).all()
    assert pl.case("unit-pair").h(1.0, -1e6) == np.inf


def test_shapes():
    line, plane = pl.case("unit-pair"), pl.case("triad")
    x = np.linspace(-2, 2, 12)
    flat = line.score(0.5, x)
    assert flat.shape == (12,) and np.array_equal(line.score(0.5, x[:, None])[:, 0], flat)
    assert np.array_equal(line.score(0.5, x.reshape(3, 4)), flat.reshape(3, 4))
    assert line.log_density(0.5, x[:, None]).shape == (12,)
    assert isinstance(line.score(0.5, 0.3), float) and line.score(0.5, 0.3) == line.score(0.5, [0.3])[0]
    assert plane.score(0.5, [0.1, 0.2]).shape == (2,) and isinstance(plane.log_density(0.5, [0.1, 0.2]), float)
    assert plane.score(0.5, x.reshape(2, 3, 2)).shape == (2, 3, 2)
    assert plane.log_h(0.5, x.reshape(2, 3, 2)).shape == (2, 3)
    assert plane.score(0.5, np.empty((0, 2))).shape == (0, 2) and line.score(0.5, []).shape == (0,)


def test_memory_of_every_kind():
    case = pl.case("triad")
    x = points_of(case, 3000)
    wanted = case.score(0.5, x)
    read_only = x.copy()
    read_only.flags.writeable = False
    for same in (
        read_only,
        np.asfortranarray(x),
        np.repeat(x, 2, axis=0)[::2],
        x[::-1][::-1],
        x.tolist(),
        x.astype(">f8"),
    ):
        assert np.array_equal(case.score(0.5, same), wanted)
    single = case.score(0.5, x.astype(np.float32))
    assert single.dtype == np.float32 and np.allclose(single, wanted, rtol=1e-5, atol=1e-5)
    assert case.score(0.5, np.ones((2, 2), dtype=int)).dtype == np.float64


def test_bad_points_are_one_clear_line():
    case = pl.case("triad")
    x = points_of(case, 50)
    bad = x.copy()
    bad[[8, 12, 40], 1] = np.nan, np.inf, -np.inf
    for given, message in [
        (x.T, r"x: shape \(2, 50\); case triad has d = 2: transpose\?"),
        (np.ones((5, 3)), r"x: shape \(5, 3\); case triad has d = 2: give \(n, 2\)"),
        (1.0, r"x: shape \(\); case triad has d = 2"),
        (bad, r"x: 3 of 50 rows are not finite \(first: 8\)"),
        (np.full((1, 2), np.nan), r"x: 1 of 1 rows is not finite"),
        (x.astype(complex), "dtype complex128"),
        (x > 0, "dtype bool"),
        (x.astype(str), "dtype <U"),
        ([[1.0, 2.0], [3.0]], "not an array of numbers"),
        (None, "dtype object"),
    ]:
        for method in (case.score, case.log_density, case.log_h, case.denoiser):
            with pytest.raises(ValueError, match=message) as caught:
                method(0.5, given)
            assert "\n" not in str(caught.value)


def test_bad_requests():
    case = pl.case("unit-pair")
    for call, message in [
        (lambda: case.score(0.0, 1.0), r"t: t = 0 is not within \(0, 1\]"),
        (lambda: case.denoiser(1.5, 1.0), "t = 1.5"),
        (lambda: case.score(np.nan, 1.0), "t = nan"),
        (lambda: case.score(0.5, 1.0, "sideways"), 'unknown law "sideways"; choose one of base, reweighted'),
        (lambda: case.score(0.5, 1.0, "guided"), "w: missing"),
        (lambda: case.score(0.5, 1.0, "base", w=1.0), "w: given"),
        (lambda: case.score(0.5, 1.0, "guided", w=np.inf), "w = inf is not finite"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()


def test_threads_give_the_same_bits():
    case = pl.case("triad")
    x = points_of(case, 40_000)
    wanted = [case.score(0.3, x), case.log_density(0.3, x)]
    found = [None] * 16

    def work(i):
        found[i] = [case.score(0.3, x), case.log_density(0.3, x)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(mine, theirs) for pair in found for mine, theirs in zip(pair, wanted, strict=True))
    # What one thread computes in small pieces is the same too.
    pieces = np.concatenate([case.score(0.3, x[i : i + 500]) for i in range(0, len(x), 500)])
    assert np.array_equal(pieces, wanted[0])


def test_tensors_through_dlpack():
    torch = pytest.importorskip("torch")
    case = pl.case("triad")
    x = torch.randn(64, 2, dtype=torch.float64)
    found = case.score(0.5, x)
    assert isinstance(found, torch.Tensor) and np.array_equal(found.numpy(), case.score(0.5, x.numpy()))
    assert case.score(0.5, x.float()).dtype == torch.float32
    with pytest.raises(ValueError, match="detach"):
        case.score(0.5, x.requires_grad_())


def test_arrays_of_jax_come_back():
    jax = pytest.importorskip("jax")
    x = jax.numpy.ones((3, 2))
    assert isinstance(pl.case("triad").score(0.5, x), jax.Array)
