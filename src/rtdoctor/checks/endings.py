"""Words for the ways in which a wait inside the socket ends."""

from __future__ import annotations

from rtdoctor.facts.conversation import Ending


def because_of(ending: Ending, wanted: str) -> str:
    """Why `wanted` did not come."""
    after = f" after {ending.last_event}" if ending.last_event else ""
    if ending.outcome == "timeout":
        return f"no {wanted}: the server went silent{after}"
    if ending.outcome == "dropped":
        return f"the socket was dropped{after}, without a close frame"
    if ending.outcome == "closed":
        reason = f": {ending.close_reason}" if ending.close_reason else ""
        return f"the server closed the socket with {ending.close_code}{reason}{after}"
    if ending.error is not None:
        return ending.error.message or f"error {ending.error.code}"
    return f"{ending.last_event} came instead of {wanted}"


def is_answered(status: str | None, reason: str | None) -> bool:
    """Whether a response's status is an answer: complete, or cut at the token limit that was asked for."""
    return status == "completed" or (status == "incomplete" and reason == "max_output_tokens")
