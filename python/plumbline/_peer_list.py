"""Configurations of samplers that people run, by name: how each is made, and what its documentation has it be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from plumbline._case import Case
from plumbline._diffusers import diffusers_scheduler, run_diffusers
from plumbline._k_diffusion import brownian_noise, of_one_path, run_k_diffusion
from plumbline._peer_run import PeerRun
from plumbline._points import Array
from plumbline._sbi import run_sbi

#: run(case, n, steps, w) -> PeerRun
Run = Callable[[Case, int, int, float], PeerRun]


@dataclass(frozen=True)
class Peer:
    """A configuration: what it is called there, how it runs, the rule that its documentation names, and parameters of
    rules that are to be tried besides; steps: how many it is run with."""

    title: str
    run: Run
    documented: str
    rules: tuple[str, ...] = field(default=())
    steps: int = 25  # 4 and 8 times as many divide 1000 too


def _start(case: Case, n: int, t: float) -> Array:
    return case.sample_data(n, seed=5, t=t)


def _of_diffusers(name: str, options: dict[str, Any], step_options: dict[str, Any]) -> Run:
    def run(case: Case, n: int, steps: int, w: float) -> PeerRun:
        scheduler = diffusers_scheduler(name, **options)
        more = dict(step_options)
        ask_at_state = bool(more.pop("ask_at_state", False))
        start = partial(_start, case, n)
        return run_diffusers(scheduler, case, start, steps, w=w, step_options=more, ask_at_state=ask_at_state)

    return run


def _diffusers(name: str, documented: str, step_options: dict[str, Any] | None = None, **options: Any) -> Peer:
    told = ", ".join(f"{key}={value!r}" for key, value in (options | (step_options or {})).items())
    return Peer(f"diffusers {name}({told})", _of_diffusers(name, options, step_options or {}), documented)


def karras_sigmas(n: int, low: float = 0.01, high: float = 30.0) -> Array:
    """n noise levels of Karras et al. with rho = 7 in double precision, and 0."""
    ramp = np.linspace(0.0, 1.0, n)
    return np.append((high ** (1 / 7) + ramp * (low ** (1 / 7) - high ** (1 / 7))) ** 7, 0.0)


def _of_k_diffusion(name: str, options: dict[str, Any]) -> Run:
    def run(case: Case, n: int, steps: int, w: float) -> PeerRun:
        sigmas = karras_sigmas(steps)
        more = dict(options)
        if more.pop("brownian", False):
            more["noise_sampler"] = brownian_noise(sigmas, n, case.dimension)
        run = run_k_diffusion(name, case, _start(case, n, 1.0 / (1.0 + sigmas[0] ** 2)), sigmas, w=w, **more)
        if name == "sample_dpmpp_sde":
            run.normals = of_one_path(run.normals, sigmas)
        return run

    return run


def _k_diffusion(name: str, documented: str, *rules: str, **options: Any) -> Peer:
    told = ", ".join(f"{key}={value!r}" for key, value in options.items())
    return Peer(f"k-diffusion {name}({told})", _of_k_diffusion(name, options), documented, rules)


def _sbi(documented: str, *, eta: float = 1.0) -> Peer:
    def run(case: Case, n: int, steps: int, w: float) -> PeerRun:
        found = run_sbi(case, n, steps, w=w, eta=eta)
        if eta < 1e-6:
            found.normals.clear()
        return found

    return Peer(f"sbi Diffuser('euler_maruyama', eta={eta:g})", run, documented)


TRAILING: dict[str, Any] = {"timestep_spacing": "trailing"}

PEERS: dict[str, Peer] = {
    "ddim": _diffusers("DDIMScheduler", "ddim:0", clip_sample=False, **TRAILING),
    "ddim-eta-1": _diffusers("DDIMScheduler", "ddim:1", {"eta": 1.0}, clip_sample=False, **TRAILING),
    "ddim-v": _diffusers("DDIMScheduler", "ddim:0", clip_sample=False, prediction_type="v_prediction", **TRAILING),
    "ddim-default": _diffusers("DDIMScheduler", "ddim:0"),
    "ddim-leading": _diffusers("DDIMScheduler", "ddim:0", clip_sample=False),
    "ddim-linspace": _diffusers("DDIMScheduler", "ddim:0", clip_sample=False, timestep_spacing="linspace"),
    "ddim-30": replace(_diffusers("DDIMScheduler", "ddim:0", clip_sample=False, **TRAILING), steps=30),
    "ddpm-small": _diffusers("DDPMScheduler", "ddpm-small", clip_sample=False, **TRAILING),
    "ddpm-large": _diffusers("DDPMScheduler", "ddpm-large", clip_sample=False, variance_type="fixed_large", **TRAILING),
    "ddpm-large-log": _diffusers("DDPMScheduler", "ddpm-large", clip_sample=False, variance_type="fixed_large_log",
                                 **TRAILING),
    "ddpm-small-log": _diffusers("DDPMScheduler", "ddpm-small", clip_sample=False, variance_type="fixed_small_log",
                                 **TRAILING),
    "euler": _diffusers("EulerDiscreteScheduler", "ddim:0", **TRAILING),
    "euler-karras": _diffusers("EulerDiscreteScheduler", "ddim:0", use_karras_sigmas=True),
    "euler-log-linear": _diffusers("EulerDiscreteScheduler", "ddim:0", interpolation_type="log_linear"),
    "euler-ancestral": _diffusers("EulerAncestralDiscreteScheduler", "ancestral:1", **TRAILING),
    "euler-ancestral-sample": _diffusers("EulerAncestralDiscreteScheduler", "ancestral:1", prediction_type="sample"),
    "heun": _diffusers("HeunDiscreteScheduler", "heun", **TRAILING),
    "heun-karras": _diffusers("HeunDiscreteScheduler", "heun", use_karras_sigmas=True),
    "dpm-2m": _diffusers("DPMSolverMultistepScheduler", "dpm++2m", **TRAILING),
    "dpm-2m-karras": _diffusers("DPMSolverMultistepScheduler", "dpm++2m", use_karras_sigmas=True),
    "dpm-sde-2m": _diffusers("DPMSolverMultistepScheduler", "sde-dpm++2m", algorithm_type="sde-dpmsolver++", **TRAILING),
    "dpm-3m": _diffusers("DPMSolverMultistepScheduler", "order 3", solver_order=3, use_karras_sigmas=True),
    "dpm-3m-unrounded": _diffusers("DPMSolverMultistepScheduler", "order 3", {"ask_at_state": True}, solver_order=3,
                                   use_karras_sigmas=True),
    "unipc": _diffusers("UniPCMultistepScheduler", "order 3", use_karras_sigmas=True),
    "unipc-unrounded": _diffusers("UniPCMultistepScheduler", "order 3", {"ask_at_state": True}, use_karras_sigmas=True),
    "dpm-2m-karras-unrounded": _diffusers("DPMSolverMultistepScheduler", "dpm++2m", {"ask_at_state": True},
                                          use_karras_sigmas=True),
    "deis": _diffusers("DEISMultistepScheduler", "order 2", use_karras_sigmas=True),
    "lms": _diffusers("LMSDiscreteScheduler", "order 4", use_karras_sigmas=True),
    "flow-euler": _diffusers("FlowMatchEulerDiscreteScheduler", "ddim:0"),
    "sbi": _sbi("euler"),
    "sbi-flow": _sbi("euler", eta=1e-9),
    "k-euler": _k_diffusion("sample_euler", "ddim:0"),
    "k-euler-ancestral": _k_diffusion("sample_euler_ancestral", "ancestral:1"),
    "k-heun": _k_diffusion("sample_heun", "heun"),
    "k-heun-churn": _k_diffusion("sample_heun", "heun-churn", "heun-churn:4,0,inf,1", s_churn=4.0),
    "k-dpm-2": _k_diffusion("sample_dpm_2", "order 2"),
    "k-lms": _k_diffusion("sample_lms", "order 4"),
    "k-dpmpp-2m": _k_diffusion("sample_dpmpp_2m", "dpm++2m"),
    "k-dpmpp-2m-sde": _k_diffusion("sample_dpmpp_2m_sde", "sde-dpm++2m"),
    "k-dpmpp-2m-sde-heun": _k_diffusion("sample_dpmpp_2m_sde", "sde-dpm++2m", solver_type="heun"),
    "k-dpmpp-2s": _k_diffusion("sample_dpmpp_2s_ancestral", "order 2", eta=0.0),
    "k-dpmpp-3m": _k_diffusion("sample_dpmpp_3m_sde", "order 3", eta=0.0),
    "k-dpmpp-sde": _k_diffusion("sample_dpmpp_sde", "dpm++sde", brownian=True),
    "k-dpmpp-sde-independent": _k_diffusion("sample_dpmpp_sde", "dpm++sde"),
}  # fmt: skip
