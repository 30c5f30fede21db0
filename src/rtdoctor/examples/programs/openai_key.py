"""One turn with gpt-realtime-1.5 on Azure: asks a question, prints the answer and saves it as answer.wav.

    pip install "openai[realtime]>=1.107.1"
    export AZURE_OPENAI_ENDPOINT=https://<your resource>.openai.azure.com
    export AZURE_OPENAI_API_KEY=<a key of that resource>
    export AZURE_OPENAI_DEPLOYMENT=gpt-realtime-1.5    # the name of your deployment, not of the model
    python example.py "What can you do?"

When it does not connect, `rtdoctor check` says why.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
import wave

from openai import AsyncOpenAI

SAMPLE_RATE = 24_000  # Hz; the only rate of audio/pcm
DEADLINE = 60  # seconds for the whole turn


async def main(question: str) -> int:
    # OpenAI's own client and /openai/v1: AzureOpenAI would still build the address of the retired preview.
    client = AsyncOpenAI(
        base_url=os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/") + "/openai/v1/",
        api_key=os.environ["AZURE_OPENAI_API_KEY"],
    )
    deployment = os.environ.get("AZURE_OPENAI_DEPLOYMENT", "gpt-realtime-1.5")
    audio = bytearray()
    async with client.realtime.connect(model=deployment) as connection:
        await connection.session.update(
            session={
                "type": "realtime",  # without it, as with any unknown field, the whole update is refused
                "output_modalities": ["audio"],  # a transcript always comes with it
                "instructions": "You are a friendly assistant. Answer in one or two sentences.",
                "audio": {"output": {"voice": "marin", "format": {"type": "audio/pcm", "rate": 24000}}},
            }
        )
        async for event in connection:
            if event.type == "session.updated":
                print(f"connected to {deployment}")
                await connection.conversation.item.create(
                    item={
                        "type": "message",
                        "role": "user",
                        "content": [{"type": "input_text", "text": question}],
                    }
                )
                await connection.response.create()
            elif event.type == "response.output_audio_transcript.delta":
                print(event.delta, end="", flush=True)
            elif event.type == "response.output_audio.delta":
                audio += base64.b64decode(event.delta)
            elif event.type == "error":
                # The socket stays open, but what was asked for did not happen.
                print(f"error {event.error.code}: {event.error.message}", file=sys.stderr)
                return 1
            elif event.type == "response.done":
                print(f"\nresponse {event.response.status}")
                if event.response.status != "completed":
                    print(event.response.status_details, file=sys.stderr)
                    return 1
                break

    with wave.open("answer.wav", "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(audio)
    print(f"saved {len(audio) / 2 / SAMPLE_RATE:.1f} s of audio as answer.wav")
    return 0


if __name__ == "__main__":
    text = " ".join(sys.argv[1:]) or "What can you do for me?"
    sys.exit(asyncio.run(asyncio.wait_for(main(text), DEADLINE)))
