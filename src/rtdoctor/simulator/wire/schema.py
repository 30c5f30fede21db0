"""A small schema language for client events, and the validator that speaks the service's error texts.

Wording, all seen in real error events of the GA API: `unknown_parameter`, `missing_required_parameter`,
`invalid_type`, `invalid_value`, `integer_below_min_value` (P, 2025-09 to 2026-09). The other limits use the
sentence pattern of the same API family (R). A missing field is reported before an unknown one: a beta payload on
the GA socket, which has both, gets "Missing required parameter: 'session.type'." (P, 2025-09).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rtdoctor.simulator.wire.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class Text:
    """A string, at most `max_length` characters."""

    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number within limits, or one of the strings of `words`."""

    minimum: int | None = None
    maximum: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number within limits."""

    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON: the service passes it on unread."""


@dataclass(frozen=True, slots=True)
class AnyObject:
    """An object with members of the client's own choosing, each of one kind."""

    values: Kind
    max_members: int | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """A list of one kind."""

    items: Kind
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A member of an object."""

    kind: Kind
    required: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Object:
    """An object whose members are all known."""

    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Tagged:
    """One of several objects, told apart by the string member `tag`; a variant may be told apart further."""

    tag: str
    variants: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class WordOr:
    """One of a few strings, or something that is not a string."""

    words: Choice
    otherwise: Kind


Kind = Text | Flag | Integer | Number | Choice | Anything | AnyObject | Array | Object | Tagged | WordOr


def check(kind: Kind, value: Any, path: str) -> None:
    """Raise `RefusedError` for the first thing wrong with `value`, which stands at `path` of the client event."""
    _CHECKS[type(kind)](kind, value, path)


def _text(kind: Text, value: Any, path: str) -> None:
    if not isinstance(value, str):
        raise _wrong_type(path, "a string", value)
    if kind.max_length is not None and len(value) > kind.max_length:
        raise RefusedError(
            "string_above_max_length",
            f"Invalid '{path}': string too long. Expected a string with maximum length {kind.max_length}, "
            f"but got a string with length {len(value)} instead.",
            path,
        )


def _flag(_: Flag, value: Any, path: str) -> None:
    if not isinstance(value, bool):
        raise _wrong_type(path, "a boolean", value)


def _integer(kind: Integer, value: Any, path: str) -> None:
    if kind.words and value in kind.words:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        expected = " or ".join(["an integer", *(f"'{word}'" for word in kind.words)])
        raise _wrong_type(path, expected, value)
    _limits("integer", kind.minimum, kind.maximum, value, path)


def _number(kind: Number, value: Any, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong_type(path, "a decimal", value)
    _limits("decimal", kind.minimum, kind.maximum, value, path)


def _limits(noun: str, minimum: float | None, maximum: float | None, value: float, path: str) -> None:
    if minimum is not None and value < minimum:
        raise RefusedError(
            f"{noun}_below_min_value",
            f"Invalid '{path}': {noun} below minimum value. Expected a value >= {minimum}, but got {value} instead.",
            path,
        )
    if maximum is not None and value > maximum:
        raise RefusedError(
            f"{noun}_above_max_value",
            f"Invalid '{path}': {noun} above maximum value. Expected a value <= {maximum}, but got {value} instead.",
            path,
        )


def _choice(kind: Choice, value: Any, path: str) -> None:
    if not isinstance(value, str):
        raise _wrong_type(path, "one of " + ",".join(f"'{word}'" for word in kind.values), value)
    if value not in kind.values:
        raise wrong_value(value, kind.values, path)


def _anything(_: Anything, value: Any, path: str) -> None:
    del value, path


def _any_object(kind: AnyObject, value: Any, path: str) -> None:
    if not isinstance(value, dict):
        raise _wrong_type(path, "an object", value)
    if kind.max_members is not None and len(value) > kind.max_members:
        raise RefusedError(
            "object_above_max_properties",
            f"Invalid '{path}': too many properties. Expected an object with at most {kind.max_members} "
            f"properties, but got an object with {len(value)} properties instead.",
            path,
        )
    for name, member in value.items():
        check(kind.values, member, f"{path}.{name}")


def _array(kind: Array, value: Any, path: str) -> None:
    if not isinstance(value, list):
        raise _wrong_type(path, f"an array of {_plural(kind.items)}", value)
    if kind.max_length is not None and len(value) > kind.max_length:
        raise RefusedError(
            "array_above_max_length",
            f"Invalid '{path}': array too long. Expected an array with maximum length {kind.max_length}, "
            f"but got an array with length {len(value)} instead.",
            path,
        )
    for index, item in enumerate(value):
        check(kind.items, item, f"{path}[{index}]")


def _object(kind: Object, value: Any, path: str) -> None:
    if not isinstance(value, dict):
        raise _wrong_type(path, "an object", value)
    prefix = f"{path}." if path else ""
    for name, field in kind.fields.items():
        if field.required and name not in value:
            raise missing(f"{prefix}{name}")
    for name in value:
        if name not in kind.fields:
            raise RefusedError(
                "unknown_parameter", f"Unknown parameter: '{prefix}{name}'.", f"{prefix}{name}"
            )
    for name, member in value.items():
        field = kind.fields[name]
        if not (field.nullable and member is None):
            check(field.kind, member, f"{prefix}{name}")


def _tagged(kind: Tagged, value: Any, path: str) -> None:
    if not isinstance(value, dict):
        raise _wrong_type(path, "an object", value)
    if kind.tag not in value:
        raise missing(f"{path}.{kind.tag}")
    tag = value[kind.tag]
    check(Choice(tuple(kind.variants)), tag, f"{path}.{kind.tag}")
    check(kind.variants[tag], value, path)


def _word_or(kind: WordOr, value: Any, path: str) -> None:
    check(kind.words if isinstance(value, str) else kind.otherwise, value, path)


_CHECKS: Mapping[type, Callable[[Any, Any, str], None]] = {
    Text: _text,
    Flag: _flag,
    Integer: _integer,
    Number: _number,
    Choice: _choice,
    Anything: _anything,
    AnyObject: _any_object,
    Array: _array,
    Object: _object,
    Tagged: _tagged,
    WordOr: _word_or,
}


def missing(path: str) -> RefusedError:
    """The refusal of an event that lacks the member at `path`."""
    return RefusedError("missing_required_parameter", f"Missing required parameter: '{path}'.", path)


def wrong_value(value: str, supported: tuple[str, ...], path: str) -> RefusedError:
    """The refusal of a string that is none of `supported`."""
    if len(supported) == 1:
        return RefusedError(
            "invalid_value", f"Invalid value: '{value}'. Value must be '{supported[0]}'.", path
        )
    quoted = [f"'{word}'" for word in supported]
    listed = f"{', '.join(quoted[:-1])}{',' if len(quoted) > 2 else ''} and {quoted[-1]}"
    return RefusedError("invalid_value", f"Invalid value: '{value}'. Supported values are: {listed}.", path)


def _wrong_type(path: str, expected: str, value: Any) -> RefusedError:
    got = f"Invalid type for '{path}': expected {expected}, but got {_noun(value)} instead."
    return RefusedError("invalid_type", got, path)


def _noun(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    nouns: tuple[tuple[type, str], ...] = (
        (int, "an integer"),
        (float, "a decimal"),
        (str, "a string"),
        (list, "an array"),
    )
    return next((noun for kind, noun in nouns if isinstance(value, kind)), "an object")


def _plural(kind: Kind) -> str:
    if isinstance(kind, (Text, Choice)):
        return "strings"
    return "objects"
