"""What happened, from the server's side, for whoever wants to compare it with what the client measured."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload


@dataclass(frozen=True, slots=True)
class Entry:
    """`at_ms` is monotonic, from the start of the simulator; `connection` numbers TCP connections from 1."""

    at_ms: float
    connection: int


@dataclass(frozen=True, slots=True)
class ConnectionOpened(Entry):
    """A client connected (TCP); `tls` tells whether TLS was then negotiated."""

    tls: bool


@dataclass(frozen=True, slots=True)
class HttpExchange(Entry):
    """One HTTP request and the status it got; an upgrade that succeeded has status 101. `path` has no query."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class SocketOpened(Entry):
    """A realtime session began."""

    deployment: str


@dataclass(frozen=True, slots=True)
class SocketClosed(Entry):
    """A realtime session ended; `code` is the close code the client sent, None without a close frame."""

    code: int | None


@dataclass(frozen=True, slots=True)
class DelayTaken(Entry):
    """An injected delay: what was asked for and the time it really took, both in ms."""

    phase: str
    asked_ms: float
    took_ms: float


@dataclass(frozen=True, slots=True)
class EventReceived(Entry):
    """A client event, accepted or not; `type` is empty if it had none."""

    type: str


@dataclass(frozen=True, slots=True)
class EventSent(Entry):
    """A server event; `code` is the error code of an `error` event."""

    type: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class AudioReceived(Entry):
    """Audio that was appended to the input buffer."""

    bytes: int
    ms: float


EntryT = TypeVar("EntryT", bound=Entry)


class Journal(Sequence[Entry]):
    """A list of entries that one thread writes and any thread reads."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lock = threading.Lock()
        self._began = time.perf_counter()

    def now_ms(self) -> float:
        """Milliseconds since the simulator started."""
        return (time.perf_counter() - self._began) * 1000

    def write(self, entry: Entry) -> None:
        """Add an entry."""
        with self._lock:
            self._entries.append(entry)

    def of(self, kind: type[EntryT]) -> list[EntryT]:
        """All entries of one kind so far, oldest first."""
        with self._lock:
            return [entry for entry in self._entries if isinstance(entry, kind)]

    def delays(self, phase: str) -> list[DelayTaken]:
        """The delays injected under this name so far."""
        return [entry for entry in self.of(DelayTaken) if entry.phase == phase]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(self._entries.copy())

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        with self._lock:
            return self._entries[index]
