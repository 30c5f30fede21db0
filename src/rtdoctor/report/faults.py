"""The faults that the simulator can imitate, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from rtdoctor.report.output import Output


class ListedFault(Protocol):
    """What is shown of a fault."""

    @property
    def name(self) -> str: ...
    @property
    def imitates(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def expected_cause(self) -> str: ...
    @property
    def expected_domain(self) -> str: ...
    @property
    def retryable(self) -> bool: ...


def show_faults(output: Output, faults: Iterable[ListedFault], *, as_json: bool) -> None:
    """Print the faults: one JSON list of objects, or two lines each for a person."""
    if as_json:
        output.json(
            [
                {
                    "name": fault.name,
                    "imitates": fault.imitates,
                    "evidence": fault.evidence,
                    "expected_cause": fault.expected_cause,
                    "expected_domain": fault.expected_domain,
                    "retryable": fault.retryable,
                }
                for fault in faults
            ]
        )
        return
    for fault in faults:
        retry = ", may pass on a retry" if fault.retryable else ""
        output.text(
            f"{fault.name}  ({fault.evidence}; {fault.expected_cause}, {fault.expected_domain}{retry})"
        )
        output.text(f"    {fault.imitates}")
    output.text("\nEvidence: D documented, C read in source, P a real payload, R a claim, assumed.")
