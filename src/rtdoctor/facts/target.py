"""What the settings say, before anything is dialled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rtdoctor.facts.base import Fact


@dataclass(frozen=True)
class EndpointFact(Fact):
    """The endpoint as given and as understood. `error` and `fix` are set where it cannot be one."""

    KIND: ClassVar[str] = "endpoint"

    given: str
    source: str
    origin: str | None = None
    host: str | None = None
    port: int = 443
    is_address: bool = False
    is_loopback: bool = False
    tls: bool = True
    path: str = ""
    path_kind: str = "bare"
    api_version: str | None = None
    service: str | None = None
    repairs: tuple[str, ...] = ()
    error: str | None = None
    fix: str | None = None


@dataclass(frozen=True)
class CredentialFact(Fact):
    """Which kind of credential goes to the target, and where it came from; never the credential itself.

    `kind` is `key`, `entra` or `none`; `ignored` names other credentials that are set and would be used by
    some clients instead.
    """

    KIND: ClassVar[str] = "credential"

    kind: str
    source: str | None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeploymentNameFact(Fact):
    """The deployment the program asks for. `chosen_from_listing` when it was the only realtime one."""

    KIND: ClassVar[str] = "deployment-name"

    name: str | None
    source: str | None
