"""What a date means here: the end of that day, in UTC."""

from __future__ import annotations

from datetime import date, datetime, timezone


def utc_day(moment: date | datetime) -> date:
    """The day, in UTC, on which `moment` falls; a plain date stands for itself.

    Raises `ValueError` for a datetime without a zone: whose midnight would decide is not known.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; a retirement date ends at midnight UTC")
    return moment.astimezone(timezone.utc).date()


def today() -> date:
    """The present day, in UTC."""
    return datetime.now(timezone.utc).date()


def is_past(day: date, as_of: date | datetime) -> bool:
    """Whether `day` is over: false at 23:59 UTC of that day, true from midnight on."""
    return utc_day(as_of) > day


def days_left(day: date, as_of: date | datetime) -> int:
    """Whole days from `as_of` to `day`: 0 on the day itself, negative after it."""
    return (day - utc_day(as_of)).days
