"""What a fact is: a frozen dataclass of plain values that goes to JSON and back unchanged.

A fact is redacted before it is stored, so that whatever reads it, and any file it goes to, holds no secret.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar, Union, cast, get_args, get_origin

F = TypeVar("F", bound="Fact")

_KINDS: dict[str, type[Fact]] = {}


@dataclasses.dataclass(frozen=True)
class Fact:
    """Base of every fact. `KIND` names it in a bundle; a subclass without one is a shared shape."""

    KIND: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        if cls.__dict__.get("KIND"):
            if cls.KIND in _KINDS:
                raise TypeError(f"two facts are called {cls.KIND}")
            _KINDS[cls.KIND] = cls


def to_data(fact: Fact) -> dict[str, Any]:
    """Plain JSON data, with the fact's kind."""
    return {"fact": fact.KIND, **dataclasses.asdict(fact)}


def from_data(data: Mapping[str, Any]) -> Fact:
    """The inverse of `to_data`. Raises `KeyError` for a kind that is not known."""
    return cast(Fact, _build(_KINDS[data["fact"]], data))


def _build(kind: type, data: Mapping[str, Any]) -> object:
    hints = typing.get_type_hints(kind)
    return kind(
        **{f.name: _value(hints[f.name], data[f.name]) for f in dataclasses.fields(kind) if f.name in data}
    )


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _value(next(a for a in get_args(hint) if a is not type(None)), value)
    if origin is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], item) for item in value)
        return tuple(_value(i, item) for i, item in zip(inner, value, strict=True))
    if dataclasses.is_dataclass(hint):
        return _build(cast(type, hint), value)
    return value


class FactStore:
    """The facts of one run, by type; at most one of each kind."""

    def __init__(self) -> None:
        self._facts: dict[type[Fact], Fact] = {}

    def put(self, fact: Fact) -> None:
        """Keep `fact`, in place of an earlier one of its kind."""
        self._facts[type(fact)] = fact

    def find(self, kind: type[F]) -> F | None:
        """The fact of this kind, or None when its probe did not run or broke."""
        return cast("F | None", self._facts.get(kind))

    def get(self, kind: type[F]) -> F:
        """The fact of this kind. Raises `KeyError` where there is none."""
        return cast(F, self._facts[kind])

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())
