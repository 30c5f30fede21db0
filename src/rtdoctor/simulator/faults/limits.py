"""Faults of limits: the service is well, and more was asked of it than was bought."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.faults.fault import Fault

LIMIT_FAULTS = (
    Fault(
        name="rate-limited",
        imitates="Too many handshakes a minute: 429 about the onHandshake operation, with Retry-After, every time.",
        evidence="R",
        expected_cause="handshake-rate-limited",
        expected_domain="you",
        retryable=True,
        apply=lambda healthy: replace(healthy, handshake="rate-limited"),
    ),
    Fault(
        name="out-of-quota",
        imitates="Tokens a minute used up: the session opens, every response ends as failed with rate_limit_exceeded.",
        evidence="R",
        expected_cause="quota-exceeded",
        expected_domain="you",
        retryable=True,
        apply=lambda healthy: replace(healthy, answer="out-of-quota"),
    ),
)
