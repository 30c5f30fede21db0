"""The page of a check or a cause: its own file's words, so that page and code cannot drift apart."""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Callable

from rtdoctor.checks.base import group_of
from rtdoctor.checks.registry import all_checks
from rtdoctor.diagnosis.diagnose import all_causes
from rtdoctor.errors import UsageError

_OWNERS = {"you": "you", "network": "the network", "azure": "Azure"}


def page_of(code: str) -> str:
    """The page of `code`; raises `UsageError` with near misses for one that does not exist."""
    checks = {check.code.lower(): check for check in all_checks()}
    causes = {cause.id: cause for cause in all_causes()}
    wanted = code.strip().lower()
    if wanted in checks:
        check = checks[wanted]
        kind = "required" if check.required else "optional"
        return f"{check.code}: {check.name}\n{group_of(check.code)}, {kind}\n\n{_words(check.judge)}"
    if wanted in causes:
        cause = causes[wanted]
        later = "; the same run may pass later by itself" if cause.retryable else ""
        return f"{cause.id}\nowner: {_OWNERS[cause.domain]}{later}\n\n{_words(cause.explain)}"
    near = difflib.get_close_matches(wanted, [*checks, *causes], n=3, cutoff=0.5)
    names = [checks[name].code if name in checks else name for name in near]
    raise UsageError(
        f"nothing is called '{code}'",
        f"did you mean {' or '.join(names)}?" if names else "see rtdoctor check --list-checks",
    )


def _words(function: Callable[..., object]) -> str:
    """The docstring of the file that `function` stands in."""
    return inspect.cleandoc(sys.modules[function.__module__].__doc__ or "")
