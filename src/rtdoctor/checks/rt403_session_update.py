"""A GA `session.update` is accepted.

A rejected update leaves the socket open and the session on its defaults, without instructions or tools, so a
program may seem to work. "Unknown parameter: 'session.type'" means a preview URL under a GA payload.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Verdict, failed, passed
from rtdoctor.checks.endings import because_of
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import SessionUpdateFact


def judge(facts: FactStore) -> Verdict:
    update = facts.get(SessionUpdateFact)
    if update.ending.outcome == "done":
        return passed(f"{update.duration_ms:.0f} ms")
    error = update.ending.error
    return failed(
        because_of(update.ending, "session.updated"),
        outcome=update.ending.outcome,
        code=error.code if error else None,
        param=error.param if error else None,
    )


CHECK = Check("RT403", "a GA session.update is accepted", judge, reads=(SessionUpdateFact,))
