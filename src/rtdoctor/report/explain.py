"""The page of a check, a cause or a rule: its own file's words, so that page and code cannot drift apart."""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from rtdoctor.checks.base import Check, group_of
from rtdoctor.checks.registry import all_checks
from rtdoctor.diagnosis.base import Cause
from rtdoctor.diagnosis.diagnose import all_causes
from rtdoctor.errors import UsageError

if TYPE_CHECKING:
    from rtdoctor.migrate.rules._rule import Rule

_OWNERS = {"you": "you", "network": "the network", "azure": "Azure"}


def page_of(code: str) -> str:
    """The page of `code`; raises `UsageError` with near misses for one that does not exist."""
    pages = _pages()
    wanted = code.strip().lower()
    if wanted in pages:
        return pages[wanted]()
    near = difflib.get_close_matches(wanted, pages, n=3, cutoff=0.5)
    names = [name.upper() if name[:2] in ("rt", "rm") and name[2:].isdigit() else name for name in near]
    raise UsageError(
        f"nothing is called '{code}'",
        f"did you mean {' or '.join(names)}?"
        if names
        else "see check --list-checks and migrate --list-rules",
    )


def _pages() -> Mapping[str, Callable[[], str]]:
    """Code in lower case to what makes its page."""
    from rtdoctor.migrate.rules import all_rules

    pages: dict[str, Callable[[], str]] = {}
    pages |= {check.code.lower(): partial(_check_page, check) for check in all_checks()}
    pages |= {cause.id: partial(_cause_page, cause) for cause in all_causes()}
    pages |= {rule.code.lower(): partial(_rule_page, rule) for rule in all_rules()}
    return pages


def _check_page(check: Check) -> str:
    kind = "required" if check.required else "optional"
    return f"{check.code} ({group_of(check.code)}, {kind})\n\n{_words(check.judge)}"


def _cause_page(cause: Cause) -> str:
    later = "; the same run may pass later by itself" if cause.retryable else ""
    return f"{cause.id} (owner: {_OWNERS[cause.domain]}{later})\n\n{_words(cause.explain)}"


def _rule_page(rule: Rule) -> str:
    parts = [f"{rule.code} {rule.name} ({rule.applicability})", _words(rule.find), f"Source: {rule.source}"]
    for example in rule.invalid[:1]:
        parts += ["Before:", _indented(example.before), "After:", _indented(example.after)]
    for program in rule.valid[:1]:
        parts += ["Left alone:", _indented(program)]
    return "\n\n".join(parts)


def _words(function: Callable[..., object]) -> str:
    """The docstring of the file that `function` stands in."""
    return inspect.cleandoc(sys.modules[function.__module__].__doc__ or "")


def _indented(program: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in program.strip().splitlines())
