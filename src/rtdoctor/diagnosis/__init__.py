"""From all verdicts to one cause: one declarative file per cause, explicit precedence."""

from __future__ import annotations
