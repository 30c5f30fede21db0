"""What a probe is, and what it may use while it looks."""

from __future__ import annotations

import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rtdoctor.facts.base import Fact, FactStore
from rtdoctor.realtime.conversation import Conversation
from rtdoctor.redaction import Redactor
from rtdoctor.target.target import Target

_REPORT_RESERVE_S = 0.25
"""Kept back from the deadline of the run, so that the verdict itself still fits into it."""


@dataclass(frozen=True, slots=True)
class Credential:
    """The secret itself. Never part of a fact; `repr` does not show it."""

    kind: str
    secret: str = field(default="", repr=False)

    def headers(self) -> Mapping[str, str]:
        """How it travels: `api-key`, or `Authorization: Bearer` for an Entra token."""
        if self.kind == "key":
            return {"api-key": self.secret}
        if self.kind == "entra":
            return {"Authorization": f"Bearer {self.secret}"}
        return {}


@dataclass
class ProbeContext:
    """What probes share: target, credential, deadline, and what stays open between two of them."""

    target: Target
    credential: Credential
    redactor: Redactor
    facts: FactStore
    deadline: float
    """Of the whole run, in seconds of `time.perf_counter`."""
    ca_file: Path | None = None
    say: Callable[[str], None] = lambda _: None
    """Tells the user what is being waited for."""
    sockets: int = 0
    conversation: Conversation | None = None
    sent_pcm: bytes = b""
    answer_pcm: bytes = b""
    _tls: ssl.SSLContext | None = None

    def remaining_s(self, at_most: float) -> float:
        """Seconds a step may still take: `at_most`, cut to what the run's deadline leaves."""
        return max(0.0, min(at_most, self.deadline - _REPORT_RESERVE_S - time.perf_counter()))

    async def hang_up(self) -> None:
        """Close the conversation, where one is open."""
        conversation, self.conversation = self.conversation, None
        if conversation is not None:
            await conversation.close()

    def tls_context(self) -> ssl.SSLContext | None:
        """What decides whom to trust: SSL_CERT_FILE where it is set, else the system's and the bundled store.

        None for plain HTTP on loopback.
        """
        if self.target.endpoint.scheme == "http" or self._tls is not None:
            return self._tls
        context = ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        if self.ca_file is None and not ssl.get_default_verify_paths().cafile:
            import certifi

            context.load_verify_locations(certifi.where())
        self._tls = context
        return context


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at the world, giving one fact.

    It runs once every check in `after` holds, or, with `after_failure`, once one of those has failed. A check
    that was not planned for this target counts as held.
    """

    waits_for: str
    """What it is waiting for, as a user reads it."""
    fact: type[Fact]
    collect: Callable[[ProbeContext], Awaitable[Fact]]
    after: tuple[str, ...] = ()
    after_failure: tuple[str, ...] = ()
    awaits: tuple[type[Fact], ...] = ()
    """Probes that must have ended first, well or not."""
    applies: Callable[[Target], bool] = lambda _: True
