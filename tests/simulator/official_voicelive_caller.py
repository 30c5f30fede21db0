"""A program with the official `azure-ai-voicelive` package that knows only the environment.

Every event must be of a class of its own in the package, with all that the class calls required and nothing left as
the plain dictionary that the package falls back to.
"""

from __future__ import annotations

import asyncio
import base64
import math
import os
import struct
import sys
from collections.abc import Mapping
from typing import Any

from azure.ai.voicelive.aio import connect
from azure.ai.voicelive.models import (
    AudioInputTranscriptionOptions,
    AzureSemanticVad,
    AzureStandardVoice,
    FunctionTool,
    InputTextContentPart,
    Modality,
    RequestAudioContentPart,
    RequestSession,
    ResponseCreateParams,
    ServerEvent,
    ServerEventType,
    ToolChoiceFunctionSelection,
    UserMessageItem,
)
from azure.core.credentials import AzureKeyCredential

NEVER_SENT = {(RequestAudioContentPart, "audio")}
"""Required by the package, which has one class for both directions; the service does not send sound back."""


def examine(model: Any, path: str) -> None:
    """Read every member that the class of `model` declares."""
    for name, hint in declared(type(model)).items():
        value = getattr(model, name)
        optional = "Optional" in hint or "NoneType" in hint or (type(model), name) in NEVER_SENT
        assert value is not None or optional, f"{path}.{name} is required"
        for index, member in enumerate(value if isinstance(value, list) else [value]):
            where = f"{path}.{name}[{index}]"
            if isinstance(member, Mapping) and "_models." in hint:
                assert not isinstance(member, dict), f"{where} is no {hint}: {member}"
            if hasattr(member, "_attr_to_rest_field"):
                examine(member, where)


def declared(of: type) -> dict[str, str]:
    """Members and their types, inherited ones included."""
    return {
        name: str(hint)
        for parent in reversed(of.__mro__)
        for name, hint in vars(parent).get("__annotations__", {}).items()
        if not name.startswith("_")
    }


async def main(model: str, kind: str) -> None:
    if kind == "key":
        await converse(model, AzureKeyCredential(os.environ["AZURE_VOICELIVE_API_KEY"]))
        return
    from azure.identity.aio import ManagedIdentityCredential

    async with ManagedIdentityCredential() as credential:
        await converse(model, credential)


async def converse(model: str, credential: Any) -> None:
    endpoint = os.environ["AZURE_VOICELIVE_ENDPOINT"]
    async with connect(endpoint=endpoint, credential=credential, model=model) as connection:

        async def until(event_type: ServerEventType) -> Any:
            while True:
                event = await asyncio.wait_for(connection.recv(), 20)
                assert type(event) is not ServerEvent, event
                examine(event, event.type)
                if event.type == ServerEventType.ERROR != event_type:
                    sys.exit(f"error: {event.error.message}")
                if event.type == event_type:
                    return event

        created = await until(ServerEventType.SESSION_CREATED)
        assert created.session.turn_detection.silence_duration_ms == 200, created
        await connection.session.update(session=RequestSession(modalities=[Modality.TEXT], temperature=0.7))
        await until(ServerEventType.SESSION_UPDATED)
        question = UserMessageItem(content=[InputTextContentPart(text="Hello")])
        await connection.conversation.item.create(item=question)
        await connection.response.create()
        assert (await until(ServerEventType.RESPONSE_TEXT_DONE)).text == "You said: Hello."
        done = (await until(ServerEventType.RESPONSE_DONE)).response
        assert done.output[0].content[0].text == "You said: Hello.", done
        assert done.usage.output_tokens > 0, done
        print("text")

        await connection.session.update(
            session=RequestSession(
                modalities=[Modality.TEXT, Modality.AUDIO],
                voice=AzureStandardVoice(name="en-US-AvaNeural"),
                turn_detection=AzureSemanticVad(silence_duration_ms=300),
                input_audio_transcription=AudioInputTranscriptionOptions(model="azure-speech"),
                tools=[FunctionTool(name="get_weather", parameters={"type": "object", "properties": {}})],
            )
        )
        updated = await until(ServerEventType.SESSION_UPDATED)
        assert updated.session.voice["name"] == "en-US-AvaNeural", updated
        tone = b"".join(
            struct.pack("<h", int(9000 * math.sin(math.tau * 440 * i / 24000))) for i in range(24000)
        )
        speech = tone + bytes(48 * 500)
        for start in range(0, len(speech), 4800):
            chunk = base64.b64encode(speech[start : start + 4800]).decode()
            await connection.input_audio_buffer.append(audio=chunk)
        await until(ServerEventType.INPUT_AUDIO_BUFFER_COMMITTED)
        await until(ServerEventType.RESPONSE_AUDIO_DELTA)
        await until(ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DONE)
        done = (await until(ServerEventType.RESPONSE_DONE)).response
        assert done.usage.input_token_details.audio_tokens >= 10, done
        assert done.usage.output_token_details.audio_tokens > 0, done
        print("audio")

        await connection.response.create(
            response=ResponseCreateParams(
                modalities=[Modality.TEXT],
                # Declared as a string in the package, which sends what it is given.
                tool_choice=ToolChoiceFunctionSelection(name="get_weather"),  # type: ignore[arg-type]
            )
        )
        await until(ServerEventType.RESPONSE_FUNCTION_CALL_ARGUMENTS_DONE)
        called = (await until(ServerEventType.RESPONSE_DONE)).response.output[0]
        assert called.name == "get_weather", called
        print("function")

        await connection.response.cancel()
        refused = await until(ServerEventType.ERROR)
        assert refused.error.code == "response_cancel_not_active", refused
        print("error")


asyncio.run(main(*sys.argv[1:]))
