"""What the data plane answered, over HTTP and to WebSocket upgrades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rtdoctor.facts.base import Fact


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, cut to what a verdict needs.

    `code` and `message` are the error's, wherever the body keeps them; `body` is the beginning of the text.
    """

    status: int
    reason: str = ""
    code: str | None = None
    message: str | None = None
    body: str = ""
    retry_after_s: float | None = None
    location: str | None = None
    correlation: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Deployment:
    """One row of the data plane's deployment listing (it gives no model version)."""

    name: str
    model: str
    status: str


@dataclass(frozen=True)
class ListingFact(Fact):
    """`GET /openai/deployments?api-version=2022-12-01`: key, network and deployment names in one call.

    Undocumented today, so best effort: 404 says nothing. `deployments` is None unless the answer was a list.
    """

    KIND: ClassVar[str] = "listing"

    duration_ms: float
    answer: Answer | None
    deployments: tuple[Deployment, ...] | None = None
    error: str | None = None


@dataclass(frozen=True)
class UpgradeAttempt:
    """One attempt to open the socket. `phase` and `error` are set when it broke before any answer."""

    url: str
    answer: Answer | None
    tcp_ms: float | None = None
    tls_ms: float | None = None
    upgrade_ms: float | None = None
    phase: str | None = None
    error: str | None = None
    waited_s: float = 0.0


@dataclass(frozen=True)
class UpgradeFact(Fact):
    """The WebSocket upgrade, retries included; the last attempt counts."""

    KIND: ClassVar[str] = "upgrade"

    attempts: tuple[UpgradeAttempt, ...]

    @property
    def last(self) -> UpgradeAttempt:
        """The attempt that decides."""
        return self.attempts[-1]

    @property
    def accepted(self) -> bool:
        """Whether the socket was opened (which is not yet success: `session.created` is)."""
        return self.last.answer is not None and self.last.answer.status == 101


@dataclass(frozen=True)
class FollowUpFact(Fact):
    """A discriminating attempt after a failure: the same call with one thing changed.

    `variant` says what was changed: `without-api-version` or `ga-path`. `created` tells whether the session
    began, since 101 alone proves nothing.
    """

    KIND: ClassVar[str] = "follow-up"

    variant: str
    attempt: UpgradeAttempt
    created: bool
