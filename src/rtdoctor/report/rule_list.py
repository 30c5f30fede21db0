"""`rtdoctor migrate --list-rules`: every rule with its code, what it does, and the page that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rtdoctor.report.output import Output


def rule_codes() -> tuple[str, ...]:
    """The codes of all rules, in order."""
    from rtdoctor.migrate.rules import all_rules

    return tuple(rule.code for rule in all_rules())


def show_rules(output: Output, *, as_json: bool) -> None:
    """Write the list to stdout."""
    from rtdoctor.migrate.rules import all_rules

    rules = all_rules()
    if as_json:
        output.json(
            [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "applicability": rule.applicability,
                    "source": rule.source,
                }
                for rule in rules
            ]
        )
        return
    output.text("\n".join(f"{rule.code}  {rule.applicability:<7} {rule.name}" for rule in rules))
