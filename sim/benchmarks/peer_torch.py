"""The chain of sim/ in PyTorch, as a good user of it would write it: matrix form, softmax, no loop over components.

Prints one JSON object: nanoseconds a path-step for (d, K) = (1, 2), (2, 4), (16, 8), and of a batched score of two
classes of 1000 full-covariance components each. Double precision, two threads. Needs PyTorch; measure only."""

import json
import math
import time

try:
    import torch
except ImportError:
    raise SystemExit("PyTorch is not installed (python3-torch): nothing to compare with")

torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)


def component_logits(y, mean, variance, log_weight):
    """log w_k N(y; mean_k, diag(variance_k)) up to a constant, and its gradient's ingredients."""
    precision = 1.0 / variance
    log_volume = 0.5 * torch.log(variance).sum(1)
    quadratic = (y * y) @ precision.T - 2.0 * (y @ (precision * mean).T) + (precision * mean * mean).sum(1)
    return log_weight - log_volume - 0.5 * quadratic, precision


def guided_score(y, mean, variance, log_base, log_reweighted, w):
    logits, precision = component_logits(y, mean, variance, 0.0)
    base = torch.softmax(logits + log_base, 1)
    reweighted = torch.softmax(logits + log_reweighted, 1)
    gamma = (1.0 + w) * base - w * reweighted
    return gamma @ (precision * mean) - y * (gamma @ precision)


def chain_time(d, k, paths, steps=32):
    index = torch.arange(k).unsqueeze(1)
    mean = 1.5 * torch.sin(3.1 * index + torch.arange(d))
    variance = 0.3 + 0.1 * (index % 3) + 0.05 * (torch.arange(d) % 4)
    in_class = torch.arange(k) < (k + 1) // 2
    log_base = torch.where(in_class, 0.0, -math.inf)
    log_reweighted = torch.zeros(k)
    times = torch.exp(torch.linspace(math.log(1e-3), 0.0, steps + 1))

    def run():
        y = torch.randn(paths, d)
        for t, t_next in zip(times[:-1].tolist(), times[1:].tolist()):
            noised = t * variance + (1.0 - t)
            g = guided_score(y, math.sqrt(t) * mean, noised, log_base, log_reweighted, 1.0)
            a = t / t_next
            y = (y + (1.0 - a) * g) / math.sqrt(a) + math.sqrt((1.0 - a) / a) * torch.randn(paths, d)
        return y

    run()
    best = min(_seconds(run) for _ in range(5))
    return best * 1e9 / (paths * steps)


def fractal_score_time(points=512, k=1000):
    """Scores of two classes of k full-covariance components in the plane, einsum over components."""
    mean = torch.randn(2 * k, 2)
    root = 0.1 * torch.randn(2 * k, 2, 2)
    covariance = root @ root.transpose(1, 2) + 0.01 * torch.eye(2)
    precision = torch.linalg.inv(covariance)
    log_volume = 0.5 * torch.logdet(covariance)
    y = torch.randn(points, 2)

    def run():
        offset = y[:, None, :] - mean
        slope = torch.einsum("kij,nkj->nki", precision, offset)
        logits = -0.5 * torch.einsum("nki,nki->nk", slope, offset) - log_volume
        base = torch.softmax(logits[:, :k], 1)
        reweighted = torch.softmax(logits, 1)
        s = -torch.einsum("nk,nki->ni", base, slope[:, :k])
        return s, -torch.einsum("nk,nki->ni", reweighted, slope)

    run()
    return min(_seconds(run) for _ in range(5)) * 1e9 / points


def _seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    with torch.no_grad():
        result = {f"path_step_ns d={d} K={k}": chain_time(d, k, paths) for d, k, paths in
                  ((1, 2, 65536), (2, 4, 65536), (16, 8, 16384))}
        result["fractal_score_ns 2 x 1000 components"] = fractal_score_time()
    result["torch"] = torch.__version__
    print(json.dumps(result, indent=2))
