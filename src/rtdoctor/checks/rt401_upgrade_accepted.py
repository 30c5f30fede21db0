"""The WebSocket upgrade is accepted: HTTP 101.

Status and body are kept, since most client libraries throw the body away ("Invalid response status") and it
holds the cause.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Verdict, failed, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import UpgradeFact


def judge(facts: FactStore) -> Verdict:
    upgrade = facts.get(UpgradeFact)
    last = upgrade.last
    evidence: Evidence = {"url": last.url, "attempts": len(upgrade.attempts)}
    if last.answer is None:
        return failed(f"the socket broke at {last.phase}: {last.error}", phase=last.phase, **evidence)
    evidence |= {"status": last.answer.status, **dict(last.answer.correlation)}
    if upgrade.accepted:
        phases = {"tcp_ms": last.tcp_ms, "tls_ms": last.tls_ms, "upgrade_ms": last.upgrade_ms}
        evidence |= {name: round(ms, 2) for name, ms in phases.items() if ms is not None}
        return passed(f"{sum(ms for ms in phases.values() if ms):.0f} ms", **evidence)
    words = last.answer.message or last.answer.reason or "no reason given"
    return failed(
        f"{last.answer.status}: {words}",
        code=last.answer.code,
        body=last.answer.body,
        location=last.answer.location,
        retry_after_s=last.answer.retry_after_s,
        **evidence,
    )


CHECK = Check("RT401", "the WebSocket upgrade is accepted", judge, reads=(UpgradeFact,))
