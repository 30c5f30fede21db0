"""What the network did: names, addresses, ports, TLS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rtdoctor.facts.base import Fact


@dataclass(frozen=True)
class NameFact(Fact):
    """What the system's resolver made of the host. `error` is `not-found`, `resolver` or `timeout`."""

    KIND: ClassVar[str] = "name"

    host: str
    addresses: tuple[str, ...]
    duration_ms: float
    error: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class ConnectAttempt:
    """One TCP connection attempt. `error` is `refused`, `timeout`, `unreachable` or `other`."""

    address: str
    duration_ms: float
    error: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class PortFact(Fact):
    """Every address that was tried."""

    KIND: ClassVar[str] = "port"

    port: int
    attempts: tuple[ConnectAttempt, ...]


@dataclass(frozen=True)
class TlsFact(Fact):
    """The TLS handshake.

    `error` is `untrusted`, `name`, `expired`, `not-tls`, `closed`, `timeout` or `other`.
    """

    KIND: ClassVar[str] = "tls"

    duration_ms: float
    version: str | None = None
    issuer: str | None = None
    subject: str | None = None
    expires: str | None = None
    error: str | None = None
    detail: str | None = None
