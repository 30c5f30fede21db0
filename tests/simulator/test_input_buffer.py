"""The input buffer keeps every byte and the clock of the stream."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.simulator.session.input_buffer import InputBuffer
from rtdoctor.simulator.wire.refusal import RefusedError

PCM = "audio/pcm"


@given(pieces=st.lists(st.binary(max_size=400), max_size=20))
def test_samples_do_not_depend_on_where_the_stream_is_cut(pieces: list[bytes]) -> None:
    buffer, heard = InputBuffer(), array("h")
    for piece in pieces:
        heard.extend(buffer.append(piece, PCM))
    whole = b"".join(pieces)
    assert heard.tobytes() == whole[: len(whole) // 2 * 2]
    assert buffer.end_ms == pytest.approx(len(whole) / 48)
    assert buffer.take(PCM) == whole


def test_a_part_is_taken_and_what_was_before_it_goes_too() -> None:
    buffer = InputBuffer()
    for number in range(20):
        buffer.append(bytes([number]) * 480, PCM)
    assert buffer.take(PCM, since_ms=30, until_ms=50) == bytes([3]) * 480 + bytes([4]) * 480
    assert buffer.end_ms == 200
    assert buffer.take(PCM, since_ms=40) == b"".join(bytes([number]) * 480 for number in range(5, 20))
    assert (buffer.take(PCM), buffer.end_ms) == (b"", 200)


def test_a_refused_take_changes_nothing() -> None:
    buffer = InputBuffer()
    buffer.append(bytes(4798), PCM)
    with pytest.raises(RefusedError, match=r"only has 99\.96ms"):
        buffer.take(PCM, at_least_ms=100)
    buffer.append(bytes(2), PCM)
    assert len(buffer.take(PCM, at_least_ms=100)) == 4800


def test_clearing_keeps_the_clock() -> None:
    buffer = InputBuffer()
    buffer.append(bytes(801), "audio/pcmu")
    buffer.clear()
    assert buffer.end_ms == pytest.approx(100.125)
    assert buffer.take("audio/pcmu") == b""
