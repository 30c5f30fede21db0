"""Write a plan: one transaction over every file of the units that can still be written as planned."""

from __future__ import annotations

from dataclasses import dataclass

from rtdoctor.migrate.journal import State
from rtdoctor.migrate.plan import Plan, Planner
from rtdoctor.migrate.storage import Storage
from rtdoctor.migrate.transaction import Change, NotWrittenError, digest, run_transaction


@dataclass(frozen=True, slots=True)
class Applied:
    """`plan` is what was written in the end; what was not is in its `left`. `run` names the back-up, if any."""

    plan: Plan
    run: str | None


def apply_plan(planner: Planner, plan: Plan, storage: Storage | None = None) -> Applied:
    """Write `plan`. A file that changed since it was read, or cannot be written, leaves out its whole units.

    Raises `UsageError` when the state directory cannot be used; nothing is written then.
    """
    storage = storage or Storage()
    refused: dict[str, str] = {}
    chosen = {unit.id for unit in plan.units}
    while plan.results:
        changes = [
            Change(path, digest(plan.originals[path]), content)
            for path, content in sorted(plan.results.items())
        ]
        try:
            run = run_transaction(State(plan.root), changes, "apply", storage)
        except NotWrittenError as error:
            newly = {
                unit.id: f"{path}: {error.reasons[path]}"
                for unit in plan.units
                for path in unit.paths
                if path in error.reasons
            }
            if not newly:  # not about one of the files: nothing can be written at all
                newly = dict.fromkeys((unit.id for unit in plan.units), str(error))
            refused |= newly
            plan = planner.plan(choose=chosen, refused=refused)
        else:
            return Applied(plan, run)
    return Applied(plan, None)
