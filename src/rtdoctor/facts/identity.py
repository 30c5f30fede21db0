"""Where an Entra token came from, and what it says; never the token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rtdoctor.facts.base import Fact


@dataclass(frozen=True)
class TokenFact(Fact):
    """The token acquired for `scope`, or why none was. `claims` holds aud, tid, oid, appid and exp."""

    KIND: ClassVar[str] = "token"

    scope: str
    duration_ms: float
    claims: tuple[tuple[str, str], ...] = ()
    error: str | None = None
