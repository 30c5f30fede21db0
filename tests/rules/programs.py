"""Small preview programs of this suite's own. Each ends with exit code 0 when its conversation is complete."""

from __future__ import annotations

from textwrap import dedent

SYNC_KEY = dedent(
    '''\
    """Ask for one word as text. Uses gpt-4o-realtime-preview."""
    import os

    from openai import AzureOpenAI

    client = AzureOpenAI(
        azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"],
        api_key=os.environ["AZURE_OPENAI_API_KEY"],
        api_version="2024-10-01-preview",
    )
    heard = ""
    with client.beta.realtime.connect(model="gpt-4o-realtime-preview") as connection:
        connection.session.update(
            session={
                "modalities": ["text"],
                "instructions": "Be brief.",
                "temperature": 0.8,  # a little warm
                "max_response_output_tokens": 200,
                "turn_detection": {"type": "none"},
            }
        )
        connection.conversation.item.create(
            item={"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Yes?"}]}
        )
        connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Say hello."}]}
        )
        connection.response.create(response={"modalities": ["text"], "temperature": 0.7})
        for event in connection:
            if event.type == "error":
                raise SystemExit(event.error.message)
            elif event.type == "response.text.delta":
                heard += event.delta
            elif event.type == "response.done":
                assert event.response.status == "completed", event.response
                break
    assert heard
    '''
)

ASYNC_TOKEN = dedent(
    """\
    import asyncio
    import base64

    from azure.identity import ManagedIdentityCredential, get_bearer_token_provider
    from openai import AsyncAzureOpenAI

    DEPLOYMENT = "gpt-4o-realtime-preview"
    AUDIO_FORMAT = "pcm16"
    SESSION = {
        "voice": "alloy",
        "modalities": ["audio", "text"],
        "input_audio_format": AUDIO_FORMAT,
        "output_audio_format": AUDIO_FORMAT,
        "turn_detection": None,
    }
    provider = get_bearer_token_provider(
        ManagedIdentityCredential(), "https://cognitiveservices.azure.com/.default"
    )


    async def main() -> None:
        client = AsyncAzureOpenAI(azure_ad_token_provider=provider, api_version="2025-04-01-preview")
        audio, transcript = b"", ""
        async with client.beta.realtime.connect(model=DEPLOYMENT) as connection:
            await connection.session.update(session=SESSION)
            await connection.conversation.item.create(
                item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello."}]}
            )
            await connection.response.create()
            async for event in connection:
                match event.type:
                    case "error":
                        raise SystemExit(event.error.message)
                    case "conversation.item.created":
                        print("item", event.item.id)
                    case "response.audio.delta":
                        audio += base64.b64decode(event.delta)
                    case "response.audio_transcript.delta":
                        transcript += event.delta
                    case "response.done":
                        assert event.response.status == "completed", event.response
                        break
        assert audio
        assert transcript


    asyncio.run(main())
    """
)

SHARED_CHAT = dedent(
    """\
    import os

    from openai import AzureOpenAI


    class Assistant:
        def __init__(self):
            self.client = AzureOpenAI(
                azure_endpoint=os.getenv("AZURE_OPENAI_ENDPOINT"),
                api_key=os.getenv("AZURE_OPENAI_API_KEY"),
                api_version="2024-10-01-preview",
                azure_deployment="gpt-4o-realtime-preview",
            )

        def summarise(self, text):
            return self.client.chat.completions.create(
                model="gpt-4.1-mini", messages=[{"role": "user", "content": text}], modalities=["text"]
            )

        def talk(self):
            handlers = {"response.text.delta": self.hear, "response.text.done": self.hear_end}
            self.heard = ""
            with self.client.beta.realtime.connect(model="ignored") as connection:
                connection.session.update(session={"modalities": ["text"]})
                connection.conversation.item.create(
                    item={
                        "type": "message",
                        "role": "user",
                        "content": [{"type": "input_text", "text": "Hello."}],
                    }
                )
                connection.response.create()
                for event in connection:
                    if event.type == "error":
                        raise SystemExit(event.error.message)
                    handler = handlers.get(event.type)
                    if handler:
                        handler(event)
                    if event.type == "response.done":
                        return

        def hear(self, event):
            self.heard += event.delta

        def hear_end(self, event):
            assert event.text == self.heard


    assistant = Assistant()
    assistant.talk()
    assert assistant.heard
    """
)

THREE_FILES = {
    "settings.py": dedent(
        """\
        import os
        from dataclasses import dataclass


        @dataclass
        class Settings:
            endpoint: str = os.environ["AZURE_OPENAI_ENDPOINT"]
            key: str = os.environ["AZURE_OPENAI_API_KEY"]
            deployment: str = os.environ.get("VOICE_DEPLOYMENT", "gpt-4o-realtime-preview-2024-12-17")
        """
    ),
    "events.py": dedent(
        """\
        from enum import Enum


        class Event(str, Enum):
            TEXT = "response.text.delta"
            DONE = "response.done"
            ERROR = "error"
        """
    ),
    "main.py": dedent(
        """\
        import asyncio

        from openai import AsyncAzureOpenAI

        from events import Event
        from settings import Settings


        def make_client(settings: Settings) -> AsyncAzureOpenAI:
            return AsyncAzureOpenAI(
                azure_endpoint=settings.endpoint, api_key=settings.key, api_version="2024-12-17"
            )


        async def main(settings: Settings) -> str:
            heard = ""
            async with make_client(settings).beta.realtime.connect(model=settings.deployment) as connection:
                await connection.session.update(session={'modalities': ['text'], 'voice': 'ash'})
                await connection.conversation.item.create(
                    item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]}
                )
                await connection.response.create()
                async for event in connection:
                    if event.type == Event.ERROR:
                        raise SystemExit(event.error.message)
                    if event.type == Event.TEXT:
                        heard += event.delta
                    if event.type == Event.DONE:
                        return heard
            return heard


        assert asyncio.run(main(Settings()))
        """
    ),
}

PROGRAMS: dict[str, dict[str, str]] = {
    "sync-key": {"main.py": SYNC_KEY},
    "async-token": {"main.py": ASYNC_TOKEN},
    "shared-chat": {"main.py": SHARED_CHAT},
    "three-files": THREE_FILES,
}
