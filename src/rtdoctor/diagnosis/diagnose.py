"""From all verdicts to one cause: the first in the order of precedence that explains what was seen."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping, Sequence

from rtdoctor.checks.base import Check, Remedy, Verdict, group_of
from rtdoctor.diagnosis.base import Cause, Diagnosis, Domain, Seen
from rtdoctor.diagnosis.precedence import PRECEDENCE
from rtdoctor.facts.base import FactStore

_OWNER_OF_GROUP: Mapping[str, Domain] = {
    "target": "you",
    "network": "network",
    "identity": "you",
    "deployment": "you",
    "protocol": "azure",
    "audio": "azure",
}


@functools.cache
def all_causes() -> tuple[Cause, ...]:
    """Every cause, in the order of precedence."""
    return tuple(
        importlib.import_module(f"rtdoctor.diagnosis.causes.{name.replace('-', '_')}").CAUSE
        for name in PRECEDENCE
    )


def diagnose(judged: Sequence[tuple[Check, Verdict]], facts: FactStore) -> Diagnosis | None:
    """The diagnosis of a run that failed, None for one that did not."""
    failing = [check for check, verdict in judged if verdict.status == "fail"]
    if not failing:
        return None
    proved = tuple(
        check.name for check, verdict in judged if verdict.status == "pass" and check.code < failing[0].code
    )
    not_reached = [check for check, verdict in judged if verdict.status in ("skip", "aborted", "error")]
    not_proved = tuple(check.name for check in (*failing, *not_reached))
    seen = Seen({check.code: verdict for check, verdict in judged}, facts)
    for cause in all_causes():
        explanation = cause.explain(seen)
        if explanation is not None:
            return Diagnosis(
                cause=cause.id,
                domain=cause.domain,
                retryable=cause.retryable,
                summary=explanation.summary,
                proved=(*proved, *explanation.proved),
                not_proved=not_proved,
                remedy=explanation.remedy,
                docs=cause.docs,
            )
    return _unexplained(failing[0], seen, proved, not_proved)


def _unexplained(first: Check, seen: Seen, proved: tuple[str, ...], not_proved: tuple[str, ...]) -> Diagnosis:
    """No cause fits: the lowest rung that failed is all that is known, and is said as that."""
    verdict = seen.verdicts[first.code]
    return Diagnosis(
        cause="unexplained",
        domain=_OWNER_OF_GROUP[group_of(first.code)],
        retryable=False,
        summary=f"It does not hold that {first.name}: {verdict.because}",
        proved=proved,
        not_proved=not_proved,
        remedy=seen.remedy(first.code) or (Remedy("look the answer up in the evidence: --format json"),),
        docs=first.docs,
    )
