"""What can go wrong, one file per family."""

from __future__ import annotations
