"""How the server events of Voice Live differ in name from those of the GA surface.

Source: `ServerEventType` of azure-ai-voicelive 1.3.1 (C), and recordings of live sessions of 2026-07 and 2026-09 (P).
"""

from __future__ import annotations

RENAMED: dict[str, str] = {
    **{
        f"response.output_{kind}.{step}": f"response.{kind}.{step}"
        for kind in ("text", "audio", "audio_transcript")
        for step in ("delta", "done")
    },
    "conversation.item.added": "conversation.item.created",
}
"""Voice Live's names, which are the preview's, by those of the GA surface."""

UNSENT = frozenset({"rate_limits.updated", "conversation.item.done", "input_audio_buffer.timeout_triggered"})
"""Server events of the GA surface that the package does not know (C). The recordings have none of them but for one
`conversation.item.done` after committed audio, which is left out here."""
