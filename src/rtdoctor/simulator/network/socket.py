"""A WebSocket after its upgrade, on the Sans-I/O protocol of `websockets`: bytes and timing stay ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from websockets.exceptions import InvalidState
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request as Upgrade
from websockets.server import ServerProtocol

from rtdoctor.simulator.network.stream import ClientGoneError, Stream

if TYPE_CHECKING:
    from websockets.typing import Subprotocol

_MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes; above any message that the session itself must refuse."""

_PING_EVERY_S = 20.0
"""The service sends a ping every 20.3 s and nothing else on an idle session (P, public service, 2026-09)."""

_CLOSING_S = 2.0
"""How long the other side gets to answer a close frame."""


def _choose(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """`realtime`, which browser clients offer and then want to see chosen (assumed); else none."""
    return next((name for name in offered if name == "realtime"), None)


class WebSocket:
    """One socket: text messages in and out, close codes, and the ways to end without one."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._protocol = ServerProtocol(max_size=_MAX_MESSAGE, select_subprotocol=_choose)
        self._fragments = bytearray()
        self._opcode: Opcode = Opcode.TEXT
        self._messages: list[str | bytes] = []
        self._pinging: asyncio.Task[None] | None = None

    async def accept(self, raw: bytes, headers: tuple[tuple[str, str], ...]) -> int:
        """Answer the upgrade request `raw` with these `headers` added; returns the status: 101, or a refusal's."""
        head, end, early = raw.partition(b"\r\n\r\n")
        self._protocol.receive_data(head + end)
        request = self._protocol.events_received()[0]
        assert isinstance(request, Upgrade)
        response = self._protocol.accept(request)
        for name, value in headers:
            response.headers[name] = value
        self._protocol.send_response(response)
        await self._flush()
        if response.status_code == 101:
            if early:
                # Frames of a client that did not wait for the 101.
                self._protocol.receive_data(early)
                self._collect()
            self._pinging = asyncio.create_task(self._keep_alive())
        return response.status_code

    @property
    def close_code(self) -> int | None:
        """The code of the close frame that the client sent, if it sent one."""
        return self._protocol.close_rcvd.code if self._protocol.close_rcvd else None

    @property
    def sent_close_code(self) -> int | None:
        """The code of the close frame that this side sent, also as an echo."""
        return self._protocol.close_sent.code if self._protocol.close_sent else None

    async def receive(self) -> str | bytes | None:
        """The next whole message, None when the socket is closed."""
        while not self._messages:
            if self._protocol.close_rcvd is not None or self._protocol.eof_sent:
                return None
            try:
                self._protocol.receive_data(await self._stream.read())
            except ClientGoneError:
                self._protocol.receive_eof()
                return None
            self._collect()
            await self._flush()
        return self._messages.pop(0)

    async def send(self, text: str) -> None:
        """Send one text message; raises `ClientGoneError` if the socket is closed."""
        try:
            self._protocol.send_text(text.encode())
        except InvalidState as error:
            raise ClientGoneError from error
        await self._flush()

    async def begin_close(self, code: int, reason: str = "") -> None:
        """Send a close frame; its echo ends `receive`. Raises `ClientGoneError` if the socket is closed."""
        try:
            self._protocol.send_close(code, reason)
        except InvalidState as error:
            raise ClientGoneError from error
        await self._flush()

    async def close(self, code: int, reason: str = "") -> None:
        """Send a close frame, wait a moment for its echo, close the connection."""
        with contextlib.suppress(ClientGoneError):
            await self.begin_close(code, reason)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._drop_until_closed(), _CLOSING_S)
        await self.end()

    async def end(self) -> None:
        """Close the connection itself."""
        self._stop_pinging()
        await self._stream.close()

    def drop(self) -> None:
        """Cut the connection without a close frame."""
        self._stop_pinging()
        self._stream.abort()

    async def _drop_until_closed(self) -> None:
        while await self.receive() is not None:
            pass

    def _collect(self) -> None:
        """Put frames together into messages; the protocol has answered pings and close frames itself."""
        for frame in self._protocol.events_received():
            assert isinstance(frame, Frame)
            if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
                self._opcode = frame.opcode
            elif frame.opcode is not Opcode.CONT:
                continue
            self._fragments += frame.data
            if frame.fin:
                data = bytes(self._fragments)
                self._fragments.clear()
                try:
                    self._messages.append(data if self._opcode is Opcode.BINARY else data.decode())
                except UnicodeDecodeError:
                    self._protocol.fail(CloseCode.INVALID_DATA)

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                await self._stream.write(data)

    async def _keep_alive(self) -> None:
        with contextlib.suppress(ClientGoneError, InvalidState):
            while True:
                await asyncio.sleep(_PING_EVERY_S)
                self._protocol.send_ping(os.urandom(4))
                await self._flush()

    def _stop_pinging(self) -> None:
        if self._pinging is not None:
            self._pinging.cancel()
