"""Whether a player that starts with the first piece would have run dry."""

from __future__ import annotations

from collections.abc import Sequence


def underrun_ms(arrivals: Sequence[tuple[float, float]]) -> float:
    """Silence in ms that a player hears which starts at the first arrival.

    `arrivals` holds `(arrived_ms, length_ms)` of each piece in the order of play.
    """
    silence = 0.0
    played_until: float | None = None
    for arrived, length in arrivals:
        if played_until is None:
            played_until = arrived
        elif arrived > played_until:
            silence += arrived - played_until
            played_until = arrived
        played_until += length
    return silence
