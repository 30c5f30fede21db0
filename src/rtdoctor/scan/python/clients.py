"""Clients of the official `openai` package, their realtime namespaces, and the connections opened on them."""

from __future__ import annotations

import ast

from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.sites import ClientSite, ConnectSite, NamespaceSite, Sites, TokenSite
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.uses import Use, uses

_CLASSES = {"OpenAI": (False, False), "AsyncOpenAI": (False, True)}
_AZURE_CLASSES = {"AzureOpenAI": (True, False), "AsyncAzureOpenAI": (True, True)}
CLIENT_CLASSES = _CLASSES | _AZURE_CLASSES
# What a client may be asked without being asked for anything of another API.
_NEUTRAL = {"close", "is_closed"}
_TOKEN_RESOURCES = {"sessions", "transcription_sessions"}


def client_class(program: Program, file: SourceFile, node: ast.expr) -> str | None:
    """The `openai` client class that `node` names, by whatever path it is imported."""
    name = program.external(file, node)
    if name is None or not name.startswith("openai."):
        return None
    last = name.rpartition(".")[2]
    return last if last in CLIENT_CLASSES else None


def find_clients(program: Program, sites: Sites) -> None:
    """Fill in the clients, namespaces, connections and token sites of `program`."""
    by_node: dict[ast.Attribute, NamespaceSite] = {}
    for file in program.files:
        for node in file.nodes(ast.Attribute):
            if node.attr != "realtime" or not isinstance(node.ctx, ast.Load):
                continue
            beta = isinstance(node.value, ast.Attribute) and node.value.attr == "beta"
            if beta and program.external(file, node) is None:
                by_node[node] = NamespaceSite(file, node, beta=True)
    if not any(node.attr == "realtime" for file in program.files for node in file.nodes(ast.Attribute)):
        return
    for file in program.files:
        for call in file.nodes(ast.Call):
            name = client_class(program, file, call.func)
            if name is not None:
                azure, asynchronous = CLIENT_CLASSES[name]
                client = ClientSite(file, call, azure, asynchronous)
                for use in uses(program, file, call):
                    _classify(client, use, by_node)
                sites.clients.append(client)
    sites.namespaces += by_node.values()
    for namespace in sites.namespaces:
        _calls_on(program, namespace, sites)


def _classify(client: ClientSite, use: Use, namespaces: dict[ast.Attribute, NamespaceSite]) -> None:
    if use.kind in ("test", "ignored"):
        return
    parent = use.parent
    if use.kind == "attribute" and isinstance(parent, ast.Attribute):
        above = use.file.parent(parent)
        if parent.attr == "beta" and isinstance(above, ast.Attribute) and above in namespaces:
            _link(client, namespaces[above])
            return
        if parent.attr == "realtime":
            site = namespaces.setdefault(parent, NamespaceSite(use.file, parent, beta=False))
            _link(client, site)
            return
        if parent.attr in _NEUTRAL:
            return
    client.others.append(use)


def _link(client: ClientSite, namespace: NamespaceSite) -> None:
    if client not in namespace.clients:
        namespace.clients.append(client)
    if namespace not in client.namespaces:
        client.namespaces.append(namespace)


def _calls_on(program: Program, namespace: NamespaceSite, sites: Sites) -> None:
    """The `.connect(…)` and `.sessions.create(…)` calls on a namespace, also through a name given to it."""
    for use in uses(program, namespace.file, namespace.node):
        parent = use.parent
        if use.kind == "attribute" and isinstance(parent, ast.Attribute):
            call = use.file.parent(parent)
            if parent.attr == "connect" and isinstance(call, ast.Call) and call.func is parent:
                sites.connects.append(ConnectSite(use.file, call, namespace))
                continue
            if parent.attr in _TOKEN_RESOURCES:
                sites.tokens.append(TokenSite(use.file, parent, namespace))
                continue
            if parent.attr in ("client_secrets", "calls", "translations"):
                continue
        if use.kind not in ("test", "ignored"):
            sites.unclear.append(
                (use.file, use.node, "open the connection with `client.realtime.connect(model=…)` here")
            )
