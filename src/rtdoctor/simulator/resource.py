"""The Azure OpenAI resource that is imitated: its key, its tenant, its deployments."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment: its name and the model behind it. `realtime` tells whether that is a realtime model."""

    name: str
    model: str
    version: str
    realtime: bool = False


DEPLOYMENTS: tuple[Deployment, ...] = (
    Deployment("gpt-realtime-1.5", "gpt-realtime-1.5", "2026-02-23", realtime=True),
    Deployment("gpt-4.1-mini", "gpt-4.1-mini", "2025-04-14"),
    Deployment("gpt-4o-mini-transcribe", "gpt-4o-mini-transcribe", "2025-12-15"),
)

CATALOG: tuple[str, ...] = (
    "gpt-realtime-1.5-2026-02-23",
    "gpt-realtime-2025-08-28",
    "gpt-realtime-mini-2025-12-15",
    "gpt-4o-realtime-preview-2024-12-17",
    "gpt-4.1-2025-04-14",
    "gpt-4.1-mini-2025-04-14",
    "gpt-4o-mini-transcribe-2025-12-15",
    "text-embedding-3-large-1",
    "whisper-001",
)
"""What `/openai/v1/models` lists: models that could be deployed, retired ones among them (P, 2026-08), and not the
deployments. The real list has hundreds."""

REGION = "Sweden Central"


def _key() -> str:
    """84 letters and digits with JQQJ99 inside, as Azure OpenAI keys have been since 2024."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    letters = "".join(secrets.choice(alphabet) for _ in range(78))
    return f"{letters[:52]}JQQJ99{letters[52:]}"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. Its secrets are made anew for every simulator."""

    api_key: str = field(default_factory=_key)
    identity_header: str = field(default_factory=lambda: secrets.token_hex(16).upper())
    signing_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    tenant: str = field(default_factory=lambda: str(uuid.uuid4()))
    principal: str = field(default_factory=lambda: str(uuid.uuid4()))
    deployments: tuple[Deployment, ...] = DEPLOYMENTS

    def deployment(self, name: str) -> Deployment | None:
        """The deployment of that name; names are compared without case, as resource names are in Azure."""
        return next((known for known in self.deployments if known.name.lower() == name.lower()), None)
