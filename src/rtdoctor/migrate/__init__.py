"""Rules over typed sites, the plan, apply, undo."""

from __future__ import annotations
