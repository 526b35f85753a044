"""What a sampler of another library did with the exact model of a case, and which chain of theory that is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from plumbline._case import Case
from plumbline._law import data
from plumbline._points import Array
from plumbline._rule_run import run_rule

#: Every rule that a run is held against; parameters of churn come from the one that asks.
RULES = ("ddim:0", "heun", "dpm++2m", "ddim:1", "ddpm-small", "ancestral:1", "exponential-sde:1", "ddpm-large", "ddpm",
         "sde-dpm++2m", "dpm++sde", "exponential", "euler")  # fmt: skip


@dataclass
class PeerRun:
    """The states of a run in the coordinates of theory, x = sqrt(t) x_0 + sqrt(1 - t) z, and what it asked for.

    states: shape (N + 1, n, d), the last the samples. times: reverse times that the sampler takes its states to have,
    shape (N + 1). model_times: those at which it asked the model, one a call, and state_times those of the states that
    it asked about. normals: all that it drew, in order.
    """

    states: Array
    times: Array
    model_times: list[float] = field(default_factory=list)
    state_times: list[float] = field(default_factory=list)
    normals: list[Array] = field(default_factory=list)

    @property
    def score_time_off(self) -> float:
        """By how much the model was asked at another noise level than the state's: largest change of log((1-t)/t)."""
        asked, had = np.array(self.model_times), np.array(self.state_times)
        return float(np.abs(np.log(asked / (1.0 - asked)) - np.log(had / (1.0 - had))).max())


@dataclass(frozen=True)
class SameChain:
    """A rule beside a run: the largest difference of any state in deviations of the samples; how many normals the rule
    would have drawn beyond those that the sampler drew."""

    scheme: str
    difference: float
    noise_left_out: int


def held_against(run: PeerRun, case: Case, w: float = 0.0, *, rules: tuple[str, ...] = RULES) -> list[SameChain]:
    """Every rule beside the run, path by path with its own times, start and normals; nearest first.

    A rule that leaves normals unused is none of it, but for one more: in a step to t = 1 most rules add none, and many
    samplers draw it and multiply by 0.
    """
    found = []
    deviation = float(run.states[-1].std())
    for scheme in rules:
        draws = _Draws(run.normals, run.states[0])
        with np.errstate(all="ignore"):
            states = run_rule(scheme, run.times, run.states[0], lambda t, y: case.score(t, y, "guided", w=w), draws)
        difference = float(np.abs(states - run.states).max()) / deviation
        if draws.n_asked >= len(run.normals) - 1 and np.isfinite(difference):
            found.append(SameChain(scheme, difference, max(0, draws.n_asked - len(run.normals))))
    return sorted(found, key=lambda same: same.difference)


def which_chain(
    run: PeerRun, case: Case, w: float = 0.0, *, rules: tuple[str, ...] = RULES, tolerance: float = 2e-5
) -> list[SameChain]:
    """The rules whose states are those of the run, best first.

    tolerance: of states in deviations of the samples; tables in single precision leave about 1e-6.
    """
    return [same for same in held_against(run, case, w, rules=rules) if same.difference < tolerance]


def without_empty_steps(run: PeerRun) -> tuple[PeerRun, int]:
    """The run without steps that begin and end at one time, and how many there were."""
    keep = np.append(True, np.diff(run.times) > 0.0)
    shorter = PeerRun(run.states[keep], run.times[keep], run.model_times, run.state_times, run.normals)
    return shorter, int((~keep).sum())


def flow_error(run: PeerRun, case: Case) -> float:
    """How far the last state before the end is from the flow of w = 0 (noise share 0), on the line: the transport
    F_t^(-1)(F_s(y)) from the first state. In deviations; what an order is measured from."""
    start, end = float(run.times[0]), float(run.times[-2])
    exact = data(case, end).quantile(data(case, start).cdf(run.states[0, :, 0]))
    return float(np.abs(run.states[-2, :, 0] - exact).max() / exact.std())


def landing_times(run: PeerRun, case: Case, w: float = 0.0) -> Array:
    """Where each step of a rule of first order leads, shape (N): from its fitted factor A = sqrt(t' / t) of the state,
    the rest being its guided score and its normal."""
    found = np.empty(len(run.times) - 1)
    for k in range(len(found)):
        y = run.states[k]
        columns = [y.ravel(), case.score(run.times[k], y, "guided", w=w).ravel()]
        if len(run.normals) > k:
            columns.append(run.normals[k].ravel())
        factors, *_ = np.linalg.lstsq(np.stack(columns, axis=1), run.states[k + 1].ravel(), rcond=None)
        found[k] = run.times[k] * factors[0] ** 2
    return found


class _Draws:
    """The normals of a run one after another, then zeros; and how many were asked for."""

    def __init__(self, normals: list[Array], like: Array) -> None:
        self.n_asked = 0
        self._normals, self._zeros = normals, np.zeros_like(like)

    def __call__(self) -> Array:
        self.n_asked += 1
        return self._normals[self.n_asked - 1] if self.n_asked <= len(self._normals) else self._zeros
