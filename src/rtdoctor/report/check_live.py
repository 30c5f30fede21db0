"""`check` while it runs: finished lines in the order of the ladder, and what is being waited for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rtdoctor.checks.base import Check, group_of
from rtdoctor.report.check_human import check_line
from rtdoctor.report.styled import line, show

if TYPE_CHECKING:
    from rtdoctor.ladder.result import CheckResult
    from rtdoctor.report.output import Output


class LiveLadder:
    """Shows each check as soon as every check before it is known, so that the order never changes.

    The line that says what is waited for goes to stderr, and only to a terminal. With `quiet` nothing else is
    shown: stdout belongs to a machine format then.
    """

    def __init__(self, output: Output, checks: Sequence[Check], *, quiet: bool) -> None:
        self._output = output
        self._order = [check.code for check in checks]
        self._known: dict[str, CheckResult] = {}
        self._shown = 0
        self._not_reached: list[CheckResult] = []
        self._quiet = quiet
        self._family = ""
        self._status: Any = None

    def __enter__(self) -> LiveLadder:
        if self._output.stderr_is_terminal:
            from rich.console import Console

            self._status = Console(stderr=True, highlight=False).status("", spinner="line")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()
        if self._not_reached and not self._quiet:
            first, last = self._not_reached[0].check.code, self._not_reached[-1].check.code
            codes = first if first == last else f"{first} to {last}"
            show(self._output, [line(f"not reached: {codes}", "dim")])

    def say(self, words: str) -> None:
        """What is being waited for."""
        if self._status is not None:
            self._status.update(self._output.redactor.text(f"waiting for {words}"))

    def result(self, result: CheckResult) -> None:
        """Take one result, show what can be shown."""
        self._known[result.check.code] = result
        if self._quiet:
            return
        ready: list[CheckResult] = []
        while self._shown < len(self._order) and self._order[self._shown] in self._known:
            known = self._known[self._order[self._shown]]
            self._shown += 1
            # One line at the end says it for all of these: the rung that broke is what is to be read.
            not_reached = known.verdict.status == "skip" and known.verdict.blocked_by is not None
            (self._not_reached if not_reached else ready).append(known)
        if ready:
            with self._paused():
                for known in ready:
                    self._show(known)

    def _show(self, result: CheckResult) -> None:
        family = group_of(result.check.code)
        if family != self._family:
            self._family = family
            show(self._output, [line(family, "bold")])
        show(self._output, check_line(result, self._output.width))

    @contextlib.contextmanager
    def _paused(self) -> Iterator[None]:
        """The waiting line must not stand in the middle of finished ones."""
        if self._status is not None:
            self._status.stop()
        try:
            yield
        finally:
            if self._status is not None:
                self._status.start()
