"""A score of one's own, such as a network, against the exact one: where it is wrong, and what that does to the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from plumbline import _core
from plumbline._case import case
from plumbline._chain import Chain, chain
from plumbline._core import OutOfReach, Value
from plumbline._law import Law
from plumbline._points import Array, number, whole
from plumbline._score_error import score_error
from plumbline._user_score import Predicts, UserScore, as_score, is_torch_module

#: Edges of the shells of by_distance, in deviations.
SHELLS = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, np.inf])


@dataclass(frozen=True)
class ScoreCheck:
    """What check_score() found. Relative errors are (E ``|Ghat - G|^2`` / E ``|G|^2``)^(1/2).

    times, by_time: reverse times of the steps, shape (N), and the relative error there, states from p_t and as many of
    twice its spread. distances, by_distance: edges of shells, shape (K + 1), in root mean square distances from the
    mean of p_t, and the relative error in each, shape (K); nan where no state fell. eps, path_kl, tv_bound: as of
    score_error(). The rest is exact, of the chain that uses this score, and None where no exact law is known: law; tv
    and kl from the chain with the exact score; expected_cost under the score, exact_cost under the exact one and
    unguided_cost at w = 0; survives: whether guidance with this score still improves on none (E2), None if it does not
    with the exact one or the errors leave it open. why: why there is no law, else "".
    """

    times: Array
    by_time: Array
    distances: Array
    by_distance: Array
    eps: Value
    path_kl: Value
    tv_bound: Value
    law: Law | None = None
    tv: Value | None = None
    kl: Value | None = None
    expected_cost: Value | None = None
    exact_cost: Value | None = None
    unguided_cost: Value | None = None
    survives: bool | None = None
    why: str = ""

    def __str__(self) -> str:
        worst, shell = int(self.by_time.argmax()), int(np.nanargmax(self.by_distance))
        lines = [
            f"eps = {self.eps}, path KL = {self.path_kl}, so TV <= {self.tv_bound}",
            f"worst at t = {self.times[worst]:.3g} ({self.by_time[worst]:.2%} of the score) and from "
            f"{self.distances[shell]:g} to {self.distances[shell + 1]:g} deviations ({self.by_distance[shell]:.2%})",
        ]
        if self.law is None:
            return "\n".join([*lines, f"no exact law: {self.why}"])
        lines.append(f"the law of the sampler with it: TV = {self.tv}, KL = {self.kl} from that with the exact score")
        if self.expected_cost is not None:
            told = {True: "the improvement survives", False: "the improvement is lost", None: "no verdict on improvement"}
            lines.append(f"E J = {self.expected_cost}, exact score {self.exact_cost}, unguided {self.unguided_cost}: "
                         + told[self.survives])  # fmt: skip
        return "\n".join(lines)


def check_score(
    model: Any,
    problem: Any,
    of: Chain | None = None,
    *,
    predicts: Predicts = "score",
    paths: int = 20_000,
    seed: int = 0,
    tolerance: float | None = None,
) -> ScoreCheck:
    """How wrong a score is, by reverse time and by distance, and the exact law of the sampler that uses it (E1, E2).

    model(t, y): the guided field G of the chain as it believes it, or by `predicts` its "eps", "denoiser" or "v"; y and
    the result of shape (n, d), of any library that speaks DLPack; t a number. A torch module is called with times of
    shape (n), in its own precision, without gradients. problem: as case() takes it. of: the chain that uses it; without
    one 64 steps of ddpm from 1e-3, unguided. paths, seed: of what is measured by Monte Carlo. tolerance: of the exact
    law, by default 1e-9, and 1e-5 for a torch module, whose single precision shows; errors say what was reached.
    ValueError where the model gives another shape or numbers that are not finite, OutOfReach for steps without noise.
    """
    at = case(problem)
    used = chain(at, 0.0, 64, t0=1e-3) if of is None else of
    if used.case != at:
        raise ValueError(f"check_score: case {at.name}, but the chain is one of {used.case.name}; give one of them")
    goal = number(1e-5 if is_torch_module(model) else 1e-9, "tolerance") if tolerance is None else tolerance
    score = as_score(model, predicts)
    measured = score_error(score, used, paths=whole(paths, "paths", least=2), seed=seed)
    by_time, by_distance = _relative_errors(score, used, min(paths, 4000), seed)
    common = (used.times[:-1], by_time, SHELLS, by_distance)
    try:
        law, eps, path_kl = _law_with(score, used, goal)
    except OutOfReach as why:
        return ScoreCheck(*common, measured.eps, measured.path_kl, measured.tv_bound, why=str(why))
    exact = used.law()
    costs = _costs(law, exact, used)
    return ScoreCheck(*common, eps, path_kl, (path_kl / 2.0).sqrt(), law, law.tv(exact), law.kl(exact), *costs,
                      _survives(used, *costs))  # fmt: skip


def _law_with(score: UserScore, used: Chain, tolerance: float) -> tuple[Law, Value, Value]:
    d = used.case.dimension
    if d > 2:
        raise OutOfReach(f"check_score: a score in d = {d}; the law of the sampler with it is known for d = 1 and 2")
    with_field = _core.line_law_with if d == 1 else _core.plane_law_with
    core, eps, path_kl = with_field(used._core, score, tolerance)
    return Law(core, None, f"of {used.words} with a score of its own"), eps, path_kl


def _relative_errors(score: UserScore, used: Chain, n: int, seed: int) -> tuple[Array, Array]:
    squares, sizes = np.zeros((2, len(used.steps))), np.zeros((2, len(SHELLS) - 1))
    for k, s in enumerate(used.steps):
        near = used.case.sample_data(n, seed=seed + k, t=s.t)
        centre = near.mean(axis=0)
        spread = float(np.sqrt(((near - centre) ** 2).sum(axis=1).mean()))
        y = np.concatenate([near, centre + 2.0 * (near - centre)])
        exact, other = used.case.score(s.t, y), used.case.score(s.t, y, "reweighted")
        guided = exact + s.omega * (exact - other)
        off, size = (((score(s.t, y) - guided) ** 2).sum(axis=1)), (guided**2).sum(axis=1)
        squares[:, k] = off.sum(), size.sum()
        shell = np.searchsorted(SHELLS, np.sqrt(((y - centre) ** 2).sum(axis=1)) / spread, side="right") - 1
        sizes[0] += np.bincount(shell, off, len(SHELLS) - 1)
        sizes[1] += np.bincount(shell, size, len(SHELLS) - 1)
    with np.errstate(invalid="ignore"):
        return np.sqrt(squares[0] / squares[1]), np.sqrt(sizes[0] / sizes[1])


def _costs(law: Law, exact: Law, used: Chain) -> tuple[Value | None, Value | None, Value | None]:
    try:
        unguided = exact if not used.steps.omega.any() else used.with_w(0.0).law()
        return law.expected_cost, exact.expected_cost, unguided.expected_cost
    except OutOfReach:
        return None, None, None


def _survives(used: Chain, cost: Value | None, exact: Value | None, unguided: Value | None) -> bool | None:
    if cost is None or exact is None or unguided is None or not used.steps.omega.any():
        return None
    sign = 1.0 if used.case.objective == "lower cost" else -1.0
    had, has = sign * (unguided.value - exact.value), sign * (unguided.value - cost.value)
    if had <= unguided.error + exact.error or abs(has) <= unguided.error + cost.error:
        return None
    return has > 0.0
