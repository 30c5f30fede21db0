"""Which files are worth a second look: a few byte anchors over one reused buffer, many files at a time.

Searching a full buffer with `bytearray.find` runs at gigabytes a second; what costs is the call per file. So
files are read one behind the other into one buffer, the buffer is searched, and a hit is traced back to its
file. A text that begins with a UTF-16 byte order mark is searched for the anchors in that encoding.
"""

from __future__ import annotations

import codecs
import os
import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rtdoctor.scan.vocabulary import NEEDLES

_BUFFER = 512 * 1024
_ROOM = 64 * 1024
"""Bytes that must be left for another file; with less, the buffer is searched first."""
_WORTH_A_FORK = 3000
"""Files from which a second process pays: a fork costs about as much as searching 500 small ones."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class Candidates:
    """Indices into the sequence that was searched, ascending; and what could not be read, with the reason."""

    hits: list[int] = field(default_factory=list)
    unreadable: list[tuple[int, str]] = field(default_factory=list)


def find_candidates(files: Sequence[str], describe: Callable[[OSError], str]) -> Candidates:
    """The files (absolute addresses) that hold at least one anchor. `describe` puts an error into words."""
    if len(files) >= _WORTH_A_FORK and hasattr(os, "fork") and threading.active_count() == 1:
        return _in_two_processes(files, describe)
    return _search(files, 0, len(files), describe)


def _needles() -> list[bytes]:
    """Without those that contain another one: a file that holds the longer holds the shorter."""
    return [needle for needle in NEEDLES if not any(other != needle and other in needle for other in NEEDLES)]


class _Batch:
    """The reused buffer, and where in it each file begins."""

    def __init__(self, candidates: Candidates) -> None:
        self.buffer = bytearray(_BUFFER)
        self.view = memoryview(self.buffer)
        self.used = 0
        self._starts: list[int] = []
        self._indices: list[int] = []
        self._candidates = candidates
        self._needles = _needles()
        self._needles_utf16 = [
            needle.decode("ascii").encode(encoding)
            for encoding in ("utf-16-le", "utf-16-be")
            for needle in self._needles
        ]
        self._overlap = 2 * max(map(len, self._needles))

    def close_file(self, index: int, start: int) -> None:
        """What was read from `start` on is file `index`; a zero byte parts it from the next."""
        if self.buffer.startswith(_UTF16, start, self.used):
            if any(self.buffer.find(needle, start, self.used) >= 0 for needle in self._needles_utf16):
                self._candidates.hits.append(index)
            self.used = start
            return
        self._starts.append(start)
        self._indices.append(index)
        if self.used < _BUFFER:
            self.buffer[self.used] = 0
            self.used += 1

    def search(self) -> None:
        """Note every file of the buffer that holds an anchor, and begin anew."""
        found: set[int] = set()
        for needle in self._needles:
            position = self.buffer.find(needle, 0, self.used)
            while position >= 0:
                place = bisect_right(self._starts, position) - 1
                found.add(self._indices[place])
                if place + 1 == len(self._starts):
                    break
                position = self.buffer.find(needle, self._starts[place + 1], self.used)
        self._candidates.hits += found
        self._starts.clear()
        self._indices.clear()
        self.used = 0

    def search_rest(self, descriptor: int, index: int) -> None:
        """File `index` fills the whole buffer: search it in overlapping pieces until something is found."""
        utf16 = self.buffer.startswith(_UTF16)
        needles = self._needles_utf16 if utf16 else self._needles
        filled = _BUFFER
        while True:
            if any(self.buffer.find(needle, 0, filled) >= 0 for needle in needles):
                self._candidates.hits.append(index)
                return
            if filled < _BUFFER:
                return
            self.buffer[: self._overlap] = self.buffer[-self._overlap :]
            filled = self._overlap + _fill(descriptor, self.view[self._overlap :])
            if filled == self._overlap:
                return


def _search(files: Sequence[str], first: int, last: int, describe: Callable[[OSError], str]) -> Candidates:
    candidates = Candidates()
    batch = _Batch(candidates)
    for index in range(first, last):
        try:
            _read_one(batch, files[index], index)
        except OSError as error:
            candidates.unreadable.append((index, describe(error)))
    batch.search()
    candidates.hits.sort()
    return candidates


_FLAGS = (
    os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)


def _read_one(batch: _Batch, path: str, index: int) -> None:
    descriptor = os.open(path, _FLAGS)
    try:
        if _BUFFER - batch.used < _ROOM:
            batch.search()
        start = batch.used
        batch.used += _fill(descriptor, batch.view[start:])
        if batch.used < _BUFFER:
            batch.close_file(index, start)
            return
        # Perhaps longer than the room that was left: search the others, then begin again with it alone.
        batch.used = start
        batch.search()
        os.lseek(descriptor, 0, os.SEEK_SET)
        batch.used = _fill(descriptor, batch.view)
        if batch.used < _BUFFER:
            batch.close_file(index, 0)
        else:
            batch.used = 0
            batch.search_rest(descriptor, index)
    finally:
        os.close(descriptor)


def _fill(descriptor: int, room: memoryview) -> int:
    """Read until `room` is full or the file ends; returns the number of bytes."""
    total = 0
    while total < len(room):
        count = _read_into(descriptor, room[total:])
        if not count:
            break
        total += count
    return total


if hasattr(os, "readv"):

    def _read_into(descriptor: int, room: memoryview) -> int:
        return os.readv(descriptor, (room,))

else:

    def _read_into(descriptor: int, room: memoryview) -> int:
        data = os.read(descriptor, len(room))
        room[: len(data)] = data
        return len(data)


def _in_two_processes(files: Sequence[str], describe: Callable[[OSError], str]) -> Candidates:
    """The second half in a child, which answers through a pipe. The result is that of one process."""
    import marshal

    middle = len(files) // 2
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            half = _search(files, middle, len(files), describe)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(marshal.dumps((half.hits, half.unreadable)))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    candidates = _search(files, 0, middle, describe)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        rest = _search(files, middle, len(files), describe)
        return Candidates(candidates.hits + rest.hits, candidates.unreadable + rest.unreadable)
    hits, unreadable = marshal.loads(answer)  # noqa: S302 - written by our own child
    return Candidates(candidates.hits + hits, candidates.unreadable + unreadable)
