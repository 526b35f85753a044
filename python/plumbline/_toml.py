"""The tables of a case file as TOML text, numbers to the last bit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np


def toml_text(tables: Mapping[str, Any]) -> str:
    """One line an entry; lists of tables as [[...]], tables as [...], what they hold in line."""
    plain = [f"{_key(key)} = {_value(value, key)}" for key, value in tables.items() if not _is_table(value)]
    lines = [*plain]
    for key, value in tables.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{_key(key)}]", *_entries(value)]
        elif _is_table(value):
            for entry in value:
                lines += ["", f"[[{_key(key)}]]", *_entries(entry)]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    is_list = isinstance(value, list | tuple) and len(value) > 0
    return isinstance(value, Mapping) or (is_list and all(isinstance(entry, Mapping) for entry in value))


def _entries(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value, key)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if key and all(c.isalnum() or c in "-_" for c in key) and key.isascii() else json.dumps(key)


def _value(value: Any, key: str) -> str:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(_entries(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(entry, key) for entry in value) + "]"
    raise ValueError(f"{key}: a {type(value).__name__} has no place in a case; give numbers, text, lists or tables")
