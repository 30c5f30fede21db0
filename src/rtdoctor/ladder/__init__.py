"""Climbs the ladder: probes and checks as one dependency graph, and the result of a run."""

from __future__ import annotations
