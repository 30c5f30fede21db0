"""Collect facts, one file per kind. The only I/O of a check."""

from __future__ import annotations
