"""The exit codes of every command, the same in every output format."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a finished command tells the shell. Precedence when several hold: 2, 1, 4, 3, 0."""

    OK = 0
    """All well."""
    FINDINGS = 1
    """A finding, a failed check, edits pending or manual work left."""
    USAGE = 2
    """The command line or the configuration is wrong; nothing was judged."""
    INCOMPLETE = 3
    """Something that was required could not be judged."""
    RETRYABLE = 4
    """`check` only: it failed, and the same run may pass later without any edit."""
