"""Thirty requests that the command and the module must answer with the same bits."""

# (case, w, steps, options); "full": every distance and the limit are compared as well.
REQUESTS = [
    ("unit-pair", 1.0, 64, {}, "full"),
    ("unit-pair", 0.0, 32, {}, ""),
    ("unit-pair", 0.0, 10, {"schedule": "cosine"}, ""),
    ("unit-pair", 2.0, 16, {"scheme": "euler"}, ""),
    ("unit-pair", 5.0, 48, {"scheme": "exponential"}, ""),
    ("unit-pair", 1.0, 50, {"schedule": "li", "start": "gaussian"}, "full"),
    ("unit-pair", -1.0, 32, {"start": "reweighted"}, ""),
    ("unit-pair", 1.0, 24, {"schedule": "karras", "t0": 1e-3}, ""),
    ("unit-pair", 1.0, 24, {"schedule": "ddpm-linear"}, ""),
    ("unit-pair", 1.0, 24, {"schedule": "logit-uniform", "tend": 0.99}, "full"),
    ("unit-pair", 1.0, 24, {"window": (0.2, 0.8)}, ""),
    ("unit-pair", 0.5, 128, {"t0": 1e-2, "tend": 0.9}, ""),
    ("narrow-rival", 1.0, 32, {}, "full"),
    ("narrow-rival", 0.0, 16, {"scheme": "exponential"}, ""),
    ("narrow-rival", 2.0, 32, {"schedule": "cosine"}, ""),
    ("narrow-rival", 0.5, 32, {"scheme": "euler", "start": "gaussian"}, ""),
    ("wide-rival", 0.0, 17, {"scheme": "exponential", "t0": 1e-3}, ""),
    ("wide-rival", 0.0, 18, {"scheme": "exponential", "t0": 1e-3}, ""),
    ("wide-rival", 1.0, 64, {}, ""),
    ("crowded-side", 1.0, 32, {}, ""),
    ("crowded-side", 0.0, 16, {"schedule": "karras"}, ""),
    ("crowded-side", 2.0, 32, {"scheme": "exponential"}, ""),
    ("reward-well", 1.0, 32, {}, "full"),
    ("reward-well", 0.5, 16, {"scheme": "euler"}, ""),
    ("reward-well", -0.5, 24, {}, ""),
    ("gaussian-tilt", 1.0, 16, {}, "full"),
    ("gaussian-tilt", 3.0, 32, {"scheme": "exponential"}, ""),
    ("gaussian-tilt", 0.0, 8, {"start": "gaussian", "t0": 1e-2}, ""),
    ("space.toml", 1.0, 16, {}, "full"),
    ("space.toml", 0.0, 8, {"scheme": "euler", "t0": 1e-2}, ""),
]


# Three dimensions, of which the law fills one.
SPACE = """
name = "space"
[[component]]
weight = 0.5
mean = [1.0, 0.5, -0.25]
covariance = 0.8
class = 1
[[component]]
weight = 0.5
mean = [-1.0, -0.5, 0.25]
covariance = 0.8
class = 2
[guidance]
kind = "classifier-free"
class = 1
"""


def arguments(case, w, steps, options, depth="full"):
    """The same request for the command."""
    words = ["law", str(case), "--w", repr(w), "--steps", str(steps), "--json"]
    words += [] if depth == "full" else ["--no-limit"]
    for key, value in options.items():
        if key == "window":
            words += ["--w-from", repr(value[0]), "--w-to", repr(value[1])]
        else:
            words += [f"--{key}", str(value)]
    return words
