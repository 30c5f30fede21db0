"""Transcription of the user's audio beside the conversation.

The words are not recognised here; how long the audio was is what the transcript says. On Azure the model must be one of
the resource's deployments (D; one repository disagrees for whisper-1, R); what another name gets is assumed.
"""

from __future__ import annotations

from rtdoctor.simulator.resource import Resource
from rtdoctor.simulator.session.channel import Channel
from rtdoctor.simulator.session.conversation import Item
from rtdoctor.simulator.session.ids import obfuscation
from rtdoctor.simulator.sound.accounting import text_pieces, user_audio_tokens

_EVENT = "conversation.item.input_audio_transcription"


async def transcribe(channel: Channel, item: Item, model: str | None, resource: Resource) -> None:
    """Send the transcription events of a committed item: deltas and `completed`, or `failed`."""
    place = {"item_id": item.id, "content_index": 0}
    if model is None or resource.deployment(model) is None:
        error = {
            "type": "invalid_request_error",
            "code": "DeploymentNotFound",
            "message": "The API deployment for this resource does not exist.",
            "param": None,
        }
        await channel.emit(f"{_EVENT}.failed", **place, error=error)
        return
    pieces = text_pieces(f"{item.user_ms / 1000:.1f} seconds of speech.")
    for piece in pieces:
        await channel.emit(f"{_EVENT}.delta", **place, delta=piece, obfuscation=obfuscation())
    transcript = "".join(pieces)
    audio = user_audio_tokens(item.user_ms)
    usage = {
        "type": "tokens",
        "total_tokens": audio + len(pieces),
        "input_tokens": audio,
        "input_token_details": {"text_tokens": 0, "audio_tokens": audio},
        "output_tokens": len(pieces),
    }
    item.wire["content"][0]["transcript"] = transcript
    await channel.emit(f"{_EVENT}.completed", **place, transcript=transcript, usage=usage)
