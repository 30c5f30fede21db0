"""A text turn is answered, up to `response.done`. An answer cut at its token limit is an answer."""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Verdict, failed, passed
from rtdoctor.checks.endings import because_of, is_answered
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import TextTurnFact


def judge(facts: FactStore) -> Verdict:
    turn = facts.get(TextTurnFact)
    evidence: Evidence = {"status": turn.status, "first_delta_ms": turn.first_delta_ms, "text": turn.text}
    if turn.ending.outcome != "done":
        return failed(because_of(turn.ending, "response.done"), outcome=turn.ending.outcome, **evidence)
    if not is_answered(turn.status, turn.status_reason):
        words = turn.failure.message if turn.failure else turn.status_reason or "no reason given"
        code = turn.failure.code if turn.failure else None
        return failed(f"the response ended {turn.status}: {words}", code=code, **evidence)
    if turn.first_delta_ms is None:
        return failed("the response ended without a word", **evidence)
    return passed(f"first word after {turn.first_delta_ms:.0f} ms", **evidence)


CHECK = Check("RT404", "a text turn is answered", judge, reads=(TextTurnFact,))
