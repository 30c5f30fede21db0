"""Everything that went over the wire, one JSON object a line, without credentials and without the sound itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

from rtdoctor.errors import UsageError
from rtdoctor.redaction import Redactor

_SOUND = {"audio", "delta"}
"""Members that carry base64 audio in some events."""

_LONGEST = 200
"""Characters of such a member above which it is replaced by its length: base64 of a few milliseconds."""


class Recorder(Protocol):
    """Where frames and HTTP exchanges are recorded."""

    def record(self, connection: int, at_ms: float, what: str, content: Any) -> None:
        """`what` is `http`, `in`, `out` or `close`; `content` is plain data."""


class NoTranscript:
    """Records nothing."""

    def record(self, connection: int, at_ms: float, what: str, content: Any) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class Transcript:
    """Writes `{"at_ms", "connection", "what", "content"}` lines, each flushed.

    Raises `UsageError` if the file cannot be opened.
    """

    def __init__(self, path: Path, redactor: Redactor) -> None:
        self._redactor = redactor
        try:
            self._file = path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot write the transcript {path}: {error.strerror or error}") from error

    def record(self, connection: int, at_ms: float, what: str, content: Any) -> None:
        """Write one line."""
        line = {
            "at_ms": round(at_ms, 3),
            "connection": connection,
            "what": what,
            "content": self._redactor.data(_without_sound(content)),
        }
        self._file.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _without_sound(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: f"({len(member)} characters of base64)"
            if name in _SOUND and isinstance(member, str) and len(member) > _LONGEST
            else _without_sound(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_without_sound(member) for member in value]
    return value
