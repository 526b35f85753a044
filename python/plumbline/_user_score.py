"""A score of one's own as a function (t, y) -> guided field in double precision: a function of arrays, or a torch module."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from plumbline._points import Array, finite

#: score(t, y) -> the guided field that the sampler believes in; t a reverse time, y and the result of shape (n, d)
UserScore = Callable[[float, Array], Any]
Predicts = Literal["score", "eps", "denoiser", "v"]


def is_torch_module(model: Any) -> bool:
    """Whether it is a torch.nn.Module; torch is not imported for that."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(model, torch.nn.Module)


def called_score(score: UserScore, t: float, y: Array) -> Array:
    """score(t, y), checked: finite numbers of the shape of y."""
    found = finite(score(t, y.copy()), "score")
    if found.shape != y.shape:
        raise ValueError(f"score: gives shape {found.shape} for states of shape {y.shape}; give one row a state")
    return found


def as_score(model: Any, predicts: Predicts) -> UserScore:
    """What a model predicts, as a score. A torch module is called with times of shape (n) and states of its own type."""
    if predicts not in ("score", "eps", "denoiser", "v"):
        raise ValueError(f'predicts: unknown prediction "{predicts}"; choose one of score, eps, denoiser, v')
    call = _of_torch(model) if is_torch_module(model) else model

    def score(t: float, y: Array) -> Array:
        found: Array = called_score(call, t, y)
        if predicts == "eps":
            found = -found / (1.0 - t) ** 0.5
        elif predicts == "denoiser":
            found = (t**0.5 * found - y) / (1.0 - t)
        elif predicts == "v":
            found = -found * (t / (1.0 - t)) ** 0.5 - y
        return found

    return score


def _of_torch(module: Any) -> UserScore:
    torch: Any = sys.modules["torch"]
    like = next(iter(module.parameters()), torch.zeros(1))

    def call(t: float, y: Array) -> Any:
        with torch.no_grad():
            states = torch.from_numpy(np.ascontiguousarray(y)).to(dtype=like.dtype, device=like.device)
            times = torch.full((len(y),), t, dtype=like.dtype, device=like.device)
            return module(times, states).detach().cpu().double()

    return call
