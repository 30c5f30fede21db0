"""The yardstick of `check_speed`: a small asyncio client that does the legs of a check, one after the other.

It judges nothing. Run as a process: `python -m benchmarks._plain_client`, with the simulator's environment.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import ssl
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

_CHUNK = b"\x10\x20" * 2400
_CHUNKS = 20


async def main() -> None:
    """TCP, TLS, the listing, the socket, a session, a text turn, an audio turn at real-time pace."""
    endpoint = os.environ["AZURE_OPENAI_ENDPOINT"]
    key = {"api-key": os.environ["AZURE_OPENAI_API_KEY"]}
    parts = urlsplit(endpoint)
    host, port = str(parts.hostname), parts.port or 443
    context = ssl.create_default_context()

    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    _, writer = await asyncio.open_connection(host, port, ssl=context)
    writer.transport.abort()
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    head = f"GET /openai/deployments?api-version=2022-12-01 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    writer.write((head + f"api-key: {key['api-key']}\r\n\r\n").encode())
    await reader.read()
    writer.transport.abort()

    url = f"wss://{host}:{port}/openai/v1/realtime?model={os.environ['AZURE_OPENAI_DEPLOYMENT']}"
    async with connect(url, additional_headers=key, ssl=context, proxy=None) as socket:
        await until(socket, "session.created")
        pcm = {"type": "audio/pcm", "rate": 24000}
        session = {
            "type": "realtime",
            "output_modalities": ["text"],
            "audio": {"input": {"format": pcm, "turn_detection": None}, "output": {"format": pcm}},
        }
        await send(socket, {"type": "session.update", "session": session})
        await until(socket, "session.updated")
        content = [{"type": "input_text", "text": "Reply with the single word: ready"}]
        item = {"type": "message", "role": "user", "content": content}
        await send(socket, {"type": "conversation.item.create", "item": item})
        await send(socket, {"type": "response.create"})
        await until(socket, "response.done")
        loop = asyncio.get_running_loop()
        started = loop.time()
        for n in range(_CHUNKS):
            await asyncio.sleep(max(0.0, started + n * 0.1 - loop.time()))
            await send(
                socket, {"type": "input_audio_buffer.append", "audio": base64.b64encode(_CHUNK).decode()}
            )
        await send(socket, {"type": "input_audio_buffer.commit"})
        await send(socket, {"type": "response.create", "response": {"output_modalities": ["audio"]}})
        await until(socket, "response.done")


async def send(socket: ClientConnection, event: dict[str, object]) -> None:
    """One client event."""
    await socket.send(json.dumps(event))


async def until(socket: ClientConnection, wanted: str) -> None:
    """Read up to the event `wanted`; an error ends the run."""
    async for frame in socket:
        event = json.loads(frame)
        if event["type"] == "error":
            raise SystemExit(str(event))
        if event["type"] == wanted:
            return


asyncio.run(main())
