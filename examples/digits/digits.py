"""Guided digits, judged by a classifier that was trained apart: LJ25, Figure 2 on real data.

    python examples/digits/digits.py [FOLDER]        a minute or two on two cores; needs scikit-learn and matplotlib

Half of scikit-learn's 8 x 8 digits, each smoothed by a Gaussian of standard deviation 0.15 (of a range of 2), are a
mixture in R^64 whose scores are exact. They guide the sampler toward one digit; samples of different w share their noise.
The other half trains the classifier. FOLDER gets the probabilities (probabilities.csv), the pictures (digits.png), and
the figure (figure.png); the table is that of `plumbline study classifier-probability`.
"""

import subprocess
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import plumbline as pl
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

WANTED, SCALES, SMOOTHING = 3, (0.0, 1.0, 3.0, 8.0), 0.15
PATHS, STEPS, SEED = 1000, 64, 1
BLUE, RED = "#1f6f8b", "#d1603d"


def problem_and_judge():
    """The case from every other digit, and a classifier from the rest, which sees smoothed digits as well."""
    digits = load_digits()
    x, label = digits.data / 8.0 - 1.0, digits.target
    case = pl.mixture(None, x[::2], SMOOTHING**2, classes=label[::2], guidance=pl.toward(WANTED), name="digits")
    rng = np.random.default_rng(SEED)
    seen = np.concatenate([x[1::2] + SMOOTHING * rng.standard_normal(x[1::2].shape) for _ in range(4)])
    judge = LogisticRegression(C=0.3, max_iter=500).fit(seen, np.tile(label[1::2], 4))
    return case, judge


def samples(case):
    """End states by scale; equal seeds are equal noise."""
    return {w: pl.chain(case, w, STEPS, t0=1e-3).sample(PATHS, SEED) for w in SCALES}


def picture(made, folder):
    """The first dozen samples of every scale."""
    figure, axes = plt.subplots(len(made), 12, figsize=(8.4, 3.1))
    for row, (w, y) in zip(axes, made.items(), strict=True):
        for ax, image in zip(row, y, strict=False):
            ax.imshow(image.reshape(8, 8), cmap="gray_r", vmin=-1.0, vmax=1.0)
            ax.set(xticks=[], yticks=[])
        row[0].set_ylabel(f"w = {w:g}", rotation=0, ha="right", va="center")
    figure.tight_layout(pad=0.3)
    figure.savefig(folder / "digits.png", dpi=110)


def figure(p, folder):
    """Sample by sample at w = 1, and shares and means against w."""
    panels, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    left.loglog(p[:, 0], p[:, 1], ".", color=BLUE, ms=3, alpha=0.5)
    ends = [p.min() / 2, 1.5]
    left.plot(ends, ends, "-", color="0.6", lw=1)
    left.set(xlabel="p(c | Y) unguided", ylabel=f"p(c | Y) at w = {SCALES[1]:g}, same noise", xlim=ends, ylim=ends)
    right.plot(SCALES, [(p[:, k] >= p[:, 0]).mean() for k in range(len(SCALES))], "o-", color=BLUE, label="share not worse")
    right.plot(SCALES, p.mean(axis=0), "s-", color=RED, label="mean of p(c | Y)")
    right.set(xlabel="w", ylim=(0, 1.05))
    right.legend(frameon=False)
    panels.tight_layout()
    panels.savefig(folder / "figure.png", dpi=110)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    case, judge = problem_and_judge()
    made = samples(case)
    p = np.stack([judge.predict_proba(y)[:, WANTED] for y in made.values()], axis=1)
    np.savetxt(folder / "probabilities.csv", p, delimiter=",", header=",".join(f"w={w:g}" for w in SCALES), comments="")
    picture(made, folder)
    figure(p, folder)
    command = Path(pl.__file__).parents[2] / "bin" / "plumbline"
    words = ["study", "classifier-probability", folder / "probabilities.csv", "--w", *map(str, SCALES)]
    print("plumbline", *words, flush=True)
    if command.exists():
        subprocess.run([command, *words], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "digits"))
