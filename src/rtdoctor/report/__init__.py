"""One model of a result, one file per format, one view per act, one choke point that redacts."""

from __future__ import annotations
