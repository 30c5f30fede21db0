"""The input audio buffer: what was appended and not yet committed, on the clock of the stream."""

from __future__ import annotations

import base64
import binascii
from array import array

from rtdoctor.simulator.sound.formats import bytes_per_ms, is_pcm, to_samples
from rtdoctor.simulator.wire.refusal import RefusedError

APPEND_LIMIT = 15 * 1024 * 1024
"""Bytes of one append (D)."""

SHORTEST_COMMIT_MS = 100.0
"""What a client must have appended before it may commit (P)."""


class InputBuffer:
    """Bytes in the session's input format. Times are milliseconds of all audio written in this session."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._begins_ms = 0.0
        self._length_ms = 0.0
        self._odd = b""

    @property
    def end_ms(self) -> float:
        """Where in the stream the buffer ends."""
        return self._begins_ms + self._length_ms

    def append(self, data: bytes, format_name: str) -> array[int]:
        """Keep `data`; returns its 24 kHz samples, a split sample held back for the next append."""
        self._data += data
        self._length_ms += len(data) / bytes_per_ms(format_name)
        data = self._odd + data
        odd = len(data) % 2 if is_pcm(format_name) else 0
        self._odd = data[len(data) - odd :]
        return to_samples(data[: len(data) - odd], format_name)

    def take(
        self,
        format_name: str,
        *,
        since_ms: int | None = None,
        until_ms: int | None = None,
        at_least_ms: float = 0.0,
    ) -> bytes:
        """What the buffer holds between two times of the stream; it and what was before it leave the buffer.

        Raises `RefusedError` below `at_least_ms`, with the real text (P); the buffer then stays as it was.
        """
        per_ms = bytes_per_ms(format_name)
        begin = 0 if since_ms is None else max(0, round((since_ms - self._begins_ms) * per_ms) // 2 * 2)
        end = len(self._data)
        if until_ms is not None:
            end = min(end, round((until_ms - self._begins_ms) * per_ms) // 2 * 2)
        taken = bytes(self._data[begin:end])
        if len(taken) / per_ms < at_least_ms:
            raise RefusedError(
                "input_audio_buffer_commit_empty",
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                f"but buffer only has {len(taken) / per_ms:.2f}ms of audio.",
            )
        if end == len(self._data):
            self._odd = b""
        del self._data[:end]
        self._begins_ms += end / per_ms
        self._length_ms -= end / per_ms
        return taken

    def clear(self) -> None:
        """Forget what is held; the clock of the stream goes on."""
        self._begins_ms += self._length_ms
        self._length_ms = 0.0
        self._data.clear()
        self._odd = b""


def decode_audio(text: str, param: str) -> bytes:
    """The bytes of base64 `text`, decoded strictly. Raises `RefusedError` (R; the text about the limit is assumed)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError(
            "invalid_value",
            f"Invalid '{param}'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) but got an invalid value.",
            param,
        ) from None
    if len(data) > APPEND_LIMIT:
        raise RefusedError(
            "invalid_value",
            f"Invalid '{param}'. Expected at most {APPEND_LIMIT} bytes of audio, but got {len(data)} instead.",
            param,
        )
    return data
