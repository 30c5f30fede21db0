"""How the realtime socket says no: an `error` event, after which the session goes on unchanged."""

from __future__ import annotations

from typing import Any


class RefusedError(Exception):
    """A client event that is not accepted.

    `code`, `message` and `param` are those of the `error` event; the wording is that of real error events
    unless the place that raises it says `assumed`.
    """

    def __init__(self, code: str | None, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.param = param

    def error(self, client_event_id: str | None) -> dict[str, Any]:
        """The `error` member of the event; `client_event_id` is null when the client gave none (P, 2026-09)."""
        return {
            "type": "invalid_request_error",
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "event_id": client_event_id,
        }
