"""Turns the ways in which a wait for the server ends into facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rtdoctor.facts.conversation import Ending, ServerError, Usage
from rtdoctor.realtime.conversation import Arrival, Closed, Conversation
from rtdoctor.redaction import Redactor


def ending(item: Arrival | Closed | None, conversation: Conversation, redactor: Redactor) -> Ending:
    """How a wait ended that gave `item`: an `error` event, another event, a close, or silence."""
    if item is None:
        return Ending(
            "timeout", last_event=conversation.last_event, silent_ms=round(conversation.silent_ms, 1)
        )
    if isinstance(item, Closed):
        return Ending(
            "closed" if item.clean else "dropped",
            last_event=conversation.last_event,
            close_code=item.code,
            close_reason=redactor.text(item.reason) or None,
        )
    if item.type == "error":
        return Ending("error", last_event=item.type, error=server_error(item.event.get("error"), redactor))
    return Ending("done", last_event=item.type)


def server_error(error: Any, redactor: Redactor) -> ServerError:
    """The `error` object of an event or of a failed response's `status_details`."""
    row: Mapping[str, Any] = error if isinstance(error, dict) else {}
    return ServerError(
        code=_text(row.get("code")),
        message=redactor.text(str(row.get("message") or "")),
        param=_text(row.get("param")),
        type=_text(row.get("type")),
    )


def response_in(item: Arrival | Closed | None) -> Mapping[str, Any]:
    """The `response` of the event that ended a turn; empty where it ended otherwise."""
    response = item.event.get("response") if isinstance(item, Arrival) else None
    return response if isinstance(response, dict) else {}


def response_outcome(
    response: Mapping[str, Any], redactor: Redactor
) -> tuple[str | None, str | None, ServerError | None]:
    """`(status, reason, failure)` of the response in `response.done`."""
    details = response.get("status_details")
    details = details if isinstance(details, dict) else {}
    failure = details.get("error")
    return (
        _text(response.get("status")),
        _text(details.get("reason")),
        server_error(failure, redactor) if failure else None,
    )


def usage_of(response: Mapping[str, Any]) -> Usage | None:
    """Token counts of the response, None where it gives none."""
    usage = response.get("usage")
    if not isinstance(usage, dict):
        return None
    heard = usage.get("input_token_details") or {}
    spoken = usage.get("output_token_details") or {}
    return Usage(
        input_tokens=_count(usage.get("input_tokens")),
        output_tokens=_count(usage.get("output_tokens")),
        input_audio_tokens=_count(heard.get("audio_tokens")),
        output_audio_tokens=_count(spoken.get("audio_tokens")),
    )


def _text(value: Any) -> str | None:
    return str(value) if value is not None else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0
