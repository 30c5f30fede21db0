"""The names of the retired preview, as data with their sources, and where they stand in any text.

Names are matched whole: a model id is never found inside a longer name, and a dated id is one match with its
date. A match says that a retired name stands there, and nothing about whether it must change: an Azure Voice
Live program, a price table or a changelog hold the same names rightly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

HitKind = Literal[
    "model",
    "mini-model",
    "model-family",
    "event",
    "field",
    "url",
    "api-version",
    "host",
    "header",
    "sdk",
    "package",
]

# --- models
# Azure's retired-models page and OpenAI's deprecation page: absent from Azure's schedule since 2026-04-23,
# off at OpenAI since 2026-05-07.
RETIRED_MODELS: tuple[str, ...] = (
    "gpt-4o-realtime-preview-2024-10-01",
    "gpt-4o-realtime-preview-2024-12-17",
    "gpt-4o-realtime-preview-2025-06-03",
    "gpt-4o-realtime-preview",
)
# The mini tier has another successor, so it is never treated as the above.
RETIRED_MINI_MODELS: tuple[str, ...] = (
    "gpt-4o-mini-realtime-preview-2024-12-17",
    "gpt-4o-mini-realtime-preview",
)
# Family names: no model answers to them; they stand in prefix tests and in tables of families.
MODEL_FAMILIES: tuple[str, ...] = ("gpt-4o-realtime", "gpt-4o-mini-realtime")

# --- events
# The difference between the event unions of `openai.types.beta.realtime` and `openai.types.realtime`, 3.54.0.
RENAMED_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "response.text.delta": "response.output_text.delta",
        "response.text.done": "response.output_text.done",
        "response.audio.delta": "response.output_audio.delta",
        "response.audio.done": "response.output_audio.done",
        "response.audio_transcript.delta": "response.output_audio_transcript.delta",
        "response.audio_transcript.done": "response.output_audio_transcript.done",
        "transcription_session.update": "session.update",
        "transcription_session.created": "session.created",
        "transcription_session.updated": "session.updated",
    }
)
# Split in two by the GA API; which one is meant depends on what the handler does.
SPLIT_EVENT = "conversation.item.created"
SPLIT_EVENT_SUCCESSORS = ("conversation.item.added", "conversation.item.done")
# What programs test with `startswith`: longest first.
RENAMED_EVENT_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "response.audio_transcript": "response.output_audio_transcript",
        "response.audio": "response.output_audio",
        "response.text": "response.output_text",
        "transcription_session": "session",
    }
)

# --- fields
# Names that only the preview session has. `modalities`, `voice`, `temperature` and `turn_detection` are its
# fields too, but other APIs have fields of these names, so a text search must not take them for its own.
PREVIEW_ONLY_FIELDS: tuple[str, ...] = (
    "input_audio_format",
    "output_audio_format",
    "input_audio_transcription",
    "input_audio_noise_reduction",
    "max_response_output_tokens",
)

# --- types
# `openai.types.beta.realtime` of openai 3.54.0 exports 70 names, `openai.types.realtime` 181; these are in both.
UNCHANGED_TYPES: frozenset[str] = frozenset(
    {
        "ConversationCreatedEvent",
        "ConversationItem",
        "ConversationItemCreateEvent",
        "ConversationItemCreateEventParam",
        "ConversationItemCreatedEvent",
        "ConversationItemDeleteEvent",
        "ConversationItemDeleteEventParam",
        "ConversationItemDeletedEvent",
        "ConversationItemInputAudioTranscriptionCompletedEvent",
        "ConversationItemInputAudioTranscriptionDeltaEvent",
        "ConversationItemInputAudioTranscriptionFailedEvent",
        "ConversationItemParam",
        "ConversationItemRetrieveEvent",
        "ConversationItemRetrieveEventParam",
        "ConversationItemTruncateEvent",
        "ConversationItemTruncateEventParam",
        "ConversationItemTruncatedEvent",
        "InputAudioBufferAppendEvent",
        "InputAudioBufferAppendEventParam",
        "InputAudioBufferClearEvent",
        "InputAudioBufferClearEventParam",
        "InputAudioBufferClearedEvent",
        "InputAudioBufferCommitEvent",
        "InputAudioBufferCommitEventParam",
        "InputAudioBufferCommittedEvent",
        "InputAudioBufferSpeechStartedEvent",
        "InputAudioBufferSpeechStoppedEvent",
        "RateLimitsUpdatedEvent",
        "RealtimeClientEvent",
        "RealtimeClientEventParam",
        "RealtimeConnectParams",
        "RealtimeResponse",
        "RealtimeResponseStatus",
        "RealtimeResponseUsage",
        "RealtimeServerEvent",
        "ResponseAudioDeltaEvent",
        "ResponseAudioDoneEvent",
        "ResponseAudioTranscriptDeltaEvent",
        "ResponseAudioTranscriptDoneEvent",
        "ResponseCancelEvent",
        "ResponseCancelEventParam",
        "ResponseContentPartAddedEvent",
        "ResponseContentPartDoneEvent",
        "ResponseCreateEvent",
        "ResponseCreateEventParam",
        "ResponseCreatedEvent",
        "ResponseDoneEvent",
        "ResponseFunctionCallArgumentsDeltaEvent",
        "ResponseFunctionCallArgumentsDoneEvent",
        "ResponseOutputItemAddedEvent",
        "ResponseOutputItemDoneEvent",
        "ResponseTextDeltaEvent",
        "ResponseTextDoneEvent",
        "SessionCreatedEvent",
        "SessionUpdateEvent",
        "SessionUpdateEventParam",
        "SessionUpdatedEvent",
    }
)
# Same meaning, new name. Fit for annotations only: what their fields are called has changed.
RENAMED_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "ErrorEvent": "RealtimeErrorEvent",
        "Session": "RealtimeSessionCreateRequest",
        "SessionCreateParams": "ClientSecretCreateParams",
        "SessionCreateResponse": "ClientSecretCreateResponse",
        "TranscriptionSession": "RealtimeTranscriptionSessionCreateResponse",
        "TranscriptionSessionCreateParams": "ClientSecretCreateParams",
        "TranscriptionSessionUpdate": "SessionUpdateEvent",
        "TranscriptionSessionUpdateParam": "SessionUpdateEventParam",
        "TranscriptionSessionUpdatedEvent": "SessionUpdatedEvent",
        "ConversationItemWithReference": "ResponseItemReference",
        "ConversationItemWithReferenceParam": "ResponseItemReferenceParam",
        "SessionTurnDetection": "RealtimeAudioInputTurnDetection",
        "SessionInputAudioTranscription": "AudioTranscription",
        "SessionInputAudioNoiseReduction": "NoiseReductionType",
        "OutputAudioBufferClear": "OutputAudioBufferClearEvent",
    }
)
# These have no single successor: GA has one content type for each role.
SPLIT_TYPES: frozenset[str] = frozenset({"ConversationItemContent", "ConversationItemContentParam"})

# --- where and how
BETA_HEADER = "OpenAI-Beta"
BETA_HEADER_VALUE = "realtime=v1"

NEEDLES: tuple[bytes, ...] = (
    b"ealtime",
    b"response.audio",
    b"response.text.",
    b"conversation.item.created",
    b"transcription_session",
    b"_audio_format",
    b"max_response_output_tokens",
    b"modalities",
    b"turn_detection",
    b"AzureOpenAI",
    b"RTClient",
)
"""Byte anchors, case-sensitive: a file without any of them holds nothing of the preview."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Bytes `start` to `end` spell `match`; `kind` says what sort of name it is."""

    start: int
    end: int
    match: str
    kind: HitKind


