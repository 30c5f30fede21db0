"""What a check is: one rung of the ladder, named as the healthy state, judged from facts alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rtdoctor.facts.base import Fact, FactStore
from rtdoctor.target.target import Target

Evidence = dict[str, Any]
Status = Literal["pass", "warn", "fail", "skip", "error", "aborted"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do: a sentence, and where possible the command or the edit that does it."""

    text: str
    command: str | None = None
    edit: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement. `note` is the short figure beside the check; `because` is there unless it passed."""

    status: Status
    note: str = ""
    because: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    remedy: Remedy | None = None
    blocked_by: str | None = None
    """Of a skipped one: the check that did not hold further down."""


def passed(note: str = "", **evidence: Any) -> Verdict:
    """The healthy state was seen."""
    return Verdict("pass", note, evidence=evidence)


def warned(because: str, *, remedy: Remedy | None = None, note: str = "", **evidence: Any) -> Verdict:
    """It works, and something should be put right."""
    return Verdict("warn", note, because, evidence, remedy)


def failed(because: str, *, remedy: Remedy | None = None, note: str = "", **evidence: Any) -> Verdict:
    """The healthy state was seen not to hold."""
    return Verdict("fail", note, because, evidence, remedy)


def blocked(code: str) -> Verdict:
    """Not judged because the check `code` further down did not hold."""
    return Verdict("skip", because=f"{code} did not hold", blocked_by=code)


def not_judged(because: str, **evidence: Any) -> Verdict:
    """Nothing that was seen decides it."""
    return Verdict("skip", because=because, evidence=evidence)


@dataclass(frozen=True, slots=True)
class Check:
    """One rung. The code is permanent and never reused.

    It is judged once the probes of `reads` have ended. A missing fact of `reads` skips it, because of the
    check that kept the probe from running; so does the lack of every fact of `one_of`; facts in `may_read` may
    be missing. An optional check that cannot be judged changes no verdict.
    """

    code: str
    name: str
    """The healthy state: "the endpoint answers on port 443"."""
    judge: Callable[[FactStore], Verdict]
    reads: tuple[type[Fact], ...] = ()
    may_read: tuple[type[Fact], ...] = ()
    one_of: tuple[type[Fact], ...] = ()
    required: bool = True
    applies: Callable[[Target], bool] = lambda _: True

    @property
    def awaits(self) -> tuple[type[Fact], ...]:
        """Every fact it may look at."""
        return (*self.reads, *self.one_of, *self.may_read)

    @property
    def docs(self) -> str:
        """Where its page is: the code builds the address, so it cannot point nowhere."""
        return f"rtdoctor explain {self.code}"


GROUPS: Mapping[str, str] = {
    "RT0": "target",
    "RT1": "network",
    "RT2": "identity",
    "RT3": "deployment",
    "RT4": "protocol",
    "RT5": "audio",
}


def group_of(code: str) -> str:
    """The rung's family, by the hundred of its code."""
    return GROUPS[code[:3]]
