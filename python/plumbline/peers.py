"""Which chain the samplers of other libraries really are, with the exact model of a case in place of a network.

    python -m plumbline.peers                     every configuration, one line each
    python -m plumbline.peers ddim-linspace       one of them, in full

Needs the libraries of python/peers.txt (./test.sh peers installs them). Samplers of your own libraries: run them with
run_diffusers(), run_k_diffusion() or run_sbi(), or fill a PeerRun yourself, and ask which_chain().
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from plumbline._case import Case, case
from plumbline._diffusers import diffusers_scheduler, run_diffusers
from plumbline._k_diffusion import k_diffusion_sampling, run_k_diffusion
from plumbline._peer_list import PEERS, Peer, karras_sigmas
from plumbline._peer_run import RULES, PeerRun, SameChain, flow_error, held_against, landing_times, which_chain, without_empty_steps
from plumbline._sbi import run_sbi

__all__ = ["PEERS", "Peer", "PeerFinding", "PeerRun", "SameChain", "diffusers_scheduler", "find", "flow_error",
           "held_against", "k_diffusion_sampling", "karras_sigmas", "landing_times", "run_diffusers", "run_k_diffusion", "run_sbi", "which_chain", "without_empty_steps"]  # fmt: skip

CASE = "wide-rival"  # its class is two Gaussians, so that no rule is exact on it
SAME = 2e-5  # of states, in deviations: what tables in single precision leave at most
W = 1.0


@dataclass(frozen=True)
class PeerFinding:
    """What a configuration turned out to be, with w = 1.

    failure: what it raised, or "". chains: the rules that it follows, best first; empty: none of those known. nearest:
    the rule that comes closest all the same. empty_steps: how many of its steps begin and end at one time. order:
    at which its error in the flow of w = 0 falls, where it draws no noise. first, last: reverse times of its first and
    last state; noisiest: the noisiest that its model was trained on, where it says so. score_time_off: by how much
    log((1 - t) / t) of the model's time is off that of the state. landing_off: the same between where a step of first
    order leads and where the next one begins. finite: whether its samples are.
    """

    failure: str = ""
    chains: tuple[SameChain, ...] = ()
    nearest: SameChain | None = None
    empty_steps: int = 0
    order: float | None = None
    first: float = 0.0
    last: float = 1.0
    score_time_off: float = 0.0
    landing_off: float = 0.0
    finite: bool = True
    noise_pair: tuple[float, float] | None = None

    @property
    def names(self) -> list[str]:
        """Of the rules."""
        return [same.scheme for same in self.chains]

    def __str__(self) -> str:
        if self.failure:
            return f"raises {self.failure}"
        if not self.finite:
            return "gives NaN"
        if self.chains:
            parts = [" = ".join(self.names) + f" (to {self.chains[0].difference:.0e})"]
        elif self.nearest is not None:
            parts = [f"no rule known here, nearest {self.nearest.scheme} (off by {self.nearest.difference:.2g})"]
        else:
            parts = ["no rule known here"]
        if self.empty_steps:
            parts.append(f"{self.empty_steps} empty step, which does nothing")
        if self.chains and self.chains[0].noise_left_out:
            parts.append(f"without the last {self.chains[0].noise_left_out} noises of that")
        if self.order is not None:
            parts.append(f"order {self.order:.1f} measured")
        parts.append(f"from t = {self.first:.3g} to {self.last:.6g}")
        if self.score_time_off > 1e-3:
            parts.append(f"scores at other noise levels than their states', by up to {self.score_time_off:.2g}")
        if self.noise_pair is not None and max(abs(self.noise_pair[0] - 1.0), abs(self.noise_pair[1])) > 0.05:
            square, product = self.noise_pair
            parts.append(f"with noises that belong to no one path: E z2^2 = {square:.2f}, E z1 z2 = {product:.2f}")
        if not self.chains and self.landing_off > 1e-3:
            parts.append(f"steps end elsewhere than the next begins, by up to {self.landing_off:.2g}")
        return ", ".join(parts)


def find(peer: Peer, problem: Any = CASE, *, n: int = 500, w: float = W) -> PeerFinding:
    """Runs a configuration and holds it against every rule; twice more, with 4 and 8 times as many steps, for its order.

    problem: a case on the line, n: paths.
    """
    at, steps = case(problem), peer.steps
    try:
        run = peer.run(at, n, steps, w)
    except Exception as failure:
        return PeerFinding(failure=f"{type(failure).__name__}: {failure}".splitlines()[0])
    first, last = float(run.times[0]), float(run.times[-1])
    if not np.isfinite(run.states).all():
        return PeerFinding(first=first, last=last, finite=False)
    whole, empty_steps = without_empty_steps(run)
    beside = held_against(whole, at, w, rules=RULES + peer.rules)
    chains = tuple(same for same in beside if same.difference < SAME)
    order = None if run.normals else _order(peer, at, n, steps)
    nearest = beside[0] if beside else None
    return PeerFinding(
        "", chains, nearest, empty_steps, order, first, last, run.score_time_off, _landing_off(whole, at, w),
        noise_pair=_noise_pair(run, chains),
    )  # fmt: skip


def _noise_pair(run: PeerRun, chains: tuple[SameChain, ...]) -> tuple[float, float] | None:
    if not any(same.scheme == "dpm++sde" for same in chains):
        return None
    first, second = np.array(run.normals[::2]), np.array(run.normals[1::2])
    return float((second * second).mean()), float((first * second).mean())


def _order(peer: Peer, at: Case, n: int, steps: int) -> float:
    errors = [flow_error(without_empty_steps(peer.run(at, n, k * steps, 0.0))[0], at) for k in (4, 8)]
    return float(np.log2(errors[0] / errors[1]))


def _landing_off(run: PeerRun, at: Case, w: float) -> float:
    """In the inner steps: the last one may end at t = 1."""
    landed, wanted = landing_times(run, at, w)[:-1], run.times[1:-1]
    with np.errstate(all="ignore"):
        return float(np.abs(np.log(landed / (1.0 - landed)) - np.log(wanted / (1.0 - wanted))).max())


def main(names: Sequence[str]) -> int:
    """The command; exit status 2 for a name that is none."""
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        print(f"peers: no configuration {unknown[0]}; choose from {', '.join(PEERS)}", file=sys.stderr)
        return 2
    for name in names or PEERS:
        peer = PEERS[name]
        print(f"{name}: {peer.title}\n  documented as {peer.documented}; is {find(peer)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
