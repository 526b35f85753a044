"""sbi's diffusion sampler with the exact score of a case in place of an estimator. Needs torch and sbi."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from plumbline._case import Case
from plumbline._peer_run import PeerRun
from plumbline._points import Array

#: of sbi's VPScoreEstimator: noise rates at its times 0 and 1, and its last time
BETA_MIN, BETA_MAX, T_MIN = 0.01, 10.0, 1e-3


@functools.cache
def sbi_diffuser() -> Any:
    """The module sbi.samplers.score.diffuser alone: the package asks for much that its sampler does not use."""
    spec = importlib.util.find_spec("sbi")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("sbi is not installed")
    at = Path(next(iter(spec.submodule_search_locations)))
    for name in ("sbi", "sbi.samplers", "sbi.samplers.score"):
        if name not in sys.modules:
            package = types.ModuleType(name)
            package.__path__ = [str(at.joinpath(*name.split(".")[1:]))]
            sys.modules[name] = package
    return importlib.import_module("sbi.samplers.score.diffuser")


def reverse_times(t: Any) -> Any:
    """alpha-bar of the variance-preserving SDE at sbi's times, which run from 1, noise, to 0."""
    return np.exp(-0.5 * t**2 * (BETA_MAX - BETA_MIN) - t * BETA_MIN)


def run_sbi(case: Case, n: int, steps: int, *, w: float = 0.0, seed: int = 0, eta: float = 1.0) -> PeerRun:
    """Diffuser(predictor="euler_maruyama") on `steps` equal steps of sbi's time, from n draws of p_t."""
    torch: Any = importlib.import_module("torch")
    module = sbi_diffuser()
    ts = np.linspace(1.0, T_MIN, steps + 1)
    run = PeerRun(np.empty(0), reverse_times(ts))
    rng = np.random.default_rng(seed)
    states: list[Array] = []

    def rate(t: Any) -> Any:
        return BETA_MIN + (BETA_MAX - BETA_MIN) * t

    def gradient(theta: Any, t: Any) -> Any:
        y = theta.numpy().reshape(n, case.dimension)
        states.append(y)
        run.model_times.append(float(reverse_times(float(t))))
        run.state_times.append(run.model_times[-1])
        return torch.from_numpy(case.score(run.model_times[-1], y, "guided", w=w)).reshape(theta.shape)

    def draw(like: Any) -> Any:
        run.normals.append(rng.standard_normal((n, case.dimension)))
        return torch.from_numpy(run.normals[-1]).reshape(like.shape)

    estimator = types.SimpleNamespace(
        drift_fn=lambda theta, t: -0.5 * rate(t) * theta, diffusion_fn=lambda theta, t: rate(t) ** 0.5, t_min=T_MIN,
        t_max=1.0, mean_base=torch.zeros(1), std_base=torch.ones(1), input_shape=(case.dimension,), condition_shape=(1,),
    )  # fmt: skip
    potential = types.SimpleNamespace(
        vector_field_estimator=estimator, gradient=gradient, device="cpu", x_o=torch.zeros((1, 1)), x_is_iid=True
    )
    diffuser = module.Diffuser(potential, "euler_maruyama", predictor_params={"eta": eta})
    start = torch.from_numpy(case.sample_data(n, seed=5, t=float(run.times[0])))
    with mock.patch.object(diffuser, "initialize", lambda _: start), mock.patch.object(torch, "randn_like", draw):
        end = diffuser.run(n, torch.from_numpy(ts), show_progress_bars=False)
    run.states = np.array([*states, end.numpy().reshape(n, case.dimension)])
    return run
