"""k-diffusion's samplers with the exact model of a case in place of a network. Needs torch and k-diffusion."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
from plumbline._case import Case
from plumbline._peer_run import PeerRun
from plumbline._points import Array


@functools.cache
def k_diffusion_sampling() -> Any:
    """The module k_diffusion.sampling alone: the package asks for torchvision, wandb and more, its samplers for none."""
    found = importlib.util.find_spec("k_diffusion")
    if found is None or found.submodule_search_locations is None:
        raise ImportError("k_diffusion is not installed")
    package = types.ModuleType("k_diffusion")
    package.__path__ = list(found.submodule_search_locations)
    stand_ins = {name: types.ModuleType(name) for name in ("torchvision", "torchvision.transforms")}
    stand_ins["torchvision.transforms"].functional = None  # type: ignore[attr-defined]
    have = importlib.util.find_spec("torchvision") is not None
    put = {"k_diffusion": package} | ({} if have else stand_ins)
    before = {name: sys.modules.get(name) for name in put}
    sys.modules.update(put)
    try:
        return importlib.import_module("k_diffusion.sampling")
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def run_k_diffusion(
    name: str, case: Case, start: Array, sigmas: Array, *, w: float = 0.0, seed: int = 0, **options: Any
) -> PeerRun:
    """Runs the sampler `name` ("sample_heun", ..) over its noise levels Sigma = sqrt((1 - t) / t), the last one 0.

    start: states at the noisiest time, shape (n, d), in the coordinates of theory; k-diffusion's are x / sqrt(t). Noise
    comes from independent normals where the sampler takes a noise_sampler, unless one is in `options`.
    """
    torch: Any = importlib.import_module("torch")
    sampler = getattr(k_diffusion_sampling(), name)
    levels = torch.from_numpy(np.asarray(sigmas, dtype=float))
    rng = np.random.default_rng(seed)
    run = PeerRun(np.empty(0), 1.0 / (1.0 + np.asarray(sigmas, dtype=float) ** 2))
    states: list[Array] = []

    def model(u: Any, sigma: Any) -> Any:
        t = float(1.0 / (1.0 + float(sigma[0]) ** 2))
        run.model_times.append(t)
        run.state_times.append(t)
        return torch.from_numpy(case.denoiser(t, u.double().numpy() * t**0.5, "guided", w=w))

    def draw(like: Any) -> Any:
        run.normals.append(rng.standard_normal(tuple(like.shape)))
        return torch.from_numpy(run.normals[-1])

    def note(told: dict[str, Any]) -> None:
        sigma, raised = float(told["sigma"]), float(told["sigma_hat"])
        x = told["x"].double().numpy()
        if raised > sigma:  # churned already; the state of the rule is that before
            x = x - run.normals[-1] * (raised**2 - sigma**2) ** 0.5 * options.get("s_noise", 1.0)
        states.append(x / (1.0 + sigma**2) ** 0.5)

    u = torch.from_numpy(start / run.times[0] ** 0.5)
    takes = inspect.signature(sampler).parameters
    if "noise_sampler" in takes:
        given = options.get("noise_sampler", lambda sigma, to: torch.from_numpy(rng.standard_normal(tuple(u.shape))))

        def noise(sigma: Any, to: Any) -> Any:
            found = given(sigma, to)
            run.normals.append(found.double().numpy())
            return found

        options["noise_sampler"] = noise
    with mock.patch.object(torch, "randn_like", draw), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tree, which is asked a rounding beyond its ends
        end = sampler(model, u, levels, callback=note, disable=True, **options)
    if ("s_churn" in takes and not options.get("s_churn")) or options.get("eta") == 0.0:
        run.normals.clear()  # drawn and multiplied by 0
    run.states = np.array([start, *states[1:], end.double().numpy() * run.times[-1] ** 0.5])
    return run


def of_one_path(normals: list[Array], sigmas: Array) -> list[Array]:
    """The normals (z1, z2) of the rule dpm++sde that give the noises (n1, n) of sample_dpmpp_sde, step by step.

    There n1 is the noise to the midpoint and n that of the whole step, both of variance 1; on one Brownian path of the
    SDE n = (e^(-h/2) z1 + z2) / (1 + e^(-h))^(1/2) with independent z1 = n1 and z2, h the step of log Sigma.
    """
    found = []
    for k in range(len(normals) // 2):
        decay = sigmas[k + 1] / sigmas[k]  # e^(-h)
        first, whole = normals[2 * k], normals[2 * k + 1]
        found += [first, (1.0 + decay) ** 0.5 * whole - decay**0.5 * first]
    return found


def brownian_noise(sigmas: Array, n: int, d: int, seed: int = 0) -> Callable[[Any, Any], Any]:
    """The noise that k-diffusion's own default gives, BrownianTreeNoiseSampler, whose increments belong to one path."""
    torch: Any = importlib.import_module("torch")
    like = torch.zeros((n, d), dtype=torch.float64)
    found: Any = k_diffusion_sampling().BrownianTreeNoiseSampler(like, sigmas[-2], sigmas[0], seed=seed)
    return found  # type: ignore[no-any-return]
