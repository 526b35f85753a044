"""Writes `fractal`, a case for timing many components: two classes in the plane, each a tree that branches again and
again, with one long thin Gaussian a branch (full covariances, 1023 a class, so 2046 in all).

    python3 make_fractal.py > fractal.toml"""

import math
import random

DEPTH = 10  # generations of branches: 2^DEPTH - 1 components a class


def branches(x, y, angle, length, depth, rng):
    """Every branch as (start, direction, length), the trunk first."""
    yield x, y, angle, length
    if depth > 1:
        x, y = x + length * math.cos(angle), y + length * math.sin(angle)
        for side in (-1, 1):
            turn = side * rng.uniform(0.25, 0.75)
            yield from branches(x, y, angle + turn, length * rng.uniform(0.72, 0.86), depth - 1, rng)


def component(branch, label, weight):
    x, y, angle, length = branch
    c, s = math.cos(angle), math.sin(angle)
    along, across = (0.3 * length) ** 2, (0.05 * length) ** 2
    xx, xy, yy = along * c * c + across * s * s, (along - across) * c * s, along * s * s + across * c * c
    return f"""
[[component]]
weight = {weight!r}
mean = [{x + 0.5 * length * c:.9g}, {y + 0.5 * length * s:.9g}]
covariance = [[{xx:.9g}, {xy:.9g}], [{xy:.9g}, {yy:.9g}]]
class = {label}"""


def main():
    print('name = "fractal"')
    print('about = "two branching trees in the plane, one a class, of 1023 thin Gaussians each; our choice"')
    for label, (x, angle) in ((1, (-0.9, 2.0)), (2, (0.9, 1.1))):
        tree = list(branches(x, -1.0, angle, 0.6, DEPTH, random.Random(label)))
        # A branch weighs what its area is, so that the density is even along the tree.
        area = sum(length**2 for *_, length in tree)
        for branch in tree:
            print(component(branch, label, 0.5 * branch[3] ** 2 / area))
    print('\n[guidance]\nkind = "classifier-free"\nclass = 1')


main()
