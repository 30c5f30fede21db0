"""A player that starts with the first piece never runs dry: audio arrives at least as fast as it plays."""

from __future__ import annotations

from rtdoctor.checks.base import Check, Verdict, not_judged, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import AudioTurnFact

_AUDIBLE_MS = 20


def judge(facts: FactStore) -> Verdict:
    turn = facts.get(AudioTurnFact)
    if turn.answer is None:
        return not_judged("no audio came")
    if turn.underrun_ms > _AUDIBLE_MS:
        return warned(
            f"a player would have been silent for {turn.underrun_ms:.0f} ms", underrun_ms=turn.underrun_ms
        )
    return passed(underrun_ms=turn.underrun_ms)


CHECK = Check("RT505", "playback never runs dry", judge, reads=(AudioTurnFact,), required=False)
