"""One file per rule: what it rewrites, the page that says so, its examples. Each registers itself by being here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from rtdoctor.migrate.rules._rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of this package, by code. A module of it that does not begin with an underscore is one rule."""
    rules = []
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            rule = importlib.import_module(f"{__name__}.{module.name}").rule
            assert isinstance(rule, Rule)
            rules.append(rule)
    return tuple(sorted(rules, key=lambda rule: rule.code))
