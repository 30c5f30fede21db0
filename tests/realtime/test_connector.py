"""The connector: phases apart, refusals with their body, and a key that goes to nobody else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import pytest

from rtdoctor.realtime.connector import Opened, OpenError, Refused, open_realtime_socket
from rtdoctor.realtime.conversation import Arrival, Closed, Conversation
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start

KEY = {"api-key": "the-key-that-must-not-travel"}
Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listen(peer: Peer) -> tuple[asyncio.Server, int]:
    server = await asyncio.start_server(peer, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def end(*servers: asyncio.Server) -> None:
    """Stop listening, and let the peers see that the client has gone."""
    for server in servers:
        server.close()
    await asyncio.sleep(0.05)


def answer(head: str, body: bytes = b"") -> Peer:
    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    return peer


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("same_origin", [True, False])
def test_a_redirect_is_reported_and_never_followed(status: int, same_origin: bool) -> None:
    async def scenario() -> None:
        reached: list[bytes] = []

        async def second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            reached.append(await reader.read(1000))
            writer.close()

        other, other_port = await listen(second)
        asked = 0

        async def first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal asked
            asked += 1
            port = writer.get_extra_info("sockname")[1] if same_origin else other_port
            head = f"HTTP/1.1 {status} Moved\nLocation: ws://127.0.0.1:{port}/v1/realtime\nContent-Length: 0"
            await answer(head)(reader, writer)

        server, port = await listen(first)
        result = await open_realtime_socket(f"ws://127.0.0.1:{port}/r", KEY, context=None, timeout_s=5)
        await asyncio.sleep(0.1)
        assert isinstance(result, Refused)
        assert result.status == status
        assert asked == 1
        assert reached == []
        await end(server, other)

    asyncio.run(scenario())


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("size", [60, 100_000])
def test_a_refusal_keeps_status_headers_and_body(length: bool, size: int) -> None:
    async def scenario() -> None:
        body = b"x" * size
        head = "HTTP/1.1 429 Too Many Requests\nRetry-After: 7"
        server, port = await listen(answer(head + (f"\nContent-Length: {size}" if length else ""), body))
        result = await open_realtime_socket(f"ws://127.0.0.1:{port}/r", KEY, context=None, timeout_s=5)
        assert isinstance(result, Refused)
        assert (result.status, result.reason) == (429, "Too Many Requests")
        assert result.headers["retry-after"] == "7"
        assert result.body == body
        await end(server)

    asyncio.run(scenario())


def silent() -> Peer:
    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    return peer


@pytest.mark.parametrize(
    ("peer", "tls", "phase"),
    [
        (silent(), False, "upgrade"),
        (silent(), True, "tls"),
        (answer("nonsense"), False, "upgrade"),
        (
            answer("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade"),
            False,
            "upgrade",
        ),
    ],
)
def test_the_phase_that_broke_is_named(peer: Peer, tls: bool, phase: str) -> None:
    async def scenario() -> None:
        server, port = await listen(peer)
        context = ssl.create_default_context() if tls else None
        url = f"{'wss' if tls else 'ws'}://127.0.0.1:{port}/r"
        with pytest.raises(OpenError) as caught:
            await open_realtime_socket(url, KEY, context=context, timeout_s=1)
        assert caught.value.phase == phase
        await end(server)

    asyncio.run(scenario())


def test_a_port_where_nothing_listens_breaks_at_tcp() -> None:
    with pytest.raises(OpenError) as caught:
        asyncio.run(open_realtime_socket("ws://127.0.0.1:1/r", {}, context=None, timeout_s=1))
    assert caught.value.phase == "tcp"


def test_an_open_socket_gives_its_phases_and_its_end() -> None:
    async def scenario() -> None:
        with start(SimulatorOptions()) as simulator:
            context = ssl.create_default_context(cafile=str(simulator.authority_file))
            url = (
                f"{simulator.origin.replace('https', 'wss')}/openai/v1/realtime?model={simulator.deployment}"
            )
            key = {"api-key": simulator.api_key}
            result = await open_realtime_socket(url, key, context=context, timeout_s=5)
            assert isinstance(result, Opened)
            assert result.phases.tls_ms is not None
            async with Conversation(result.connection) as conversation:
                first = await conversation.next(5)
                assert isinstance(first, Arrival)
                assert first.type == "session.created"
                simulator.close()
                end = await conversation.next(5)
                assert isinstance(end, Closed)
                assert not end.clean
                assert not await conversation.send({"type": "input_audio_buffer.commit"})

    asyncio.run(scenario())
