"""What a cause is, and what a diagnosis says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from rtdoctor.checks.base import Remedy, Verdict
from rtdoctor.facts.base import Fact, FactStore
from rtdoctor.facts.conversation import (
    AudioTurnFact,
    Ending,
    ServerError,
    SessionFact,
    SessionUpdateFact,
    TextTurnFact,
)
from rtdoctor.facts.http import Answer, ListingFact, UpgradeAttempt, UpgradeFact

Domain = Literal["you", "network", "azure"]
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything a cause may look at: the verdicts by code, and the facts."""

    verdicts: Mapping[str, Verdict]
    facts: FactStore

    def failed(self, *codes: str) -> bool:
        """Whether any of these checks failed."""
        return any(code in self.verdicts and self.verdicts[code].status == "fail" for code in codes)

    def remedy(self, code: str) -> tuple[Remedy, ...]:
        """The remedy that a check gave, if any."""
        verdict = self.verdicts.get(code)
        return (verdict.remedy,) if verdict is not None and verdict.remedy is not None else ()

    def find(self, kind: type[F]) -> F | None:
        """A fact, or None."""
        return self.facts.find(kind)

    @property
    def upgrade(self) -> UpgradeAttempt | None:
        """The attempt at the socket that decides."""
        fact = self.facts.find(UpgradeFact)
        return fact.last if fact else None

    @property
    def refusal(self) -> Answer | None:
        """What the socket's upgrade was refused with, else what the listing call was refused with."""
        upgrade = self.upgrade
        if upgrade is not None and upgrade.answer is not None and upgrade.answer.status != 101:
            return upgrade.answer
        listing = self.facts.find(ListingFact)
        if upgrade is None and listing is not None and listing.answer and listing.answer.status >= 400:
            return listing.answer
        return None

    @property
    def ending(self) -> Ending | None:
        """How the conversation broke, at the first step that did not end well."""
        steps = (
            self.find(SessionFact),
            self.find(SessionUpdateFact),
            self.find(TextTurnFact),
            self.find(AudioTurnFact),
        )
        endings = (step.ending for step in steps if step is not None)
        return next((ending for ending in endings if ending.outcome != "done"), None)

    @property
    def failure(self) -> ServerError | None:
        """The error event, or the failed response's error."""
        ending = self.ending
        if ending is not None and ending.error is not None:
            return ending.error
        turns = (self.find(TextTurnFact), self.find(AudioTurnFact))
        return next((turn.failure for turn in turns if turn is not None and turn.failure), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a cause says of this run."""

    summary: str
    remedy: tuple[Remedy, ...]
    proved: tuple[str, ...] = ()
    """What a follow-up call proved, beyond the ladder itself."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause, declared in one file. Its place among the others stands in `diagnosis.precedence`."""

    id: str
    domain: Domain
    retryable: bool
    explain: Callable[[Seen], Explanation | None]
    """The explanation, or None where this is not the cause."""

    @property
    def docs(self) -> str:
        """Where its page is."""
        return f"rtdoctor explain {self.id}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One cause, one owner, one cure.

    Both lists name rungs as healthy states. `proved` ends with the last rung that held below the first that did
    not, and with what follow-up calls proved; `not_proved` begins with the rungs that failed.
    """

    cause: str
    domain: Domain
    retryable: bool
    summary: str
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]
    remedy: tuple[Remedy, ...]
    docs: str
