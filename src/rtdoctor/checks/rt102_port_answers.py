"""The endpoint answers on its port: 443 for every Azure endpoint.

Refused means that something is there and says no (a wrong port, a local firewall); silence means that packets
are dropped on the way, which is what network firewalls do.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Remedy, Verdict, failed, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.network import PortFact

_WORDS = {
    "refused": "refused",
    "timeout": "no answer",
    "unreachable": "no route",
    "other": "failed",
}


def judge(facts: FactStore) -> Verdict:
    port = facts.get(PortFact)
    broken = [a for a in port.attempts if a.error]
    evidence: Evidence = {
        "port": port.port,
        "addresses": {a.address: a.error or round(a.duration_ms, 1) for a in port.attempts},
    }
    if not port.attempts or len(broken) == len(port.attempts):
        words = ", ".join(f"{a.address} {_WORDS.get(a.error or '', 'failed')}" for a in broken)
        return failed(
            f"port {port.port}: {words}",
            remedy=Remedy(f"let this machine reach port {port.port} of the endpoint"),
            **evidence,
        )
    fastest = min(a.duration_ms for a in port.attempts if not a.error)
    if broken and any(a.error != "unreachable" for a in broken):
        return warned(
            f"{broken[0].address} does not answer; clients that try it first are slow to connect",
            note=f"{fastest:.0f} ms",
            **evidence,
        )
    return passed(f"port {port.port}, {fastest:.1f} ms", **evidence)


CHECK = Check("RT102", "the endpoint answers on its port", judge, reads=(PortFact,))
