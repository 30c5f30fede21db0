"""The signal: tones, WAV, measurement."""

from __future__ import annotations
