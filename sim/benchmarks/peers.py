"""What peer_bench.cpp times, in numpy, PyTorch (eager and compiled) and JAX, as a good user of each would write it:
matrix form, softmax, no loop over components, tables of all steps made beforehand, double precision, two threads.

    peers.py chain SHAPE D K         one chain of K components in D dimensions, of shared, diagonal or full covariances
    peers.py mixture CASE.toml       the scores of both laws of a planar mixture of full covariances

Prints one JSON object: the best nanoseconds over all batch sizes (a path-step, a point) of each form, and `check`, a
number that the same computation of peer_bench.cpp must reproduce. Exit status 77 without PyTorch; without JAX its
numbers are left out.

States of a chain are of shape (D, paths), which spares the libraries their slow reductions over short rows; eager
PyTorch has shape (paths, D) too, as networks have it, where one covariance is shared, and the better of the two counts.
Compiled PyTorch compiles one step, JAX the whole chain."""

import functools
import json
import math
import os
import sys
import time
import tomllib

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "2"
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])

try:
    import numpy as np
    import torch
except ImportError:
    print("PyTorch is not installed (./test.sh peers): nothing to compare with", file=sys.stderr)
    raise SystemExit(77)
try:
    import jax
except ImportError:
    print("JAX is not installed (./test.sh peers): left out", file=sys.stderr)
    jax = None

torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)
STEPS = 32  # log-uniform in t from 1e-3 to 1, as in peer_bench.cpp; scheme ddpm, w = 1


def covariances(shape, d, k):
    """Those of bench_problem.cpp, (K, D, D)."""
    component, coordinate = np.arange(k)[:, None], np.arange(d)
    variances = 0.3 + 0.1 * (component % 3) + 0.05 * (coordinate % 4)
    if shape == "shared":
        variances = np.full((k, d), 0.4)
    return variances[:, :, None] * np.eye(d) + (0.1 if shape == "full" else 0.0)


def step_tables(shape, d, k):
    """Of every step the arrays that step() reads."""
    mean = 1.5 * np.sin(3.1 * np.arange(k)[:, None] + np.arange(d))
    times = np.exp(np.linspace(math.log(1e-3), 0.0, STEPS + 1))
    for t, t_next in zip(times[:-1], times[1:]):
        noised = t * covariances(shape, d, k) + (1.0 - t) * np.eye(d)
        precision = np.linalg.inv(noised)
        m = math.sqrt(t) * mean
        shift = np.einsum("kij,kj->ki", precision, m)
        constant = -0.5 * np.linalg.slogdet(noised)[1] - 0.5 * (m * shift).sum(1)
        alpha = t / t_next
        A, B, S = alpha**-0.5, (1.0 - alpha) * alpha**-0.5, math.sqrt((1.0 - alpha) / alpha)
        if shape == "full":
            arrays = [precision.reshape(k * d, d), shift, B, A, S, constant[:, None]]
        else:
            slope = np.diagonal(precision, axis1=1, axis2=2)
            arrays = [shift, (B * shift).T, -0.5 * slope, (B * slope).T, A, S, constant[:, None]]
        if shape == "shared":  # what all components have in common falls out of the softmax
            arrays = [shift, (B * shift).T, A - B * slope[0, 0], S, constant[:, None]]
        yield [np.ascontiguousarray(array) for array in arrays]


def softmax_of(x):
    e = np.exp(x - x.max(0))
    return e / e.sum(0)


LIBRARIES = {"numpy": (softmax_of, np.concatenate), "torch": (functools.partial(torch.softmax, dim=0), torch.cat)}
if jax is not None:
    jax.config.update("jax_enable_x64", True)
    LIBRARIES["jax"] = (functools.partial(jax.nn.softmax, axis=0), jax.numpy.concatenate)


def shares(library, logits, in_class):
    """2 gamma of the class less gamma of all, of shape (K, paths): the shares of the components in G at w = 1."""
    softmax, concatenate = LIBRARIES[library]
    of_all = softmax(logits)
    return concatenate([2.0 * softmax(logits[:in_class]) - of_all[:in_class], -of_all[in_class:]])


