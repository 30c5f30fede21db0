"""The answer begins soon after the end of input.

Over 2 s people begin to talk again; there is no published figure of the service to hold it against, so slow
is a warning and never a failure.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Verdict, failed, passed, warned
from rtdoctor.checks.endings import because_of
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import AudioTurnFact

SLOW_MS = 2000


def judge(facts: FactStore) -> Verdict:
    turn = facts.get(AudioTurnFact)
    if turn.first_audio_ms is None:
        if turn.ending.outcome == "done":
            return failed("no audio came")
        return failed(because_of(turn.ending, "audio"), outcome=turn.ending.outcome)
    evidence: Evidence = {"first_audio_ms": round(turn.first_audio_ms, 1)}
    if turn.first_audio_ms > SLOW_MS:
        return warned(f"{turn.first_audio_ms:.0f} ms after the end of input", **evidence)
    return passed(f"{turn.first_audio_ms:.0f} ms after the end of input", **evidence)


CHECK = Check("RT504", "the answer begins soon after the end of input", judge, reads=(AudioTurnFact,))
