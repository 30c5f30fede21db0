"""Audio came back and is sound: decodable PCM16 with a level, not clipped, as long as its tokens say.

One token is 50 ms of answered audio (OpenAI's guide to realtime costs). Speech of these models lies between
-30 and -12 dBFS; below -50 nobody hears it, and a share of clipped samples over 1 % is audible.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Verdict, failed, passed, warned
from rtdoctor.checks.endings import because_of, is_answered
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import AudioTurnFact

MS_PER_OUTPUT_TOKEN = 50
INAUDIBLE_DBFS = -50.0
_CLIPPED_SHARE = 0.01
_LENGTH_SHARE = 0.3
_LENGTH_SLACK_MS = 400


def judge(facts: FactStore) -> Verdict:
    turn = facts.get(AudioTurnFact)
    if turn.ending.outcome != "done":
        return failed(because_of(turn.ending, "response.done"), outcome=turn.ending.outcome)
    if not is_answered(turn.status, turn.status_reason):
        words = turn.failure.message if turn.failure else turn.status_reason or "no reason given"
        return failed(f"the response ended {turn.status}: {words}", status=turn.status)
    if turn.bad_base64 or turn.odd_bytes:
        return failed("the audio is not whole PCM16 samples in base64", deltas=turn.deltas)
    answer = turn.answer
    if answer is None:
        return failed("the answer holds no audio", deltas=turn.deltas, transcript=turn.transcript)
    evidence: Evidence = {
        "duration_ms": answer.duration_ms,
        "rms_dbfs": answer.rms_dbfs,
        "peak_dbfs": answer.peak_dbfs,
        "clipped_fraction": answer.clipped_fraction,
        "silent_fraction": answer.silent_fraction,
        "tone_fraction": answer.tone_fraction,
        "deltas": turn.deltas,
    }
    if answer.rms_dbfs is None or answer.rms_dbfs < INAUDIBLE_DBFS:
        level = "digital silence" if answer.rms_dbfs is None else f"{answer.rms_dbfs:.0f} dBFS"
        return failed(f"{answer.duration_ms / 1000:.1f} s came back, and it is {level}", **evidence)
    if answer.clipped_fraction > _CLIPPED_SHARE:
        return warned(f"{answer.clipped_fraction:.0%} of the samples are clipped", **evidence)
    if turn.usage is not None and turn.usage.output_audio_tokens:
        expected = turn.usage.output_audio_tokens * MS_PER_OUTPUT_TOKEN
        evidence["expected_ms"] = expected
        if abs(answer.duration_ms - expected) > max(_LENGTH_SLACK_MS, expected * _LENGTH_SHARE):
            return warned(
                f"{answer.duration_ms / 1000:.1f} s came back, its tokens say {expected / 1000:.1f} s",
                **evidence,
            )
    return passed(f"{answer.duration_ms / 1000:.1f} s at {answer.rms_dbfs:.1f} dBFS", **evidence)


CHECK = Check("RT503", "audio came back and is sound", judge, reads=(AudioTurnFact,))
