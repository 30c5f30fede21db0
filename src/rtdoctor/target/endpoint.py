"""The grammar of an endpoint as people really paste it.

Hosts and URL forms: Azure's WebSocket how-to (2026-04-01) and migration guide (2026-07-29) for the `/openai`
paths, the Voice Live how-to (2026-05-25) for `/voice-live`; the meaning of `cognitiveservices` and
`services.ai` hosts as GA socket hosts was seen in running code only.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, urlsplit

Service = Literal["azure-openai", "voice-live", "openai", "gateway"]
PathKind = Literal["bare", "ga", "preview", "voice-live", "project", "other"]

_SCHEMES = {"https": "https", "wss": "https", "http": "http", "ws": "http"}
_QUOTES = "\"'`“”‘’«»"
_PLACEHOLDER = re.compile(
    r"<[^>]*>|\{[^}]*\}|\$\{?\w+|\byour[-_ ]?(resource|endpoint|azure|openai|service)|\bYOUR_|xxx+",
    re.IGNORECASE,
)
_PORTAL_HOSTS = ("portal.azure.com", "ai.azure.com", "oai.azure.com")
_SOVEREIGN = (".us", ".cn")


class EndpointError(ValueError):
    """The text is no endpoint. `fix` says what to write instead."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint taken apart: `path` and `query` as given, `repairs` says what was put right."""

    scheme: Literal["https", "http"]
    host: str
    port: int
    path: str
    query: tuple[tuple[str, str], ...]
    repairs: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """`scheme://host[:port]`, the form in which `AZURE_OPENAI_ENDPOINT` should be kept."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = 443 if self.scheme == "https" else 80
        return f"{self.scheme}://{host}" + ("" if self.port == default else f":{self.port}")

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine, where plain HTTP is accepted."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_address(self) -> bool:
        """Whether the host is an IP address, so that there is no name to resolve."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return False
        return True

    @property
    def path_kind(self) -> PathKind:
        """Which surface the path belongs to."""
        path = re.sub(r"/{2,}", "/", self.path).rstrip("/").lower()
        if path in ("", "/openai"):
            return "bare"
        if path.startswith("/voice-live"):
            return "voice-live"
        if path.startswith("/openai/v1"):
            return "ga"
        if (
            path in ("/openai/realtime", "/openai/realtimeapi/sessions")
            or "/openai/deployments/" in path + "/"
        ):
            return "preview"
        if path.startswith("/api/projects"):
            return "project"
        return "other"

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter, names compared without case."""
        return next((value for key, value in self.query if key.lower() == name), None)

    @property
    def families(self) -> tuple[Service, ...]:
        """The services this host can be, most likely first; more than one where the host serves both."""
        host = self.host.lower()
        if self.path_kind == "voice-live":
            return ("voice-live",)
        if host == "api.openai.com":
            return ("openai",)
        if _is_below(host, "openai.azure.com") or _is_below(host, "api.cognitive.microsoft.com"):
            return ("azure-openai",)
        if any(_is_below(host, f"openai.azure{tld}") for tld in _SOVEREIGN):
            return ("azure-openai",)
        if _is_below(host, "services.ai.azure.com") or _is_below(host, "cognitiveservices.azure.com"):
            return (
                ("azure-openai",) if self.path_kind in ("ga", "preview") else ("azure-openai", "voice-live")
            )
        if self.is_loopback:
            return ("azure-openai",)
        return ("gateway",)


def parse_endpoint(text: str) -> Endpoint:
    """Take `text` apart; raises `EndpointError` with a fix where it cannot be an endpoint."""
    repairs: list[str] = []
    cleaned = text.strip()
    stripped = cleaned.strip(_QUOTES).strip()
    if stripped != text:
        repairs.append("quotes or blanks around it" if stripped != cleaned else "blanks around it")
    if not stripped:
        raise EndpointError(
            "the endpoint is empty", "set AZURE_OPENAI_ENDPOINT to https://RESOURCE.openai.azure.com"
        )
    if _PLACEHOLDER.search(stripped.split("?")[0]):
        raise EndpointError(
            f"the endpoint still holds a placeholder: {stripped}",
            "put your own resource's name there: https://RESOURCE.openai.azure.com",
        )
    if re.search(r"\s", stripped):
        raise EndpointError("the endpoint holds blanks", "an endpoint is one URL, without blanks")
    scheme, separator, _ = stripped.partition("://")
    if not separator:
        if not re.match(r"^[\w.\-\[\]:]+\.[\w.\-\]:]+(/|\?|$)|^localhost\b", stripped):
            raise EndpointError(
                f"'{stripped}' is no endpoint", "an endpoint looks like https://RESOURCE.openai.azure.com"
            )
        stripped = f"https://{stripped}"
        scheme = "https"
        repairs.append("no scheme, https:// assumed")
    if scheme.lower() not in _SCHEMES:
        raise EndpointError(f"'{scheme}://' is no scheme of this service", "use https:// (or wss://)")
    try:
        parts = urlsplit(stripped)
    except ValueError:
        raise EndpointError(f"'{stripped}' is no URL", "use https://RESOURCE.openai.azure.com") from None
    return _from_url(parts, tuple(repairs))


def _from_url(parts: SplitResult, repairs: tuple[str, ...]) -> Endpoint:
    scheme = _SCHEMES[parts.scheme.lower()]
    try:
        port = parts.port or (443 if scheme == "https" else 80)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        raise EndpointError(f"'{parts.netloc}' has no valid port", "leave the port out: it is 443") from None
    if parts.username or parts.password:
        raise EndpointError(
            "the endpoint carries a user name or password", "give the key in AZURE_OPENAI_API_KEY"
        )
    if not host or not re.fullmatch(r"[A-Za-z0-9_.\-]+|[0-9a-fA-F:.%]+", host) or ".." in host:
        raise EndpointError(f"'{parts.netloc}' is no host name", "use https://RESOURCE.openai.azure.com")
    if host in _PORTAL_HOSTS:
        raise EndpointError(
            f"{host} is the portal's own address, not your resource's",
            "copy the endpoint from the resource's 'Keys and Endpoint' page",
        )
    if "privatelink" in host:
        raise EndpointError(
            f"{host} is the inner name of a private endpoint; no certificate bears it",
            f"use https://{host.replace('.privatelink', '')}",
        )
    endpoint = Endpoint(
        scheme="https" if scheme == "https" else "http",
        host=host,
        port=port,
        path=parts.path,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        repairs=repairs,
    )
    if endpoint.scheme == "http" and not endpoint.is_loopback:
        raise EndpointError(
            "plain http:// would send the key in clear text",
            f"use https://{host} (http is for loopback only)",
        )
    return endpoint


def resource_of(host: str) -> str:
    """The resource's custom subdomain, or `RESOURCE` where the host does not tell."""
    return host.split(".")[0] if host.endswith((".azure.com", ".azure.us", ".azure.cn")) else "RESOURCE"


def _is_below(host: str, domain: str) -> bool:
    return host.endswith("." + domain)
