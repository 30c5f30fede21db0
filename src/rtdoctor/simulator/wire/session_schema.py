"""What `session.update` accepts on a GA realtime session with gpt-realtime-1.5.

Source: openai 3.54.0 `RealtimeSessionCreateRequestParam` and the audio config types it names (C). What those types
allow to be null is nullable here, and nothing else. `reasoning` and `parallel_tool_calls` belong to the
gpt-realtime-2 family only (C), so gpt-realtime-1.5 does not know them; the code of that refusal is `assumed`.
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
    Number,
    Object,
    Tagged,
    Text,
    WordOr,
)

VOICES = ("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar")
PCM, PCMU, PCMA = "audio/pcm", "audio/pcmu", "audio/pcma"

AUDIO_FORMAT = Tagged(
    "type",
    {
        # Only 24000 Hz: 16000 is answered with integer_below_min_value (P, 2026-09).
        PCM: Object({"type": Field(Text(), required=True), "rate": Field(Integer(24000, 24000))}),
        PCMU: Object({"type": Field(Text(), required=True)}),
        PCMA: Object({"type": Field(Text(), required=True)}),
    },
)

VOICE = WordOr(Choice(VOICES), Object({"id": Field(Text(), required=True)}))

MODALITIES = Array(Choice(("text", "audio")))

MAX_OUTPUT_TOKENS = Integer(1, 4096, words=("inf",))

TURN_DETECTION = Tagged(
    "type",
    {
        "server_vad": Object(
            {
                "type": Field(Text(), required=True),
                "threshold": Field(Number(0.0, 1.0)),
                "prefix_padding_ms": Field(Integer(0)),
                "silence_duration_ms": Field(Integer(0)),
                "idle_timeout_ms": Field(Integer(5000, 30000), nullable=True),
                "create_response": Field(Flag()),
                "interrupt_response": Field(Flag()),
            }
        ),
        "semantic_vad": Object(
            {
                "type": Field(Text(), required=True),
                "eagerness": Field(Choice(("low", "medium", "high", "auto"))),
                "create_response": Field(Flag()),
                "interrupt_response": Field(Flag()),
            }
        ),
    },
)

TRANSCRIPTION = Object(
    {
        "model": Field(Text()),
        "language": Field(Text()),
        "languages": Field(Array(Text())),
        "keywords": Field(Array(Text())),
        "prompt": Field(Text()),
        "delay": Field(Choice(("minimal", "low", "medium", "high", "xhigh"))),
    }
)

NOISE_REDUCTION = Object(
    {"type": Field(Choice(("near_field", "far_field"))), "strength": Field(Number(0.0))},
)

_TOOL_FILTER = Object({"read_only": Field(Flag()), "tool_names": Field(Array(Text()))})

TOOLS = Array(
    Tagged(
        "type",
        {
            "function": Object(
                {
                    "type": Field(Text(), required=True),
                    "name": Field(Text(max_length=64), required=True),
                    "description": Field(Text()),
                    "parameters": Field(Anything()),
                }
            ),
            "mcp": Object(
                {
                    "type": Field(Text(), required=True),
                    "server_label": Field(Text(), required=True),
                    "server_url": Field(Text()),
                    "server_description": Field(Text()),
                    "connector_id": Field(Text()),
                    "authorization": Field(Text()),
                    "headers": Field(AnyObject(Text())),
                    "allowed_tools": Field(Anything(), nullable=True),
                    "require_approval": Field(
                        WordOr(
                            Choice(("always", "never")),
                            Object({"always": Field(_TOOL_FILTER), "never": Field(_TOOL_FILTER)}),
                        ),
                        nullable=True,
                    ),
                    "defer_loading": Field(Flag()),
                }
            ),
        },
    ),
    max_length=128,
)

TOOL_CHOICE = WordOr(
    Choice(("none", "auto", "required")),
    Tagged(
        "type",
        {
            "function": Object({"type": Field(Text(), required=True), "name": Field(Text(), required=True)}),
            "mcp": Object(
                {
                    "type": Field(Text(), required=True),
                    "server_label": Field(Text(), required=True),
                    "name": Field(Text(), nullable=True),
                }
            ),
        },
    ),
)

PROMPT = Object(
    {
        "id": Field(Text(), required=True),
        "version": Field(Text(), nullable=True),
        "variables": Field(AnyObject(Anything()), nullable=True),
    }
)

_TRACING = WordOr(
    Choice(("auto",)),
    Object({"workflow_name": Field(Text()), "group_id": Field(Text()), "metadata": Field(Anything())}),
)

_TRUNCATION = WordOr(
    Choice(("auto", "disabled")),
    Object(
        {
            "type": Field(Choice(("retention_ratio",)), required=True),
            "retention_ratio": Field(Number(0.0, 1.0), required=True),
            "token_limits": Field(Object({"post_instructions": Field(Integer(0))})),
        }
    ),
)

_AUDIO_INPUT = Object(
    {
        "format": Field(AUDIO_FORMAT),
        "noise_reduction": Field(NOISE_REDUCTION, nullable=True),
        "transcription": Field(TRANSCRIPTION, nullable=True),
        "turn_detection": Field(TURN_DETECTION, nullable=True),
    }
)

_AUDIO_OUTPUT = Object(
    {"format": Field(AUDIO_FORMAT), "speed": Field(Number(0.25, 1.5)), "voice": Field(VOICE)}
)

REALTIME_SESSION = Object(
    {
        "type": Field(Choice(("realtime",)), required=True),
        "model": Field(Text()),
        "output_modalities": Field(MODALITIES),
        "instructions": Field(Text()),
        "audio": Field(Object({"input": Field(_AUDIO_INPUT), "output": Field(_AUDIO_OUTPUT)})),
        "tools": Field(TOOLS),
        "tool_choice": Field(TOOL_CHOICE),
        "max_output_tokens": Field(MAX_OUTPUT_TOKENS),
        "include": Field(Array(Choice(("item.input_audio_transcription.logprobs",)))),
        "prompt": Field(PROMPT, nullable=True),
        "tracing": Field(_TRACING, nullable=True),
        "truncation": Field(_TRUNCATION),
    }
)
"""`session` of a `session.update`; `type` is required first of all, so a beta payload fails on it."""
