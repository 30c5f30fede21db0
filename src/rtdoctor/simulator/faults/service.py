"""Faults of the service itself: there is nothing to repair on this side."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.faults.fault import Fault

SERVICE_FAULTS = (
    Fault(
        name="service-unavailable",
        imitates="The service answers every handshake with 503.",
        evidence="assumed",
        expected_cause="service-unavailable",
        expected_domain="azure",
        retryable=True,
        apply=lambda healthy: replace(healthy, handshake="unavailable"),
    ),
    Fault(
        name="server-error",
        imitates="Every response fails with a server_error event that asks to mail the session id.",
        evidence="P",
        expected_cause="server-error",
        expected_domain="azure",
        retryable=True,
        apply=lambda healthy: replace(healthy, answer="server-error"),
    ),
)
