"""Whether a player would have run dry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.audio.playback import underrun_ms


@pytest.mark.parametrize(
    ("arrivals", "silence"),
    [
        ([], 0),
        ([(500, 100)], 0),
        ([(0, 100), (50, 100), (150, 100)], 0),
        ([(0, 100), (130, 100)], 30),
        ([(0, 100), (130, 100), (300, 100)], 100),
    ],
)
def test_gaps_are_added_up(arrivals: list[tuple[float, float]], silence: float) -> None:
    assert underrun_ms(arrivals) == silence


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 100)), min_size=1, max_size=20))
def test_playing_and_silence_fill_the_time(steps: list[tuple[float, float]]) -> None:
    arrived = 0.0
    arrivals = []
    for wait, length in steps:
        arrived += wait
        arrivals.append((arrived, length))
    silence = underrun_ms(arrivals)
    played = sum(length for _, length in arrivals)
    assert silence >= 0
    assert arrivals[0][0] + played + silence >= arrivals[-1][0]
