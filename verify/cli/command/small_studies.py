"""Every study, small enough for a second, and what is compared of its results."""
import re

import h5py

STUDIES = {
    "error-vs-n": ["error-vs-n", "unit-pair", "--steps", "16", "32", "64", "128"],
    "schedule": ["schedule", "unit-pair", "--steps", "16", "32", "--schedule", "log-uniform", "cosine"],
    "dimension": ["dimension", "unit-pair", "--steps", "32", "--dimension", "1", "4", "16", "64", "256"],
    "grid-refinement": ["grid-refinement", "unit-pair", "narrow-rival", "--steps", "8", "--spacing", "0.6", "0.4", "0.3"],
    "guidance-scale": ["guidance-scale", "unit-pair", "triad", "--steps", "100", "--trials", "8000",
                       "--w", "0.1", "0.2", "0.5", "1", "2", "5"],
    "work-precision": ["work-precision", "unit-pair", "--target", "0.1", "0.03", "--most-steps", "64", "--paths", "100",
                       "--schedule", "log-uniform", "cosine"],
    "score-error": ["score-error", "unit-pair", "--steps", "32", "--w", "0.5", "1", "--eps", "0.01", "0.1",
                    "--kind", "constant", "smooth", "--halvings", "0"],
    "score-error-paths": ["score-error-paths", "narrow-rival", "--w", "0.5", "1", "--steps", "8", "16", "--paths", "4000"],
    "strong-order": ["strong-order", "unit-pair", "narrow-rival", "crowded-side", "triad", "--steps", "16", "32", "--paths", "3000"],
    "reward": ["reward", "reward-well", "--w", "0", "1", "2", "--steps", "32", "--samples", "50", "--updates", "200"],
    "samplers": ["samplers", "unit-pair", "--evaluations", "8", "--schedule", "cosine", "--tend", "0.9"],
    "noise-share": ["noise-share", "unit-pair", "--share", "0", "0.25", "0.5", "1", "--w", "1", "--t0", "0.1"],
    "learned-scores": ["learned-scores", "reward-well", "--samples", "50", "100", "--features", "5", "--sets", "4",
                       "--updates", "200"],
}


def without_command(printed):
    """What a command printed but its own words, which say where it wrote, over as many lines as they take."""
    return re.sub(r"^command.*\n( .*\n)*", "", printed, flags=re.MULTILINE).splitlines()


def datasets(path):
    """The bytes of every dataset, strings included."""
    found = {}
    with h5py.File(path) as file:
        def keep(name, item):
            if isinstance(item, h5py.Dataset):
                found[name] = item[()].tolist() if item.dtype == object else item[()].tobytes()
        file.visititems(keep)
    return found
