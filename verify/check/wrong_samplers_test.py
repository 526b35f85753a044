#!/usr/bin/env python3
"""Samplers that somebody else could have written, right and wrong, held against the exact law by `plumbline check`.

    verify/check/wrong_samplers_test.py PLUMBLINE

Every sampler here is numpy alone and shares no code with the project. Right ones must HOLD; wrong ones must be VIOLATED and
diagnosed: the sentence named below must be the first that fits. Where several mistakes give one law the sentence of either counts.
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

N_SAMPLES = 100_000
PLUMBLINE = ""

SPACE = """name = "two-in-space"
about = "two unit Gaussians along the diagonal of R^16"
""" + "".join(f"""[[component]]
weight = 0.5
mean = [{', '.join([str(s * 0.25)] * 16)}]
covariance = 1.0
class = {label}
""" for s, label in ((1, 1), (-1, 2))) + """[guidance]
kind = "classifier-free"
class = 1
"""


class Problem:
    """A mixture with weights (of the joint law), means (K, d), covariances (K, d, d); class 1 is the one wanted."""

    def __init__(self, case, weights, means, covariances, labels):
        self.case = case
        self.weights = np.array(weights)
        self.means = np.array(means, dtype=float)
        self.covariances = np.array(covariances, dtype=float)
        self.conditional = np.array([w if k == 1 else 0.0 for w, k in zip(weights, labels)])
        self.d = self.means.shape[1]

    def score(self, weights, t, y):
        logs, slopes = [], []
        for w, m, c in zip(weights, self.means, self.covariances):
            if w > 0.0:
                v = t * c + (1 - t) * np.eye(self.d)
                gap = np.sqrt(t) * m - y
                slopes.append(gap @ np.linalg.inv(v))
                logs.append(np.log(w) - 0.5 * np.log(np.linalg.det(v)) - 0.5 * np.sum(gap * slopes[-1], axis=1))
        p = np.exp(np.array(logs) - np.max(logs, axis=0))
        p /= p.sum(axis=0)
        return sum(q[:, None] * slope for q, slope in zip(p, slopes))

    def draw(self, rng, t, n):
        p = self.conditional / self.conditional.sum()
        k = rng.choice(len(p), size=n, p=p)
        z = rng.standard_normal((n, self.d))
        root = np.linalg.cholesky(t * self.covariances + (1 - t) * np.eye(self.d))
        return np.sqrt(t) * self.means[k] + np.einsum("nij,nj->ni", root[k], z)


LINE = Problem("unit-pair", [0.5, 0.5], [[1.0], [-1.0]], [[[1.0]], [[1.0]]], [1, 2])
TRIAD = Problem("triad", [0.4, 0.35, 0.25], [[0.0, 1.2], [-1.1, -0.6], [1.1, -0.6]],
                [[[0.5, 0.2], [0.2, 0.4]], [[0.4, -0.15], [-0.15, 0.6]], [[0.6, 0.0], [0.0, 0.35]]], [1, 2, 3])
R16 = Problem("two-in-space", [0.5, 0.5], [[0.25] * 16, [-0.25] * 16], [np.eye(16)] * 2, [1, 2])


R4 = Problem("unequal-in-space", [0.5, 0.3, 0.2], [[1.0, 0.0, 0.5, 0.0], [-1.0, 0.5, 0.0, 0.0], [0.0, -1.0, 0.0, 1.0]],
             [np.diag([0.5, 1.0, 0.3, 0.8]), np.eye(4), 0.6 * np.eye(4)], [1, 2, 1])
SPACES = {"two-in-space": SPACE, "unequal-in-space": """name = "unequal-in-space"
about = "three Gaussians in R^4 with covariances of their own"
""" + "".join(f"""[[component]]
weight = {w}
mean = {list(m)}
covariance = {list(np.diag(c))}
class = {label}
""" for w, m, c, label in zip(R4.weights, R4.means.tolist(), R4.covariances, (1, 2, 1))) + """[guidance]
kind = "classifier-free"
class = 1
"""}


def log_uniform(n, t0):
    return np.exp(np.linspace(np.log(t0), 0.0, n + 1))


def sample(problem, *, n=8, t0=1e-2, w=1.0, seed=1, times=None, scheme="ddpm", start="exact", window=(0.0, 1.0),
           late_guidance=False, skip=(), repeat=(), score_time=lambda s, t: s, noise=lambda std, last: std, linear=True,
           score_factor=1.0, reverse_guidance=1.0, after=lambda y: y):
    """(27) with every place at which people go wrong in the open; the defaults are right."""
    rng = np.random.default_rng(seed)
    times = log_uniform(n, t0) if times is None else times
    y = problem.draw(rng, times[0], N_SAMPLES) if start == "exact" else rng.standard_normal((N_SAMPLES, problem.d))
    order = [k for k in range(n) if k not in skip]
    order = [k for k in order for _ in range(2 if k in repeat else 1)]
    guided_before = False
    for k in order:
        s, t = times[k], times[k + 1]
        a, step = s / t, np.log(t / s)
        if scheme == "euler":
            A, B, S = 1 + step / 2, step, np.sqrt(step)
        else:
            A, B, S = a**-0.5, (1 - a) * a**-0.5, np.sqrt((1 - a) / a)
        guided = window[0] < s <= window[1]
        scale = w * reverse_guidance * ((guided_before if late_guidance else guided))
        guided_before = guided
        at = score_time(s, t)
        conditional = problem.score(problem.conditional, at, y)
        unconditional = problem.score(problem.weights, at, y)
        drift = score_factor * ((1 + scale) * conditional - scale * unconditional)
        y = (A if linear else 1.0) * y + B * drift + noise(S, k == n - 1) * rng.standard_normal(y.shape)
    return after(y)


class WrongSamplers(unittest.TestCase):
    def check(self, problem, y, *options, n=8, t0=1e-2, w=1.0):
        with tempfile.TemporaryDirectory() as folder:
            case = problem.case
            if case in SPACES:
                case = str(Path(folder) / "space.toml")
                Path(case).write_text(SPACES[problem.case])
            file = Path(folder) / "y.npy"
            np.save(file, y)
            run = subprocess.run([PLUMBLINE, "check", case, "--samples", file, "--w", str(w), "--steps", str(n), "--t0",
                                  str(t0), "--json", *options], capture_output=True, text=True, timeout=600)
        return run, (json.loads(run.stdout) if run.stdout else {})

    def assert_right(self, problem, y, *options, **chain):
        run, report = self.check(problem, y, *options, **chain)
        self.assertEqual((run.returncode, report["verdict"]), (0, "HOLDS"), run.stdout + run.stderr)

    def assert_wrong(self, sentence, problem, y, *options, **chain):
        run, report = self.check(problem, y, *options, **chain)
        self.assertEqual((run.returncode, report["verdict"]), (1, "VIOLATED"), run.stdout + run.stderr)
        said = " / ".join(report["diagnosis"] + report["oddities"])
        self.assertRegex(said, sentence)

    # right

    def test_right_on_the_line(self):
        self.assert_right(LINE, sample(LINE, seed=11))

    def test_right_euler(self):
        self.assert_right(LINE, sample(LINE, scheme="euler", seed=12), "--scheme", "euler")

    def test_right_from_noise(self):
        self.assert_right(LINE, sample(LINE, start="gaussian", seed=13), "--start", "gaussian")

    def test_right_in_the_plane(self):
        self.assert_right(TRIAD, sample(TRIAD, n=4, t0=0.05, seed=14), n=4, t0=0.05)

    def test_right_in_space(self):
        self.assert_right(R16, sample(R16, seed=15))

    def test_right_with_unequal_covariances(self):
        """No exact law: held against an ensemble, whose error counts."""
        run, report = self.check(R4, sample(R4, seed=16))
        self.assertEqual((run.returncode, report["verdict"]), (0, "HOLDS"), run.stdout + run.stderr)
        checks = report["claims"][0]["checks"]
        self.assertEqual(len(checks), 10)
        self.assertTrue(all("ensemble" in c["right_how"] and c["right_error"] > 1e-4 for c in checks[:9]), checks)

    # wrong

    def test_w_means_one_plus_w(self):
        self.assert_wrong("guides with w = 2", LINE, sample(LINE, w=2.0))

    def test_one_plus_w_means_w(self):
        self.assert_wrong("takes w for the factor 1", LINE, sample(LINE, w=1.0), w=2.0)

    def test_unguided_in_the_plane(self):
        self.assert_wrong("ignores w", TRIAD, sample(TRIAD, n=4, t0=0.05, w=0.0), n=4, t0=0.05)

    def test_wrong_with_unequal_covariances(self):
        for wrong in ({"w": 2.0}, {"noise": lambda std, last: 1.05 * std}, {"skip": (7,)}):
            run, report = self.check(R4, sample(R4, **wrong))
            self.assertEqual((run.returncode, report["verdict"], report["diagnosis"]), (1, "VIOLATED", []), run.stdout)

    def test_wrong_sign(self):
        self.assert_wrong("wrong sign", LINE, sample(LINE, w=0.5, reverse_guidance=-1.0), w=0.5)

    def test_classes_exchanged_in_space(self):
        swapped = Problem("two-in-space", R16.weights, -R16.means, R16.covariances, [1, 2])
        self.assert_wrong("guides toward class 2", R16, sample(swapped))

    def test_last_step_dropped(self):
        self.assert_wrong("stops one step early", LINE, sample(LINE, skip=(7,)))

    def test_first_step_dropped(self):
        self.assert_wrong("leaves out the first step", LINE, sample(LINE, n=4, t0=0.2, skip=(0,)), n=4, t0=0.2)

    def test_last_step_twice(self):
        self.assert_wrong("takes the last step twice", LINE, sample(LINE, repeat=(7,)))

    def test_variance_for_deviation(self):
        self.assert_wrong("variance of the noise", LINE, sample(LINE, noise=lambda std, last: std**2))

    def test_noise_too_large(self):
        self.assert_wrong("square root of 2", LINE, sample(LINE, noise=lambda std, last: 2**0.5 * std))

    def test_no_noise_at_the_end(self):
        self.assert_wrong("no noise in the last step", LINE, sample(LINE, noise=lambda std, last: 0 if last else std),
                          n=8)

    def test_half_the_noise(self):
        self.assert_wrong("half the noise", LINE, sample(LINE, noise=lambda std, last: std / 2))

    def test_linear_drift_forgotten(self):
        self.assert_wrong("leaves out the term Y/2", LINE, sample(LINE, linear=False))

    def test_half_the_score(self):
        self.assert_wrong("half the score", LINE, sample(LINE, score_factor=0.5))

    def test_score_at_the_next_time(self):
        self.assert_wrong("every score at the end", LINE, sample(LINE, score_time=lambda s, t: t))

    def test_noise_level_for_time(self):
        self.assert_wrong("noise level 1 - t", LINE, sample(LINE, score_time=lambda s, t: 1 - s))

    def test_start_from_noise(self):
        self.assert_wrong("starts from the gaussian law", LINE, sample(LINE, t0=0.3, start="gaussian"), t0=0.3)

    def test_another_scheme(self):
        self.assert_wrong("takes the steps of euler", LINE, sample(LINE, scheme="euler"))

    def test_another_schedule(self):
        lo, hi = np.arccos(np.sqrt(1e-2)), 0.0
        times = np.cos(np.linspace(lo, hi, 9)) ** 2
        self.assert_wrong("runs on the schedule cosine", LINE, sample(LINE, times=times))

    def test_half_as_many_steps(self):
        self.assert_wrong("takes 4 steps", LINE, sample(LINE, n=4))

    def test_guidance_a_step_late(self):
        self.assert_wrong("guidance one step late", LINE, sample(LINE, w=4.0, window=(0.1, 0.5), late_guidance=True),
                          "--w-from", "0.1", "--w-to", "0.5", w=4.0)

    def test_clamped(self):
        self.assert_wrong("clamped", LINE, sample(LINE, after=lambda y: np.clip(y, -1.0, 1.0)))

    def test_tails_cut_off(self):
        inward = sample(LINE, after=lambda y: np.where(np.abs(y) > 3.0, np.sign(y) * (6.0 - np.abs(y)), y))
        run, report = self.check(LINE, inward)
        self.assertEqual((run.returncode, report["diagnosis"]), (1, []), run.stdout)

    def test_seeds_used_twice(self):
        self.assert_wrong("seeds used twice", LINE, sample(LINE, after=lambda y: np.repeat(y[: N_SAMPLES // 2], 2, axis=0)))

    def test_not_a_number(self):
        y = sample(LINE)
        y[812] = np.sqrt(np.array([-1.0 + 0j])).imag * np.nan
        run, _ = self.check(LINE, y)
        self.assertEqual(run.returncode, 2)
        self.assertIn("first: 812", run.stderr)


if __name__ == "__main__":
    PLUMBLINE = sys.argv.pop(1)
    unittest.main()
