"""Errors that end a command with one line on stderr instead of a traceback."""

from __future__ import annotations


class UsageError(Exception):
    """The command line, the configuration or a data file is wrong: exit code 2.

    `hint` is a second line that says what to do about it.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint
