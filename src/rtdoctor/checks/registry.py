"""Every check, found by its file: a file `rt*.py` beside this one with a `CHECK` is on the ladder."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from rtdoctor import checks
from rtdoctor.checks.base import Check


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """The ladder in the order of the codes. Raises `TypeError` where a code does not fit its file's name."""
    found: list[Check] = []
    for module in pkgutil.iter_modules(checks.__path__):
        if module.name.startswith("rt"):
            check = importlib.import_module(f"{checks.__name__}.{module.name}").CHECK
            if check.code.lower() != module.name.split("_")[0]:
                raise TypeError(f"{module.name} holds {check.code}")
            found.append(check)
    return tuple(sorted(found, key=lambda check: check.code))
