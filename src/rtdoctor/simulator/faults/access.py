"""Faults of access: the key is wrong, keys are not wanted, or this machine is not."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.faults.fault import Fault

ACCESS_FAULTS = (
    Fault(
        name="bad-key",
        imitates="A wrong key, the key of another resource or of another region: 401 with reason PermissionDenied.",
        evidence="P",
        expected_cause="key-rejected",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(healthy, key_accepted=False),
    ),
    Fault(
        name="key-auth-disabled",
        imitates="A good key on a resource with disableLocalAuth: 403 AuthenticationTypeDisabled.",
        evidence="P",
        expected_cause="key-auth-disabled",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(healthy, key_auth_enabled=False),
    ),
    Fault(
        name="network-rules",
        imitates="A machine that the resource's firewall or virtual network keeps out: 403 on every call.",
        evidence="P",
        expected_cause="network-rules",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(healthy, network_open=False),
    ),
)
