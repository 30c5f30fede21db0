"""Audio came back and holds nothing that could be heard."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.checks.rt503_audio_sound import INAUDIBLE_DBFS
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.conversation import AudioTurnFact


def explain(seen: Seen) -> Explanation | None:
    turn = seen.find(AudioTurnFact)
    if not seen.failed("RT503") or turn is None or turn.answer is None:
        return None
    level = turn.answer.rms_dbfs
    if level is not None and level >= INAUDIBLE_DBFS:
        return None
    heard = "digital silence" if level is None else f"inaudible at {level:.0f} dBFS"
    return Explanation(
        f"{turn.answer.duration_ms / 1000:.1f} s of audio came back, and all of it is {heard}.",
        (
            Remedy(
                "listen to it, then open a ticket with the session id",
                command="rtdoctor check --save-audio answer.wav",
            ),
        ),
    )


CAUSE = Cause("audio-silent", "azure", retryable=False, explain=explain)
