"""The catalog: its data, its rules, its command."""

from __future__ import annotations
