"""How wrong a score of one's own is along a sampler, and what that can do to the law of the sampler (E1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from plumbline._chain import Chain
from plumbline._core import OutOfReach, Value
from plumbline._points import Array, whole
from plumbline._user_score import UserScore, called_score


@dataclass(frozen=True)
class ScoreError:
    """What score_error() found; errors of Values are one standard error over the n paths.

    eps: ``((1/N) Sum_n E |Ghat_n - G_n|^2)^(1/2)`` along the chain with Ghat, the size of E1. path_kl:
    ``1/2 Sum_n (B_n / S_n)^2 E |Ghat_n - G_n|^2``, natural; KL of the end states is at most this. tv_bound:
    (path_kl / 2)^(1/2), Pinsker; TV of the end states is at most this, above 1 it says nothing. eps_by_step and
    path_kl_by_step: the same step by step, shape (N); the latter sum to path_kl.
    """

    eps: Value
    path_kl: Value
    tv_bound: Value
    eps_by_step: Array
    path_kl_by_step: Array
    n: int

    def __str__(self) -> str:
        worst = int(self.path_kl_by_step.argmax())
        share = self.path_kl_by_step[worst] / max(self.path_kl_by_step.sum(), np.finfo(float).tiny)
        return (
            f"eps = {self.eps}, path KL = {self.path_kl}, so TV <= {self.tv_bound}; "
            f"step {worst} has {share:.0%} of the path KL ({self.n} paths)"
        )


def score_error(score: UserScore, chain: Chain, *, paths: int = 20_000, seed: int = 0) -> ScoreError:
    """Runs a chain with a score of your own, such as a network's, and measures how far it is from the exact one (E1).

    score(t, y): the guided field Ghat at reverse time t, for states y of shape (n, d); of that shape. The exact one is
    G = s + omega (s - s^J), omega = chain.steps.omega. paths: how many, from chain.start(paths, seed). What is found
    has the error of a mean over so many. The exact law of the sampler that uses Ghat is within `path_kl` in KL and
    within `tv_bound` in total variation of chain.law(). ValueError where the score gives another shape or numbers that
    are not finite; OutOfReach for steps without noise.
    """
    if not (chain.steps.S > 0.0).all():
        raise OutOfReach("score_error: a step without noise; the path KL is infinite there, give S > 0")
    n = whole(paths, "paths", least=2)
    y, rng = chain.start(n, seed), np.random.default_rng([whole(seed, "seed", below=2**64), 1])
    squares = np.empty((len(chain.steps), n))
    for k, s in enumerate(chain.steps):
        exact, other = chain.case.score(s.t, y), chain.case.score(s.t, y, "reweighted")
        believed = called_score(score, s.t, y)
        off = believed - (exact + s.omega * (exact - other))
        squares[k] = (off * off).sum(axis=1)
        y = s.A * y + s.B * believed + s.S * rng.standard_normal(y.shape)
    weights = 0.5 * (chain.steps.B / chain.steps.S) ** 2
    size, path_kl = _mean(squares.mean(axis=0)), _mean(weights @ squares)
    by_step = squares.mean(axis=1)
    return ScoreError(size.sqrt(), path_kl, (path_kl / 2.0).sqrt(), np.sqrt(by_step), weights * by_step, n)


def _mean(of_paths: Array) -> Value:
    n = len(of_paths)
    return Value(float(of_paths.mean()), float(of_paths.std(ddof=1) / n**0.5), f"mean over {n} paths")