def _any_of(names: tuple[str, ...]) -> bytes:
    return b"|".join(re.escape(name).encode() for name in sorted(names, key=len, reverse=True))


def _named(prefix: bytes, names: tuple[str, ...], before: bytes, after: bytes) -> re.Pattern[bytes]:
    """`names`, all starting with `prefix`, whole.

    The literal comes first, which the engine finds fast; what stands before it is looked at from behind it.
    """
    rest = tuple(name[len(prefix) :] for name in names)
    literal = re.escape(prefix)
    return re.compile(
        literal + (before % ((literal,) * before.count(b"%s"))) + rb"(?:%s)" % _any_of(rest) + after
    )


# A name ends where none of its own characters follows; a full stop ends it unless a name goes on behind it.
_NAME_AFTER = rb"(?![A-Za-z0-9_-]|\.[A-Za-z0-9])"
_NAME_BEFORE = rb"(?:(?<![A-Za-z0-9_.-]%s)|(?<=\\[nrt]%s))"
# Dispatchers prefix event names with the side they come from.
_EVENT_BEFORE = rb"(?:(?<![A-Za-z0-9_.-]%s)|(?<=\bserver\.%s)|(?<=\bclient\.%s))"
_EVENT_AFTER = rb"(?![A-Za-z0-9_]|\.[A-Za-z0-9])"
_FIELD_BEFORE = rb"(?<![A-Za-z0-9_.-]%s)"
_FIELD_AFTER = rb"(?![A-Za-z0-9_-]|\.[A-Za-z])"


