"""What peer_bench.cpp times, in PyTorch, as a good user of it would write it: matrix form, softmax, no loop over
components, tables of all steps made beforehand, in-place operations, double precision, two threads.

    peer_torch.py chain D K          one chain of K components of equal variance in D dimensions
    peer_torch.py mixture CASE.toml  the scores of both laws of a planar mixture of full covariances

Prints one JSON object: the best nanoseconds over all batch sizes (a path-step, a point) of each form, and `check`, a
number that the same computation of peer_bench.cpp must reproduce. Exit status 77 without PyTorch.

Forms of the chain: `batch_first`, states of shape (paths, D), as networks have them; `paths_last`, shape (D, paths),
which spares PyTorch its slow reductions over short rows. Forms of the mixture: `einsum` over components, and
`features`, one matrix product with (1, x, y, x^2, xy, y^2): faster, but it cancels far from the origin.
Tried and not kept, since no faster: torch.jit.script, broadcast products in place of matrix products, one exponential
shared by both softmaxes."""

import json
import math
import sys
import time
import tomllib

try:
    import torch
except ImportError:
    print("PyTorch is not installed (python3-torch): nothing to compare with", file=sys.stderr)
    raise SystemExit(77)

torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)
STEPS = 32  # log-uniform in t from 1e-3 to 1, as in peer_bench.cpp; scheme ddpm, w = 1
VARIANCE = 0.4


def step_tables(d, k):
    """Of every step: M, c with logits M y + c up to a constant; N, a with A y + B G = a y + N gamma; and S."""
    mean = 1.5 * torch.sin(3.1 * torch.arange(k).unsqueeze(1) + torch.arange(d))
    times = torch.exp(torch.linspace(math.log(1e-3), 0.0, STEPS + 1)).tolist()
    for t, t_next in zip(times[:-1], times[1:]):
        precision = 1.0 / (t * VARIANCE + 1.0 - t)
        m = math.sqrt(t) * mean
        alpha = t / t_next
        A, B, S = alpha**-0.5, (1.0 - alpha) * alpha**-0.5, math.sqrt((1.0 - alpha) / alpha)
        yield precision * m, -0.5 * precision * (m * m).sum(1), B * precision * m, A - B * precision, S


def batch_first(d, k, paths):
    in_class = (k + 1) // 2
    tables = [(M.T.contiguous(), c, N, a, S) for M, c, N, a, S in step_tables(d, k)]

    def step(y, z, table):
        M, c, N, a, S = table
        logits = torch.addmm(c, y, M)
        gamma = torch.softmax(logits, 1).neg_()
        gamma[:, :in_class].add_(torch.softmax(logits[:, :in_class], 1), alpha=2.0)
        y.addmm_(gamma, N, beta=a).add_(z, alpha=S)

    return tables, step, (paths, d)


def paths_last(d, k, paths):
    in_class = (k + 1) // 2
    tables = [(M, c.unsqueeze(1), N.T.contiguous(), a, S) for M, c, N, a, S in step_tables(d, k)]
    logits = torch.empty(k, paths)

    def step(y, z, table):
        M, c, N, a, S = table
        torch.addmm(c, M, y, out=logits)
        gamma = torch.softmax(logits, 0).neg_()
        gamma[:in_class].add_(torch.softmax(logits[:in_class], 0), alpha=2.0)
        y.addmm_(N, gamma, beta=a).add_(z, alpha=S)

    return tables, step, (d, paths)


def chain(d, k):
    result = {}
    for form in (batch_first, paths_last):
        best = math.inf
        for paths in [2**e for e in range(9, 16)]:
            tables, step, shape = form(d, k, paths)
            z = torch.empty(shape)

            def run():
                y = torch.randn(shape)
                for table in tables:
                    step(y, z.normal_(), table)

            best = min(best, best_seconds(run, 0.2) * 1e9 / (paths * STEPS))
        result[form.__name__] = best
        # One noiseless step in mid-chain from y_ij = sin(i + 64 j), path i.
        tables, step, shape = form(d, k, 64)
        y = torch.sin(torch.arange(64) + 64.0 * torch.arange(d).unsqueeze(1))
        y = y.T.contiguous() if form is batch_first else y
        step(y, torch.zeros(shape), tables[STEPS // 2])
        check = y.square().sum().item()
        assert math.isclose(check, result.setdefault("check", check), rel_tol=1e-12)
    return result


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
        result = chain(int(sys.argv[2]), int(sys.argv[3])) if kind == "chain" else mixture(sys.argv[2])
    print(json.dumps(result))
