"""check_step(): one coefficient at one step, wrong by 1e-9, is found and named; right steps in any form pass."""

import numpy as np
import plumbline as pl
import pytest

CASES = ["unit-pair", "triad", "reward-well", "ring"]


def stepper(chain, change=lambda k, step: step):
    """The sampler as its user writes it: by times, with scores by name."""

    def step(y, t, t_next, z):
        k = int(np.searchsorted(chain.times, t))
        s = change(k, chain.steps[k])
        assert chain.times[k] == t and chain.times[k + 1] == t_next
        score, other = chain.case.score(t, y), chain.case.score(t, y, "reweighted")
        return s.A * y + s.B * (score + s.omega * (score - other)) + s.S * z

    return step


@pytest.mark.parametrize("name", CASES)
def test_right_steps_pass(name):
    chain = pl.chain(name, 1.5, 32, schedule="cosine", tend=0.99)
    found = pl.check_step(stepper(chain), name, chain)
    assert found and found.step is None and found.worst < 1e-14 and "every step is right" in str(found)

    def as_mean_and_deviation(y, t, t_next, z):
        return stepper(chain)(y, t, t_next, 0 * z), chain.steps.S[np.searchsorted(chain.times, t)]

    assert pl.check_step(as_mean_and_deviation, name, chain)


def test_a_step_through_the_noise_prediction():
    """DDPM as it is written for a network that predicts the noise: with the variance of (27), and with another."""

    def through_eps(variance):
        def step(y, t, t_next, z):
            a = t / t_next
            eps = chain.case.eps(t, y, "guided", w=0.7)
            return (y - (1 - a) / (1 - t) ** 0.5 * eps) / a**0.5 + variance(a) ** 0.5 * z

        return step

    chain = pl.chain("triad", 0.7, 64)
    found = pl.check_step(through_eps(lambda a: (1 - a) / a), "triad", chain)
    assert found, str(found)
    found = pl.check_step(through_eps(lambda a: 1 - a), "triad", chain)
    a = chain.times[0] / chain.times[1]
    assert found.terms == ("S",) and found.relative_error == pytest.approx(a**0.5 - 1)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("term", ["A", "B", "S", "omega"])
@pytest.mark.parametrize("k", [0, 17, 31])
def test_an_error_of_1e_9_in_one_coefficient_is_found_and_named(name, term, k):
    chain = pl.chain(name, 1.5, 32, t0=0.05, tend=0.99)  # nearer to noise s - s^J drowns in the rounding of s

    def change(n, step):
        return step._replace(**{term: getattr(step, term) * (1 + 1e-9)}) if n == k else step

    found = pl.check_step(stepper(chain, change), name, chain)
    assert not found and found.step == k and found.t == chain.times[k]
    assert found.terms[0] == term, str(found)
    assert found.relative_error == pytest.approx(1e-9, rel=1e-3)
    assert found.state.shape == (chain.case.dimension,) and f"{term}" in str(found)


def test_the_usual_mistakes_are_named():
    chain = pl.chain("unit-pair", 1.0, 16)
    for change, term in [
        (lambda k, s: s._replace(S=s.S**2), "S"),
        (lambda k, s: s._replace(omega=s.omega + 1), "omega"),
        (lambda k, s: s._replace(omega=-s.omega), "omega"),
    ]:
        found = pl.check_step(stepper(chain, change), "unit-pair", chain)
        assert found.step == 0 and found.terms[0] == term and abs(found.relative_error) > 1e-3
    single = lambda y, t, t_next, z: stepper(chain)(y, t, t_next, z).astype(np.float32)
    found = pl.check_step(single, "unit-pair", chain)
    assert not found and not found.terms and "no single coefficient" in str(found)
    nothing = lambda y, t, t_next, z: np.full_like(y, np.nan)
    assert pl.check_step(nothing, "unit-pair", chain).step == 0


def test_recorded_transitions():
    chain = pl.chain("unit-pair", 1.0, 8)
    rng = np.random.default_rng(4)
    y, n, z, after = chain.start(50, 1), [], [], []
    states = []
    for k, s in enumerate(chain.steps):
        noise = rng.standard_normal(y.shape)
        states.append(y)
        y = stepper(chain, lambda k, s: s._replace(B=s.B * 1.01) if k == 5 else s)(y, s.t, chain.times[k + 1], noise)
        n.append(np.full(50, k))
        z.append(noise)
        after.append(y)
    found = pl.check_transitions(chain, *(np.concatenate(column) for column in (n, states, z, after)))
    assert found.step == 5 and found.terms[0] == "B" and found.relative_error == pytest.approx(0.01, rel=1e-6)
    assert found.n_states == 400


def test_bad_requests():
    chain = pl.chain("unit-pair", 1.0, 4)
    for call, message in [
        (lambda: pl.check_step(lambda y, t, u, z: y[:3], "unit-pair", chain), r"step: gives shape \(3, 1\)"),
        (lambda: pl.check_step(stepper(chain), "triad", chain), "case triad, but the chain is one of unit-pair"),
        (lambda: pl.check_transitions(chain, [4], [0.0], [0.0], [0.0]), "the chain has steps 0 to 3"),
        (lambda: pl.check_transitions(chain, [0.5], [0.0], [0.0], [0.0]), "give one integer a transition"),
        (lambda: pl.check_transitions(chain, [0], [0.0, 1.0], [0.0], [0.0]), r"y: shape \(2,\) for 1 transitions"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
