"""What an Azure client proves itself with, as the `api_key` of a client for the v1 address.

`OpenAI` takes a string or a callable that gives one; `AsyncOpenAI` awaits what its callable gives (openai 3.54.0,
`_client.py`; callables since 1.106.0), so a synchronous token provider needs a coroutine function around it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from rtdoctor.migrate.rules._rule import Context
from rtdoctor.scan.python.sites import ClientSite
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.values import origins

_PROVIDERS = {
    "azure.identity.get_bearer_token_provider": False,
    "azure.identity.aio.get_bearer_token_provider": True,
}


class UnclearCredentialError(ValueError):
    """Whether the token provider must be awaited cannot be told; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Credential:
    """The keyword that holds it (None: the environment does), and whether a coroutine function must wrap it."""

    keyword: str | None
    wrap: bool = False


def credential(context: Context, client: ClientSite) -> Credential:
    """How `client` authenticates. Raises `UnclearCredentialError`."""
    given = [
        name
        for name in ("api_key", "azure_ad_token", "azure_ad_token_provider")
        if (keyword := client.keyword(name)) is not None and not _is_none(keyword.value)
    ]
    if len(given) > 1:
        raise UnclearCredentialError(
            "give `api_key` one credential here: a key, or the token provider itself"
        )
    if not given:
        return Credential(None)
    if given[0] != "azure_ad_token_provider" or not client.asynchronous:
        return Credential(given[0])
    keyword = client.keyword(given[0])
    assert keyword is not None
    awaited = is_awaited(context, client.file, keyword.value)
    if awaited is None:
        raise UnclearCredentialError(
            "pass the token provider as `api_key` here; AsyncOpenAI awaits what it returns"
        )
    return Credential(given[0], wrap=not awaited)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def is_awaited(context: Context, file: SourceFile, provider: ast.expr) -> bool | None:
    """True for a provider that returns an awaitable, False for one that returns a string, None when unknown."""
    trace = origins(context.program, file, provider)
    found: set[bool | None] = set() if trace.complete else {None}
    for end in trace.ends:
        if isinstance(end.node, ast.AsyncFunctionDef):
            found.add(True)
        elif isinstance(end.node, (ast.FunctionDef, ast.Lambda)):
            found.add(False)
        elif isinstance(end.node, ast.Call):
            found.add(_PROVIDERS.get(context.program.external(end.file, end.node.func) or ""))
        else:
            found.add(None)
    return found.pop() if len(found) == 1 else None
