"""The one way out: whatever rtdoctor prints or writes as a report passes through here and is redacted."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rtdoctor.errors import UsageError
from rtdoctor.redaction import Redactor

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 100
"""Columns of human output that goes to a file or a pipe."""


class Output:
    """stdout, stderr and report files behind one redactor.

    Machine formats own stdout: progress and notes go to stderr through `note`.
    """

    def __init__(
        self, redactor: Redactor | None = None, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.redactor = redactor or Redactor()
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr

    @property
    def is_terminal(self) -> bool:
        """Whether stdout is a terminal that rich may draw on."""
        return self._stdout.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def stderr_is_terminal(self) -> bool:
        """Whether live progress can be shown."""
        return self._stderr.isatty() and os.environ.get("TERM") != "dumb"

    def text(self, text: str) -> None:
        """Write human or machine text to stdout, ending in a newline."""
        _write(self._stdout, self.redactor.text(text))

    def json(self, document: Any) -> None:
        """Write one JSON document to stdout. Strings are redacted before they are encoded."""
        _write(self._stdout, dump_json(self.redactor.data(document)))

    def note(self, text: str) -> None:
        """Write a progress line or a warning to stderr."""
        _write(self._stderr, self.redactor.text(text))

    def file(self, path: Path, text: str) -> None:
        """Write a report file; raises `UsageError` if the place cannot be written."""
        try:
            path.write_text(self.redactor.text(text), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot write the report {path}: {error.strerror or error}") from error

    def console(self) -> Console:
        """A rich console whose output is redacted, never wider than the terminal.

        Print finished lines with `rich_text`; this is for measuring and rendering.
        """
        from rich.console import Console

        return Console(file=self._stdout, highlight=False, soft_wrap=False, emoji=False)

    def rich(self, renderable: Any) -> None:
        """Render with rich, redact what came out, write it: styled on a terminal, plain elsewhere."""
        from rich.console import Console

        probe = self.console()
        styled = self.is_terminal
        buffer = Console(
            file=io.StringIO(),
            record=True,
            width=probe.width if styled else _PLAIN_WIDTH,
            force_terminal=styled,
            color_system=probe.color_system if styled else None,  # type: ignore[arg-type]
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        buffer.print(renderable)
        _write(self._stdout, self.redactor.text(buffer.export_text(styles=styled)))


def dump_json(document: Any) -> str:
    """JSON as every command writes it: UTF-8 text, two spaces, keys in the order of the contract."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def _write(stream: TextIO, text: str) -> None:
    if not text.endswith("\n"):
        text += "\n"
    try:
        stream.write(text)
    except UnicodeEncodeError:
        # A cp1252 console: an unprintable character must not cost the verdict.
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "replace").decode(encoding))
    stream.flush()
