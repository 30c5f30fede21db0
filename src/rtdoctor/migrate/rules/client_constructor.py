"""`AzureOpenAI(azure_endpoint=…, api_version=…)` becomes `OpenAI(base_url="…/openai/v1/")`, sync and async.

The Azure classes build the preview address in openai 3.54.0 still, on the GA namespace too. The plain classes with
the v1 address build the GA one, and send the key or the token as `Authorization: Bearer`, which Azure takes. A
client that serves other calls too is left as it is; a second one is made beside it for realtime.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from rtdoctor.migrate.rules._calls import rewrite_call
from rtdoctor.migrate.rules._credentials import Credential, UnclearCredentialError, credential
from rtdoctor.migrate.rules._endpoint import GatewayError, check_endpoint, from_environment, join_v1
from rtdoctor.migrate.rules._imports import annotations_elsewhere, replace_class, require_os
from rtdoctor.migrate.rules._rule import (
    Change,
    Context,
    Example,
    Finding,
    Mark,
    Obstacle,
    Rebuild,
    Rule,
)
from rtdoctor.scan.python.program import enclosing_class
from rtdoctor.scan.python.sites import ClientSite, NamespaceSite
from rtdoctor.scan.python.source import SourceFile

_ENDPOINT, _KEY = "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"
_KNOWN = frozenset(
    {"azure_endpoint", "base_url", "api_key", "azure_ad_token", "azure_ad_token_provider", "api_version"}
    | {
        "azure_deployment",
        "timeout",
        "max_retries",
        "http_client",
        "default_headers",
        "organization",
        "project",
    }
)
_NEW_NAME = "realtime_client"


def _find(context: Context) -> Iterator[Finding]:
    moved = [
        c for c in context.sites.clients if c.azure and c.namespaces and c.file.path not in context.excluded
    ]
    in_place = [client for client in moved if not client.others]
    for client in moved:
        try:
            made = _new_call(context, client)
        except (GatewayError, UnclearCredentialError, ValueError) as error:
            yield _refusal(client, error)
            continue
        if client.others:
            yield from _beside(context, client, made)
        else:
            yield from _in_place(context, client, made)
        if made.needs_os:
            yield from require_os(context, client.file)
    for file in {client.file.path: client.file for client in moved}.values():
        here = [client for client in in_place if client.file is file]
        beside = [client for client in moved if client.file is file and client.others]
        yield from replace_class(context, file, here, beside)
    if in_place and len(in_place) == len([client for client in context.sites.clients if client.azure]):
        yield from annotations_elsewhere(context, {client.file.path for client in moved})


class _NewCall:
    """The plain client in place of an Azure one: a function from the old text to the new, and what it needs."""

    def __init__(self, build: Callable[[str], str], needs_os: bool, credential: Credential) -> None:
        self.build = build
        self.needs_os = needs_os
        self.credential = credential


def _refusal(client: ClientSite, error: Exception) -> Obstacle:
    file = client.file
    name = "AsyncOpenAI" if client.asynchronous else "OpenAI"
    if isinstance(error, GatewayError):
        says = f"make an {name} here whose base_url is the v1 path of {error}: its owner knows where that is"
    elif isinstance(error, UnclearCredentialError):
        says = str(error)
    else:
        says = f'write `{name}(base_url="<endpoint>/openai/v1/", api_key=…)` here ({error})'
    return Obstacle(file, *file.span(client.call), says)


def _new_call(context: Context, client: ClientSite) -> _NewCall:
    """Raises `GatewayError`, `UnclearCredentialError` or `CannotRebuildError`."""
    file, call = client.file, client.call
    if call.args or any(keyword.arg is None for keyword in call.keywords):
        raise ValueError("its arguments are not written out")
    unknown = [keyword.arg for keyword in call.keywords if keyword.arg not in _KNOWN]
    if unknown:
        raise ValueError(f"{unknown[0]} has no counterpart there")
    text = file.text(call)
    quote = "'" if text.count("'") > text.count('"') else '"'
    endpoint, base_url = client.keyword("azure_endpoint"), client.keyword("base_url")
    proof = credential(context, client)
    append: list[tuple[str, str]] = []
    prepend: list[tuple[str, str]] = []
    needs_os = False
    replace: dict[str, Callable[[str], tuple[str, str] | None]] = dict.fromkeys(
        ("api_version", "azure_deployment", "azure_ad_token", "azure_ad_token_provider"), lambda code: None
    )
    if base_url is not None:
        _check_v1(file, base_url.value)
    elif endpoint is not None:
        node = endpoint.value
        check_endpoint(context, file, node)
        needs_os = False
        replace["azure_endpoint"] = lambda code: ("base_url", join_v1(context, file, node, code, quote))
    else:
        prepend.append(("base_url", from_environment(_ENDPOINT, quote)))
        needs_os = True
    if proof.keyword is None:
        replace["api_key"] = lambda code: None
        append.append(("api_key", f"os.environ[{quote}{_KEY}{quote}]"))
        needs_os = True
    elif proof.keyword != "api_key":
        replace["api_key"] = lambda code: None
        replace[proof.keyword] = lambda code: ("api_key", _WRAPPER if proof.wrap else code)
    function = "AsyncOpenAI" if client.asynchronous else "OpenAI"
    if isinstance(call.func, ast.Attribute):
        function = (
            f"{file.text(call.func.value)}.{function}" if "azure" not in file.text(call.func) else function
        )
    elif isinstance(call.func, ast.Name) and "OpenAI" not in call.func.id:
        function = call.func.id  # imported under another name, which stays

    def build(current: str) -> str:
        return rewrite_call(current, function, replace, append, prepend)

    build(file.plain(*file.span(call)))
    return _NewCall(build, needs_os, proof)


def _check_v1(file: SourceFile, node: ast.expr) -> None:
    if "/openai/v1" not in file.text(node):
        raise ValueError("its base_url is not the v1 path")


_WRAPPER, _HOISTED = "realtime_token", "realtime_token_provider"


def _wrapper(client: ClientSite, made: _NewCall) -> str:
    """Statements to put before the client, the indentation of what follows included; empty when none is needed."""
    if not made.credential.wrap:
        return ""
    file = client.file
    keyword = client.keyword("azure_ad_token_provider")
    assert keyword is not None
    indent = file.indentation(file.statement(client.call).lineno)
    hoisted, token = "", f"{file.text(keyword.value)}()"
    if isinstance(keyword.value, ast.Lambda):
        token = file.text(keyword.value.body)
    elif not isinstance(keyword.value, (ast.Name, ast.Attribute)):
        hoisted, token = f"{_HOISTED} = {file.text(keyword.value)}\n{indent}", f"{_HOISTED}()"
    return f"{hoisted}async def {_WRAPPER}() -> str:\n{indent}    return {token}\n\n{indent}"


def _in_place(context: Context, client: ClientSite, made: _NewCall) -> Iterator[Finding]:
    file = client.file
    start, end = file.span(client.call)
    new = made.build(file.plain(*file.span(client.call)))
    marks = (Mark(*file.span(client.call.func), new.partition("(")[0]),)
    yield Rebuild(file, start, end, made.build, _says(new), marks)
    yield from _wrapped(client, made)


def _wrapped(client: ClientSite, made: _NewCall) -> Iterator[Finding]:
    before = _wrapper(client, made)
    if not before:
        return
    file = client.file
    statement = file.statement(client.call)
    at = file.start(statement)
    taken = _WRAPPER.encode() in file.data
    if taken or not _starts_its_line(file, statement):
        says = "wrap the token provider in a coroutine function for AsyncOpenAI, which awaits it"
        yield Obstacle(file, *file.span(client.call), says)
        return
    yield Change(file, at, at, before, f"write `{before.strip()}` before it")


def _starts_its_line(file: SourceFile, statement: ast.stmt) -> bool:
    """True for a statement that another one can be put before."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return False
    start = file.start(statement)
    before = file.data[file.line_bounds(statement.lineno)[0] : start].removeprefix(b"\xef\xbb\xbf")
    return not before.strip() and not file.data.startswith(b"elif", start)


