"""The typed sites of a realtime program: what rules consume. They know files and nodes, nothing of edits."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.uses import Use


@dataclass(eq=False, slots=True)
class ClientSite:
    """A construction of a client of the official `openai` package, and everything done with it.

    `namespaces` are its `.beta.realtime` and `.realtime`; `others` whatever else it serves (chat calls), or what
    hands the client to code that is not seen.
    """

    file: SourceFile
    call: ast.Call
    azure: bool
    asynchronous: bool
    namespaces: list[NamespaceSite] = field(default_factory=list)
    others: list[Use] = field(default_factory=list)

    def keyword(self, name: str) -> ast.keyword | None:
        return next((keyword for keyword in self.call.keywords if keyword.arg == name), None)


@dataclass(eq=False, slots=True)
class NamespaceSite:
    """`client.beta.realtime` (`beta`) or `client.realtime`, with the clients that `client` may be."""

    file: SourceFile
    node: ast.Attribute
    beta: bool
    clients: list[ClientSite] = field(default_factory=list)

    @property
    def client(self) -> ast.expr:
        """The expression of the client itself."""
        inner = self.node.value
        return inner.value if self.beta and isinstance(inner, ast.Attribute) else inner


@dataclass(eq=False, slots=True)
class ConnectSite:
    """A call of `.connect(…)` on a realtime namespace."""

    file: SourceFile
    call: ast.Call
    namespace: NamespaceSite

    def keyword(self, name: str) -> ast.keyword | None:
        return next((keyword for keyword in self.call.keywords if keyword.arg == name), None)


@dataclass(eq=False, slots=True)
class TokenSite:
    """`realtime.sessions` or `realtime.transcription_sessions`, which mint an ephemeral key."""

    file: SourceFile
    node: ast.Attribute
    namespace: NamespaceSite


PayloadKind = Literal["session", "transcription-session", "response", "item"]


@dataclass(eq=False, slots=True)
class PayloadSite:
    """A dict that is sent as a session, a response or an item, as literal.

    `problem` says why its shape cannot be known; then `node` is the expression that hides it.
    """

    kind: PayloadKind
    file: SourceFile
    node: ast.expr
    problem: str | None = None


@dataclass(slots=True)
class Sites:
    """All the sites of one program."""

    clients: list[ClientSite] = field(default_factory=list)
    namespaces: list[NamespaceSite] = field(default_factory=list)
    connects: list[ConnectSite] = field(default_factory=list)
    tokens: list[TokenSite] = field(default_factory=list)
    payloads: list[PayloadSite] = field(default_factory=list)
    unclear: list[tuple[SourceFile, ast.expr, str]] = field(default_factory=list)
    """Places that belong to a connection in a way that cannot be followed, and what to do there."""
