"""The list of all checks, for `check --list-checks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rtdoctor.checks.base import group_of
from rtdoctor.checks.registry import all_checks

if TYPE_CHECKING:
    from rtdoctor.report.output import Output


def show_checks(output: Output, *, as_json: bool) -> None:
    """Code, family and healthy state of every check; optional ones are marked."""
    checks = all_checks()
    if as_json:
        rows = [
            {
                "code": check.code,
                "family": group_of(check.code),
                "name": check.name,
                "required": check.required,
                "docs": check.docs,
            }
            for check in checks
        ]
        output.json({"schema": "rtdoctor/checks/1", "checks": rows})
        return
    family = ""
    for check in checks:
        if group_of(check.code) != family:
            family = group_of(check.code)
            output.text(family)
        output.text(f"  {check.code}  {check.name}{'' if check.required else '  (optional)'}")
