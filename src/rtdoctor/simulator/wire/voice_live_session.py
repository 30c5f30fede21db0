"""What `session.update` accepts on a Voice Live session: the preview's flat shape and Azure's additions to it.

Source: `RequestSession` of azure-ai-voicelive 1.3.1 and the models it names (C). Beyond the package: `semantic_vad`,
`idle_timeout_ms`, `appended_text_after_truncation`, the `prompt` and `delay` of a transcription, and what
`session.created` shows without a setter in the package (P, recordings of live sessions of 2026-07 and 2026-09). What
may be null is assumed: all that the service itself shows as null. That the object is strict is reported (R, with
api-version 2025-10-01); the wording of the refusal is assumed to be that of the realtime API behind it.
"""

from __future__ import annotations

from rtdoctor.simulator.wire.schema import (
    AnyObject,
    Anything,
    Array,
    Choice,
    Field,
    Flag,
    Integer,
    Kind,
    Number,
    Object,
    Tagged,
    Text,
    WordOr,
)
from rtdoctor.simulator.wire.session_schema import MAX_OUTPUT_TOKENS, TOOL_CHOICE, TOOLS, VOICES

INPUT_FORMATS = ("pcm16", "g711_ulaw", "g711_alaw")
OUTPUT_FORMATS = ("pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw")

TRANSCRIPTION_MODELS = (
    "azure-speech",
    "whisper-1",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "gpt-4o-transcribe-diarize",
    "mai-transcribe-1",
)
"""Another name is taken, and every transcription with it fails."""

_TYPE = {"type": Field(Text(), required=True)}
_NAME = {"name": Field(Text(), required=True)}
_PERSONAL = {"model": Field(Text(), required=True)}

_AZURE_SPEECH = {
    "temperature": Field(Number(0.0, 1.0), nullable=True),
    "prefer_locales": Field(Array(Text()), nullable=True),
    **{
        name: Field(Text(), nullable=True)
        for name in (
            "custom_lexicon_url",
            "custom_text_normalization_url",
            "locale",
            "style",
            "pitch",
            "rate",
            "volume",
        )
    },
}

VOICE = WordOr(
    Choice(VOICES),
    Tagged(
        "type",
        {
            "openai": Object({**_TYPE, "name": Field(Choice(VOICES), required=True)}),
            "azure-standard": Object({**_TYPE, **_NAME, **_AZURE_SPEECH}),
            "azure-custom": Object(
                {**_TYPE, **_NAME, "endpoint_id": Field(Text(), required=True), **_AZURE_SPEECH}
            ),
            "azure-personal": Object({**_TYPE, **_NAME, **_PERSONAL, **_AZURE_SPEECH}),
            "avatar-voice-sync": Object({**_TYPE, **_PERSONAL, **_AZURE_SPEECH}),
            "azure-realtime-native": Object({**_TYPE, **_NAME}),
        },
    ),
)
"""A bare string is an OpenAI voice; an Azure voice is an object."""

MODALITIES = Array(Choice(("text", "audio", "animation", "avatar")))

TEMPERATURE = Number(0.0, 1.2)
"""The package documents 0.0 to 1.0 for a session and 0.6 to 1.2 for a response; both are taken."""

REASONING_EFFORT = Choice(("none", "minimal", "low", "medium", "high", "xhigh"))

METADATA = AnyObject(Text(max_length=512), max_members=16)

_TURN_TAKING = {
    **_TYPE,
    "create_response": Field(Flag()),
    "interrupt_response": Field(Flag()),
    "auto_truncate": Field(Flag()),
}

