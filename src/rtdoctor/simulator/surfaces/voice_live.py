"""The Voice Live socket's door: who gets in, with which model, and how a session with a retired one fails."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.credentials import refuse_caller
from rtdoctor.simulator.network.http import Answer, Request
from rtdoctor.simulator.network.stream import ClientGoneError
from rtdoctor.simulator.refusals import (
    API_VERSION_MISSING,
    HANDSHAKE_RATE_LIMITED,
    MODEL_MISSING,
    NOT_AN_UPGRADE,
    RESOURCE_NOT_FOUND,
    SERVICE_UNAVAILABLE,
)
from rtdoctor.simulator.resource import Deployment, Resource
from rtdoctor.simulator.session.channel import Channel
from rtdoctor.simulator.wire.voice_live_session import TRANSCRIPTION_MODELS

VOICE_LIVE_PATH = "/voice-live/realtime"

API_VERSIONS = (
    "2025-05-01-preview",
    "2025-10-01",
    "2026-01-01-preview",
    "2026-04-10",
    "2026-06-01-preview",
    "2026-07-15",
)
"""The versions that the change logs of the azure-ai-voicelive packages and the documentation name (C, D)."""

MODELS = (
    "gpt-realtime-2.1",
    "gpt-realtime-2.1-datazone",
    "gpt-realtime-1.5",
    "gpt-realtime-1.5-datazone",
    "gpt-realtime",
    "gpt-realtime-datazone",
    "gpt-4o",
    "gpt-4.1",
    "gpt-5",
    "gpt-5.1",
    "gpt-5.2",
    "gpt-5.4",
    "gpt-5.6-terra",
    "azure-realtime",
    "gpt-realtime-2.1-mini",
    "gpt-realtime-mini",
    "gpt-4o-mini",
    "gpt-4.1-mini",
    "gpt-5-mini",
    "gpt-5.6-luna",
    "gpt-4.1-nano",
    "gpt-5-nano",
    "phi4-mm-realtime",
)
"""The models that Voice Live lists (D, page of 2026-09-29); gpt-4o-realtime-preview and its mini are gone from it."""

CONNECTION_ERROR = "Connection error to Realtime service: Invalid response status"
"""What a session with gpt-4o-realtime-preview says since its retirement (P, Q&A 5863943, 2026-04-19). Its end is
aiohttp's text for every status but 101: behind Voice Live a socket to the model was refused (inferred)."""


def admit_voice_live(request: Request, resource: Resource, behaviour: Behaviour) -> Deployment | Answer:
    """The model that a `GET /voice-live/realtime?api-version=&model=` upgrade reaches, or the refusal it gets.

    The credential is judged as on the realtime socket, and may stand in the query as `Authorization` too (D, for
    browsers). The order, and what a missing or unknown api-version gets, are assumed. A model that Voice Live does not
    have is admitted as one that is not `realtime`: the service finds out later. Sessions with an agent, which name no
    model, are not imitated.
    """
    if request.method != "GET" or not request.asks_for_websocket:
        return NOT_AN_UPGRADE
    if "authorization" not in request.headers and "Authorization" in request.query:
        headers = {**request.headers, "authorization": request.query["Authorization"]}
        request = replace(request, headers=headers)
    refusal = refuse_caller(request, resource, behaviour)
    if refusal is not None:
        return refusal
    if behaviour.handshake != "open":
        return HANDSHAKE_RATE_LIMITED if behaviour.handshake == "rate-limited" else SERVICE_UNAVAILABLE
    version = request.query.get("api-version")
    if not version:
        return API_VERSION_MISSING
    if version not in API_VERSIONS:
        return RESOURCE_NOT_FOUND
    model = request.query.get("model")
    if not model:
        return MODEL_MISSING
    return Deployment(model, model, "", realtime=model in MODELS)


def voice_live_resource(resource: Resource) -> Resource:
    """`resource` as Voice Live sees it: the transcription models are the service's own, no deployment counts (D)."""
    models = tuple(Deployment(name, name, "") for name in TRANSCRIPTION_MODELS)
    return replace(resource, deployments=models)


async def fail_connection(channel: Channel) -> None:
    """End a session whose model cannot be reached.

    The text is seen in clients (P); that it comes as an `error` event after the upgrade, its type and code, and the
    close code are assumed.
    """
    error = {
        "type": "server_error",
        "code": "connection_error",
        "message": CONNECTION_ERROR,
        "param": None,
        "event_id": None,
    }
    with contextlib.suppress(ClientGoneError):
        await channel.emit("error", error=error)
    await channel.socket.close(1011, CONNECTION_ERROR)
