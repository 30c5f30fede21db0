"""Faults of the address: the service is well, the endpoint that was pasted is not."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.behaviour import HEALTHY_DEPLOYMENT
from rtdoctor.simulator.faults.fault import Fault

ADDRESS_FAULTS = (
    Fault(
        name="stray-api-version",
        imitates="The portal's full target URI pasted as the endpoint, with an api-version that the GA socket refuses.",
        evidence="D",
        expected_cause="api-version-on-ga",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(
            healthy,
            endpoint=f"{{origin}}/openai/v1/realtime?api-version=2025-04-01-preview&model={HEALTHY_DEPLOYMENT}",
        ),
    ),
    Fault(
        name="preview-path",
        imitates="The preview socket's URI, whose path does not exist any more: 404 Resource not found.",
        evidence="D",
        expected_cause="preview-url",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(
            healthy,
            endpoint=f"{{origin}}/openai/realtime?api-version=2025-04-01-preview&deployment={HEALTHY_DEPLOYMENT}",
        ),
    ),
)
