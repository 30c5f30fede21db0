"""What people read: a program after its rewriting, and what is said of one that is left to them."""
# ruff: noqa: E501 (goldens are as wide as what they show)

from __future__ import annotations

from inline_snapshot import snapshot

from tests.rules.programs import ASYNC_TOKEN, SYNC_KEY
from tests.rules.test_rewritten_runs import migrate


def test_a_program_with_a_key() -> None:
    _, after = migrate({"main.py": SYNC_KEY})
    assert after["main.py"].decode() == snapshot('''\
"""Ask for one word as text. Uses gpt-4o-realtime-preview."""
import os

from openai import OpenAI

client = OpenAI(
    base_url=os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/") + "/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
)
heard = ""
with client.realtime.connect(model="gpt-realtime-1.5") as connection:
    connection.session.update(
        session={
            "type": "realtime",
            "output_modalities": ["text"],
            "instructions": "Be brief.",
            # a little warm
            "max_output_tokens": 200,
            "audio": {
                "input": {
                    "turn_detection": None,
                },
            },
        }
    )
    connection.conversation.item.create(
        item={"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Yes?"}]}
    )
    connection.conversation.item.create(
        item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Say hello."}]}
    )
    connection.response.create(response={"output_modalities": ["text"]})
    for event in connection:
        if event.type == "error":
            raise SystemExit(event.error.message)
        elif event.type == "response.output_text.delta":
            heard += event.delta
        elif event.type == "response.done":
            assert event.response.status == "completed", event.response
            break
assert heard
''')


def test_a_program_with_a_token_provider() -> None:
    _, after = migrate({"main.py": ASYNC_TOKEN})
    assert after["main.py"].decode() == snapshot("""\
import os
import asyncio
import base64

from azure.identity import ManagedIdentityCredential, get_bearer_token_provider
from openai import AsyncOpenAI

DEPLOYMENT = "gpt-realtime-1.5"
AUDIO_FORMAT = {"type": "audio/pcm", "rate": 24000}
SESSION = {
    "type": "realtime",
    "audio": {
        "output": {
            "voice": "alloy",
            "format": AUDIO_FORMAT,
        },
        "input": {
            "format": AUDIO_FORMAT,
            "turn_detection": None,
        },
    },
    "output_modalities": ["audio"],
}
provider = get_bearer_token_provider(
    ManagedIdentityCredential(), "https://cognitiveservices.azure.com/.default"
)


async def main() -> None:
    async def realtime_token() -> str:
        return provider()

    client = AsyncOpenAI(base_url=os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/") + "/openai/v1/", api_key=realtime_token)
    audio, transcript = b"", ""
    async with client.realtime.connect(model=DEPLOYMENT) as connection:
        await connection.session.update(session=SESSION)
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello."}]}
        )
        await connection.response.create()
        async for event in connection:
            match event.type:
                case "error":
                    raise SystemExit(event.error.message)
                case "conversation.item.added":
                    print("item", event.item.id)
                case "response.output_audio.delta":
                    audio += base64.b64decode(event.delta)
                case "response.output_audio_transcript.delta":
                    transcript += event.delta
                case "response.done":
                    assert event.response.status == "completed", event.response
                    break
    assert audio
    assert transcript


asyncio.run(main())
""")


def test_what_a_person_is_told() -> None:
    source = (
        "import os\n"
        "from openai import AzureOpenAI\n\n"
        'client = AzureOpenAI(azure_endpoint=os.environ["APIM_URL"], api_version="2024-10-01-preview")\n'
        'with client.beta.realtime.connect(model="gpt-4o-mini-realtime-preview") as connection:\n'
        "    connection.session.update(session=load_session())\n"
        "    for event in connection:\n"
        '        if event.type == "response.audio.delta":\n'
        '            browser.send_json({"type": "response.audio.delta", "audio": event.delta})\n'
        '        elif event.type == "session.updated":\n'
        "            print(event.session.voice)\n"
    )
    rewriting, _ = migrate({"main.py": source})
    [connection] = rewriting.connections
    said = [f"{connection.id} {connection.status}: {connection.summary}"]
    said += [f"{path}:{line}  {text}" for path, line, text in connection.places]
    assert said == snapshot(
        [
            "main.py:5 manual: realtime connection of the openai package (AzureOpenAI)",
            "main.py:2  import `OpenAI` here",
            "main.py:4  make an OpenAI here whose base_url is the v1 path of APIM_URL: its owner knows where that is",
            "main.py:5  the mini tier has no safe successor here: choose with --mini-to: gpt-realtime-mini (Azure's dates for 2025-12-15 disagree: 2026-12-15 or 2027-06-15), gpt-realtime-2.1-mini (preview on Azure), or gpt-realtime-1.5 (until 2027-08-24, another price)",
            "main.py:5  write `.realtime` in place of `.beta.realtime`",
            "main.py:6  give the GA session here (it is not written down as a dict literal)",
            "main.py:8  write `response.output_audio.delta`",
            "main.py:9  the GA API sends `response.output_audio.delta`; here the old name is passed on (line 9 of main.py): change both sides",
            "main.py:11  read `session.audio.output.voice` here",
        ]
    )
