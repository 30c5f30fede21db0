"""The order in which causes are tried; the first that explains what was seen is the diagnosis.

What is nearer to the user goes first where it was proved (a follow-up call that worked), then the ladder from
the bottom up. A cause that names an exact answer of the service goes before one that reads its status only.
"""

from __future__ import annotations

PRECEDENCE: tuple[str, ...] = (
    "endpoint-invalid",
    "credential-missing",
    "deployment-unnamed",
    "name-not-found",
    "resolver-failed",
    "port-refused",
    "port-unreachable",
    "tls-untrusted",
    "tls-failed",
    "token-not-acquired",
    "preview-url",
    "api-version-on-ga",
    "key-auth-disabled",
    "key-rejected",
    "role-missing",
    "token-rejected",
    "network-rules",
    "not-a-realtime-model",
    "deployment-not-found",
    "handshake-rate-limited",
    "redirected",
    "service-unavailable",
    "upgrade-broken",
    "upgrade-refused",
    "preview-protocol",
    "session-update-rejected",
    "quota-exceeded",
    "server-error",
    "answer-stalled",
    "socket-dropped",
    "socket-closed",
    "audio-not-heard",
    "audio-silent",
    "audio-missing",
)
