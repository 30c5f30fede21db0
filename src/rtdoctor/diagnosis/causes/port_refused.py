"""Something answers at the address and refuses the port: nothing listens there, or a firewall says no."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.network import PortFact


def explain(seen: Seen) -> Explanation | None:
    port = seen.find(PortFact)
    if not seen.failed("RT102") or port is None or not any(a.error == "refused" for a in port.attempts):
        return None
    where = ", ".join(a.address for a in port.attempts)
    return Explanation(
        f"Port {port.port} of {where} refuses connections.",
        (Remedy("check the port in the endpoint (443 for Azure), and firewalls on this machine"),),
    )


CAUSE = Cause("port-refused", "network", retryable=False, explain=explain)
