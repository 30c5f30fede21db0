"""Ask, unit by unit: y(es), n(o), a(ll that are left), q(uit, keeping what was chosen)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rtdoctor.migrate.plan import Unit
from rtdoctor.scan.reference import Reference

Ask = Callable[[str], "str | None"]
"""Shows a question and returns the answer, None when there is nobody to answer."""

_HELP = "y: yes, n: no, a: this and all that follow, q: stop asking and go on with what was chosen"


def choose_units(units: Sequence[Unit], show: Callable[[Unit], None], ask: Ask) -> set[str]:
    """The ids of the chosen units. `show` prints one with its diff."""
    chosen: set[str] = set()
    for number, unit in enumerate(units, 1):
        show(unit)
        answer = _one_of("ynaq", f"[{number}/{len(units)}] {unit.summary}: apply? [y,n,a,q,?] ", ask)
        if answer == "q":
            break
        if answer == "a":
            return chosen | {later.id for later in units[number - 1 :]}
        if answer == "y":
            chosen.add(unit.id)
    return chosen


def confirm(question: str, ask: Ask) -> bool:
    """A yes; anything else, and silence, is a no."""
    answer = ask(f"{question} [y/N] ")
    return answer is not None and answer.strip().lower() in ("y", "yes")


def ask_deployments(references: Sequence[Reference], ask: Ask) -> dict[str, str]:
    """New names for deployments that bear the name of a retired model: each distinct one is asked about once.

    An empty answer takes the offered name; `keep` leaves it as it is.
    """
    names: dict[str, str] = {}
    for reference in references:
        if reference.role != "deployment" or reference.action != "rewrite" or not reference.to:
            continue
        if reference.match in names:
            continue
        answer = ask(
            f"{reference.path}:{reference.line} names the deployment '{reference.match}'."
            f" New name [{reference.to}], or keep: "
        )
        if answer is None:
            return names
        answer = answer.strip()
        names[reference.match] = reference.match if answer == "keep" else answer or reference.to
    return names


def _one_of(letters: str, question: str, ask: Ask) -> str:
    """The first letter of the answer, asked until it is one of `letters`; silence is a q."""
    text = question
    while True:
        answer = ask(text)
        if answer is None:
            return "q"
        letter = answer.strip().lower()[:1]
        if letter and letter in letters:
            return letter
        text = f"{_HELP}\n{question}"