def step(library, in_class, y, z, table):
    """A step of states (D, paths); the number of arrays in the table tells the shape of the covariances."""
    if len(table) == 5:
        shift, N, a, S, constant = table
        return N @ shares(library, shift @ y + constant, in_class) + a * y + S * z
    if len(table) == 7:
        shift, N, q, R, A, S, constant = table
        gamma = shares(library, shift @ y + q @ (y * y) + constant, in_class)
        return N @ gamma + (A - R @ gamma) * y + S * z
    precision, shift, B, A, S, constant = table
    slope = (precision @ y).reshape(len(constant), *y.shape) - shift[:, :, None]  # (K, D, paths)
    gamma = shares(library, constant - 0.5 * ((slope * y).sum(1) - shift @ y), in_class)
    return A * y - B * (gamma[:, None] * slope).sum(0) + S * z


def in_place(in_class, y, z, table):
    """The same for a shared covariance, eagerly and without new arrays but the shares."""
    shift, N, a, S, constant = table
    logits = torch.addmm(constant, shift, y)
    gamma = torch.softmax(logits, 0).neg_()
    gamma[:in_class].add_(torch.softmax(logits[:in_class], 0), alpha=2.0)
    return y.addmm_(N, gamma, beta=float(a)).add_(z, alpha=float(S))


def batch_first(in_class, y, z, table):
    """The same with states of shape (paths, D)."""
    shift, N, a, S, constant = table
    logits = torch.addmm(constant.T, y, shift.T)
    gamma = torch.softmax(logits, 1).neg_()
    gamma[:, :in_class].add_(torch.softmax(logits[:, :in_class], 1), alpha=2.0)
    return y.addmm_(gamma, N.T, beta=float(a)).add_(z, alpha=float(S))


def numpy_chain(tables, in_class):
    rng, one = np.random.default_rng(1), functools.partial(step, "numpy", in_class)

    def run(shape):
        y, z = rng.standard_normal(shape), np.empty(shape)
        for table in tables:
            y = one(y, rng.standard_normal(out=z), table)

    return one, run


def torch_chain(one):
    def chain_of(tables, in_class):
        bound = functools.partial(one, in_class)

        def run(shape):
            y, z = torch.randn(shape), torch.empty(shape)
            for table in tables:
                y = bound(y, z.normal_(), table)

        return bound, run

    return chain_of


def jax_chain(tables, in_class):
    stacked = [jax.numpy.stack(arrays) for arrays in zip(*tables)]
    one = functools.partial(step, "jax", in_class)

    @functools.partial(jax.jit, static_argnums=1)
    def whole(key, shape):
        keys = jax.random.split(key, STEPS + 1)

        def body(y, of_step):
            return one(y, jax.random.normal(of_step[0], shape), of_step[1]), None

        return jax.lax.scan(body, jax.random.normal(keys[0], shape), (keys[1:], stacked))[0]

    return one, lambda shape: whole(jax.random.key(1), shape).block_until_ready()


def forms(shape):
    """Of every form its name, what makes arrays for it, the chain, and whether paths come first."""
    eager = functools.partial(step, "torch")
    yield "numpy", np.asarray, numpy_chain, False
    yield "torch_eager", torch.as_tensor, torch_chain(eager), False
    if shape == "shared":
        yield "torch_eager", torch.as_tensor, torch_chain(in_place), False
        yield "torch_eager", torch.as_tensor, torch_chain(batch_first), True
    yield "torch_compiled", torch.as_tensor, torch_chain(torch.compile(eager, dynamic=False)), False
    if jax is not None:
        yield "jax_jit", jax.numpy.asarray, jax_chain, False


