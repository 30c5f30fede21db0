"""Reading one table of TOML strictly: every value of its type, every key known, every source existing."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rtdoctor.catalog.rows import OWN_ARM
from rtdoctor.errors import UsageError

_REQUIRED = object()


class Cell:
    """One table of TOML being turned into a record; every complaint knows where it is.

    `sources` are all that may be named: key → ISO day of the edition. Every reader raises `UsageError`.
    """

    def __init__(self, table: Mapping[str, Any], where: str, sources: Mapping[str, str]) -> None:
        self._table = table
        self._where = where
        self._sources = sources
        self._read: set[str] = set()

    def fail(self, problem: str) -> UsageError:
        return UsageError(f"{self._where}: {problem}")

    def _take(self, key: str, default: Any) -> Any:
        self._read.add(key)
        value = self._table.get(key, default)
        if value is _REQUIRED:
            raise self.fail(f"{key} is missing")
        return value

    def text(self, key: str, default: Any = None) -> str:
        value = self._take(key, _REQUIRED if default is None else default)
        if not isinstance(value, str):
            raise self.fail(f"{key} must be a string, not {value!r}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: Any = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(f"{key} is {value!r}; it must be one of {', '.join(allowed)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(f"{key} must be a list of strings, not {value!r}")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self.fail(f"{key} must be true or false, not {value!r}")
        return value

    def number(self, key: str) -> int | None:
        value = self._take(key, None)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise self.fail(f"{key} must be a whole number, not {value!r}")
        return value

    def day(self, key: str, default: Any = None) -> str:
        value = self._take(key, _REQUIRED if default is None else default)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str) and value == default:
            return value
        raise self.fail(f"{key} must be a date like 2026-12-15, without quotes and time, not {value!r}")

    def source(self, key: str = "source") -> str:
        return self._known(self.text(key))

    def sources(self) -> tuple[str, ...]:
        """One source or a list of them."""
        value = self._take("source", _REQUIRED)
        keys = value if isinstance(value, list) else [value]
        if not keys or not all(isinstance(item, str) for item in keys):
            raise self.fail(f"source must be the key of a source, or a list of them, not {value!r}")
        return tuple(self._known(item) for item in keys)

    def seen(self, source: str) -> str:
        """The day the source was seen to say it: the source's own, unless the row knows better.

        Your own ARM has no editions: there the row must say when it was asked.
        """
        return self.day("seen", None if source == OWN_ARM else self._sources[source])

    def cells(self, key: str) -> list[Cell]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(f"{key} must be a list of tables, not {value!r}")
        return [Cell(item, f"{self._where}, {key} {i}", self._sources) for i, item in enumerate(value, 1)]

    def cell(self, key: str) -> Cell | None:
        value = self._take(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.fail(f"{key} must be a table, not {value!r}")
        return Cell(value, f"{self._where}, {key}", self._sources)

    def done(self) -> None:
        """Refuse what nobody read: a misspelt key must not pass for an absent one."""
        for key in self._table:
            if key not in self._read:
                near = difflib.get_close_matches(key, self._read, 1)
                raise self.fail(f"unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))

    def _known(self, key: str) -> str:
        if key not in self._sources:
            near = difflib.get_close_matches(key, self._sources, 1)
            raise self.fail(f"unknown source {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return key
