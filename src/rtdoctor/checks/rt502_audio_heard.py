"""The server heard what was sent: it counts one audio token per 100 ms of input.

Rate: OpenAI's guide to realtime costs (600 tokens a minute of user audio, and a small overhead).
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Verdict, failed, passed, warned
from rtdoctor.checks.endings import because_of
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import AudioTurnFact

MS_PER_INPUT_TOKEN = 100
_SLACK_TOKENS = 6
_SLACK_SHARE = 0.25


def judge(facts: FactStore) -> Verdict:
    turn = facts.get(AudioTurnFact)
    expected = turn.sent_ms / MS_PER_INPUT_TOKEN
    evidence: Evidence = {"sent_ms": turn.sent_ms, "chunks": turn.sent_chunks, "commit_ms": turn.commit_ms}
    if turn.usage is None:
        if turn.ending.outcome != "done":
            return failed(because_of(turn.ending, "response.done"), outcome=turn.ending.outcome, **evidence)
        return warned("the answer carries no token counts, so what was heard is not known", **evidence)
    heard = turn.usage.input_audio_tokens
    evidence |= {"audio_tokens": heard, "expected_audio_tokens": round(expected)}
    if heard == 0:
        return failed("the server counted no audio at all", **evidence)
    if abs(heard - expected) > max(_SLACK_TOKENS, expected * _SLACK_SHARE):
        return warned(
            f"{heard} audio tokens for {turn.sent_ms / 1000:.1f} s, {expected:.0f} expected", **evidence
        )
    return passed(f"{heard} audio tokens for {turn.sent_ms / 1000:.1f} s", **evidence)


CHECK = Check("RT502", "the server heard the audio that was sent", judge, reads=(AudioTurnFact,))
