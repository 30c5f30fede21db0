"""Packets to the endpoint's port get no answer, which is what firewalls on the way do, or there is no route."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.network import PortFact


def explain(seen: Seen) -> Explanation | None:
    port = seen.find(PortFact)
    if not seen.failed("RT102") or port is None:
        return None
    where = ", ".join(a.address for a in port.attempts)
    return Explanation(
        f"Nothing answers on port {port.port} of {where}: packets are dropped on the way.",
        (
            Remedy(
                f"let this machine reach port {port.port} of the endpoint: firewall, VPN, or private endpoint route"
            ),
        ),
    )


CAUSE = Cause("port-unreachable", "network", retryable=False, explain=explain)
