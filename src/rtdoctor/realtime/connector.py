"""Opens a realtime socket, phase by phase, and never follows a redirect.

`websockets.connect` follows 3xx answers and sends `api-key` to the other host (seen on 15.0.1 and 17.4),
and it times TLS and the upgrade as one. The library's building blocks do neither; they are the same on
15, 16 and 17.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from rtdoctor.realtime.timing import since_ms

if TYPE_CHECKING:
    import ssl

    from websockets.asyncio.client import ClientConnection

T = TypeVar("T")

MAX_EVENT_BYTES = 32 * 1024 * 1024
"""An answer's audio delta is at most some 100 kB; `session.created` with many tools is the largest event."""


@dataclass(frozen=True, slots=True)
class Phases:
    """How long each phase of opening took, in ms."""

    tcp_ms: float
    tls_ms: float | None
    upgrade_ms: float


@dataclass(frozen=True, slots=True)
class Opened:
    """A socket that answered 101. `headers` are the response's, names in lower case."""

    connection: ClientConnection
    phases: Phases
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """The server answered the upgrade with something else than 101. The body is kept: it holds the cause."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    phases: Phases


class OpenError(Exception):
    """The socket broke before an answer came. `phase` is `tcp`, `tls` or `upgrade`."""

    def __init__(self, phase: str, error: BaseException) -> None:
        super().__init__(f"{phase}: {error or type(error).__name__}")
        self.phase = phase
        self.error = error


async def open_realtime_socket(
    url: str, headers: Mapping[str, str], *, context: ssl.SSLContext | None, timeout_s: float
) -> Opened | Refused:
    """Dial `url` (`wss://` with `context`, `ws://` with None) within `timeout_s`, over all phases.

    Raises `OpenError` when a phase breaks or runs out of time.
    """
    from websockets.asyncio.client import ClientConnection
    from websockets.client import ClientProtocol
    from websockets.datastructures import Headers
    from websockets.exceptions import InvalidStatus
    from websockets.uri import parse_uri

    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    deadline = time.monotonic() + timeout_s
    loop = asyncio.get_running_loop()

    started = time.perf_counter()
    sock = await _within(deadline, "tcp", _connect(host, port))
    tcp_ms = since_ms(started)
    try:
        started = time.perf_counter()
        protocol = ClientProtocol(parse_uri(url), max_size=MAX_EVENT_BYTES)
        _, connection = await _within(
            deadline,
            "tls",
            loop.create_connection(
                lambda: ClientConnection(protocol, close_timeout=2),
                sock=sock,
                ssl=context,
                server_hostname=host if context else None,
            ),
        )
    except BaseException:
        sock.close()
        raise
    tls_ms = since_ms(started) if context else None

    started = time.perf_counter()
    try:
        await _within(deadline, "upgrade", connection.handshake(Headers(headers), _user_agent()))
    except InvalidStatus as refusal:
        phases = Phases(tcp_ms, tls_ms, since_ms(started))
        response = refusal.response
        connection.transport.abort()
        return Refused(
            status=response.status_code,
            reason=response.reason_phrase,
            headers=_lower(response.headers.raw_items()),
            body=bytes(response.body or b""),
            phases=phases,
        )
    except BaseException:
        connection.transport.abort()
        raise
    phases = Phases(tcp_ms, tls_ms, since_ms(started))
    connection.start_keepalive()
    answered = connection.response
    return Opened(connection, phases, _lower(answered.headers.raw_items()) if answered else {})


async def _connect(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    last: OSError | None = None
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            await loop.sock_connect(sock, address)
        except OSError as error:
            sock.close()
            last = error
        except BaseException:
            sock.close()
            raise
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise last or OSError(f"{host} has no address")


async def _within(deadline: float, phase: str, work: Awaitable[T]) -> T:
    from websockets.exceptions import InvalidStatus, WebSocketException

    try:
        return await asyncio.wait_for(work, max(0.001, deadline - time.monotonic()))
    except InvalidStatus:
        raise
    except (asyncio.TimeoutError, OSError, EOFError, WebSocketException) as error:
        raise OpenError(phase, error) from error


def _lower(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in items}


def _user_agent() -> str:
    from rtdoctor import __version__

    return f"rtdoctor/{__version__}"
