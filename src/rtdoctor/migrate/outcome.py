"""How a run of `migrate` ended: what stands where now, and the exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rtdoctor.exit_codes import ExitCode
from rtdoctor.migrate.plan import Plan
from rtdoctor.migrate.rewriting import Connection

FileStatus = Literal["planned", "written", "left", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`plan` is what was shown; `written` says whether it was also written."""

    plan: Plan
    written: bool = False

    @property
    def pending(self) -> int:
        """The number of edits that are right and not made."""
        count = 0 if self.written else len(self.plan.edits)
        return count + sum(
            len(left.unit.edits) for left in self.plan.left if left.kind in ("unsafe", "limit", "choice")
        )

    @property
    def manual_connections(self) -> tuple[Connection, ...]:
        """Connections that a person has to move."""
        return tuple(c for c in self.plan.connections if c.status == "manual")

    @property
    def exit_code(self) -> ExitCode:
        """1 when edits are pending or manual work is left, else 3 when something could not be judged, else 0.

        A file that changed between plan and write could not be judged: the next run reads it anew.
        """
        if self.pending or self.plan.manual or self.manual_connections:
            return ExitCode.FINDINGS
        if self.plan.not_judged or any(left.kind == "refused" for left in self.plan.left):
            return ExitCode.INCOMPLETE
        return ExitCode.OK

    def files(self) -> list[tuple[str, int, FileStatus]]:
        """(path, number of edits, status) of every file that has edits, by path."""
        taken: FileStatus = "written" if self.written else "planned"
        rows: Counter[tuple[str, FileStatus]] = Counter((edit.path, taken) for edit in self.plan.edits)
        for left in self.plan.left:
            status: FileStatus = "refused" if left.kind == "refused" else "left"
            rows.update((edit.path, status) for edit in left.unit.edits)
        return [(path, count, status) for (path, status), count in sorted(rows.items())]
