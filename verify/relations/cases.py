"""A case as a table, changed in ways whose effect on every law is known, and written as a TOML file again."""

import copy
import math
import tomllib


def read_case(path):
    with open(path, "rb") as file:
        return tomllib.load(file)


def toml_value(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(entry) for entry in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def toml_text(case):
    lines = [f"{key} = {toml_value(case[key])}" for key in ("name", "about") if key in case]
    for component in case["component"]:
        lines += ["[[component]]"] + [f"{key} = {toml_value(value)}" for key, value in component.items()]
    lines += ["[guidance]"]
    guidance = case["guidance"]
    lines += [f"{key} = {toml_value(value)}" for key, value in guidance.items() if key != "term"]
    for term in guidance.get("term", []):
        lines += ["[[guidance.term]]"] + [f"{key} = {toml_value(value)}" for key, value in term.items()]
    return "\n".join(lines) + "\n"


def dimension(case):
    return len(case["component"][0]["mean"])


def product(matrix, vector):
    return [math.fsum(a * x for a, x in zip(row, vector)) for row in matrix]


def transposed(matrix):
    return [list(column) for column in zip(*matrix)]


def matrix_product(a, b):
    return transposed([product(a, column) for column in transposed(b)])


def as_matrix(covariance, d):
    """Of a covariance as a case writes it: a number, a list or lists."""
    if isinstance(covariance, (int, float)):
        covariance = [covariance] * d
    if not isinstance(covariance[0], list):
        return [[covariance[i] if i == j else 0.0 for j in range(d)] for i in range(d)]
    return covariance


def scaled_covariance(covariance, factor):
    if isinstance(covariance, list):
        return [scaled_covariance(entry, factor) for entry in covariance]
    return covariance * factor


def shifted(case, by):
    """Every place x becomes x + by, in every coordinate."""
    case = copy.deepcopy(case)
    for component in case["component"]:
        component["mean"] = [x + by for x in component["mean"]]
    for term in case["guidance"].get("term", []):
        if "exp-linear" in term:
            term["exp-linear"]["coefficient"] *= math.exp(-by * math.fsum(term["exp-linear"]["a"]))
        else:
            term["bump"]["center"] = [x + by for x in term["bump"]["center"]]
    if "function" in case["guidance"]:
        case["guidance"]["function"]["x"] = [x + by for x in case["guidance"]["function"]["x"]]
    return case


def turned(case, rotation):
    """Every place x becomes R x, R orthogonal of shape (d, d); on the line R = -1 is a reflection."""
    case = copy.deepcopy(case)
    d = dimension(case)
    for component in case["component"]:
        component["mean"] = product(rotation, component["mean"])
        if d > 1 and not isinstance(component["covariance"], (int, float)):
            turned_once = matrix_product(rotation, as_matrix(component["covariance"], d))
            C = matrix_product(turned_once, transposed(rotation))
            component["covariance"] = [[0.5 * (C[i][j] + C[j][i]) for j in range(d)] for i in range(d)]
    for term in case["guidance"].get("term", []):
        if "exp-linear" in term:
            term["exp-linear"]["a"] = product(rotation, term["exp-linear"]["a"])
        else:
            term["bump"]["center"] = product(rotation, term["bump"]["center"])
    function = case["guidance"].get("function")
    if function:
        function["x"] = [rotation[0][0] * x for x in function["x"]][::-1]
        function["value"] = function["value"][::-1]
    return case


def scaled(case, factor):
    """Every place x becomes factor x."""
    case = copy.deepcopy(case)
    for component in case["component"]:
        component["mean"] = [factor * x for x in component["mean"]]
        component["covariance"] = scaled_covariance(component["covariance"], factor * factor)
    for term in case["guidance"].get("term", []):
        if "exp-linear" in term:
            term["exp-linear"]["a"] = [a / factor for a in term["exp-linear"]["a"]]
        else:
            term["bump"]["center"] = [factor * x for x in term["bump"]["center"]]
            term["bump"]["width"] *= factor
    if "function" in case["guidance"]:
        case["guidance"]["function"]["x"] = [factor * x for x in case["guidance"]["function"]["x"]]
    return case


def reordered(case):
    case = copy.deepcopy(case)
    case["component"].reverse()
    return case


def split(case, share):
    """The first component as two, with that share of its weight and the rest."""
    case = copy.deepcopy(case)
    first = case["component"][0]
    part = copy.deepcopy(first)
    part["weight"] = share * first["weight"]
    first["weight"] -= part["weight"]
    case["component"].append(part)
    return case


def renamed_classes(case):
    case = copy.deepcopy(case)
    for component in case["component"]:
        if "class" in component:
            component["class"] += 40
    if "class" in case["guidance"]:
        case["guidance"]["class"] += 40
    return case


def times_cost(case, factor):
    case = copy.deepcopy(case)
    guidance = case["guidance"]
    if "constant" in guidance:
        guidance["constant"] *= factor
    for term in guidance.get("term", []):
        kind = "exp-linear" if "exp-linear" in term else "bump"
        term[kind]["coefficient"] *= factor
    if "function" in guidance:
        guidance["function"]["value"] = [factor * value for value in guidance["function"]["value"]]
    return case


def unguided(case):
    """The base law of a classifier-free case with a cost that is constant."""
    label = case["guidance"]["class"]
    chosen = [copy.deepcopy(c) for c in case["component"] if c.get("class") == label]
    total = math.fsum(c["weight"] for c in chosen)
    for component in chosen:
        component["weight"] /= total
        del component["class"]
    return case | {"component": chosen, "guidance": {"kind": "cost", "constant": 1.0}}
