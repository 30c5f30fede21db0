"""How a response fails: what stands in `response.done`, and whether an `error` event goes before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """`error` is `status_details.error`; `announced` failures are also an `error` event."""

    error: dict[str, str | None]
    announced: bool


FAILURES: Mapping[str, Failure] = {
    # That quota shows up inside the session, in a failed response, is claimed by several (R); the text is the
    # public service's rate limit sentence, shortened (assumed).
    "out-of-quota": Failure(
        {
            "type": "rate_limit_error",
            "code": "rate_limit_exceeded",
            "message": "Rate limit reached for tokens per minute. Please try again in 20s.",
        },
        announced=False,
    ),
    # Type, and the mail address and the session id in the text, are seen (P); the words between are not.
    "server-error": Failure(
        {
            "type": "server_error",
            "code": "server_error",
            "message": "The server had an error while processing your request. Please contact "
            "aoai-realtimeapi-dri@microsoft.com with the session ID if it persists.",
        },
        announced=True,
    ),
}
"""By the value of `Behaviour.answer`."""
