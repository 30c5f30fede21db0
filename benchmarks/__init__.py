"""Figures, each as a ratio to a yardstick measured in the same run. Never part of the suite."""

from __future__ import annotations
