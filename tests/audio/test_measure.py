"""The analyser tells apart what a broken audio path does to a signal."""

from __future__ import annotations

import array
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtdoctor.audio.measure import measure, tone_fraction
from rtdoctor.audio.pcm import samples, to_bytes
from rtdoctor.audio.tone import tone

RATE = 24_000


@pytest.mark.parametrize("peak", [0.0, -6.0, -20.0, -40.0])
@pytest.mark.parametrize("hz", [220.0, 440.0, 1000.0, 3700.0])
def test_a_tone_is_measured_as_what_it_is(peak: float, hz: float) -> None:
    pcm = tone(hz, 500, peak_dbfs=peak, rate_hz=RATE)
    signal = measure(pcm, RATE)
    assert signal.duration_ms == pytest.approx(500)
    assert signal.rms_dbfs == pytest.approx(peak - 3.01, abs=0.4)
    assert signal.peak_dbfs == pytest.approx(peak, abs=0.1)
    assert tone_fraction(pcm, hz, RATE) > 0.9
    assert tone_fraction(pcm, hz * 1.5, RATE) < 0.05


def test_a_wrong_rate_moves_the_tone() -> None:
    pcm = tone(440, 500, peak_dbfs=-12, rate_hz=16_000)
    assert tone_fraction(pcm, 440, RATE) < 0.05
    assert tone_fraction(pcm, 440 * 24 / 16, RATE) > 0.9


def test_the_other_byte_order_is_noise() -> None:
    values = samples(tone(440, 500, peak_dbfs=-12, rate_hz=RATE))
    values.byteswap()
    assert tone_fraction(to_bytes(values), 440, RATE) < 0.5


def test_stereo_read_as_mono_is_twice_as_long_and_half_as_high() -> None:
    mono = samples(tone(440, 500, peak_dbfs=-12, rate_hz=RATE))
    stereo = array.array("h", [v for value in mono for v in (value, value)])
    assert measure(to_bytes(stereo), RATE).duration_ms == pytest.approx(1000)
    assert tone_fraction(to_bytes(stereo), 220, RATE) > 0.9


def test_silence_and_clipping_are_seen() -> None:
    assert measure(bytes(48_000), RATE).rms_dbfs is None
    assert measure(bytes(48_000), RATE).silent_fraction == 1.0
    loud = array.array("h", (max(-32768, min(32767, round(90_000 * math.sin(n / 9)))) for n in range(RATE)))
    assert measure(to_bytes(loud), RATE).clipped_fraction > 0.5
    half = tone(440, 500, peak_dbfs=-12, rate_hz=RATE) + bytes(24_000)
    assert measure(half, RATE).silent_fraction == pytest.approx(0.5, abs=0.05)


def test_noise_is_no_tone() -> None:
    noise = random.Random(5)
    pcm = to_bytes(array.array("h", (noise.randint(-8000, 8000) for _ in range(RATE))))
    assert tone_fraction(pcm, 440, RATE) < 0.05


@settings(max_examples=60)
@given(st.binary(max_size=4000))
def test_any_bytes_are_measured(pcm: bytes) -> None:
    signal = measure(pcm, RATE)
    assert 0 <= signal.silent_fraction <= 1
    assert 0 <= signal.clipped_fraction <= 1
    assert 0 <= tone_fraction(pcm, 440, RATE) <= 1
    if signal.rms_dbfs is not None and signal.peak_dbfs is not None:
        assert signal.rms_dbfs <= signal.peak_dbfs + 0.01


@given(st.lists(st.integers(-32768, 32767), max_size=200))
def test_samples_go_to_bytes_and_back(values: list[int]) -> None:
    assert list(samples(to_bytes(array.array("h", values)))) == values
