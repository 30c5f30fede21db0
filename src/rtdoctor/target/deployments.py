"""Deployment names: which are realtime ones, and which was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Protocol


class Listed(Protocol):
    """A row of a deployment listing."""

    @property
    def name(self) -> str:
        """The deployment's own name."""

    @property
    def model(self) -> str:
        """The model behind it."""


def realtime_deployments(listed: Iterable[Listed]) -> tuple[str, ...]:
    """Names of the deployments whose model holds realtime conversations, by the model's name."""
    return tuple(row.name for row in listed if is_realtime_model(row.model))


def is_realtime_model(model: str) -> bool:
    """Whether the model's name is of the realtime family; translation and whisper speak another protocol."""
    return "realtime" in model and not model.startswith(("gpt-realtime-translate", "gpt-realtime-whisper"))


def near_misses(name: str, listed: Sequence[Listed]) -> tuple[str, ...]:
    """What `name` may have meant: other case or separators first, then by model, then by resemblance."""
    names = [row.name for row in listed]
    folded = [n for n in names if _fold(n) == _fold(name)]
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    by_model = [row.name for row in listed if row.model == name]
    return tuple(dict.fromkeys([*folded, *by_model, *close]))


def _fold(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
