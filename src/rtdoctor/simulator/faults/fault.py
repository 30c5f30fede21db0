"""What a fault is: a change of behaviour, and what a diagnosis is expected to say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rtdoctor.simulator.behaviour import Behaviour

Evidence = Literal["D", "C", "P", "R", "assumed"]
"""How it is known that Azure does this: documentation, source, a real payload, a claim, or not."""

Domain = Literal["you", "network", "azure"]
"""Whose fault it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One named fault. Faults that Azure makes indistinguishable share an `expected_cause`."""

    name: str
    imitates: str
    evidence: Evidence
    expected_cause: str
    expected_domain: Domain
    retryable: bool
    apply: Callable[[Behaviour], Behaviour]
