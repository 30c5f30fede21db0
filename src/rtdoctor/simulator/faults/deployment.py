"""Faults of the deployment: the name that was given is not there, or is no realtime model."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.faults.fault import Fault

DEPLOYMENT_FAULTS = (
    Fault(
        name="unknown-deployment",
        imitates="A mistyped deployment name, one digit away from the real one: 404 DeploymentNotFound.",
        evidence="P",
        expected_cause="deployment-not-found",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(healthy, deployment="gpt-realtime-15"),
    ),
    Fault(
        name="not-a-realtime-model",
        imitates="A chat deployment on the realtime socket: 400 OpperationNotSupported, with Azure's spelling.",
        evidence="P",
        expected_cause="not-a-realtime-model",
        expected_domain="you",
        retryable=False,
        apply=lambda healthy: replace(healthy, deployment="gpt-4.1-mini"),
    ),
)