def _events(prefix: str) -> tuple[str, ...]:
    return tuple(name for name in (*RENAMED_EVENTS, SPLIT_EVENT) if name.startswith(prefix))


def _fields(prefix: str) -> tuple[str, ...]:
    return tuple(name for name in PREVIEW_ONLY_FIELDS if name.startswith(prefix))


_PATTERNS: tuple[tuple[HitKind, re.Pattern[bytes]], ...] = (
    ("model", _named(b"gpt-4o-realtime-preview", RETIRED_MODELS, _NAME_BEFORE, _NAME_AFTER)),
    ("mini-model", _named(b"gpt-4o-mini-realtime-preview", RETIRED_MINI_MODELS, _NAME_BEFORE, _NAME_AFTER)),
    ("model-family", _named(b"gpt-4o-realtime", MODEL_FAMILIES[:1], _NAME_BEFORE, _NAME_AFTER)),
    ("model-family", _named(b"gpt-4o-mini-realtime", MODEL_FAMILIES[1:], _NAME_BEFORE, _NAME_AFTER)),
    ("event", _named(b"response.audio", _events("response.audio"), _EVENT_BEFORE, _EVENT_AFTER)),
    ("event", _named(b"response.text.", _events("response.text."), _EVENT_BEFORE, _EVENT_AFTER)),
    ("event", _named(SPLIT_EVENT.encode(), (SPLIT_EVENT,), _EVENT_BEFORE, _EVENT_AFTER)),
    (
        "event",
        _named(b"transcription_session.", _events("transcription_session."), _EVENT_BEFORE, _EVENT_AFTER),
    ),
    ("field", _named(b"input_audio_", _fields("input_audio_"), _FIELD_BEFORE, _FIELD_AFTER)),
    ("field", _named(b"output_audio_format", ("output_audio_format",), _FIELD_BEFORE, _FIELD_AFTER)),
    (
        "field",
        _named(b"max_response_output_tokens", ("max_response_output_tokens",), _FIELD_BEFORE, _FIELD_AFTER),
    ),
    # The preview socket's path, its token minting, its SDP exchange. The GA path has `/v1` between.
    (
        "url",
        re.compile(
            rb"/openai/realtime(?:api/(?:sessions|transcription_sessions)|/transcription_sessions|)(?![A-Za-z0-9_/-])"
        ),
    ),
    ("url", re.compile(rb"/v1/realtimertc(?![A-Za-z0-9_])")),
    ("host", re.compile(rb"realtimeapi-preview\.ai\.azure\.com")),
    ("header", re.compile(rb"OpenAI-Beta['\"]?\s*[:=,]\s*['\"]?realtime=v1")),
    ("header", re.compile(rb"openai-beta\.realtime-v1")),
    ("sdk", re.compile(rb"beta[./]realtime(?<![A-Za-z0-9_].{13})(?![A-Za-z0-9_])", re.DOTALL)),
    ("package", re.compile(rb"rtclient(?<![A-Za-z0-9_/-]rtclient)(?![A-Za-z0-9_-])")),
    ("package", re.compile(rb"rt-client(?<![A-Za-z0-9_/-]rt-client)(?![A-Za-z0-9_-])")),
    ("package", re.compile(rb"openai-realtime-api-beta(?![A-Za-z0-9_-])|@openai/realtime-api-beta")),
)
# The api-version belongs to a realtime URL only: Voice Live and every other Azure service keep theirs.
_API_VERSION = re.compile(rb"""[^\s"'`<>]{0,400}?api-version=(\d{4}-\d{2}-\d{2}(?:-preview)?|preview)""")


def find_references_in_text(data: bytes) -> Iterator[Hit]:
    """Every retired name in `data`, in order of place; no two overlap.

    Works on bytes of any encoding that keeps ASCII.
    """
    hits: list[Hit] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(data):
            hits.append(Hit(*match.span(), match.group().decode("ascii", "backslashreplace"), kind))
            if kind == "url" and (version := _API_VERSION.match(data, match.end())):
                hits.append(Hit(*version.span(1), version.group(1).decode(), "api-version"))
    hits.sort(key=lambda hit: hit.start)
    yield from hits


def is_retired_model(name: str) -> bool:
    """True for an id of the retired full-size model, dated or not."""
    return name in RETIRED_MODELS


def is_retired_mini(name: str) -> bool:
    """True for an id of the retired mini model, dated or not."""
    return name in RETIRED_MINI_MODELS
