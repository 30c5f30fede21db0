"""The local Azure: one state machine per surface. Imports nothing of the client's side."""

from __future__ import annotations
