"""HTTP/1.1 requests and answers, through h11: a server must not parse a request in a way of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import h11

from rtdoctor.simulator.network.stream import ClientGoneError, Stream

_MAX_HEAD = 64 * 1024
_MAX_BODY = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are lower case; of a repeated query name or header the first one counts.

    `target` is path and query as they came; `raw` is the head of an upgrade request and what came after it, for the
    protocol that takes over.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    raw: bytes
    target: str

    @property
    def asks_for_websocket(self) -> bool:
        """Whether this is the opening of a WebSocket."""
        return self.headers.get("upgrade", "").lower() == "websocket"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; a `body` of dicts and lists is sent as JSON. An empty `reason` is the usual phrase."""

    status: int
    body: Any = None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    def payload(self) -> bytes:
        """The bytes of the body."""
        return b"" if self.body is None else json.dumps(self.body, separators=(",", ":")).encode()


class HttpConnection:
    """The requests of one connection, one after the other."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD)
        self._bodiless = False

    async def next_request(self) -> Request:
        """The next request with its body; raises `ClientGoneError`, `h11.RemoteProtocolError` if it is no HTTP."""
        head = await self._event()
        while not isinstance(head, h11.Request):
            if isinstance(head, h11.ConnectionClosed):
                raise ClientGoneError
            head = await self._event()
        body = bytearray()
        while not isinstance(part := await self._event(), h11.EndOfMessage):
            if isinstance(part, h11.Data):
                body += part.data
            if len(body) > _MAX_BODY:
                raise h11.RemoteProtocolError("body too large", error_status_hint=413)
        target = head.target.decode("ascii", "replace")
        if target.startswith(("http://", "https://")):
            # The absolute form, as it is sent to proxies; anything else is a path, `//openai` too.
            parts = urlsplit(target)
            target = f"{parts.path}?{parts.query}"
        path, _, query_text = target.partition("?")
        headers: dict[str, str] = {}
        for name, value in head.headers:
            headers.setdefault(name.decode("ascii"), value.decode("latin-1"))
        query: dict[str, str] = {}
        for key, text in parse_qsl(query_text, keep_blank_values=True):
            query.setdefault(key, text)
        self._bodiless = head.method == b"HEAD"
        raw = self._raw_upgrade(head) if "upgrade" in headers else b""
        return Request(head.method.decode("ascii"), path, query, headers, bytes(body), raw, target)

    async def answer(self, answer: Answer, headers: tuple[tuple[str, str], ...], *, close: bool) -> bool:
        """Send `answer`; returns whether another request may follow on this connection."""
        payload = answer.payload()
        fields = [*headers, *answer.headers, ("Content-Length", str(len(payload)))]
        if payload:
            fields.append(("Content-Type", "application/json"))
        if close:
            fields.append(("Connection", "close"))
        response = h11.Response(
            status_code=answer.status,
            headers=fields,
            reason=(answer.reason or HTTPStatus(answer.status).phrase).encode(),
        )
        body = [h11.Data(data=payload)] if payload and not self._bodiless else []
        parts = [response, *body, h11.EndOfMessage()]
        await self._stream.write(b"".join(self._h11.send(part) or b"" for part in parts))
        if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
            return False
        self._h11.start_next_cycle()
        return True

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._h11.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]
            self._h11.receive_data(await self._stream.read())

    def _raw_upgrade(self, head: h11.Request) -> bytes:
        """The request as it came, up to the case of its header names, and the bytes after it."""
        lines = [
            b"GET " + head.target + b" HTTP/1.1",
            *(name + b": " + value for name, value in head.headers),
        ]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self._h11.trailing_data[0]
