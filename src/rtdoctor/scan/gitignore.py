"""Which paths a `.gitignore` leaves out: a small matcher for the walk.

The grammar is git's own (gitignore(5)): the last matching pattern decides, a pattern with a slash before its
end is anchored to the directory of its file, a trailing slash means directories only, and nothing below an
ignored directory can be taken back. Most patterns are plain names; those cost one dictionary look-up, because
the walk asks once per directory and a `.gitignore` may hold hundreds of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GLOB = frozenset("*?[\\")


@dataclass(frozen=True, slots=True)
class _Pattern:
    order: int
    regex: re.Pattern[str]
    negated: bool
    directory_only: bool
    by_name: bool
    """Tested against the last component alone; otherwise against the path below the `.gitignore`."""


class Ignore:
    """The patterns of one `.gitignore`; `base` is its directory (relative, with `/`; empty for the root)."""

    def __init__(self, text: str, base: str = "") -> None:
        self._prefix = f"{base}/" if base else ""
        self._names: dict[str, list[tuple[int, bool, bool]]] = {}
        self._globs: list[_Pattern] = []
        for order, line in enumerate(_lines(text)):
            self._add(order, line)
        self._globs.reverse()

    def __bool__(self) -> bool:
        return bool(self._names or self._globs)

    def decide(self, path: str, *, is_directory: bool) -> bool | None:
        """True when `path` (relative to the root, with `/`) is ignored, False when it is taken back.

        None when no pattern of this file speaks about it. A path outside `base` gets None.
        """
        if not path.startswith(self._prefix):
            return None
        below = path[len(self._prefix) :]
        name = below.rpartition("/")[2]
        best, verdict = -1, None
        for order, negated, directory_only in reversed(self._names.get(name, ())):
            if is_directory or not directory_only:
                best, verdict = order, not negated
                break
        for pattern in self._globs:
            if pattern.order < best:
                break
            if pattern.directory_only and not is_directory:
                continue
            if pattern.regex.match(name if pattern.by_name else below):
                return not pattern.negated
        return verdict

    def _add(self, order: int, pattern: str) -> None:
        negated = pattern.startswith("!")
        if negated:
            pattern = pattern[1:]
        directory_only = pattern.endswith("/")
        if directory_only:
            pattern = pattern[:-1]
        by_name = "/" not in pattern
        pattern = pattern.removeprefix("/")
        if not pattern or pattern.startswith("/"):
            return
        if by_name and not _GLOB & set(pattern):
            self._names.setdefault(pattern, []).append((order, negated, directory_only))
            return
        translated = _translate(pattern, by_name=by_name)
        if translated is not None:
            self._globs.append(_Pattern(order, translated, negated, directory_only, by_name))


class IgnoreStack:
    """All `.gitignore` files that speak about one directory, the deepest last. Pushing gives a new one."""

    __slots__ = ("_ignores",)

    def __init__(self, ignores: tuple[Ignore, ...] = ()) -> None:
        self._ignores = ignores

    def push(self, ignore: Ignore) -> IgnoreStack:
        """The stack for a directory that has a `.gitignore` of its own."""
        return IgnoreStack((*self._ignores, ignore)) if ignore else self

    def ignores(self, path: str, *, is_directory: bool) -> bool:
        """Whether `path` is ignored, given that none of its parents is."""
        for ignore in reversed(self._ignores):
            verdict = ignore.decide(path, is_directory=is_directory)
            if verdict is not None:
                return verdict
        return False


def _lines(text: str) -> Iterator[str]:
    for line in text.removeprefix("\ufeff").split("\n"):
        line = line.removesuffix("\r")
        if not line or line.startswith("#"):
            continue
        stripped = line.rstrip(" ")
        if stripped != line and (len(stripped) - len(stripped.rstrip("\\"))) % 2:
            stripped += " "  # a backslash keeps the space that follows it
        if stripped:
            yield stripped


def _translate(pattern: str, *, by_name: bool) -> re.Pattern[str] | None:
    """A compiled pattern, or None for one that git never matches (an open bracket, a lone backslash)."""
    out: list[str] = []
    position, end = 0, len(pattern)
    while position < end:
        char = pattern[position]
        # git compares the literal beginning apart, so `**` right behind it stands at a start for git.
        at_start = pattern[:position].endswith("/") or not _GLOB & set(pattern[:position])
        if char == "*":
            stop = position
            while stop < end and pattern[stop] == "*":
                stop += 1
            if stop - position >= 2 and at_start and not by_name and stop == end:
                out.append(".*")
            elif stop - position >= 2 and at_start and not by_name and pattern[stop] == "/":
                out.append("(?:.*/)?")
                stop += 1
            else:
                out.append("[^/]*")
            position = stop
            continue
        if char == "?":
            out.append("[^/]")
        elif char == "[":
            bracket = _bracket(pattern, position)
            if bracket is None:
                return None
            text, position = bracket
            out.append(text)
            continue
        elif char == "\\":
            position += 1
            if position == end:
                return None
            out.append(re.escape(pattern[position]))
        else:
            out.append(re.escape(char))
        position += 1
    try:
        return re.compile("".join(out) + r"\Z", re.DOTALL)
    except re.error:
        return None  # a range that runs backwards, as in [z-a], matches nothing


_POSIX_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "\\x21-\\x7e",
    "lower": "a-z",
    "print": "\\x20-\\x7e",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


def _bracket(pattern: str, start: int) -> tuple[str, int] | None:
    """The expression of a `[…]` that opens at `start`, and the position behind it; None if never closed."""
    position = start + 1
    negated = pattern[position : position + 1] in ("!", "^") and bool(pattern[position : position + 1])
    if negated:
        position += 1
    body: list[str] = []
    first = True
    while position < len(pattern):
        char = pattern[position]
        if char == "]" and not first:
            return f"(?!/)[{'^' if negated else ''}{''.join(body)}]", position + 1
        first = False
        if pattern.startswith("[:", position) and (close := pattern.find(":]", position)) > 0:
            members = _POSIX_CLASSES.get(pattern[position + 2 : close])
            if members is None:
                return None
            body.append(members)
            position = close + 2
            continue
        if char == "\\":
            position += 1
            if position == len(pattern):
                return None
            body.append(re.escape(pattern[position]))
        else:
            body.append("-" if char == "-" and _is_range(pattern, position) else re.escape(char))
        position += 1
    return None


def _is_range(pattern: str, position: int) -> bool:
    before, after = pattern[position - 1], pattern[position + 1 : position + 2]
    return before not in "[!^" and after not in ("", "]")
