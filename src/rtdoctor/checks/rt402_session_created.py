"""The session begins: the first event is `session.created`. HTTP 101 alone proves nothing."""

from __future__ import annotations

from rtdoctor.checks.base import Check, Verdict, failed, passed
from rtdoctor.checks.endings import because_of
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import SessionFact


def judge(facts: FactStore) -> Verdict:
    session = facts.get(SessionFact)
    if session.ending.outcome == "done" and session.first_event == "session.created":
        return passed(f"{session.model or ''}".strip(), session_id=session.session_id, model=session.model)
    if session.ending.outcome == "done":
        return failed(f"the first event is {session.first_event}", first_event=session.first_event)
    return failed(because_of(session.ending, "session.created"), outcome=session.ending.outcome)


CHECK = Check("RT402", "the session is created", judge, reads=(SessionFact,))
