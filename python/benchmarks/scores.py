"""Scores of a mixture of 16 Gaussians at 10^6 points of the plane: plumbline against numpy, PyTorch and JAX, one table.

    python python/benchmarks/scores.py [POINTS] [THREADS]

Each peer is written as its users write it: all points at once, double precision, log-sum-exp over the components. Times
are the least of several runs, of wall time and of processor time over all threads, which says more where the machine
has other work; PyTorch and JAX are left out where they are not installed. With it what a call costs and what an exact
law costs. PyTorch compiles for a minute before its turn.
"""

import os
import sys
import time

N_POINTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(THREADS)
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import numpy as np  # noqa: E402
import plumbline as pl  # noqa: E402

K, T, REPEATS = 16, 0.5, 5


def problem():
    """Sixteen components of the plane with variances of their own, and points over all of them."""
    rng = np.random.default_rng(1)
    weights = rng.dirichlet(np.full(K, 5.0))
    case = pl.mixture(weights / weights.sum(), rng.normal(0, 2, (K, 2)), rng.uniform(0.2, 1.0, K))
    return case, 2.0 * rng.standard_normal((N_POINTS, 2))


def parameters(case):
    """(log weight - log normaliser (K), mean (K, 2), variance (K)) of p_t."""
    parts = [(w, m, c[0, 0]) for w, _, m, c in case.components()]
    variance = T * np.array([v for _, _, v in parts]) + 1 - T
    means = np.sqrt(T) * np.array([m for _, m, _ in parts])
    return np.log([w for w, _, _ in parts]) - np.log(2 * np.pi * variance), means, variance


def numpy_score(x, log_weight, mean, variance):
    offset = mean - x[:, None, :]
    logs = log_weight - 0.5 * (offset * offset).sum(-1) / variance
    shares = np.exp(logs - logs.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    return ((shares / variance)[..., None] * offset).sum(1)


def torch_scores(x, given):
    import torch

    torch.set_num_threads(THREADS)

    def score(x, log_weight, mean, variance):
        offset = mean - x[:, None, :]
        logs = log_weight - 0.5 * (offset * offset).sum(-1) / variance
        return ((torch.softmax(logs, 1) / variance)[..., None] * offset).sum(1)

    arrays = [torch.from_numpy(np.ascontiguousarray(a)) for a in (x, *given)]
    compiled = torch.compile(score)
    with torch.inference_mode():
        yield "PyTorch, eager", lambda: score(*arrays).numpy()
        yield "PyTorch, compiled", lambda: compiled(*arrays).numpy()


def jax_score(x, given):
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    @jax.jit
    def score(x, log_weight, mean, variance):
        offset = mean - x[:, None, :]
        logs = log_weight - 0.5 * (offset * offset).sum(-1) / variance
        return ((jax.nn.softmax(logs, 1) / variance)[..., None] * offset).sum(1)

    arrays = [jnp.asarray(a) for a in (x, *given)]
    yield "JAX, jit", lambda: score(*arrays).block_until_ready()


def least(call, repeats=REPEATS):
    """(wall, processor) seconds of the quickest run."""
    walls, processors = [], []
    for _ in range(repeats):
        wall, processor = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def contenders(case, x):
    given = parameters(case)
    yield "plumbline", lambda: case.score(T, x)
    yield f"numpy {np.__version__}", lambda: numpy_score(x, *given)
    for peer in (torch_scores, jax_score):
        try:
            yield from peer(x, given)
        except ImportError:
            continue


def main():
    case, x = problem()
    wanted = numpy_score(x, *parameters(case))
    rows = []
    for name, call in contenders(case, x):
        error = np.abs(np.asarray(call()) - wanted).max()
        rows.append((name, *least(call), error))
        print(
            f"{name}: {1e3 * rows[-1][1]:.1f} ms, {1e3 * rows[-1][2]:.1f} ms of processors", file=sys.stderr, flush=True
        )
    _, our_wall, our_processor, _ = rows[0]
    print(f"{N_POINTS} points of the plane, K = {K}, {THREADS} threads; least of {REPEATS} runs")
    print(f"{'':20}{'ms':>9}{'times ours':>12}{'processor ms':>14}{'times ours':>12}{'differs from numpy':>20}")
    for name, wall, processor, error in rows:
        times = f"{1e3 * wall:9.1f}{wall / our_wall:12.1f}{1e3 * processor:14.1f}{processor / our_processor:12.1f}"
        print(f"{name:20}{times}{error:20.1e}")
    line, point = pl.case("unit-pair"), np.array([0.5])
    wall, processor = least(lambda: [line.score(0.5, point) for _ in range(10_000)])
    print(f"one call with one point: {wall * 100:.2f} us, {processor * 100:.2f} us of a processor")
    wall, processor = least(lambda: pl.law(line, 1.0, 64))
    print(f"law(unit-pair, w = 1, N = 64): {1e3 * wall:.1f} ms, {1e3 * processor:.1f} ms of processors")


if __name__ == "__main__":
    main()
