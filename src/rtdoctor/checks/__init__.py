"""Judge facts, one file per check, pure."""

from __future__ import annotations
