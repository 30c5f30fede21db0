"""The conversation to be judged: which URL a program would dial, with which credential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from rtdoctor.errors import UsageError
from rtdoctor.target.endpoint import Endpoint, Service

AuthKind = Literal["key", "entra", "none"]


@dataclass(frozen=True, slots=True)
class Target:
    """One service, one endpoint, one deployment. Holds no secret: the credential travels beside it."""

    service: Service
    endpoint: Endpoint
    deployment: str | None
    auth: AuthKind

    @property
    def is_preview(self) -> bool:
        """Whether the endpoint, as it was given, dials the retired preview surface."""
        return self.endpoint.path_kind == "preview"

    @property
    def given_api_version(self) -> str | None:
        """The `api-version` the endpoint carries; the GA surface takes none."""
        return self.endpoint.parameter("api-version")

    @property
    def websocket_origin(self) -> str:
        """`wss://host[:port]`, or `ws://` for plain loopback."""
        return self.endpoint.origin.replace("http", "ws", 1)

    def dialled_url(self) -> str:
        """The URL as the user's settings have it: a pasted realtime URI is dialled as pasted."""
        endpoint = self.endpoint
        if endpoint.path.rstrip("/").endswith("/realtime"):
            query = [(key, value) for key, value in endpoint.query if key.lower() != "api-key"]
            names = {key.lower() for key, _ in query}
            if self.deployment and not names & {"model", "deployment", "intent", "call_id"}:
                query.append(("deployment" if self.is_preview else "model", self.deployment))
            return f"{self.websocket_origin}{endpoint.path.rstrip('/')}?{urlencode(query)}"
        url = self.ga_url()
        if self.given_api_version is not None:
            url += f"&{urlencode({'api-version': self.given_api_version})}"
        return url

    def ga_url(self) -> str:
        """The GA form: `wss://HOST/openai/v1/realtime?model=DEPLOYMENT`, no api-version.

        Azure's WebSocket how-to, 2026-04-01. A gateway's own path prefix is kept in front of it.
        """
        prefix = ""
        if self.service == "gateway":
            prefix = self.endpoint.path.rstrip("/")
            for suffix in ("/realtime", "/openai/v1", "/openai"):
                prefix = prefix.removesuffix(suffix)
        model = quote(self.deployment or "", safe="")
        return f"{self.websocket_origin}{prefix}/openai/v1/realtime?model={model}"


def choose_service(
    endpoint: Endpoint,
    asked: Service | None,
    *,
    deployment: str | None,
    model: str | None,
    voice_live_hint: bool,
) -> Service:
    """Which service is meant. Raises `UsageError` where the host serves two and nothing decides."""
    if asked is not None:
        return asked
    families = endpoint.families
    if len(families) == 1:
        return families[0]
    if deployment:
        return "azure-openai"
    if model or voice_live_hint:
        return "voice-live"
    raise UsageError(
        f"{endpoint.host} serves both Azure OpenAI and Voice Live, and nothing says which is meant",
        "add --deployment NAME for Azure OpenAI, or --service voice-live --model NAME for Voice Live",
    )
