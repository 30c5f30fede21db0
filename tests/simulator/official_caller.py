"""A program with the official `openai` package, of any version that has `client.realtime`.

It knows only the environment. Every event must be of a concrete class of the package's own union.
"""

from __future__ import annotations

import asyncio
import base64
import math
import os
import struct
import typing

from openai import AsyncOpenAI
from openai.types.realtime import RealtimeServerEvent

EVENT_CLASSES = typing.get_args(typing.get_args(RealtimeServerEvent)[0])


async def main() -> None:
    client = AsyncOpenAI()
    async with client.realtime.connect(model=os.environ["AZURE_OPENAI_DEPLOYMENT"]) as connection:

        async def until(event_type: str) -> typing.Any:
            while True:
                event = await connection.recv()
                assert type(event) in EVENT_CLASSES, event
                if event.type == event_type:
                    return event

        await until("session.created")
        await connection.session.update(
            session={
                "type": "realtime",
                "output_modalities": ["text"],
                "audio": {"input": {"turn_detection": None}},
            }
        )
        await until("session.updated")
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}
        )
        await connection.response.create()
        text = await until("response.output_text.done")
        assert text.text == "You said: Hello.", text
        assert (await until("response.done")).response.usage.output_tokens > 0
        print("text")

        tone = b"".join(
            struct.pack("<h", int(9000 * math.sin(math.tau * 440 * i / 24000))) for i in range(24000)
        )
        for start in range(0, len(tone), 4800):
            await connection.input_audio_buffer.append(
                audio=base64.b64encode(tone[start : start + 4800]).decode()
            )
        await connection.input_audio_buffer.commit()
        await connection.response.create(response={"output_modalities": ["audio"]})
        await until("response.output_audio.delta")
        done = await until("response.done")
        assert done.response.usage.input_token_details.audio_tokens == 10, done
        assert done.response.usage.output_token_details.audio_tokens > 0, done
        print("audio")

        await connection.response.cancel()
        refused = await until("error")
        assert refused.error.code == "response_cancel_not_active", refused
        print("error")


asyncio.run(main())
