#!/usr/bin/python3
"""How a run spreads over ranks: the queue of ranks.hpp simulated with measured times of units and of the leader.

Each rank asks the leader, who serves one question after another: `--serve` seconds to hand out units that take `--batch`
seconds together, but no more than half of this rank's share of what is left, `--serve-unit` for each of them, and after
all questions that are there, `--store` + `--store-row` times the number of rows stored so far to store what came.

usage: queue_model.py [--times FILE] [--serve S] [--serve-unit S] [--batch S] [--store S] [--store-row S] [--ranks N ...]
    [--units N]

FILE: a results file of `plumbline random` (its column `seconds`), from which unit times are drawn; or --unit SECONDS.
Prints efficiency (work / (workers x time)) and how busy the leader is, for each number of ranks.
"""
import argparse
import heapq
import random


def batch_size(times, given, most_seconds, workers):
    """How many of the units from `given` on travel together."""
    share = (len(times) - given) // (2 * workers)
    seconds, n = times[given], 1
    while n < min(share, 256) and seconds + times[given + n] <= most_seconds:
        seconds, n = seconds + times[given + n], n + 1
    return n


def simulate(n_ranks, times, costs):
    """Efficiency and the share of time that the leader is busy; units of `times` in order, n_ranks - 1 workers."""
    workers = n_ranks - 1
    questions = [(0.0, worker, 0) for worker in range(workers)]  # when, who, with how many rows
    heapq.heapify(questions)
    now, busy, given, stored, last = 0.0, 0.0, 0, 0, 0.0
    while questions:
        now = max(now, questions[0][0])
        came = 0
        while questions and questions[0][0] <= now and came < 256:
            _, worker, n_rows = heapq.heappop(questions)
            cost = costs.serve + costs.serve_unit * n_rows
            now += cost
            busy += cost
            came += n_rows
            if n_rows:
                last = now
            if given < len(times):
                n = batch_size(times, given, costs.batch, workers)
                heapq.heappush(questions, (now + sum(times[given:given + n]), worker, n))
                given += n
        if came and costs.store > 0.0:
            stored += came
            cost = costs.store + costs.store_row * stored
            now += cost
            busy += cost
            last = now
    return sum(times) / (workers * last), busy / last


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--times")
    parser.add_argument("--unit", type=float, default=1.0)
    parser.add_argument("--serve", type=float, default=1e-5)
    parser.add_argument("--serve-unit", type=float, default=1e-6)
    parser.add_argument("--batch", type=float, default=0.02)
    parser.add_argument("--store", type=float, default=0.0)
    parser.add_argument("--store-row", type=float, default=0.0)
    parser.add_argument("--ranks", type=int, nargs="+", default=[2, 4, 8, 64, 256, 1001])
    parser.add_argument("--units", type=int, default=0, help="0: 50 a worker")
    options = parser.parse_args()
    measured = [options.unit]
    if options.times:
        import h5py
        with h5py.File(options.times) as file:
            measured = list(file["random/seconds"][:])
    print("ranks  units  efficiency  leader busy")
    for n in options.ranks:
        draws = random.Random(1)
        times = [draws.choice(measured) for _ in range(options.units or 50 * (n - 1))]
        efficiency, busy = simulate(n, times, options)
        print(f"{n:5}  {len(times):5}  {efficiency:10.4f}  {busy:11.4f}")


if __name__ == "__main__":
    main()