def chain(shape, d, k):
    result = {}
    in_class = (k + 1) // 2
    check = math.nan
    for name, array, chain_of, paths_first in forms(shape):
        tables = [[array(a) for a in table] for table in step_tables(shape, d, k)]
        one, run = chain_of(tables, in_class)
        # One noiseless step in mid-chain from y_ij = sin(i + 64 j), path i.
        y = np.sin(np.arange(64) + 64.0 * np.arange(d)[:, None])
        y = np.ascontiguousarray(y.T) if paths_first else y
        found = float((one(array(y), array(np.zeros(y.shape)), tables[STEPS // 2]) ** 2).sum())
        check = found if math.isnan(check) else check
        assert math.isclose(found, check, rel_tol=1e-12), (name, found, check)
        for paths in [2**e for e in (9, 11, 13, 15) if 2**e * k <= 2**22]:
            size = (paths, d) if paths_first else (d, paths)
            ns = best_seconds(functools.partial(run, size), 0.3) * 1e9 / (paths * STEPS)
            result[name] = min(ns, result.get(name, math.inf))
    return {**result, "check": check}


def einsum_scores(mean, precision, log_factor, in_class):
    """Scores of the class and of the whole, of points of shape (n, 2), from offsets and slopes of shape (n, K, 2)."""

    def scores(y):
        offset = y[:, None, :] - mean
        slope = torch.einsum("kij,nkj->nki", precision, offset)
        logits = torch.einsum("nki,nki->nk", slope, offset).mul_(-0.5).add_(log_factor)
        of_class = torch.softmax(logits[:, :in_class], 1)
        of_all = torch.softmax(logits, 1)
        s_class = -torch.einsum("nk,nki->ni", of_class, slope[:, :in_class])
        return s_class, -torch.einsum("nk,nki->ni", of_all, slope)

    return scores


def feature_scores(mean, precision, log_factor, in_class):
    shift = torch.einsum("kij,kj->ki", precision, mean)
    a, b, c = precision[:, 0, 0], precision[:, 0, 1], precision[:, 1, 1]
    constant = log_factor - 0.5 * (mean * shift).sum(1)
    weights = torch.stack([shift[:, 0], shift[:, 1], -0.5 * a, -b, -0.5 * c]).contiguous()
    slopes = torch.stack([shift[:, 0], shift[:, 1], a, b, c], 1)

    def score_of(gamma, slopes, y):
        u = gamma @ slopes
        x0, x1 = y[:, 0], y[:, 1]
        return torch.stack([u[:, 0] - u[:, 2] * x0 - u[:, 3] * x1, u[:, 1] - u[:, 3] * x0 - u[:, 4] * x1], 1)

    def scores(y):
        x0, x1 = y[:, 0], y[:, 1]
        logits = torch.addmm(constant, torch.stack([x0, x1, x0 * x0, x0 * x1, x1 * x1], 1), weights)
        of_class = torch.softmax(logits[:, :in_class], 1)
        return score_of(of_class, slopes[:in_class], y), score_of(torch.softmax(logits, 1), slopes, y)

    return scores


def mixture(case, t=0.5):
    """The scores at time t of a case for classifier-free guidance toward class 1, whose components come first."""
    with open(case, "rb") as file:
        components = tomllib.load(file)["component"]
    mean = math.sqrt(t) * torch.tensor([c["mean"] for c in components])
    covariance = t * torch.tensor([c["covariance"] for c in components]) + (1.0 - t) * torch.eye(2)
    precision = torch.linalg.inv(covariance)
    log_factor = torch.tensor([c["weight"] for c in components]).log() - 0.5 * torch.logdet(covariance)
    in_class = sum(c["class"] == 1 for c in components)
    result = {}
    for name, form in (("einsum", einsum_scores), ("features", feature_scores)):
        scores = form(mean, precision, log_factor, in_class)
        best = math.inf
        for points in [2**e for e in range(3, 11)]:
            y = torch.randn(points, 2)
            best = min(best, best_seconds(lambda: scores(y), 0.25) * 1e9 / points)
        result[name] = best
        y = torch.sin(torch.arange(64).unsqueeze(1) + 64.0 * torch.arange(2))
        s, s_all = scores(y)
        check = (2.0 * s - s_all).square().sum().item()
        assert math.isclose(check, result.setdefault("check", check), rel_tol=1e-9)
    return result


def best_seconds(work, budget):
    """The least wall time of `work`, repeated for `budget` seconds."""
    work()
    best, end = math.inf, time.perf_counter() + budget
    while True:
        begin = time.perf_counter()
        work()
        now = time.perf_counter()
        best = min(best, now - begin)
        if now > end:
            return best


if __name__ == "__main__":
    with torch.no_grad():
        kind = sys.argv[1]
        result = chain(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) if kind == "chain" else mixture(sys.argv[2])
    print(json.dumps(result))
