"""What must never be printed, stored or bundled, and how it is masked.

Facts are redacted as they are collected, and every text that leaves the process is redacted once more at
the choke point (`rtdoctor.report.output`). Two kinds of secret are known: the literal values this run was
given (`Redactor.add`), also in the forms in which they travel (percent-encoded, base64), and the shapes that
credentials have wherever they come from.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "[redacted]"

_SHORTEST_SECRET = 6
"""A shorter literal would mask ordinary words; no credential of these services is this short."""

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # ?api-key=… and its relatives in a query string, also inside a Location header or an error body.
    (
        re.compile(
            r"(?i)([?&;](?:api-key|api_key|apikey|subscription-key|code|sig|token|access_token|authorization|key)=)"
            r"[^&\s\"'<>)\\]+"
        ),
        rf"\1{MASK}",
    ),
    # Authorization: Bearer …, Basic …
    (re.compile(r"(?i)\b(bearer|basic)((?:\s|%20|\+)+)[A-Za-z0-9._~+/\-]{8,}=*"), rf"\1\2{MASK}"),
    # api-key: … as a header, in a dict or in JSON
    (
        re.compile(
            r"(?i)([\"']?\b(?:ocp-apim-subscription-key|api-key|x-identity-header)[\"']?\s*[:=]\s*[\"']?)[^\s\"',}]{6,}"
        ),
        rf"\1{MASK}",
    ),
    # NAME_KEY=value and "apiKey": "value"; a digit is asked for, so that no identifier is taken for one.
    (
        re.compile(
            r"(?i)([\"']?\b[\w.\-]*(?:api[_-]?key|secret|password|passwd|token)[\"']?\s*[:=]\s*[\"']?)"
            r"(?=[A-Za-z0-9+/_\-~]*\d)[A-Za-z0-9+/_\-~]{16,}={0,2}(?![\w.(\[])"
        ),
        rf"\1{MASK}",
    ),
    # scheme://user:password@host
    (re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/@:\"']*:[^\s/@\"']+@"), rf"\1{MASK}@"),
    # JSON web tokens
    (re.compile(r"\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*)?"), MASK),
    # OpenAI keys, ephemeral keys, the browser subprotocol that carries a key
    (re.compile(r"\b(?:sk|ek)[-_][A-Za-z0-9_\-]{12,}"), MASK),
    (re.compile(r"(openai-insecure-api-key\.)[^\s,\"']+"), rf"\1{MASK}"),
    # Azure OpenAI keys: 32 hexadecimal digits, or 84 letters and digits with JQQJ99 inside.
    (re.compile(r"\b[A-Za-z0-9]{40,60}JQQJ99[A-Za-z0-9]{20,40}\b"), MASK),
)


class Redactor:
    """Masks secrets in text and in plain data. Masking twice changes nothing."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._literals: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str | None) -> None:
        """Know `secret` from now on, in every form in which it may travel."""
        if not secret or len(secret) < _SHORTEST_SECRET:
            return
        raw = secret.encode("utf-8", "surrogateescape")
        self._literals |= {
            secret,
            quote(secret, safe="", errors="replace"),
            quote_plus(secret, errors="replace"),
            base64.b64encode(raw).decode("ascii"),
            base64.urlsafe_b64encode(raw).decode("ascii"),
        }
        # Longest first: a secret that begins with another one is masked whole.
        self._pattern = re.compile(
            "|".join(re.escape(s) for s in sorted(self._literals, key=len, reverse=True))
        )

    def text(self, text: str) -> str:
        """`text` with every secret masked."""
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text

    def data(self, value: Any) -> Any:
        """The same for strings inside dicts, lists and tuples; keys are left alone."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.data(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.data(item) for item in value]
        if isinstance(value, tuple):
            return tuple(self.data(item) for item in value)
        return value
