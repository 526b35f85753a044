#!/usr/bin/env python3
"""Rules with stages or a memory as somebody else could have written them, right and wrong, held against an ensemble.

    verify/check/wrong_rules_test.py PLUMBLINE

numpy alone, in the coordinates u = x / sqrt(t), Sigma = sqrt((1 - t) / t). Their laws have no near misses of their own, so a
wrong one is VIOLATED and no more; the mistakes are ones that were made in public.
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

N_SAMPLES, STEPS, T0, TEND = 100_000, 8, 1e-2, 0.99
PLUMBLINE = ""

TIMES = np.exp(np.linspace(np.log(T0), np.log(TEND), STEPS + 1))
SIGMAS = np.sqrt((1 - TIMES) / TIMES)


def denoised(u, sigma):
    """Guided by w = 1 toward N(1, 1), the other class N(-1, 1): (u - D) / Sigma is the noise."""
    t = 1 / (1 + sigma**2)
    y, m = u * np.sqrt(t), np.sqrt(t)
    conditional, joint = m - y, m * np.tanh(m * y) - y
    return (y + (1 - t) * (2 * conditional - joint)) / m


def start(rng):
    return 1.0 + rng.standard_normal(N_SAMPLES) / np.sqrt(T0)


def end(u):
    return u * np.sqrt(TEND)


def heun(rng, churn=0.0, pick=min):
    u = start(rng)
    for sigma, to in zip(SIGMAS[:-1], SIGMAS[1:]):
        gamma = pick(churn / STEPS, np.sqrt(2) - 1) if churn else 0.0
        raised = sigma * (1 + gamma)
        u = u + np.sqrt(raised**2 - sigma**2) * rng.standard_normal(len(u))
        slope = (u - denoised(u, raised)) / raised
        guess = u + (to - raised) * slope
        u = u + (to - raised) * (slope + (guess - denoised(guess, to)) / to) / 2
    return end(u)


def dpmpp_2m(rng, noisy=False, exchanged=False, skip_last=False):
    u, before, h_before = start(rng), None, None
    for k, (sigma, to) in enumerate(zip(SIGMAS[:-1], SIGMAS[1:])):
        h = np.log(sigma / to)
        D = denoised(u, sigma)
        r = None if before is None else (h / h_before if exchanged else h_before / h)
        data = D if before is None else D + (D - before) / (2 * r)
        if skip_last and k == STEPS - 1:
            data = D
        decay = np.exp(-2 * h) if noisy else np.exp(-h)
        u = decay * u + (1 - decay) * data
        if noisy:
            u = u + to * np.sqrt(1 - np.exp(-2 * h)) * rng.standard_normal(len(u))
        before, h_before = D, h
    return end(u)


def dpmpp_sde(rng, one_path=True):
    u = start(rng)
    for sigma, to in zip(SIGMAS[:-1], SIGMAS[1:]):
        h = np.log(sigma / to)
        middle = np.sqrt(sigma * to)
        first = np.sqrt(1 - np.exp(-h)) * rng.standard_normal(len(u))
        inner = np.exp(-h) * u + (1 - np.exp(-h)) * denoised(u, sigma) + middle * first
        if one_path:
            noise = np.exp(-h / 2) * first + np.sqrt(1 - np.exp(-h)) * rng.standard_normal(len(u))
        else:
            noise = np.sqrt(1 - np.exp(-2 * h)) * rng.standard_normal(len(u))
        u = np.exp(-2 * h) * u + (1 - np.exp(-2 * h)) * denoised(inner, middle) + to * noise
    return end(u)


class WrongRules(unittest.TestCase):
    def verdict(self, scheme, y):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "y.npy"
            np.save(file, y)
            run = subprocess.run([PLUMBLINE, "check", "unit-pair", "--samples", file, "--w", "1", "--steps", str(STEPS), "--t0",
                                  str(T0), "--tend", str(TEND), "--scheme", scheme, "--json"], capture_output=True, text=True)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        report = json.loads(run.stdout)
        self.assertTrue(all("ensemble" in c["right_how"] for c in report["claims"][0]["checks"][:3]))
        return report["verdict"]

    def test_right_rules(self):
        for scheme, y in (("heun", heun(np.random.default_rng(1))), ("heun-churn:4,0,inf,1", heun(np.random.default_rng(2), 4.0)),
                          ("dpm++2m", dpmpp_2m(np.random.default_rng(3))),
                          ("sde-dpm++2m", dpmpp_2m(np.random.default_rng(4), noisy=True)),
                          ("dpm++sde", dpmpp_sde(np.random.default_rng(5)))):
            self.assertEqual(self.verdict(scheme, y), "HOLDS", scheme)

    def test_max_for_min_in_churn(self):
        self.assertEqual(self.verdict("heun-churn:2,0,inf,1", heun(np.random.default_rng(6), 2.0, max)), "VIOLATED")

    def test_steps_exchanged_in_the_extrapolation(self):
        """On a grid of equal steps in log Sigma the exchange changes nothing; on this one it does."""
        self.assertEqual(self.verdict("dpm++2m", dpmpp_2m(np.random.default_rng(7), exchanged=True)), "VIOLATED")

    def test_last_step_of_first_order(self):
        self.assertEqual(self.verdict("dpm++2m", dpmpp_2m(np.random.default_rng(8), skip_last=True)), "VIOLATED")

    def test_independent_noises_for_one_path(self):
        self.assertEqual(self.verdict("dpm++sde", dpmpp_sde(np.random.default_rng(9), one_path=False)), "VIOLATED")


if __name__ == "__main__":
    PLUMBLINE = sys.argv.pop(1)
    unittest.main()