_DETECTION = {
    **_TURN_TAKING,
    "threshold": Field(Number(0.0, 1.0), nullable=True),
    "prefix_padding_ms": Field(Integer(0), nullable=True),
    "silence_duration_ms": Field(Integer(0), nullable=True),
    "idle_timeout_ms": Field(Integer(5000, 30000), nullable=True),
    "speech_duration_ms": Field(Integer(0), nullable=True),
    "appended_text_after_truncation": Field(Text(), nullable=True),
    "end_of_utterance_detection": Field(
        Object(
            {
                "model": Field(
                    Choice(
                        (
                            "semantic_detection_v1",
                            "semantic_detection_v1_en",
                            "semantic_detection_v1_multilingual",
                        )
                    ),
                    required=True,
                ),
                "threshold_level": Field(Choice(("low", "medium", "high", "default"))),
                "timeout_ms": Field(Integer(0)),
            }
        ),
        nullable=True,
    ),
}

_SEMANTIC = {**_DETECTION, "remove_filler_words": Field(Flag())}
_MULTILINGUAL = {**_SEMANTIC, "languages": Field(Array(Text()), nullable=True)}

TURN_DETECTION = Tagged(
    "type",
    {
        "server_vad": Object(_DETECTION),
        "semantic_vad": Object(
            {**_TURN_TAKING, "eagerness": Field(Choice(("low", "medium", "high", "auto")))}
        ),
        "azure_semantic_vad": Object(_MULTILINGUAL),
        "azure_semantic_vad_en": Object(_SEMANTIC),
        "azure_semantic_vad_multilingual": Object(_MULTILINGUAL),
    },
)

_TRANSCRIPTION = Object(
    {
        "model": Field(Text(), required=True),
        "language": Field(Text(), nullable=True),
        "prompt": Field(Text(), nullable=True),
        "delay": Field(Text(), nullable=True),
        "custom_speech": Field(AnyObject(Text()), nullable=True),
        "phrase_list": Field(Array(Text()), nullable=True),
    }
)

_NOISE_REDUCTION = Object(
    {"type": Field(Choice(("azure_deep_noise_suppression", "near_field", "far_field")), required=True)}
)

_ECHO_CANCELLATION = Object(
    {
        "type": Field(Choice(("server_echo_cancellation",)), required=True),
        "reference_source": Field(Choice(("server", "client"))),
        # The service takes 2 as well, a stereo input that is not imitated here.
        "channels": Field(Integer(1, 1)),
    }
)

_NOT_ACTED_ON: dict[str, Kind] = dict.fromkeys(
    ("animation", "avatar", "interim_response", "truncation_strategy", "greeting", "handoff"), Anything()
)
"""Taken, shown again, and without effect here: there is no avatar and no second model."""

SESSION = Object(
    {
        "model": Field(Text()),
        "modalities": Field(MODALITIES),
        "instructions": Field(Text()),
        "voice": Field(VOICE),
        "input_audio_format": Field(Choice(INPUT_FORMATS)),
        "output_audio_format": Field(Choice(OUTPUT_FORMATS)),
        "input_audio_sampling_rate": Field(Integer()),
        "turn_detection": Field(TURN_DETECTION, nullable=True),
        "input_audio_transcription": Field(_TRANSCRIPTION, nullable=True),
        "input_audio_noise_reduction": Field(_NOISE_REDUCTION, nullable=True),
        "input_audio_echo_cancellation": Field(_ECHO_CANCELLATION, nullable=True),
        "output_audio_timestamp_types": Field(Array(Choice(("word",))), nullable=True),
        "tools": Field(TOOLS),
        "tool_choice": Field(TOOL_CHOICE),
        "parallel_tool_calls": Field(Flag()),
        "temperature": Field(TEMPERATURE, nullable=True),
        "max_response_output_tokens": Field(MAX_OUTPUT_TOKENS),
        "reasoning_effort": Field(REASONING_EFFORT, nullable=True),
        "include": Field(Array(Text()), nullable=True),
        "metadata": Field(METADATA, nullable=True),
        **{name: Field(kind, nullable=True) for name, kind in _NOT_ACTED_ON.items()},
    }
)
"""`session` of a `session.update`: flat, so the `type`, `output_modalities` and `audio` of the GA shape are unknown."""
