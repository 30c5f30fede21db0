"""Typed, serialisable results of looking. No I/O."""

from __future__ import annotations
