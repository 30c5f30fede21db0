"""Lines of human output: the same words on a terminal, where they get colours, and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rtdoctor.report.output import Output

Style = Literal["plain", "bold", "good", "warn", "bad", "dim"]

_RICH_STYLES = {
    "plain": "",
    "bold": "bold",
    "good": "green",
    "warn": "yellow",
    "bad": "bold red",
    "dim": "dim",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finished line, in pieces of one style each."""

    pieces: tuple[tuple[str, Style], ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(text for text, _ in self.pieces).rstrip()


def line(text: str = "", style: Style = "plain") -> Line:
    """A line of one style."""
    return Line(((text, style),))


def show(output: Output, lines: Iterable[Line]) -> None:
    """Write lines to stdout, with colours on a terminal; rich is imported only there."""
    if not output.is_terminal:
        text = "\n".join(shown.text for shown in lines)
        output.text(text)
        return
    from rich.text import Text

    for shown in lines:
        pieces = [(text, _RICH_STYLES[style]) for text, style in shown.pieces]
        output.rich(Text.assemble(*pieces, no_wrap=False))
