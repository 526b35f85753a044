"""diffusers' schedulers with the exact model of a case in place of a network. Needs torch and diffusers."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

import numpy as np
from plumbline._case import Case
from plumbline._peer_run import PeerRun
from plumbline._points import Array

PURE_NOISE = 1e-12  # in place of the reverse time 0, at which no score is taken
Predict = Callable[[float, Array], Any]


def diffusers_scheduler(name: str, **options: Any) -> Any:
    """A scheduler of diffusers by the name of its class."""
    return getattr(importlib.import_module("diffusers"), name)(**options)


def run_diffusers(
    scheduler: Any,
    case: Case,
    start: Callable[[float], Array],
    steps: int,
    *,
    w: float = 0.0,
    seed: int = 0,
    step_options: Mapping[str, Any] | None = None,
    ask_at_state: bool = False,
) -> PeerRun:
    """Samples with a scheduler as its pipelines do: set_timesteps, scale_model_input, step.

    start(t): states at the noisiest time t, shape (n, d), in the coordinates of theory. The model predicts what
    `prediction_type` asks for, exactly, at the noise level that belongs to the time step it is asked about; with
    ask_at_state at that of the state, whatever time step it is told.
    """
    torch: Any = importlib.import_module("torch")
    scheduler.set_timesteps(steps)
    levels = _Levels(scheduler)
    rng = np.random.default_rng(seed)
    run = PeerRun(np.empty(0), np.empty(0))

    def draw(shape: Any, **_: Any) -> Any:
        run.normals.append(rng.standard_normal(tuple(shape)))
        return torch.from_numpy(run.normals[-1])

    predict = _prediction(case, scheduler.config.get("prediction_type", "flow_prediction"), w)
    x = torch.from_numpy(start(levels.time(0)) * levels.scale(0))
    states, times = [], []
    with mock.patch.object(sys.modules[type(scheduler).__module__], "randn_tensor", draw, create=True):
        for k, at in enumerate(scheduler.timesteps):
            y = x.double().numpy() / levels.scale(k)
            run.state_times.append(levels.time(k))
            run.model_times.append(levels.time(k) if ask_at_state else levels.model_time(float(at)))
            states.append(y)
            times.append(levels.time(k))
            if hasattr(scheduler, "scale_model_input"):
                scheduler.scale_model_input(x, at)  # sets the index of the step; what it gives is y
            output = torch.from_numpy(predict(run.model_times[-1], y))
            x = scheduler.step(output, at, x, **(step_options or {})).prev_sample
    last = len(scheduler.timesteps)
    stages = 2 if getattr(scheduler, "order", 1) == 2 and len(scheduler.timesteps) > steps else 1
    run.states = np.array([*states[::stages], x.double().numpy() / levels.scale(last)])
    run.times = np.array([*times[::stages], levels.time(last)])
    return run


def _prediction(case: Case, kind: str, w: float) -> Predict:
    """What a model of that kind gives for states x = sqrt(t) x_0 + sqrt(1 - t) z; NaN for NaN, as a network does."""
    exact = _exact_prediction(case, kind, w)
    return lambda t, y: exact(t, y) if np.isfinite(y).all() else np.full_like(y, np.nan)


def _exact_prediction(case: Case, kind: str, w: float) -> Predict:
    if kind == "epsilon":
        return lambda t, y: case.eps(t, y, "guided", w=w)
    if kind == "sample":
        return lambda t, y: case.denoiser(t, y, "guided", w=w)
    if kind == "v_prediction":
        return lambda t, y: case.v(t, y, "guided", w=w)
    return lambda t, y: case.eps(t, y, "guided", w=w) - case.denoiser(t, y, "guided", w=w)


class _Levels:
    """The noise levels of a scheduler: of its states one by one, and of the time steps that it tells the model."""

    def __init__(self, scheduler: Any) -> None:
        self._is_flow = "FlowMatch" in type(scheduler).__name__
        self._sigmas: Any = None
        if getattr(scheduler, "sigmas", None) is not None and hasattr(scheduler.sigmas, "numpy"):
            self._sigmas = scheduler.sigmas.double().numpy()
        if not self._is_flow:
            self._trained = scheduler.alphas_cumprod.double().numpy()
            steps = np.asarray(scheduler.timesteps).astype(int)
            final = getattr(scheduler, "final_alpha_cumprod", 1.0)
            self._by_step = np.array([*self._trained[np.minimum(steps, len(self._trained) - 1)], float(final)])
        # Those of k-diffusion's descent keep x / sqrt(t).
        self._divides = not self._is_flow and self._sigmas is not None and float(scheduler.init_noise_sigma) > 1.5

    def time(self, k: int) -> float:
        if self._sigmas is None:
            return float(self._by_step[k])
        sigma = float(self._sigmas[min(k, len(self._sigmas) - 1)])
        if self._is_flow:
            return max((1.0 - sigma) ** 2 / ((1.0 - sigma) ** 2 + sigma**2), PURE_NOISE)
        return 1.0 / (1.0 + sigma**2)

    def scale(self, k: int) -> float:
        """The scheduler's own states by those of theory."""
        if self._is_flow:
            sigma = float(self._sigmas[min(k, len(self._sigmas) - 1)])
            return float(np.hypot(1.0 - sigma, sigma))
        return self.time(k) ** -0.5 if self._divides else 1.0

    def model_time(self, at: float) -> float:
        """Between two trained steps log((1 - t) / t) is linear, as the schedulers' own _sigma_to_t has it."""
        if self._is_flow:
            return self.time(int(np.abs(1000.0 * self._sigmas - at).argmin()))
        steps = np.arange(len(self._trained))
        log_sigma = np.interp(at, steps, 0.5 * np.log((1.0 - self._trained) / self._trained))
        if at == int(at):
            return float(self._trained[int(at)])
        return float(1.0 / (1.0 + np.exp(2.0 * log_sigma)))
