"""Faults of limits: the service is well and busy."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.faults.fault import Fault

_RETRY_AFTER_S = 2

LIMIT_FAULTS = (
    Fault(
        name="rate-limited",
        imitates="Too many handshakes a minute: 429 about the onHandshake operation, with Retry-After, every time.",
        evidence="R",
        expected_cause="handshake-rate-limited",
        expected_domain="you",
        retryable=True,
        apply=lambda healthy: replace(healthy, rate_limited_s=_RETRY_AFTER_S),
    ),
)