def _says(text: str) -> str:
    return f"write `{text}`" if "\n" not in text else "write the client for the v1 address:\n" + text


def _beside(context: Context, client: ClientSite, made: _NewCall) -> Iterator[Finding]:
    """A second client after the first, and the realtime namespaces taken from it."""
    file = client.file
    statement = file.statement(client.call)
    target = _target(statement, client.call)
    new = made.build(file.plain(*file.span(client.call)))
    name = f"{target.rpartition('.')[0]}.{_NEW_NAME}".lstrip(".") if target else None
    reachable = name is not None and all(
        _reads(context, client, namespace, target) for namespace in client.namespaces
    )
    end = _line_end(file, statement)
    taken = _NEW_NAME.encode() in file.data or (made.credential.wrap and _WRAPPER.encode() in file.data)
    if name is None or not reachable or taken or end is None:
        says = f"this client makes other calls too: make a second one for realtime beside it, `{_NEW_NAME} = {new}`"
        yield Obstacle(file, *file.span(client.call), says)
        return
    indent = file.indentation(statement.lineno)
    before = _wrapper(client, made)
    text = f"\n{indent}{before}{name} = {new}"
    yield Change(file, end, end, text, f"write `{name} = …` after it, for realtime alone")
    for namespace in client.namespaces:
        yield Change(file, *file.span(namespace.client), name, f"write `{name}` here")


