"""Reads an HTTP answer of the service into a fact: the error may sit in three shapes of body.

Shapes: `{"error": {"code", "message"}}`, `{"code", "message"}` and `{"statusCode", "message"}` were all seen
from Azure OpenAI (payloads pasted in public issues, 2023 to 2026).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rtdoctor.facts.http import Answer
from rtdoctor.redaction import Redactor

_BODY_CHARACTERS = 600
_CORRELATION = ("apim-request-id", "x-request-id", "x-ms-request-id", "x-ms-region", "x-ms-client-request-id")


def read_answer(
    status: int, reason: str, headers: Mapping[str, str], body: bytes, redactor: Redactor
) -> Answer:
    """`headers` with names in lower case. Every text in the answer is redacted."""
    text = body.decode("utf-8", "replace")
    code, message = _error(text)
    location = headers.get("location")
    return Answer(
        status=status,
        reason=redactor.text(reason),
        code=redactor.text(code) if code else None,
        message=redactor.text(message) if message else None,
        body=redactor.text(text[:_BODY_CHARACTERS]),
        retry_after_s=_retry_after(headers),
        location=redactor.text(location) if location else None,
        correlation=tuple((name, redactor.text(headers[name])) for name in _CORRELATION if name in headers),
    )


def _error(text: str) -> tuple[str | None, str | None]:
    try:
        document: Any = json.loads(text)
    except ValueError:
        return None, None
    if not isinstance(document, dict):
        return None, None
    inner = document.get("error")
    row = inner if isinstance(inner, dict) else document
    code = row.get("code", row.get("statusCode"))
    message = row.get("message", inner if isinstance(inner, str) else None)
    return (str(code) if code is not None else None, str(message) if message is not None else None)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """`retry-after-ms` goes before `Retry-After`, as Azure's documentation asks for."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    return None
