"""One accepted connection, plain or TLS.

TLS runs on memory buffers (`ssl.SSLObject`), not inside asyncio's transport: so the simulator can wait in the middle of
a handshake, and cut a connection without a closing record. It also works the same on Python 3.10, whose streams cannot
start TLS later.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl

_CHUNK = 65536


class ClientGoneError(Exception):
    """The client closed the connection, or spoke no TLS."""


class Stream:
    """Bytes in and out; after `start_tls`, through TLS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    async def first_bytes(self) -> bytes:
        """What the client says first; hand it to `start_tls`. Raises `ClientGoneError` if it says nothing."""
        return await self._raw_read()

    async def start_tls(self, context: ssl.SSLContext, first: bytes) -> None:
        """Do the server's part of a TLS handshake that began with `first`; raises `ClientGoneError` if it fails."""
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._incoming.write(first)
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                self._incoming.write(await self._raw_read())
            except ssl.SSLError as error:
                # The alert that says why belongs to the client.
                await self._flush()
                raise ClientGoneError from error
            else:
                await self._flush()
                return

    async def read(self) -> bytes:
        """Some bytes, at least one; raises `ClientGoneError` at the end."""
        if self._tls is None:
            return await self._raw_read()
        while True:
            try:
                data = self._tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                self._incoming.write(await self._raw_read())
            except ssl.SSLError as error:
                raise ClientGoneError from error
            else:
                if not data:
                    raise ClientGoneError
                return data

    async def write(self, data: bytes) -> None:
        """Send all of `data`; raises `ClientGoneError` if there is nobody to send it to."""
        if self._tls is None:
            self._writer.write(data)
        else:
            self._tls.write(data)
            self._writer.write(self._outgoing.read())
        await self._drain()

    async def close(self) -> None:
        """Close in order: TLS closing record, then TCP."""
        if self._tls is not None:
            # The closing record of the other side is not waited for.
            with contextlib.suppress(ssl.SSLError, ValueError):
                self._tls.unwrap()
            self._writer.write(self._outgoing.read())
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    def abort(self) -> None:
        """Cut the connection: no closing record, nothing more is sent."""
        self._writer.transport.abort()

    async def _raw_read(self) -> bytes:
        try:
            data = await self._reader.read(_CHUNK)
        except OSError as error:
            raise ClientGoneError from error
        if not data:
            raise ClientGoneError
        return data

    async def _flush(self) -> None:
        if self._outgoing.pending:
            self._writer.write(self._outgoing.read())
            await self._drain()

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except OSError as error:
            raise ClientGoneError from error