def _line_end(file: SourceFile, statement: ast.stmt) -> int | None:
    """The end of the statement's last line, its comment included; None where another statement follows on it."""
    end = file.span(statement)[1]
    line_end = file.line_bounds(file.position(end)[0])[1]
    rest = file.data[end:line_end]
    if rest.strip() and not rest.lstrip().startswith(b"#"):
        return None
    return end + len(rest.rstrip(b"\r\n"))


def _target(statement: ast.stmt, call: ast.Call) -> str | None:
    """The name or `self.` attribute that the statement gives the client to."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and statement.value is call:
        return ast.unparse(statement.targets[0])
    if isinstance(statement, ast.AnnAssign) and statement.value is call:
        return ast.unparse(statement.target)
    return None


def _reads(context: Context, client: ClientSite, namespace: NamespaceSite, target: str | None) -> bool:
    """True when the namespace is taken from the very name or attribute that the client was given to."""
    if namespace.file is not client.file or ast.unparse(namespace.client) != target:
        return False
    if isinstance(namespace.client, ast.Name):
        bindings = context.program.project.of(client.file).scopes.bindings(namespace.client)
        return any(binding.value is client.call for binding in bindings)
    return enclosing_class(client.file, client.call) is enclosing_class(client.file, namespace.client)


_USE = 'with client.{ns}.connect(model="voice") as connection:\n    connection.response.create()\n'

rule = Rule(
    code="RM106",
    name="client-constructor",
    source="Azure's WebSocket how-to, 2026-04-01; openai-python 3.54.0, lib/azure.py",
    find=_find,
    valid=(
        # Chat alone: not a realtime program.
        "from openai import AzureOpenAI\n"
        'client = AzureOpenAI(azure_endpoint="https://r.openai.azure.com", api_version="2024-10-21", api_key="k")\n'
        'client.chat.completions.create(model="gpt-4o", messages=[])\n',
        # Right already.
        "from openai import OpenAI\n"
        'client = OpenAI(base_url="https://r.openai.azure.com/openai/v1/", api_key="k")\n'
        + _USE.format(ns="realtime"),
    ),
    manual=(
        # A gateway owns its paths.
        "from openai import AzureOpenAI\n"
        'client = AzureOpenAI(azure_endpoint="https://gw.azure-api.net/ai", api_version="2025-04-01", api_key="k")\n'
        + _USE.format(ns="beta.realtime"),
    ),
    invalid=(
        Example(
            "from openai import AzureOpenAI\n"
            "client = AzureOpenAI(\n"
            '    azure_endpoint="https://r.openai.azure.com/",\n'
            '    api_key="k",  # from the portal\n'
            '    api_version="2024-10-01-preview",\n'
            ")\n" + _USE.format(ns="beta.realtime"),
            "from openai import OpenAI\n"
            "client = OpenAI(\n"
            '    base_url="https://r.openai.azure.com/openai/v1/",\n'
            '    api_key="k",  # from the portal\n'
            ")\n" + _USE.format(ns="realtime"),
        ),
    ),
)
