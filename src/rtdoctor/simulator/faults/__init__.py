"""Every named fault. Cheap to import: data only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType

from rtdoctor.errors import UsageError
from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.faults.access import ACCESS_FAULTS
from rtdoctor.simulator.faults.address import ADDRESS_FAULTS
from rtdoctor.simulator.faults.answer import ANSWER_FAULTS
from rtdoctor.simulator.faults.deployment import DEPLOYMENT_FAULTS
from rtdoctor.simulator.faults.fault import Fault
from rtdoctor.simulator.faults.limits import LIMIT_FAULTS
from rtdoctor.simulator.faults.service import SERVICE_FAULTS
from rtdoctor.simulator.near_misses import did_you_mean

__all__ = ["FAULTS", "Fault", "behaviour_with"]

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        fault.name: fault
        for fault in (
            *ADDRESS_FAULTS,
            *ACCESS_FAULTS,
            *DEPLOYMENT_FAULTS,
            *LIMIT_FAULTS,
            *SERVICE_FAULTS,
            *ANSWER_FAULTS,
        )
    }
)
"""All faults by name, in the order of the ladder."""


def behaviour_with(names: Iterable[str]) -> Behaviour:
    """The behaviour with all these faults.

    Raises `UsageError` for a name that does not exist, and for two faults that want the same thing differently.
    """
    healthy = Behaviour()
    changed: dict[str, tuple[str, object]] = {}
    for name in dict.fromkeys(names):
        if name not in FAULTS:
            raise UsageError(f"unknown fault '{name}'", did_you_mean(name, FAULTS) or "see --list-faults")
        faulty = FAULTS[name].apply(healthy)
        for field in fields(Behaviour):
            value = getattr(faulty, field.name)
            if value == getattr(healthy, field.name):
                continue
            if field.name in changed:
                raise UsageError(f"faults '{changed[field.name][0]}' and '{name}' exclude each other")
            changed[field.name] = (name, value)
    return Behaviour(**{field: value for field, (_, value) in changed.items()})  # type: ignore[arg-type]
