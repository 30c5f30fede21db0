"""One file per command: options in, exit code out, nothing else."""

from __future__ import annotations
