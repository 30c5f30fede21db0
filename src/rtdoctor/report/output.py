"""The one way out: whatever rtdoctor prints or writes as a report passes through here and is redacted."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any, TextIO

from rtdoctor.errors import UsageError
from rtdoctor.redaction import Redactor

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

    def raw(self, data: bytes) -> bool:
        """Write bytes to stdout as they are, secrets masked: a diff keeps line ends and encoding of its file.

        Returns whether anything was masked, for such a diff cannot be applied.
        """
        text = data.decode("utf-8", "surrogateescape")
        redacted = self.redactor.text(text)
        self._stdout.flush()
        binary = getattr(self._stdout, "buffer", None)
        if binary is None:
            self._stdout.write(redacted)
        else:
            binary.write(redacted.encode("utf-8", "surrogateescape"))
        self._stdout.flush()
        return redacted != text

    def ask(self, question: str) -> str | None:
        """Ask on stderr, read one line from stdin; None when there is nobody to answer."""
        self._stderr.write(self.redactor.text(question))
        self._stderr.flush()
        answer = sys.stdin.readline()
        return answer.rstrip("\n") if answer else None

    def file(self, path: Path, text: str) -> None:
        """Write a report file; raises `UsageError` if the place cannot be written."""
        try:
            path.write_text(self.redactor.text(text), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot write the report {path}: {error.strerror or error}") from error

    @property
    def width(self) -> int:
        """Columns that a line of human output may take."""
        return shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns if self.is_terminal else _PLAIN_WIDTH

    def rich(self, renderable: Any) -> None:
        """Render with rich, redact what came out, write it: styled on a terminal, plain elsewhere."""
        from rich.console import Console

        # Asked for what this terminal can show, but given no chance to write to it unredacted.
        terminal = Console(file=self._stdout)
        styled = self.is_terminal and not terminal.no_color
        console = Console(
            file=io.StringIO(),
            record=True,
            width=self.width,
            force_terminal=styled,
            color_system=terminal.color_system if styled else None,  # type: ignore[arg-type]
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        console.print(renderable)
        _write(self._stdout, self.redactor.text(console.export_text(styles=styled)))


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
